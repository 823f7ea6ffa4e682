//! The tidy rules and the dependency table by themselves: they are tests of this crate.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task = Task {
    name: "tidy",
    about: "tidy rules and the dependency table (part of `test`)",
    run: check,
};

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    run(&mut workspace.cargo(["test", "--locked", "--quiet", "--package", "xtask"]))?;
    Ok(Outcome::Passed)
}
