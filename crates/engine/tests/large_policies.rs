//! Policies of many statements, in which statements are found by an index: with it and without it
//! the decision is the same. An explanation looks at every statement, a silent decision at those
//! that the index gives.

use std::sync::Arc;

use entail_engine::{Explanation, Policy, PolicySet, Principal, Request, Silent, decide};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const NAMES: [&str; 12] = [
    "GetObject",
    "GetItem",
    "Get",
    "PutObject",
    "PutItem",
    "ListBuckets",
    "DeleteItem",
    "Scan",
    "GetObjectVersionTagging",
    "getobject",
    "DescribeInstances",
    "X",
];

const RESOURCES: [&str; 10] = [
    "arn:aws:s3:::red/a",
    "arn:aws:s3:::red/ab/c",
    "arn:aws:s3:::blue/a",
    "arn:aws:s3:::red",
    "arn:aws:s3:::",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/red",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/${x}",
    "arn:aws:dynamodb:us-east-1:111122223333:table/blue",
    "*",
    "",
];

/// One request in so many is asked of each set of policies.
const REQUESTS_SKIPPED: usize = 12;

fn service() -> impl Strategy<Value = &'static str> {
    select(vec!["s3", "s3", "s3", "s3", "S3", "dynamodb", "ec2", "s3express"])
}

/// An action, whole or cut with a wildcard behind it, or one that is of no certain service.
fn action_pattern() -> impl Strategy<Value = String> {
    let cut = (service(), select(NAMES.to_vec()), 0_usize..8, select(vec!["*", "", "?", "*t*"]));
    let usual = cut.prop_map(|(service, name, length, end)| {
        let beginning = name.get(..length.min(name.len())).unwrap_or(name);
        format!("{service}:{beginning}{end}")
    });
    let unusual = select(vec!["*", "s3:*", "s*:GetObject", "*:Get*", "?3:Get*", "dynamodb:*"]);
    prop_oneof![40 => usual, 1 => unusual.prop_map(str::to_owned)]
}

fn resource_pattern() -> impl Strategy<Value = String> {
    let cut = (
        select(RESOURCES.to_vec()),
        0_usize..60,
        select(vec!["*", "", "?", "${aws:username}", "${aws:TagKeys}", "${*}"]),
    );
    cut.prop_map(|(resource, length, end)| {
        let beginning = resource.get(..length.min(resource.len())).unwrap_or(resource);
        format!("{beginning}{end}")
    })
}

fn statement() -> impl Strategy<Value = Value> {
    let effect = prop_oneof![6 => Just("Allow"), 1 => Just("Deny")];
    let element = |negated: &'static str, usual: &'static str| prop_oneof![1 => Just(negated), 15 => Just(usual)];
    (
        effect,
        element("NotAction", "Action"),
        prop::collection::vec(action_pattern(), 1..5),
        element("NotResource", "Resource"),
        prop::collection::vec(resource_pattern(), 1..4),
        prop::option::weighted(0.2, select(vec!["true", "false", "neither"])),
    )
        .prop_map(|(effect, action, actions, resource, resources, condition)| {
            let condition = condition.map_or_else(
                || json!({}),
                |wanted| json!({ "Bool": { "aws:SecureTransport": wanted } }),
            );
            json!({ "Effect": effect, action: actions, resource: resources, "Condition": condition })
        })
}

fn policy(name: &str, statements: &[Value]) -> Arc<Policy> {
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    Arc::new(Policy::from_text(name, &document.to_string()))
}

