//! The figures as a table, and where they are kept.

use std::{
    fmt::{self, Display, Formatter},
    fs,
    path::Path,
    time::Duration,
};

use crate::load::Measured;

/// What the server's process had in memory.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) roles: usize,
    pub(crate) before: u64,
    pub(crate) after: u64,
    pub(crate) roles_per_second: f64,
}

/// One operation from so many connections, beside the bare server.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) connections: usize,
    pub(crate) entail: Measured,
    pub(crate) bare: Measured,
}

/// Everything that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) memory: Memory,
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// Writes the dated record; answers its name.
    pub(crate) fn record(&self) -> String {
        let date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
        let name = format!("record/{date}-requests.md");
        let text = format!(
            "# Requests over loopback, {date}\n\n\
             `cargo bench -p entail-server --bench requests -- --record`: SQLite with synchronous \
             FULL, signed requests of a developer with AdministratorAccess below a transitive \
             boundary, client and servers on the same cores. `bare` is a hyper server that reads \
             the same requests and answers as many bytes without looking at them.\n\n{}\n\n{self}\n",
            machine(),
        );
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(&name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        name
    }
}

impl Display for Report {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}")?;
        for Row { operation, connections, entail, bare } in &self.rows {
            let share = 100.0 * entail.requests_per_second / bare.requests_per_second;
            writeln!(
                out,
                "| {operation} | {connections} | {} | {} | {share:.0} % |",
                cells(entail),
                cells(bare),
            )?;
        }
        let Memory { roles, before, after, roles_per_second } = &self.memory;
        write!(
            out,
            "\nMemory of the server's process: {} MB before and {} MB after {roles} roles were made \
             from 16 connections, {roles_per_second:.0} a second.",
            before / 1024,
            after / 1024,
        )
    }
}

const HEADER: &str = "\
| operation | connections | requests/s | p50 ms | p99 ms | bare requests/s | bare p50 ms | bare p99 ms | share of bare |
|---|---:|---:|---:|---:|---:|---:|---:|---:|";

fn cells(measured: &Measured) -> String {
    let Measured { requests_per_second, p50, p99 } = measured;
    format!("{requests_per_second:.0} | {} | {}", milliseconds(*p50), milliseconds(*p99))
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1_000.0)
}

/// Processor, cores, memory and kernel of the machine.
fn machine() -> String {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let value = |file, name: &str| {
        let text = read(file);
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("unknown");
        line.trim_start_matches(['\t', ' ', ':']).trim().to_owned()
    };
    format!(
        "Machine: {}, {} cores, memory {}, Linux {}.",
        value("/proc/cpuinfo", "model name"),
        std::thread::available_parallelism().map_or(0, usize::from),
        value("/proc/meminfo", "MemTotal:"),
        read("/proc/sys/kernel/osrelease").trim(),
    )
}
