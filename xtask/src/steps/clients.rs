//! The tests in `clients/`: real AWS clients against the real binary.
//!
//! What they need beside this repository is installed once below the target folder, every package
//! pinned and hashed: Python packages and, for clients that are written in JavaScript, a Node that
//! comes as a Python package, with the packages of `clients/propagate/package-lock.json`.

mod install;

use crate::process::{TaskError, run, run_keeping};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task =
    Task { name: "clients", about: "real AWS clients against the binary, alone", run: alone };

/// Tells the tests which `entail` to start.
const BINARY_VARIABLE: &str = "ENTAIL_BINARY";

/// Tells the tests where the clients are that have an environment of their own.
const TOOLS_VARIABLE: &str = "ENTAIL_CLIENT_TOOLS";

fn alone(workspace: &Workspace) -> Result<Outcome, TaskError> {
    test(workspace).map(Outcome::Tested)
}

/// Runs them; answers pytest's closing lines.
pub(crate) fn test(workspace: &Workspace) -> Result<Vec<String>, TaskError> {
    run(&mut workspace.cargo(["build", "--locked", "--package", "entail-cli"]))?;
    let folder = workspace.target().join("clients");
    let requirements = workspace.root().join("clients").join("requirements.txt");
    let python = install::python(workspace, &folder.join("venv"), &requirements)?;
    let tools = folder.join("propagate");
    install::tools(workspace, &tools)?;
    let binary = workspace.target().join("debug").join("entail");
    let mut command = workspace.command(python);
    command.args(["-m", "pytest", "-p", "no:cacheprovider", "-rs", "clients"]);
    command.env(BINARY_VARIABLE, binary).env(TOOLS_VARIABLE, tools);
    command.env("PYTHONUNBUFFERED", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    run_keeping(&mut command, is_closing_line)
}

/// `==== 12 passed, 1 skipped in 3.40s ====`, and the reason of every test that was not run.
fn is_closing_line(line: &str) -> bool {
    line.starts_with("SKIPPED") || (line.starts_with("==") && line.contains(" in "))
}
