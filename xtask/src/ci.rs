//! `cargo xtask ci`: the steps of CI, each with its name and its time, up to the first that fails.

use crate::process::TaskError;
use crate::workspace::Workspace;
use crate::{Outcome, Task, steps};
use std::time::{Duration, Instant};

/// What CI runs, in its order: the cheap steps that fail often come first.
///
/// Tidy rules, the dependency table and the freshness of generated code are tests, so they are part
/// of `test`.
const STEPS: &[Task] = &[
    steps::fmt::TASK,
    steps::clippy::TASK,
    steps::test::TASK,
    steps::doc::TASK,
    steps::deny::TASK,
    steps::msrv::TASK,
    steps::fuzz_smoke::TASK,
    steps::bench_check::TASK,
];

/// Runs every step and ends with a summary and the closing lines of the test runners.
pub(crate) fn run(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let mut summary = Vec::new();
    let mut closing_lines = Vec::new();
    let started = Instant::now();
    for step in STEPS {
        println!("\nci: {}: {}", step.name, step.about);
        let step_started = Instant::now();
        let outcome = (step.run)(workspace);
        let (word, failure) = match outcome {
            Ok(Outcome::Passed) => ("passed".to_owned(), None),
            Ok(Outcome::Tested(lines)) => {
                closing_lines.extend(lines);
                ("passed".to_owned(), None)
            }
            Ok(Outcome::PassedInPart(note)) => (format!("passed; {note}"), None),
            Ok(Outcome::Skipped(note)) => (note, None),
            Err(error) => ("FAILED".to_owned(), Some(error)),
        };
        summary.push(line(step.name, step_started.elapsed(), &word));
        println!("ci: {word}");
        if let Some(error) = failure {
            let not_reached = STEPS.iter().skip(summary.len()).map(|step| step.name);
            summary.extend(not_reached.map(|name| format!("  {name:<12}        -  not reached")));
            print_summary(&summary, started.elapsed(), &closing_lines);
            return Err(TaskError::new(format!("step `{}`: {error}", step.name)));
        }
    }
    print_summary(&summary, started.elapsed(), &closing_lines);
    println!("ci: all steps passed");
    Ok(Outcome::Passed)
}

fn line(name: &str, time: Duration, word: &str) -> String {
    format!("  {name:<12} {:>7.1}s  {word}", time.as_secs_f64())
}

fn print_summary(summary: &[String], time: Duration, closing_lines: &[String]) {
    println!("\nci: summary\n{}\n{}", summary.join("\n"), line("total", time, ""));
    if !closing_lines.is_empty() {
        println!("\nci: closing lines of the test runners\n  {}", closing_lines.join("\n  "));
    }
}
