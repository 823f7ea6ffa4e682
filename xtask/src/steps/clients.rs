//! The tests in `clients/`: real AWS clients against the real binary.
//!
//! They get a Python environment of their own below the target folder, made from
//! `clients/requirements.txt`, in which every package is pinned and hashed. It is kept until that
//! file changes.

use crate::process::{TaskError, output_of, run, run_keeping};
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};

/// Tells the tests which `entail` to start.
const BINARY_VARIABLE: &str = "ENTAIL_BINARY";

/// Runs them; answers pytest's closing lines.
pub(crate) fn test(workspace: &Workspace) -> Result<Vec<String>, TaskError> {
    run(&mut workspace.cargo(["build", "--locked", "--package", "entail-cli"]))?;
    let python = environment(workspace)?;
    let binary = workspace.target().join("debug").join("entail");
    let mut command = workspace.command(python);
    command.args(["-m", "pytest", "-p", "no:cacheprovider", "-rs", "clients"]);
    command.env(BINARY_VARIABLE, binary).env("PYTHONUNBUFFERED", "1");
    run_keeping(command.env("PYTHONDONTWRITEBYTECODE", "1"), is_closing_line)
}

/// `==== 12 passed, 1 skipped in 3.40s ====`, and the reason of every test that was not run.
fn is_closing_line(line: &str) -> bool {
    line.starts_with("SKIPPED") || (line.starts_with("==") && line.contains(" in "))
}

/// Makes the environment where it is missing or stale; answers its interpreter.
fn environment(workspace: &Workspace) -> Result<PathBuf, TaskError> {
    let requirements_file = workspace.root().join("clients").join("requirements.txt");
    let requirements = fs::read_to_string(&requirements_file).map_err(|error| {
        TaskError::new(format!("cannot read `{}`: {error}", requirements_file.display()))
    })?;
    let folder = workspace.target().join("clients").join("venv");
    let python = folder.join("bin").join("python");
    let installed_file = folder.join("installed-requirements.txt");
    if fs::read_to_string(&installed_file).is_ok_and(|installed| installed == requirements) {
        return Ok(python);
    }
    make(workspace, &folder)?;
    let mut install = workspace.command(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    run(install.args(["--require-hashes", "--requirement"]).arg(&requirements_file))?;
    // Written last: an installation that was cut short is done again.
    fs::write(&installed_file, requirements).map_err(|error| {
        TaskError::new(format!("cannot write `{}`: {error}", installed_file.display()))
    })?;
    Ok(python)
}

fn make(workspace: &Workspace, folder: &Path) -> Result<(), TaskError> {
    if output_of(workspace.command("python3").arg("--version")).is_none() {
        return Err(TaskError::new(
            "the client tests need `python3` (3.11 or newer, with the venv module) on the PATH",
        ));
    }
    run(workspace.command("python3").args(["-m", "venv", "--clear"]).arg(folder))
}
