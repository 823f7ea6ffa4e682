//! The oldest supported compiler (`rust-version` in the root manifest), where it is installed.

use crate::process::{TaskError, output_of, run};
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task =
    Task { name: "msrv", about: "compiles with the oldest supported compiler", run: check };

/// The compiler that cargo was built with when it built us; the manifest's `rust-version`.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

fn check(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let Some(toolchain) = installed_toolchain(workspace) else {
        return Ok(Outcome::Skipped(format!(
            "NOT RUN: no Rust {RUST_VERSION} toolchain here; `rustup toolchain install {RUST_VERSION}`"
        )));
    };
    // A folder of its own: otherwise the two compilers would rebuild each other's artifacts.
    let target = workspace.target().join("msrv");
    let mut command = workspace.command("rustup");
    command.args(["run", &toolchain, "cargo", "check", "--locked", "--workspace", "--target-dir"]);
    run(command.arg(target))?;
    Ok(Outcome::Passed)
}

/// The name of an installed toolchain of that version, as `rustup run` takes it.
fn installed_toolchain(workspace: &Workspace) -> Option<String> {
    let list = output_of(workspace.command("rustup").args(["toolchain", "list"]))?;
    list.lines()
        .filter_map(|line| line.split_whitespace().next())
        .find(|name| {
            name.strip_prefix(RUST_VERSION).is_some_and(|rest| rest.starts_with(['.', '-']))
        })
        .map(str::to_owned)
}
