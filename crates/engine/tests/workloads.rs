//! The workloads of `bench/workloads`: 4,000 requests with the effect that each must have.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use entail_engine::{Decision, Explanation, Policy, PolicySet, Principal, Request, Silent, decide};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const WORKLOADS: [&str; 4] = ["W", "W-small", "W-big", "W-s3"];

/// A file of policies.
#[derive(Deserialize)]
struct WrittenPolicies {
    principal: String,
    identity: Vec<Value>,
    boundary: Vec<Value>,
    /// The policies of one level.
    scp: Vec<Value>,
}

/// An entry of a file of requests.
#[derive(Deserialize)]
struct WrittenRequest {
    action: String,
    resource: String,
    context: BTreeMap<String, String>,
    expected: String,
}

/// One workload, ready to be asked.
struct Workload {
    policies: PolicySet,
    /// Each request and whether it must be allowed.
    requests: Vec<(Request, bool)>,
}

impl Workload {
    fn read(name: &str) -> Result<Self, Box<dyn Error>> {
        let policies: WrittenPolicies = read(&format!("{name}.policies.json"))?;
        let requests: Vec<WrittenRequest> = read(&format!("{name}.requests.json"))?;
        let service_control = compiled(&policies.scp);
        let request = |written| request(&policies.principal, written);
        Ok(Self {
            requests: requests.into_iter().map(request).collect(),
            policies: PolicySet {
                identity: compiled(&policies.identity),
                permissions_boundary: compiled(&policies.boundary).pop(),
                service_control: (!service_control.is_empty()).then(|| vec![service_control]),
                ..PolicySet::default()
            },
        })
    }

    fn decide(&self, request: &Request) -> Decision<'_> {
        decide(request, &self.policies, &mut Silent)
    }
}

fn read<T: DeserializeOwned>(file: &str) -> Result<T, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench/workloads").join(file);
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

fn compiled(documents: &[Value]) -> Vec<Arc<Policy>> {
    let compile = |document: &Value| {
        let policy = Policy::from_text("policy", &document.to_string());
        assert_eq!(policy.unreadable_reason(), None);
        Arc::new(policy)
    };
    documents.iter().map(compile).collect()
}

fn request(user: &str, written: WrittenRequest) -> (Request, bool) {
    let user = Principal::User { arn: user.to_owned() };
    let mut request = Request::new(user, written.action, written.resource);
    for (key, value) in written.context {
        request.context.insert(&key, value);
    }
    (request, written.expected == "Allow")
}

#[test]
fn every_request_has_the_effect_that_the_oracle_gave_it() {
    for name in WORKLOADS {
        let workload = Workload::read(name).unwrap();
        assert_eq!(workload.requests.len(), 1_000, "{name}");
        for (number, (request, is_allowed)) in workload.requests.iter().enumerate() {
            let decision = workload.decide(request);
            assert_eq!(decision.is_allowed(), *is_allowed, "{name} {number}: {decision:?}");
        }
    }
}

#[test]
fn an_explained_decision_is_the_silent_one() {
    for name in WORKLOADS {
        let workload = Workload::read(name).unwrap();
        for (number, (request, _)) in workload.requests.iter().enumerate() {
            let explained = decide(request, &workload.policies, &mut Explanation::new());
            assert_eq!(explained, workload.decide(request), "{name} {number}");
        }
    }
}

/// Templates with variables, in-segment wildcards, every layer's form: what the workloads lack.
const VARIABLES: &str = r#"{ "Version": "2012-10-17", "Statement": [
    { "Effect": "Deny", "NotAction": "sqs:*", "Resource": "*" },
    { "Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:eu-*-1:*:${aws:username}*",
      "Condition": {
        "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:user/${aws:username}" },
        "NumericLessThan": { "aws:MultiFactorAuthAge": "3600" },
        "DateGreaterThan": { "aws:CurrentTime": "2026-01" },
        "StringEqualsIgnoreCase": { "aws:PrincipalTag/team": "RED" },
        "ForAnyValue:StringLike": { "aws:TagKeys": ["team", "cost-*"] }
      } } ] }"#;

fn variable_workload() -> Workload {
    let policy = Arc::new(Policy::from_text("variables", VARIABLES));
    let user = Principal::User { arn: "arn:aws:iam::111122223333:user/alice".to_owned() };
    let queue = "arn:aws:sqs:eu-west-1:111122223333:alice-queue";
    let mut request = Request::new(user, "SQS:SendMessage", queue);
    for (key, value) in [
        ("aws:MultiFactorAuthAge", "17"),
        ("aws:CurrentTime", "2026-02-01T00:00:00Z"),
        ("aws:PrincipalTag/Team", "red"),
    ] {
        request.context.insert(key, value);
    }
    request.context.insert("aws:TagKeys", vec!["other".to_owned(), "cost-center".to_owned()]);
    request.fill_in_principal_keys();
    let policies = PolicySet {
        identity: vec![Arc::clone(&policy)],
        session: Some(vec![Arc::clone(&policy)]),
        permissions_boundary: Some(policy),
        ..PolicySet::default()
    };
    Workload { policies, requests: vec![(request, true)] }
}

#[test]
fn a_decision_asks_for_no_memory() {
    let mut workloads = vec![variable_workload()];
    workloads.extend(WORKLOADS.map(|name| Workload::read(name).unwrap()));
    for workload in &workloads {
        for (request, is_allowed) in &workload.requests {
            let mut decision = None;
            let asked = allocation_counter::measure(|| decision = Some(workload.decide(request)));
            assert_eq!(decision.unwrap().is_allowed(), *is_allowed, "{request:?}");
            assert_eq!(asked.count_total, 0, "{request:?}");
        }
    }
}
