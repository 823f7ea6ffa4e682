//! Clients that send the same kind of request over and over, each on a connection of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use entail_testkit::client::{Caller, Credentials, Endpoint};
use tokio::task::JoinSet;

use crate::child::Child;

/// One kind of request; `{}` in a parameter is numbered.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    pub(crate) action: &'static str,
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) credentials: Credentials,
    pub(crate) next: Arc<AtomicUsize>,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) requests_per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

impl Load {
    /// Sends for as long as `window`, from as many connections.
    pub(crate) async fn run(
        &self,
        server: &Child,
        connections: usize,
        window: Duration,
    ) -> Measured {
        let began = Instant::now();
        let mut clients = JoinSet::new();
        for _ in 0..connections {
            let (load, caller) = (self.clone(), self.caller(server));
            clients.spawn(async move {
                let mut latencies = Vec::new();
                while began.elapsed() < window {
                    latencies.push(load.send(&caller).await);
                }
                latencies
            });
        }
        let mut latencies = clients.join_all().await.concat();
        let elapsed = began.elapsed().as_secs_f64();
        latencies.sort_unstable();
        Measured {
            requests_per_second: as_float(latencies.len()) / elapsed,
            p50: percentile(&latencies, 50),
            p99: percentile(&latencies, 99),
        }
    }

    /// Sends this many from 16 connections; answers how many were done in a second.
    pub(crate) async fn send_all(&self, server: &Child, requests: usize) -> f64 {
        let began = Instant::now();
        let mut clients = JoinSet::new();
        for client in 0..16 {
            let (load, caller) = (self.clone(), self.caller(server));
            clients.spawn(async move {
                for _ in (client..requests).step_by(16) {
                    load.send(&caller).await;
                }
            });
        }
        clients.join_all().await;
        as_float(requests) / began.elapsed().as_secs_f64()
    }

    /// How long an answer of the server's is.
    pub(crate) async fn answer_bytes(&self, server: &Child) -> usize {
        let parameters = self.numbered();
        let caller = self.caller(server);
        caller.iam(self.action, &borrowed(&parameters)).await.expect_success().body.len()
    }

    async fn send(&self, caller: &Caller) -> Duration {
        let parameters = self.numbered();
        let began = Instant::now();
        caller.iam(self.action, &borrowed(&parameters)).await.expect_success();
        began.elapsed()
    }

    fn caller(&self, server: &Child) -> Caller {
        Caller::new(Endpoint::new(&server.url), self.credentials.clone())
    }

    fn numbered(&self) -> Vec<(&'static str, String)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed).to_string();
        self.parameters.iter().map(|(key, value)| (*key, value.replace("{}", &number))).collect()
    }
}

fn borrowed<'a>(parameters: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    parameters.iter().map(|(key, value)| (*key, value.as_str())).collect()
}

/// The latency that so many percent of the requests did not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let position = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(position).copied().unwrap_or_default()
}

fn as_float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}
