//! What the proxy adds to a call over loopback: a signed call to IAM sent to a bare hyper server, and
//! the same through the proxy, which checks the signature, signs anew and sends it on; and an answer
//! of a megabyte, streamed through.
//!
//! `cargo bench -p entail-propagate --bench proxy` prints a table. The server and the proxy run in
//! processes of their own; both ways are measured in turns, so that what else happens on the machine
//! happens to both.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]
#![expect(clippy::unwrap_used, reason = "a bench that can't measure has nothing to go on with")]

#[path = "proxy/child.rs"]
mod child;
#[path = "proxy/client.rs"]
mod client;

use std::time::Duration;

use child::{ANSWER_BYTES, Child, LARGE_ANSWER_BYTES};
use client::Client;

const ROUNDS: usize = 40;
const CALLS_PER_ROUND: usize = 100;
const LARGE_CALLS_PER_ROUND: usize = 5;
/// What may be added, in round trips of a bare server.
const GOAL: f64 = 1.0;

fn main() {
    if child::is_child() {
        return child::run();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ratio = runtime.block_on(measure());
    println!("\nGoal: the proxy adds less than {GOAL} round trips of a bare hyper server.");
    assert!(ratio < GOAL, "the goal is missed");
}

/// Prints the table, and gives back what a call to IAM costs more, in bare round trips.
async fn measure() -> f64 {
    let server = Child::start_server();
    let proxy = Child::start_proxy(server.address);
    println!("| call | bare p50, µs | through the proxy p50, µs | added, µs | added / bare |");
    println!("|---|---:|---:|---:|---:|");
    let small = ("iam:CreateRole", ANSWER_BYTES, CALLS_PER_ROUND);
    let large = ("iam:GetAccountAuthorizationDetails", LARGE_ANSWER_BYTES, LARGE_CALLS_PER_ROUND);
    let mut ratios = Vec::new();
    for (call, bytes, calls) in [small, large] {
        let operation = call.trim_start_matches("iam:");
        let mut bare = Client::connect(server.address, operation, bytes).await;
        let mut proxied = Client::connect(proxy.address, operation, bytes).await;
        let [mut without, mut with] = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            let times = [bare.call(calls).await, proxied.call(calls).await];
            // In the first round connections are made and caches warmed.
            if round > 0 {
                let [bare, proxied] = times;
                without.extend(bare);
                with.extend(proxied);
            }
        }
        let (without, with) = (median(without), median(with));
        let ratio = (with - without) / without;
        println!(
            "| `{call}`, {bytes} bytes | {without:.1} | {with:.1} | {:.1} | {ratio:.2} |",
            with - without
        );
        ratios.push(ratio);
    }
    ratios.first().copied().unwrap_or(f64::INFINITY)
}

/// In microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).unwrap().as_secs_f64() * 1e6
}
