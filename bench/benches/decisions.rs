//! `cargo bench --bench decisions` prints, as Markdown, what goes to `record/`; with names of
//! workloads behind `--`, those alone.

use std::error::Error;
use std::fs;

use entail_bench::Contender;
use entail_bench::cedar::Cedar;
use entail_bench::entail::Entail;
use entail_bench::measure::{self, measure};
use entail_bench::naive::Naive;
use entail_bench::rego::Rego;
use entail_bench::workload::{NAMES, Workload};

fn main() -> Result<(), Box<dyn Error>> {
    println!("Processor: {}\n", processor());
    println!(
        "| workload | engine | decisions/s | ns each | p50 ns | p99 ns | entail is faster by |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|");
    let asked: Vec<String> = std::env::args().skip(1).filter(|name| name != "--bench").collect();
    for name in NAMES {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            decisions(name, &Workload::read(name)?)?;
        }
    }
    println!("\np50 and p99 are of single decisions and hold one reading of the clock.");
    Ok(())
}

fn decisions(name: &str, workload: &Workload) -> Result<(), Box<dyn Error>> {
    let expected: Vec<bool> =
        workload.requests.iter().map(|request| request.expected == "Allow").collect();
    let contenders: Vec<Box<dyn Contender>> = vec![
        Box::new(Entail::new(workload)),
        Box::new(Naive::new(workload)?),
        Box::new(Cedar::new(workload)?),
        Box::new(Rego::new(workload)?),
    ];
    for contender in &contenders {
        if let Err(number) = measure::check(contender.as_ref(), &expected) {
            return Err(format!("{name}: {} errs in request {number}", contender.name()).into());
        }
    }
    let results = measure(&contenders);
    let ours = results[0].nanoseconds;
    for result in &results {
        println!(
            "| {name} | {} | {:.0} | {:.0} | {} | {} | {:.2} |",
            result.name,
            1e9 / result.nanoseconds,
            result.nanoseconds,
            result.p50,
            result.p99,
            result.nanoseconds / ours,
        );
    }
    Ok(())
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(": ")).map_or("?", |(_, value)| value).to_owned()
    };
    let count = text.lines().filter(|line| line.starts_with("processor")).count();
    let (family, model) = (field("cpu family"), field("model\t"));
    format!("{}, family {family} model {model}, {count} cores", field("model name"))
}
