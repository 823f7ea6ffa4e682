//! No operation without a negative test: every entry of the registers refuses whoever does not sign,
//! and whoever has no permission.

use entail_lineage::gates::table::{GateRule, gate_rule};
use entail_server::operation::{AnyOperation, Effect};
use entail_testkit::client::Caller;
use entail_wire::service::Protocol;

use crate::{
    requests::{Outside, borrowed, register, request, title},
    support::{house::House, people::keys_of},
};

/// Operations that a user without any policy may call, with the reason. May only shrink.
const OPEN_TO_EVERYBODY: &[(&str, &str)] = &[
    ("sts:GetCallerIdentity", "always allowed to an authenticated caller, even over a Deny"),
    ("sts:GetSessionToken", "not governed by policies: the caller gets what it has already"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_refuses_a_request_without_signature() {
    let house = House::new().await;
    let nobody = Caller { endpoint: house.root.endpoint.clone(), credentials: None };
    let outside = Outside::make(&house.root).await;
    for operation in register() {
        let parameters = request(operation.name(), &outside);
        let answer =
            nobody.call(operation.service(), operation.name(), &borrowed(&parameters)).await;
        let got = (answer.status, answer.code());
        let status = status_of_a_refusal(operation);
        assert_eq!(got, (status, "MissingAuthenticationToken".to_owned()), "{}", title(operation));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_refuses_a_user_without_policies_in_awss_words() {
    let house = House::new().await;
    let root = &house.root;
    let outside = Outside::make(root).await;
    root.iam("CreateUser", &[("UserName", "nobody")]).await.expect_success();
    let nobody = keys_of(root, "nobody").await;
    let before = house.state().await;
    let mut open = Vec::new();
    for operation in register() {
        let title = title(operation);
        let parameters = request(operation.name(), &outside);
        let answer =
            nobody.call(operation.service(), operation.name(), &borrowed(&parameters)).await;
        if answer.is_success() {
            open.push(title);
            continue;
        }
        let status = status_of_a_refusal(operation);
        assert_eq!((answer.status, answer.code().as_str()), (status, "AccessDenied"), "{title}");
        let message = answer.message();
        let who = "User: arn:aws:iam::111122223333:user/nobody is not authorized to perform: ";
        assert!(message.starts_with(&format!("{who}{title}")), "{message}");
        let why = format!("because no identity-based policy allows the {title} action");
        assert!(message.ends_with(&why), "{message}");
    }
    let listed: Vec<&str> = OPEN_TO_EVERYBODY.iter().map(|(title, _)| *title).collect();
    assert_eq!(open, listed, "left: what the user could call; right: what it may call");
    assert_eq!(house.state().await, before, "a refused request has written something");
}

/// AWS JSON answers 400 to whatever is the client's fault.
fn status_of_a_refusal(operation: &dyn AnyOperation) -> u16 {
    match operation.service().protocol() {
        Protocol::Query => 403,
        Protocol::Json => 400,
    }
}

#[test]
fn every_operation_has_its_row_in_the_table_of_gates_and_only_reads_are_ungated() {
    for operation in register() {
        let rule = gate_rule(operation.name());
        let rule = rule.unwrap_or_else(|| panic!("{} has no gate", title(operation)));
        // Some of what an administrator sees is not for sessions under a boundary.
        let is_right = match operation.effect() {
            Effect::Reads => matches!(rule, GateRule::Ungated | GateRule::UnsealedOnly),
            Effect::Creates | Effect::Changes => rule != GateRule::Ungated,
        };
        assert!(is_right, "{} is {rule:?}", title(operation));
    }
}
