//! Lints: the table is in the root manifest; here warnings become errors.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task =
    Task { name: "clippy", about: "all lints, tests included, warnings denied", run: check };

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let arguments =
        ["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    run(&mut workspace.cargo(arguments))?;
    Ok(Outcome::Passed)
}
