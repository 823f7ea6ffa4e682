//! The benches, which are a workspace of their own, still compile and lint clean; and so does what needs
//! a crate that the workspace itself may not have: our signatures are those of AWS's own signer.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task = Task {
    name: "bench-check",
    about: "the benches and the engines they compare compile, warnings denied; signatures are AWS's",
    run: check,
};

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let manifest = ["--manifest-path", "bench/Cargo.toml"];
    run(workspace.cargo(["fmt", "--check"]).args(manifest))?;
    let arguments = ["clippy", "--locked", "--all-targets"];
    run(workspace.cargo(arguments).args(manifest).args(["--", "--deny", "warnings"]))?;
    let arguments = ["test", "--locked", "--test", "sigv4_oracle"];
    run(workspace.cargo(arguments).args(manifest))?;
    Ok(Outcome::Passed)
}
