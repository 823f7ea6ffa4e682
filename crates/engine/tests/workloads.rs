//! The workloads of `bench/workloads`: 4,000 requests with the effect that each must have.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use entail_engine::{
    Context, Decision, Explanation, Policy, PolicySet, Principal, Request, Silent, decide,
};
use serde_json::Value;

const WORKLOADS: [&str; 4] = ["W", "W-small", "W-big", "W-s3"];

/// One workload, ready to be asked.
struct Workload {
    policies: PolicySet,
    /// Each request and whether it must be allowed.
    requests: Vec<(Request, bool)>,
}

impl Workload {
    fn read(name: &str) -> Self {
        let policies = json(&format!("{name}.policies.json"));
        let user = policies["principal"].as_str().unwrap().to_owned();
        let service_control = documents(&policies["scp"], "scp");
        Self {
            policies: PolicySet {
                identity: documents(&policies["identity"], "identity"),
                permissions_boundary: documents(&policies["boundary"], "boundary").pop(),
                service_control: (!service_control.is_empty()).then(|| vec![service_control]),
                ..PolicySet::default()
            },
            requests: json(&format!("{name}.requests.json"))
                .as_array()
                .unwrap()
                .iter()
                .map(|written| (request(&user, written), written["expected"] == "Allow"))
                .collect(),
        }
    }
}

fn json(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/workloads").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn documents(list: &Value, layer: &str) -> Vec<Arc<Policy>> {
    let compile = |(number, document): (usize, &Value)| {
        let policy = Policy::from_text(&format!("{layer}{number}"), &document.to_string());
        assert_eq!(policy.unreadable_reason(), None);
        Arc::new(policy)
    };
    list.as_array().unwrap().iter().enumerate().map(compile).collect()
}

fn request(user: &str, written: &Value) -> Request {
    let text = |member: &str| written[member].as_str().unwrap().to_owned();
    let user = Principal::User { arn: user.to_owned() };
    let mut request = Request::new(user, text("action"), text("resource"));
    request.context = Context::new();
    for (key, value) in written["context"].as_object().unwrap() {
        request.context.insert(key, value.as_str().unwrap());
    }
    request
}

fn decide_silently(request: &Request, policies: &PolicySet) -> Decision {
    decide(request, policies, &mut Silent)
}

#[test]
fn every_request_has_the_effect_that_the_oracle_gave_it() {
    for name in WORKLOADS {
        let workload = Workload::read(name);
        assert_eq!(workload.requests.len(), 1_000, "{name}");
        for (number, (request, is_allowed)) in workload.requests.iter().enumerate() {
            let decision = decide_silently(request, &workload.policies);
            assert_eq!(
                decision.is_allowed(),
                *is_allowed,
                "{name}, request {number}: {decision:?}"
            );
        }
    }
}

#[test]
fn an_explained_decision_is_the_silent_one() {
    for name in WORKLOADS {
        let workload = Workload::read(name);
        for (number, (request, _)) in workload.requests.iter().enumerate() {
            let explained = decide(request, &workload.policies, &mut Explanation::new());
            let silent = decide_silently(request, &workload.policies);
            assert_eq!(explained, silent, "{name}, request {number}");
        }
    }
}
