//! Requests per second over loopback: `GetRole` and `CreateRole`, signed, by a sealed developer, from
//! 1, 4 and 16 connections, beside a bare hyper server that answers as many bytes without looking.
//!
//! `cargo bench -p entail-server --bench requests` prints a table; with `-- --record` it also writes
//! `record/YYYY-MM-DD-requests.md`. Servers run in processes of their own, so that the memory
//! measured is theirs alone; the client signs, on the same cores.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::unwrap_used, reason = "a bench that can't measure has nothing to go on with")]

#[path = "requests/child.rs"]
mod child;
#[path = "requests/load.rs"]
mod load;
#[path = "requests/report.rs"]
mod report;
#[path = "requests/world.rs"]
mod world;

use std::time::Duration;

use child::Child;
use load::{Load, Measured};
use report::{Memory, Report, Row};
use world::World;

const CONNECTIONS: [usize; 3] = [1, 4, 16];
const WINDOW: Duration = Duration::from_secs(3);
const ROLES: usize = 10_000;

fn main() {
    if child::is_child() {
        return child::run();
    }
    let report = tokio::runtime::Runtime::new().unwrap().block_on(measure());
    println!("{report}");
    if std::env::args().any(|argument| argument == "--record") {
        println!("written to {}", report.record());
    }
}

async fn measure() -> Report {
    let folder = tempfile::tempdir().unwrap();
    let entail = Child::start_entail(folder.path());
    let world = World::make(&entail).await;
    let before = entail.resident_kilobytes();
    let filling = world.fill(&entail, ROLES).await;
    let after = entail.resident_kilobytes();
    let memory = Memory { roles: ROLES, before, after, roles_per_second: filling };

    let mut rows = Vec::new();
    for (operation, load) in [("GetRole", world.get_role()), ("CreateRole", world.create_role())] {
        let bytes = load.answer_bytes(&entail).await;
        let bare = Child::start_bare(bytes);
        for connections in CONNECTIONS {
            let entail = run(&load, &entail, connections).await;
            let bare = run(&load, &bare, connections).await;
            rows.push(Row { operation, connections, entail, bare });
        }
    }
    Report { memory, rows }
}

async fn run(load: &Load, server: &Child, connections: usize) -> Measured {
    // A short round first: connections are made, caches are warm.
    load.run(server, connections, WINDOW / 10).await;
    load.run(server, connections, WINDOW).await
}
