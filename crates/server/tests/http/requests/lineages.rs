//! Requests of the administrator's API.

use entail_testkit::client::Caller;

use crate::support::{
    documents::{policy_arn, role_arn},
    house::ACCOUNT,
    people::create_role,
};

/// Role `emitter` hands on the policy `plain`; role `adopted` was adopted under it by root, and
/// admits it.
pub(super) async fn make(by: &Caller) {
    let plain = policy_arn("/", "plain");
    let plain = plain.as_str();
    create_role(by, "emitter", &[("TransitivePermissionsBoundary", plain)]).await.expect_success();
    create_role(by, "adopted", &[]).await.expect_success();
    let adopted = role_arn("adopted");
    let adopt = [("ResourceArn", adopted.as_str()), ("PolicyArn", plain)];
    by.entail("Adopt", &adopt).await.expect_success();
    let admit = [("RoleArn", adopted.as_str()), ("PolicyArn", plain)];
    by.entail("Admit", &admit).await.expect_success();
}

const PLAIN: (&str, &str) = ("PolicyArn", "arn:aws:iam::111122223333:policy/plain");
const UNUSED: (&str, &str) = ("PolicyArn", "arn:aws:iam::111122223333:policy/unused");
const USER: &str = "arn:aws:iam::111122223333:user/bystander";
const ROLE: &str = "arn:aws:iam::111122223333:role/bystander";
const EMITTER: &str = "arn:aws:iam::111122223333:role/emitter";
const ADOPTED: &str = "arn:aws:iam::111122223333:role/adopted";
const DOCUMENT: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

/// Parameters with which the operation is well formed; nothing for operations of other services.
pub(super) fn request(operation: &str) -> Option<Vec<(&'static str, &'static str)>> {
    Some(match operation {
        "Admit" => vec![("RoleArn", ROLE), PLAIN],
        "Adopt" => vec![("ResourceArn", ROLE), PLAIN],
        "AnalyzeBoundaryImpact" => vec![UNUSED, ("PolicyDocument", DOCUMENT)],
        "ApplyToSelf" => vec![("PrincipalArn", EMITTER), ("State", "Enabled")],
        "CascadeTransitiveBoundary" => vec![("PrincipalArn", EMITTER)],
        "Disown" => vec![("ResourceArn", ADOPTED), PLAIN],
        "ExplainCeilings" | "ListDescendants" => vec![("PrincipalArn", USER)],
        "GetLineage" => vec![("ResourceArn", ROLE)],
        "ListReferences" => vec![PLAIN],
        "SetObtainMode" => vec![("RoleArn", ROLE), ("Mode", "Strict")],
        "WithdrawAdmit" => vec![("RoleArn", ADOPTED), PLAIN],
        "WithdrawCascade" => vec![("PrincipalArn", EMITTER), PLAIN],
        "WithdrawReference" => vec![("ResourceArn", ADOPTED), PLAIN, ("OriginId", ACCOUNT)],
        _ => return None,
    })
}
