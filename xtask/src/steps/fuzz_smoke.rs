//! The laws of the fuzz targets on stable Rust: the committed seeds, then random input up to a
//! bounded count.
//!
//! `cargo test` runs the same with a small count; nightly cargo-fuzz runs the same laws without a
//! bound (`fuzz/README.md`).

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task = Task {
    name: "fuzz-smoke",
    about: "laws of the fuzz targets over seeds and random input",
    run: smoke,
};

/// Random inputs per law: some seconds in a debug build.
const RUNS: &str = "10000";

fn smoke(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let arguments = [
        "test",
        "--locked",
        "--package",
        "entail-testkit",
        "--test",
        "fuzz_smoke",
        "--",
        "--nocapture",
    ];
    run(workspace.cargo(arguments).env("ENTAIL_FUZZ_RUNS", RUNS))?;
    Ok(Outcome::Passed)
}
