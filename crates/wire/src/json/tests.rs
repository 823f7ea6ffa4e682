use super::{JsonError, error_name, error_response, error_status, is_json, operation_of_target};
use super::{Writer, parameters};
use serde_json::{Value, json};

use crate::error::ErrorCode;
use crate::limits::{BODY_BYTES_MAX, JSON_DEPTH_MAX};
use crate::shapes::{Request as _, entail};

fn refused(body: &str) -> String {
    match parameters(body.as_bytes()) {
        Err(JsonError::Malformed(text)) => text,
        other => panic!("{body}: {other:?}"),
    }
}

fn adopt(body: &str) -> Result<entail::AdoptRequest, (ErrorCode, String)> {
    entail::AdoptRequest::from_parameters(&parameters(body.as_bytes()).unwrap())
        .map_err(|errors| (errors.code(), errors.to_string()))
}

const ROLE: &str = "arn:aws:iam::111122223333:role/r";
const POLICY: &str = "arn:aws:iam::111122223333:policy/p";

#[test]
fn members_become_the_names_that_query_has() {
    let body = br#"{"A":"x","L":["p",{"Key":"k"}],"N":12,"B":true,"E":[],"Nothing":null}"#;
    let parameters = parameters(body).unwrap();
    for (name, value) in [
        ("A", "x"),
        ("L.member.1", "p"),
        ("L.member.2.Key", "k"),
        ("N", "12"),
        ("B", "true"),
        ("E", ""),
    ] {
        assert_eq!(parameters.get(name), Some(value), "{name}");
    }
    assert_eq!(parameters.get("Nothing"), None);
    assert_eq!(parameters.list_length("L"), Ok(2));
    assert_eq!(parameters.list_length("E"), Ok(0));
}

#[test]
fn what_is_no_object_of_parameters_is_refused_with_its_place() {
    for (body, why) in [
        ("[]", "expected an object"),
        ("\"text\"", "expected an object"),
        ("null", "null stands"),
        ("{\"A\":1", "EOF"),
        ("{\"A\":1} x", "trailing"),
        ("{\"A\":\"1\",\"A\":\"1\"}", "named twice"),
        ("{\"A\":null,\"A\":\"1\"}", "named twice"),
        ("{\"A\":[null]}", "null stands"),
        ("{\"A\":\"\u{1}\"}", "control character"),
    ] {
        let text = refused(body);
        assert!(text.contains(why), "{body}: {text}");
    }
    assert!(matches!(parameters(b"{\"A\":\"\xff\"}"), Err(JsonError::Malformed(_))));
    let deep =
        format!("{}1{}", "{\"A\":".repeat(JSON_DEPTH_MAX + 1), "}".repeat(JSON_DEPTH_MAX + 1));
    assert!(refused(&deep).contains("nested deeper"));
    // What is skipped costs no stack.
    let deep = "[".repeat(100_000);
    assert!(refused(&format!("{{\"A.b\":{deep}")).contains("EOF"));
    let long = vec![b' '; BODY_BYTES_MAX + 1];
    assert_eq!(parameters(&long), Err(JsonError::TooLong));
    assert_eq!(JsonError::TooLong.code().status(), 413);
}

#[test]
fn more_members_than_the_limit_are_refused() {
    let members: Vec<String> = (0..2_000).map(|number| format!("\"m{number}\":1")).collect();
    assert!(refused(&format!("{{{}}}", members.join(","))).contains("more than"));
}

#[test]
fn a_value_of_another_type_is_no_parameter() {
    let good = format!(r#"{{"ResourceArn":"{ROLE}","PolicyArn":"{POLICY}","DryRun":true}}"#);
    assert_eq!(adopt(&good).unwrap().dry_run, Some(true));
    for wrong in [
        format!(r#"{{"ResourceArn":12,"PolicyArn":"{POLICY}"}}"#),
        format!(r#"{{"ResourceArn":["{ROLE}"],"PolicyArn":"{POLICY}"}}"#),
        format!(r#"{{"ResourceArn":{{}},"PolicyArn":"{POLICY}"}}"#),
        format!(r#"{{"ResourceArn":"{ROLE}","PolicyArn":"{POLICY}","DryRun":"true"}}"#),
        format!(r#"{{"ResourceArn":"{ROLE}","PolicyArn":"{POLICY}","Mode":true}}"#),
    ] {
        let (code, text) = adopt(&wrong).unwrap_err();
        assert_eq!(code, ErrorCode::MalformedInput, "{wrong}: {text}");
    }
}

#[test]
fn a_missing_member_is_named() {
    let (code, text) = adopt(&format!(r#"{{"ResourceArn":"{ROLE}"}}"#)).unwrap_err();
    assert_eq!(code, ErrorCode::ValidationError);
    assert_eq!(
        text,
        "1 validation error detected: Value null at 'policyArn' failed to satisfy constraint: \
         Member must not be null"
    );
}

#[test]
fn a_member_with_dots_in_its_name_is_not_taken_for_a_lists_entry() {
    let parameters = parameters(br#"{"L.member.1":"x","":"y"}"#).unwrap();
    assert!(parameters.is_empty());
}

#[test]
fn targets_name_service_version_and_operation() {
    assert_eq!(operation_of_target("Entail_20261101.Adopt"), Some("Adopt"));
    assert_eq!(operation_of_target("DynamoDB_20120810.Query"), None);
    assert_eq!(operation_of_target("Entail_20261101"), None);
    assert!(is_json("application/X-Amz-JSON-1.0; charset=utf-8"));
    assert!(!is_json("application/json"));
}

#[test]
fn errors_have_the_names_and_statuses_of_the_protocol() {
    assert_eq!(error_name(ErrorCode::AccessDenied), "AccessDeniedException");
    assert_eq!(error_name(ErrorCode::MalformedInput), "SerializationException");
    assert_eq!(error_name(ErrorCode::RegionDisabled), "RegionDisabledException");
    assert_eq!(error_status(ErrorCode::AccessDenied), 400);
    assert_eq!(error_status(ErrorCode::RequestEntityTooLarge), 413);
    assert_eq!(error_status(ErrorCode::ServiceFailure), 500);
    let error: Value =
        serde_json::from_str(&error_response(ErrorCode::NoSuchEntity, "a \"quote\"")).unwrap();
    assert_eq!(error, json!({ "__type": "NoSuchEntityException", "message": "a \"quote\"" }));
}

#[test]
fn answers_are_one_object_and_remarks_stand_in_it() {
    let mut writer = Writer::new();
    writer.text("Name", "a\"b\u{0}");
    writer.strings("List", &["x".to_owned()]);
    let answer: Value = serde_json::from_str(&writer.finish(&["remark".to_owned()])).unwrap();
    assert_eq!(answer, json!({ "List": ["x"], "Name": "a\"b\u{0}", "Notes": ["remark"] }));
}
