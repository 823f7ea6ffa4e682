//! The project's own tasks: `cargo xtask ci` is exactly what CI runs.
//!
//! Each task is an entry of [`TASKS`]: the dispatcher and the help come from it. The rules that keep
//! the tree tidy are plain tests of this crate (`src/tidy.rs`, `src/dependencies.rs`), so that
//! `cargo test --workspace` is enough to meet them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for developers talks to a terminal"
)]

mod agreement;
mod ci;
mod codegen;
#[cfg(test)]
mod dependencies;
mod explore;
mod process;
mod service_authorization;
mod steps;
#[cfg(test)]
mod tidy;
mod workspace;

use process::TaskError;
use std::process::ExitCode;
use workspace::Workspace;

/// What a task that did not fail has to say.
#[derive(Debug)]
pub(crate) enum Outcome {
    Passed,
    /// Passed, but for a part that was not run, and why.
    PassedInPart(String),
    /// Passed, with the closing lines of the test runners that it drove.
    Tested(Vec<String>),
    /// Not run, and why (`NOT RUN: ...`). Said out loud; never silent.
    Skipped(String),
}

/// One task of `cargo xtask`.
pub(crate) struct Task {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Workspace) -> Result<Outcome, TaskError>,
}

/// Every task, in the order of the help. `ci` runs those that it lists itself.
const TASKS: &[Task] = &[
    Task { name: "ci", about: "all that CI runs, in its order", run: ci::run },
    steps::fmt::TASK,
    steps::clippy::TASK,
    steps::test::TASK,
    steps::doc::TASK,
    steps::deny::TASK,
    steps::msrv::TASK,
    steps::fuzz_smoke::TASK,
    steps::bench_check::TASK,
    steps::tidy::TASK,
    steps::clients::TASK,
];

/// A task that takes arguments.
type TaskWithArguments = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

/// Tasks that take arguments: they write files that are committed, or take long.
const WITH_ARGUMENTS: &[TaskWithArguments] = &[
    (
        "agreement",
        "engine and reference evaluator on made-up cases, [--cases N] [--seed S]",
        agreement::run,
    ),
    (
        "explore",
        "the lineage's state machine, [--depth N] steps beyond those of cargo test",
        explore::run,
    ),
    ("codegen", "writes crates/wire/src/shapes/ from models/", codegen::run),
    (
        "service-authorization",
        "writes models/service-authorization/ from a definition file",
        service_authorization::run,
    ),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    if let Some(task) = TASKS.iter().find(|task| task.name == name) {
        return match arguments.next() {
            None => report(task),
            Some(surplus) => usage(&format!("`{name}` takes no argument, found `{surplus}`")),
        };
    }
    if let Some(task) = WITH_ARGUMENTS.iter().find(|(task, ..)| *task == name) {
        return report_with_arguments(task, &arguments.collect::<Vec<_>>());
    }
    match name.as_str() {
        "" | "help" | "-h" | "--help" => {
            println!("{}", help());
            ExitCode::SUCCESS
        }
        _ => usage(&format!("no task is called `{name}`")),
    }
}

/// Runs one task from the workspace's root and turns its outcome into the exit status: 0 or 1.
fn report(task: &Task) -> ExitCode {
    match Workspace::find().and_then(|workspace| (task.run)(&workspace)) {
        Ok(Outcome::Passed) => ExitCode::SUCCESS,
        Ok(Outcome::Tested(lines)) => {
            println!("{}", lines.join("\n"));
            ExitCode::SUCCESS
        }
        Ok(Outcome::PassedInPart(note) | Outcome::Skipped(note)) => {
            println!("xtask {}: {note}", task.name);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("xtask {}: {error}", task.name);
            ExitCode::FAILURE
        }
    }
}

fn report_with_arguments((name, _, run): &TaskWithArguments, arguments: &[String]) -> ExitCode {
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("xtask: {problem}\n\n{}", help());
    ExitCode::from(2)
}

fn help() -> String {
    let with_arguments = WITH_ARGUMENTS.iter().map(|(name, about, _)| (*name, *about));
    let tasks = TASKS.iter().map(|task| (task.name, task.about)).chain(with_arguments);
    let tasks = tasks.map(|(name, about)| format!("  {name:<21} {about}"));
    format!("usage: cargo xtask TASK\n\n{}", tasks.collect::<Vec<_>>().join("\n"))
}
