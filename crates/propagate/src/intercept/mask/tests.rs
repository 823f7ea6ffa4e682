//! Tests of masking, on answers in AWS's own form.

use entail_wire::{shapes::iam, xml::response};
use proptest::prelude::{Just, Strategy, prop, prop_oneof, proptest};

use super::{Described, Shown, principals, progress, properties, shown_in, template_body};
use crate::state::{Account, InjectedPrincipal, PrincipalKind};

const EDGE: &str = "arn:aws:iam::123456789012:policy/edge";
const OTHER: &str = "arn:aws:iam::123456789012:policy/other";

fn boundary(arn: &str) -> iam::AttachedPermissionsBoundary {
    iam::AttachedPermissionsBoundary {
        permissions_boundary_type: iam::PermissionsBoundaryAttachmentType::Policy,
        permissions_boundary_arn: arn.to_owned(),
    }
}

fn role(name: &str, arn: Option<&str>) -> iam::Role {
    iam::Role {
        path: "/".to_owned(),
        role_name: name.to_owned(),
        role_id: format!("AROA{}", name.to_ascii_uppercase()),
        arn: format!("arn:aws:iam::123456789012:role/{name}"),
        create_date: "2026-11-22T10:00:00Z".parse().unwrap(),
        assume_role_policy_document: Some("{}".to_owned()),
        description: Some("<a & \"b\">".to_owned()),
        max_session_duration: Some(3600),
        permissions_boundary: arn.map(boundary),
        tags: None,
        role_last_used: None,
        source_role_template: None,
        transitive_permissions_boundary: None,
        inherited_permissions_boundaries: None,
    }
}

fn user(name: &str, arn: Option<&str>) -> iam::User {
    iam::User {
        path: Some("/".to_owned()),
        user_name: Some(name.to_owned()),
        user_id: format!("AIDA{}", name.to_ascii_uppercase()),
        arn: format!("arn:aws:iam::123456789012:user/{name}"),
        create_date: "2026-11-22T10:00:00Z".parse().unwrap(),
        password_last_used: None,
        permissions_boundary: arn.map(boundary),
        tags: None,
        transitive_permissions_boundary: None,
        inherited_permissions_boundaries: None,
    }
}

fn list(roles: Vec<iam::Role>) -> String {
    response(&iam::ListRolesResponse { roles, is_truncated: false, marker: None }, "id")
}

fn injected(name: &str) -> InjectedPrincipal {
    let id = Some(format!("AROA{}", name.to_ascii_uppercase()));
    InjectedPrincipal { boundary: EDGE.to_owned(), original: None, id }
}

fn nothing(_: &Shown) -> Option<InjectedPrincipal> {
    None
}

#[test]
fn what_was_injected_is_not_shown_and_the_rest_stays_byte_for_byte() {
    let answer =
        list(vec![role("ours", Some(EDGE)), role("theirs", Some(EDGE)), role("none", None)]);
    let expected = list(vec![role("ours", None), role("theirs", Some(EDGE)), role("none", None)]);
    let known = |shown: &Shown| (shown.name == "ours").then(|| injected("ours"));
    assert_eq!(principals(&answer, known).unwrap(), expected);
    assert_eq!(principals(&expected, known), None, "masking again changes nothing");
}

#[test]
fn answers_on_one_line_are_masked_too() {
    let squeeze = |text: &str| text.lines().map(str::trim).collect::<String>();
    let answer = squeeze(&list(vec![role("ours", Some(EDGE))]));
    let expected = squeeze(&list(vec![role("ours", None)]));
    assert_eq!(principals(&answer, |_| Some(injected("ours"))).unwrap(), expected);
}

#[test]
fn users_are_masked_in_every_answer_that_shows_them() {
    let injected = || InjectedPrincipal { id: None, ..injected("x") };
    let known = |shown: &Shown| (shown.kind == PrincipalKind::User).then(injected);
    let answer = |arn| response(&iam::GetUserResponse { user: user("ci", arn) }, "id");
    assert_eq!(principals(&answer(Some(EDGE)), known).unwrap(), answer(None));
    let answer = |arn| response(&iam::CreateUserResponse { user: user("ci", arn) }, "id");
    assert_eq!(principals(&answer(Some(EDGE)), known).unwrap(), answer(None));
    assert_eq!(principals(&list(vec![role("ci", Some(EDGE))]), known), None);
}

#[test]
fn what_somebody_set_is_shown() {
    let answer = list(vec![role("ours", Some(OTHER))]);
    assert_eq!(principals(&answer, |_| Some(injected("ours"))), None);
    assert_eq!(principals(&answer, nothing), None);
}

#[test]
fn a_role_of_the_same_name_that_came_later_is_another() {
    let answer = list(vec![role("ours", Some(EDGE))]);
    let earlier = InjectedPrincipal { id: Some("AROAEARLIER".to_owned()), ..injected("ours") };
    assert_eq!(principals(&answer, |_| Some(earlier.clone())), None);
}

#[test]
fn a_boundary_that_was_replaced_is_shown_as_the_client_wrote_it() {
    let answer = list(vec![role("ours", Some(EDGE))]);
    let replaced = InjectedPrincipal { original: Some(OTHER.to_owned()), ..injected("ours") };
    let masked = principals(&answer, |_| Some(replaced.clone())).unwrap();
    assert_eq!(masked, list(vec![role("ours", Some(OTHER))]));
    assert_eq!(principals(&masked, |_| Some(replaced.clone())), None);
}

