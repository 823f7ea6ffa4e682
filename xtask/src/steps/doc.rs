//! The manual of every crate, with broken links and missing docs denied.

use crate::process::{TaskError, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task = Task { name: "doc", about: "rustdoc, warnings denied", run: build };

fn build(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let mut command = workspace.cargo(["doc", "--locked", "--workspace", "--no-deps"]);
    run(command.env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(Outcome::Passed)
}
