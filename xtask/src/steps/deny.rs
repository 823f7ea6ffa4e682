//! cargo-deny: licences, duplicate and banned crates, sources; advisories where the database can be
//! reached.

use crate::process::{TaskError, output_of, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};
use std::path::PathBuf;

pub(crate) const TASK: Task =
    Task { name: "deny", about: "cargo-deny: bans, licences, sources, advisories", run: check };

/// The one version that is used everywhere: found on the PATH, or built once below the target
/// folder.
const VERSION: &str = "0.20.2";

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let program = program(workspace)?;
    let deny = || {
        let mut command = workspace.command(&program);
        command.args(["--locked", "--all-features", "--workspace"]);
        command
    };
    run(deny().args(["check", "bans", "licenses", "sources"]))?;
    if run(deny().args(["fetch", "db"])).is_err() {
        return Ok(Outcome::PassedInPart(
            "advisories NOT RUN: their database cannot be fetched here".to_owned(),
        ));
    }
    run(deny().args(["check", "--disable-fetch", "advisories"]))?;
    Ok(Outcome::Passed)
}

/// The pinned cargo-deny.
fn program(workspace: &Workspace) -> Result<PathBuf, TaskError> {
    let tools = workspace.tools();
    let ours = tools.join("bin").join("cargo-deny");
    let mut candidates = [PathBuf::from("cargo-deny"), ours.clone()].into_iter();
    let wanted = format!("cargo-deny {VERSION}");
    if let Some(found) = candidates.find(|candidate| {
        output_of(workspace.command(candidate).arg("--version"))
            .is_some_and(|version| version.trim() == wanted)
    }) {
        return Ok(found);
    }
    println!("deny: installing cargo-deny {VERSION} into {}", tools.display());
    let mut install = workspace.cargo(["install", "--quiet", "--locked", "--version", VERSION]);
    // A debug build without debug information is made in half the time, and the check takes a
    // second either way.
    install.args(["--debug", "--root"]).arg(&tools).arg("--target-dir").arg(tools.join("build"));
    run(install.arg("cargo-deny").env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    Ok(ours)
}