fn requests() -> impl Iterator<Item = Request> {
    let services = ["s3", "dynamodb", "ec2", "sqs"];
    let actions = services
        .into_iter()
        .flat_map(|service| NAMES.map(|name| format!("{service}:{name}")))
        .chain(["s3".to_owned(), String::new(), "s3:".to_owned()]);
    actions.flat_map(|action| {
        RESOURCES.map(|resource| {
            let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
            let mut request = Request::new(user, action.as_str(), resource);
            request.context.insert("aws:username", "bob");
            request.context.insert("aws:SecureTransport", "true");
            request.context.insert("aws:TagKeys", vec!["a".to_owned(), "b".to_owned()]);
            request
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_index_leaves_out_no_statement_that_matches(
        statements in prop::collection::vec(statement(), 1..120),
        boundary in prop::collection::vec(statement(), 20..60),
        first_request in 0..REQUESTS_SKIPPED,
    ) {
        let policies = PolicySet {
            identity: statements
                .chunks(100)
                .enumerate()
                .map(|(number, part)| policy(&format!("identity-{number}"), part))
                .collect(),
            permissions_boundary: Some(policy("boundary", &boundary)),
            ..PolicySet::default()
        };
        for request in requests().skip(first_request).step_by(REQUESTS_SKIPPED) {
            let mut explanation = Explanation::default();
            let explained = decide(&request, &policies, &mut explanation);
            let silent = decide(&request, &policies, &mut Silent);
            prop_assert_eq!(&explained, &silent, "{} on {}", request.action, request.resource);
        }
    }
}

#[test]
fn a_policy_of_the_longest_size_decides_by_its_last_statement() {
    let filler = (0..1500).map(|number| {
        json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{number}/*") })
    });
    let last = json!({ "Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::7/*" });
    let statements: Vec<Value> = filler.chain([last]).collect();
    let policies =
        PolicySet { identity: vec![policy("long", &statements)], ..PolicySet::default() };
    let decide_on = |resource: &str| {
        let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
        let decision =
            decide(&Request::new(user, "s3:GetObject", resource), &policies, &mut Silent);
        decision.statement.map(|statement| statement.to_string())
    };
    assert_eq!(decide_on("arn:aws:s3:::1499/x").as_deref(), Some("long#/Statement/1499"));
    assert_eq!(decide_on("arn:aws:s3:::7/x").as_deref(), Some("long#/Statement/1500"));
    assert_eq!(decide_on("arn:aws:s3:::1500/x"), None);
}

#[test]
fn beginnings_of_more_lengths_than_are_looked_up_are_found_all_the_same() {
    let bucket = |length: usize| format!("arn:aws:s3:::{}/", "x".repeat(length));
    let statements: Vec<Value> = (0..40)
        .map(|number| {
            let resources = [bucket(number) + "*", bucket(79 - number) + "*"];
            json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": resources })
        })
        .collect();
    let policies =
        PolicySet { identity: vec![policy("lengths", &statements)], ..PolicySet::default() };
    for length in 0..80 {
        let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
        let request = Request::new(user, "s3:GetObject", bucket(length) + "key");
        let expected = format!("lengths#/Statement/{}", length.min(79 - length));
        let decision = decide(&request, &policies, &mut Silent);
        assert_eq!(decision.statement.map(|found| found.to_string()), Some(expected));
    }
}

#[test]
fn a_deny_whose_resource_cannot_be_told_is_found_whatever_it_begins_with() {
    let statements: Vec<Value> = (0..40)
        .map(|number| {
            let resource = format!("arn:aws:s3:::{number}/${{aws:TagKeys}}");
            json!({ "Effect": "Deny", "Action": "s3:GetObject", "Resource": resource })
        })
        .collect();
    let policies =
        PolicySet { identity: vec![policy("undecided", &statements)], ..PolicySet::default() };
    let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
    let mut request = Request::new(user, "s3:GetObject", "arn:aws:s3:::elsewhere");
    request.context.insert("aws:TagKeys", vec!["a".to_owned(), "b".to_owned()]);
    let decision = decide(&request, &policies, &mut Silent);
    let found = decision.statement.map(|statement| statement.to_string());
    assert_eq!(found.as_deref(), Some("undecided#/Statement/0"));
}

/// Every service's patterns reach over all others', so that each is compared with everything.
#[test]
fn services_in_each_others_midst_decide_as_without_the_index() {
    const SERVICES: usize = 300;
    let statements: Vec<Value> = (0..13)
        .map(|statement| {
            let action =
                |number: usize| format!("x{}:{statement}{}", number % SERVICES, number / SERVICES);
            let actions: Vec<String> = (0..2 * SERVICES).map(action).collect();
            json!({ "Effect": "Allow", "Action": actions, "Resource": "*" })
        })
        .collect();
    let policies =
        PolicySet { identity: vec![policy("services", &statements)], ..PolicySet::default() };
    for (statement, service) in (0..13).zip((0..SERVICES).step_by(23)) {
        let user = Principal::User { arn: "arn:aws:iam::111122223333:user/bob".to_owned() };
        let request = Request::new(user, format!("x{service}:{statement}1"), "*");
        let silent = decide(&request, &policies, &mut Silent);
        let expected = format!("services#/Statement/{statement}");
        assert_eq!(silent.statement.as_ref().map(ToString::to_string), Some(expected));
        assert_eq!(decide(&request, &policies, &mut Explanation::default()), silent);
    }
}