#[test]
fn who_an_answer_shows_is_told_with_account_and_id() {
    let answer = list(vec![role("a", Some(EDGE)), role("b", None)]);
    let shown = shown_in(&answer);
    assert_eq!(shown.len(), 2);
    let account = Account { partition: "aws".to_owned(), id: "123456789012".to_owned() };
    let boundary = Some(EDGE.to_owned());
    let (name, id) = ("a".to_owned(), "AROAA".to_owned());
    assert_eq!(shown[0], Shown { kind: PrincipalKind::Role, account, name, id, boundary });
    assert_eq!(shown[1].boundary, None);
}

#[test]
fn answers_that_are_not_understood_stay_as_they_are() {
    for answer in ["", "{}", "<Role>", "<R><RoleName/><PermissionsBoundary/></R>"] {
        assert_eq!(principals(answer, |_| Some(injected("x"))), None, "{answer}");
        assert_eq!(template_body(answer, |_| Some("x".to_owned())), None, "{answer}");
        assert_eq!(properties(answer, |_| Some("x".to_owned())), None, "{answer}");
    }
}

#[test]
fn a_template_is_shown_as_the_client_wrote_it() {
    let answer = |template: &str| {
        let mut body = String::new();
        entail_wire::xml::escape(template, &mut body);
        format!(
            "<GetTemplateResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\">\n  \
             <GetTemplateResult>\n    <TemplateBody>{body}</TemplateBody>\n    <StagesAvailable>\n      \
             <member>Original</member>\n    </StagesAvailable>\n  </GetTemplateResult>\n  \
             <ResponseMetadata>\n    <RequestId>id</RequestId>\n  </ResponseMetadata>\n\
             </GetTemplateResponse>\n"
        )
    };
    let sent = "{\"Description\": \"a < b && c\",\r\n \"X\": \"INJECTED\"}";
    let written = "{\"Description\": \"a < b && c\",\r\n}";
    let restore = |body: &str| {
        assert_eq!(body, sent, "the template is read as it was sent");
        Some(written.to_owned())
    };
    assert_eq!(template_body(&answer(sent), restore).unwrap(), answer(written));
    assert_eq!(template_body(&answer(sent), |body| Some(body.to_owned())), None);
}

#[test]
fn properties_are_masked_in_every_answer_of_cloud_control() {
    let restore = |described: &Described| {
        let ours = described.resource_type == "AWS::IAM::Role" && described.identifier == "ours";
        ours.then(|| described.properties.replace(r#","PermissionsBoundary":"x""#, ""))
    };
    let full = r#"{\"RoleName\":\"ours\",\"PermissionsBoundary\":\"x\"}"#;
    let short = r#"{\"RoleName\":\"ours\"}"#;
    let get = r#"{"ResourceDescription":{"Identifier":"ours","Properties":"P"},"TypeName":"AWS::IAM::Role"}"#;
    let list = r#"{"TypeName":"AWS::IAM::Role","ResourceDescriptions": [{"Identifier":"ours","Properties":"P"},{"Identifier":"theirs","Properties":"{\"PermissionsBoundary\":\"x\"}"}]}"#;
    let status = r#"{"ProgressEvent":{"TypeName":"AWS::IAM::Role","Identifier":"ours","EventTime":1.6E9,"ResourceModel":"P"}}"#;
    for answer in [get, list, status] {
        let place = "\"P\"";
        let shown = answer.replace(place, &format!("\"{full}\""));
        let expected = answer.replace(place, &format!("\"{short}\""));
        assert_eq!(properties(&shown, restore).unwrap(), expected);
        assert_eq!(properties(&expected, restore), None);
    }
}

#[test]
fn a_request_is_known_by_its_token_until_the_identifier_is() {
    let answer = r#"{"ProgressEvent":{"TypeName":"AWS::IAM::Role","RequestToken":"t"}}"#;
    let waiting = progress(answer).unwrap();
    assert_eq!(waiting.name(), Some("request:t"));
    let answer =
        r#"{"ProgressEvent":{"TypeName":"AWS::IAM::Role","RequestToken":"t","Identifier":"r"}}"#;
    assert_eq!(progress(answer).unwrap().name(), Some("r"));
    assert_eq!(progress("{}"), None);
}

fn roles() -> impl Strategy<Value = Vec<iam::Role>> {
    let arn = prop_oneof![Just(None), Just(Some(EDGE)), Just(Some(OTHER))];
    let role = ("[a-zA-Z0-9_+=,.@-]{1,12}", arn).prop_map(|(name, arn)| role(&name, arn));
    prop::collection::vec(role, 0..8)
}

proptest! {
    #[test]
    fn masking_a_masked_answer_changes_nothing(roles in roles(), original in prop::bool::ANY) {
        let known = |shown: &Shown| {
            let original = original.then(|| OTHER.to_owned());
            Some(InjectedPrincipal { original, ..injected(&shown.name) })
        };
        if let Some(masked) = principals(&list(roles), known) {
            assert!(!masked.contains(EDGE));
            assert_eq!(principals(&masked, known), None);
        }
    }

    #[test]
    fn masking_never_touches_who_is_not_known(roles in roles()) {
        assert_eq!(principals(&list(roles), nothing), None);
    }
}
