//! Formatting, with the one rustfmt.toml.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task =
    Task { name: "fmt", about: "rustfmt finds nothing to change", run: check };

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    run(&mut workspace.cargo(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Passed)
}
