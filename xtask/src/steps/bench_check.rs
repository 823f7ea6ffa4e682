//! The benches, which are a workspace of their own, still compile and lint clean.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task = Task {
    name: "bench-check",
    about: "the benches and the engines they compare compile, warnings denied",
    run: check,
};

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let manifest = ["--manifest-path", "bench/Cargo.toml"];
    run(workspace.cargo(["fmt", "--check"]).args(manifest))?;
    let arguments = ["clippy", "--locked", "--all-targets"];
    run(workspace.cargo(arguments).args(manifest).args(["--", "--deny", "warnings"]))?;
    Ok(Outcome::Passed)
}
