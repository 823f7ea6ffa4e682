//! What the proxy adds to a call over loopback: a signed call to IAM sent to a bare hyper server, and
//! the same through the proxy, which checks the signature, signs anew and sends it on; and an answer
//! of a megabyte, streamed through. Beside it the least that any proxy on hyper does.
//!
//! `cargo bench -p entail-propagate --bench proxy` prints a table. Server and proxies run in
//! processes of their own; all ways are measured in turns, so that what else happens on the machine
//! happens to all.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::unwrap_used, reason = "a bench that can't measure has nothing to go on with")]

#[path = "proxy/child.rs"]
mod child;
#[path = "proxy/client.rs"]
mod client;

use std::time::Duration;

use child::{ANSWER_BYTES, Child, LARGE_ANSWER_BYTES};
use client::{Client, Connections, Measured};

const ROUNDS: usize = 40;

const CALLS: [Measured; 3] = [
    Measured {
        name: "iam:CreateRole, connection kept",
        operation: "CreateRole",
        answer_bytes: ANSWER_BYTES,
        calls: 100,
        connections: Connections::Kept,
    },
    Measured {
        name: "iam:CreateRole, a connection each",
        operation: "CreateRole",
        answer_bytes: ANSWER_BYTES,
        calls: 50,
        connections: Connections::OneEach,
    },
    Measured {
        name: "1 MB answer, streamed",
        operation: "GetAccountAuthorizationDetails",
        answer_bytes: LARGE_ANSWER_BYTES,
        calls: 5,
        connections: Connections::Kept,
    },
];

fn main() {
    if child::is_child() {
        return child::run();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure());
}

/// Prints the table.
async fn measure() {
    let server = Child::start_server();
    let forwarder = Child::start_forwarder(server.address);
    let proxy = Child::start_proxy(server.address);
    println!(
        "| call | bare p50, µs | forwarder p50, µs | proxy p50, µs | forwarder adds / bare \
         | proxy adds / bare | proxy adds / forwarder adds |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for call in &CALLS {
        let mut clients = Vec::new();
        for address in [server.address, forwarder.address, proxy.address] {
            clients.push((Client::connect(address, call).await, Vec::new()));
        }
        for round in 0..=ROUNDS {
            for (client, times) in &mut clients {
                let measured = client.round().await;
                // In the first round connections are made and caches warmed.
                if round > 0 {
                    times.extend(measured);
                }
            }
        }
        let medians: Vec<f64> = clients.into_iter().map(|(_, times)| median(times)).collect();
        print_row(call.name, &medians);
    }
    println!(
        "\nBare: a hyper client and a hyper server. Forwarder: the least that a proxy on hyper does, with \
         no look at signatures.\nProxy: checks the signature, and signs anew. All in one run, in turns."
    );
}

fn print_row(name: &str, medians: &[f64]) {
    let &[bare, forwarder, proxy] = medians else { return };
    println!(
        "| {name} | {bare:.1} | {forwarder:.1} | {proxy:.1} | {:.2} | {:.2} | {:.2} |",
        (forwarder - bare) / bare,
        (proxy - bare) / bare,
        (proxy - bare) / (forwarder - bare),
    );
}

/// In microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).unwrap().as_secs_f64() * 1e6
}
