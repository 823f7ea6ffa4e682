//! The proposals: each is put into the very text of its case, and the case decided again.

use std::sync::Arc;

use entail_engine::explain::{Change, ContextValue, Obstacle, Remedy, Report};
use entail_engine::limits::EXPLAINED_CONDITIONS;
use entail_engine::{Effect, Layer, Policy, PolicySet, Principal, Request};
use serde_json::{Value, json};

use crate::corpus::{files, written_cases};

/// Only anonymous callers have no change proposed: nothing but a policy that names everyone would do.
#[test]
fn what_is_proposed_allows_what_was_denied_implicitly() {
    let (mut by_keys, mut by_statements) = (0, 0);
    for file in files("decisions").into_iter().chain(files("explanations")) {
        for (written, case) in written_cases(&file) {
            let report = Report::new(&case.request, &case.policies);
            if report.decision.effect != Effect::ImplicitDeny {
                continue;
            }
            if report.short.iter().any(|remedy| remedy.changes.is_empty()) {
                let is_anonymous = case.request.principal == Principal::Anonymous;
                assert!(is_anonymous, "no change is proposed for {:?}", case.name);
                continue;
            }
            by_statements += 1;
            decide_with(&written, &report.short, |remedy| remedy.changes.last());
            decide_with(&written, &report.short, |remedy| {
                remedy.changes.last().filter(|_| !remedy.spared)
            });
            let is_context = |change: &Change| matches!(change, Change::Context { .. });
            by_keys += usize::from(
                report.short.iter().any(|remedy| remedy.changes.first().is_some_and(is_context)),
            );
            decide_with(&written, &report.short, |remedy| remedy.changes.first());
        }
    }
    println!("allowed {by_statements} denials by statements, {by_keys} by condition keys");
    assert!(by_statements > 200 && by_keys > 100, "{by_statements} {by_keys}");
}

fn decide_with<'a>(
    written: &Value,
    remedies: &'a [Remedy],
    pick: impl Fn(&'a Remedy) -> Option<&'a Change>,
) {
    let mut written = written.clone();
    for remedy in remedies {
        match pick(remedy) {
            None => {}
            Some(Change::Context { keys }) => {
                for change in keys {
                    set_key(&mut written, &change.key, change.value.as_ref());
                }
            }
            Some(Change::Statement { policy, statement }) => {
                add_statement(&mut written, remedy, policy.as_deref(), statement);
            }
        }
    }
    let text = written.to_string();
    let case = entail_engine::case::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let report = Report::new(&case.request, &case.policies);
    assert_eq!(report.decision.effect, Effect::Allow, "{}\n{text}", report.reason);
}

fn set_key(case: &mut Value, key: &str, value: Option<&ContextValue>) {
    let context = &mut case["request"]["context"];
    if context.is_null() {
        *context = json!({});
    }
    let context = context.as_object_mut().unwrap();
    context.retain(|other, _| other.to_lowercase() != key.to_lowercase());
    if let Some(value) = value {
        context.insert(key.to_owned(), json!(value));
    }
}

fn add_statement(case: &mut Value, remedy: &Remedy, policy: Option<&str>, statement: &Value) {
    let member = match remedy.shortage.layer {
        Layer::ServiceControl => "service_control",
        Layer::ResourceControl => "resource_control",
        Layer::VpcEndpoint => "vpc_endpoint",
        Layer::InheritedBoundary => "inherited_boundaries",
        Layer::PermissionsBoundary => "permissions_boundary",
        Layer::Session => "session",
        Layer::Identity => "identity",
        Layer::Resource | Layer::Trust => "resource",
    };
    if case["policies"].is_null() {
        case["policies"] = json!({});
    }
    let mut place = &mut case["policies"][member];
    if let Some(level) = remedy.shortage.level {
        place = &mut place[level];
    }
    let Some(name) = policy else {
        let document = json!({ "Version": "2012-10-17", "Statement": statement });
        let added = json!({ "name": "an added policy", "policy": document });
        match place {
            Value::Array(policies) => policies.push(added),
            _ if remedy.shortage.layer == Layer::Resource
                || remedy.shortage.layer == Layer::Trust =>
            {
                *place = added;
            }
            _ => *place = json!([added]),
        }
        return;
    };
    let named = match place {
        Value::Array(policies) => policies
            .iter_mut()
            .find(|policy| policy["name"] == name)
            .expect("the policy of the proposal is in the case"),
        single => single,
    };
    assert_eq!(named["name"], name);
    let document = &mut named["policy"];
    if let Some(text) = document.as_str() {
        *document = serde_json::from_str(text).expect("a policy that does not deny can be read");
    }
    // Escapes such as `${*}` mean something in the newer language only.
    let statements = &mut document["Statement"];
    if !statements.is_array() {
        *statements = json!([statements.take()]);
    }
    statements.as_array_mut().unwrap().push(statement.clone());
}

/// The keys that are named as a way past a Deny lead past it, and into no other.
#[test]
fn what_is_said_to_get_past_a_deny_does() {
    let mut count = 0;
    for file in files("decisions").into_iter().chain(files("explanations")) {
        for (written, case) in written_cases(&file) {
            let report = Report::new(&case.request, &case.policies);
            for obstacle in &report.denials {
                let Some(change) = &obstacle.avoided_by else { continue };
                count += 1;
                let mut written = written.clone();
                set_key(&mut written, &change.key, change.value.as_ref());
                let case = entail_engine::case::parse(&written.to_string()).unwrap();
                let after = Report::new(&case.request, &case.policies);
                let name = |it: &Obstacle| (it.denial.policy.clone(), it.denial.pointer.clone());
                let left: Vec<_> = after.denials.iter().map(name).collect();
                assert!(!left.contains(&name(obstacle)), "{:?}: {change:?}", case.name);
                assert!(left.len() < report.denials.len(), "{:?}: {change:?}", case.name);
            }
        }
    }
    assert!(count > 20, "{count}");
}

/// Whether other keys are proposed where an Allow misses by so many conditions.
fn proposes_keys(conditions: usize) -> bool {
    let keys: serde_json::Map<String, Value> =
        (0..conditions).map(|number| (format!("x:{number}"), json!("a"))).collect();
    let document = json!({ "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": keys },
    }});
    let policies = PolicySet {
        identity: vec![Arc::new(Policy::from_text("many", &document.to_string()))],
        ..PolicySet::default()
    };
    let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
    let request = Request::new(user, "s3:GetObject", "arn:aws:s3:::bucket/key");
    let report = Report::new(&request, &policies);
    let mut changes = report.short.iter().flat_map(|remedy| &remedy.changes);
    changes.any(|change| matches!(change, Change::Context { .. }))
}

#[test]
fn an_allow_that_misses_by_too_many_conditions_is_not_tried() {
    assert!(proposes_keys(EXPLAINED_CONDITIONS));
    assert!(!proposes_keys(EXPLAINED_CONDITIONS + 1));
}
