//! The player notices what goes otherwise.

use entail_wire::service::Service;
use http::StatusCode;

use super::*;
use crate::demo::{
    answer,
    narrator::Ink,
    story::{Call, cast::ROOT},
};

const BASELINE: &str = "arn:aws:iam::111122223333:policy/entail/transitive/baseline";

const fn step(expected: Expected) -> Step {
    let call = Call { service: Service::Iam, operation: "GetRole", parameters: &[] };
    Step { caller: ROOT, words: "root looks", call, expected, why: "" }
}

fn player() -> Player<Vec<u8>> {
    let root = Credentials {
        access_key_id: String::new(),
        secret_access_key: Secret::from(""),
        session_token: None,
    };
    let client = Client::new("http://127.0.0.1:9").unwrap();
    Player::new(client, Narrator::new(Vec::new(), Ink::Plain, 80), root)
}

fn take(expected: Expected, status: StatusCode, xml: &str) -> Result<(), PlayError> {
    player().take(&step(expected), answer::read(status, xml.as_bytes()).unwrap())
}

fn role(inherited: &str) -> String {
    format!(
        "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName>\
         <InheritedPermissionsBoundaries>{inherited}</InheritedPermissionsBoundaries>\
         </Role></GetRoleResult></GetRoleResponse>"
    )
}

fn denial(message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>{message}</Message></Error>\
         </ErrorResponse>"
    )
}

const INHERITED: Expected =
    Expected::Boundaries(Boundaries { own: None, transitive: None, inherited: &[BASELINE] });

#[test]
fn a_role_without_the_boundary_it_should_have_is_noticed() {
    let member =
        format!("<member><PermissionsBoundaryArn>{BASELINE}</PermissionsBoundaryArn></member>");
    assert!(take(INHERITED, StatusCode::OK, &role(&member)).is_ok());
    let error = take(INHERITED, StatusCode::OK, &role("")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`root looks` went otherwise: expected `own boundary none; passed on none; inherited \
         baseline`, found `own boundary none; passed on none; inherited none`"
    );
}

#[test]
fn an_escape_that_succeeds_is_noticed() {
    let denied = Expected::Denied { resource: "r", reason: "because" };
    let error = take(denied, StatusCode::OK, &role("")).unwrap_err();
    assert!(error.to_string().ends_with("found `it was done`"), "{error}");
}

#[test]
fn a_denial_by_another_layer_is_noticed() {
    let denied = || Expected::Denied { resource: "r", reason: "because of one" };
    let text = "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:GetRole on \
                resource: r because of one";
    assert!(take(denied(), StatusCode::FORBIDDEN, &denial(text)).is_ok());
    let other = text.replace("of one", "of another");
    assert!(take(denied(), StatusCode::FORBIDDEN, &denial(&other)).is_err());
}

#[test]
fn a_refusal_of_what_should_be_done_is_noticed() {
    assert!(take(Expected::Done, StatusCode::FORBIDDEN, &denial("no")).is_err());
}

#[test]
fn an_answer_without_credentials_is_noticed() {
    assert!(take(Expected::CredentialsOf(ROOT), StatusCode::OK, &role("")).is_err());
}
