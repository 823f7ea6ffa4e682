//! What `/metrics` tells, in Prometheus's text format.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

/// The labels of a request: which operation, and what it was answered with.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    operation: &'static str,
    code: &'static str,
}

/// The labels of a latency: which operation.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OperationLabels {
    operation: &'static str,
}

/// The server's counters. Operation names and error codes are from closed lists, so a client can't
/// make the number of series grow.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<OperationLabels, Histogram>,
    commit_retries: Counter,
    denials: Family<LayerLabels, Counter>,
    /// Connections open now.
    pub connections: Gauge,
    /// The store's newest revision seen by a commit of this process.
    pub revision: Gauge<u64, AtomicU64>,
}

/// The labels of a denial: which layer decided.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct LayerLabels {
    layer: &'static str,
}

impl Metrics {
    /// An empty register of all metrics.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("entail");
        let requests = Family::default();
        let request_seconds: Family<OperationLabels, Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.000_1, 2.0, 16)));
        let commit_retries = Counter::default();
        let denials = Family::default();
        let connections = Gauge::default();
        let revision = Gauge::default();
        registry.register("requests", "Requests answered, by operation and code", requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time from the whole request read to the answer made",
            Unit::Seconds,
            request_seconds.clone(),
        );
        registry.register(
            "commit_retries",
            "Requests decided and run again because the account had moved on",
            commit_retries.clone(),
        );
        registry.register("denials", "Requests denied, by the layer that decided", denials.clone());
        registry.register("connections", "Connections open now", connections.clone());
        registry.register("revision", "The newest revision committed here", revision.clone());
        Self { registry, requests, request_seconds, commit_retries, denials, connections, revision }
    }

    /// Counts one answered request; `code` is `OK` or AWS's error code.
    pub fn count_request(&self, operation: &'static str, code: &'static str, seconds: f64) {
        self.requests.get_or_create(&RequestLabels { operation, code }).inc();
        self.request_seconds.get_or_create(&OperationLabels { operation }).observe(seconds);
    }

    /// Counts one request that had to be decided again.
    pub fn count_commit_retry(&self) {
        self.commit_retries.inc();
    }

    /// Counts one denial by the layer (or gate) that decided it.
    pub fn count_denial(&self, layer: &'static str) {
        self.denials.get_or_create(&LayerLabels { layer }).inc();
    }

    /// All metrics as text.
    pub fn encode(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
