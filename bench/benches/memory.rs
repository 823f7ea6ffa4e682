//! `cargo bench --bench memory` prints, as Markdown, what goes to `record/`: what compiling costs, in
//! time and in memory. It counts with an allocator of its own, which must not stand in the way of
//! what `decisions` times.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use entail_bench::entail;
use entail_bench::workload::{NAMES, Workload};

/// Principals, each with identity policies and a boundary of its own.
const PRINCIPALS: usize = 10_000;

/// Times that each workload is compiled.
const COMPILATIONS: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    println!("| workload | policy text bytes | compiled bytes | compiled/text | compile ms |");
    println!("|---|---:|---:|---:|---:|");
    for name in NAMES {
        compiling(name, &Workload::read(name)?);
    }
    memory(&Workload::read("W")?);
    Ok(())
}

fn compiling(name: &str, workload: &Workload) {
    let mut policies = None;
    let kept = allocation_counter::measure(|| policies = Some(entail::policies(workload)));
    let texts = entail::texts(workload);
    let mut milliseconds: Vec<f64> = (0..COMPILATIONS)
        .map(|_| {
            let start = Instant::now();
            black_box(entail::compile(&texts));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let text = workload.policy_bytes();
    println!(
        "| {name} | {text} | {} | {:.2} | {:.2} |",
        kept.bytes_current,
        kept.bytes_current as f64 / text as f64,
        milliseconds[milliseconds.len() / 2],
    );
}

fn memory(workload: &Workload) {
    let before = resident_bytes();
    let shared = entail::policies(workload).service_control;
    let principals: Vec<_> = (0..PRINCIPALS)
        .map(|_| entail_engine::PolicySet {
            service_control: shared.clone(),
            ..entail::policies(workload)
        })
        .collect();
    let bytes = resident_bytes().saturating_sub(before);
    println!(
        "\n{} principals of W, nothing shared but the SCPs: {:.0} MB resident, {:.0} KB each.",
        black_box(&principals).len(),
        bytes as f64 / 1e6,
        bytes as f64 / 1e3 / PRINCIPALS as f64,
    );
}

/// Resident memory of this process, by Linux's own count of pages.
fn resident_bytes() -> usize {
    const PAGE_BYTES: usize = 4096;
    let text = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * PAGE_BYTES
}
