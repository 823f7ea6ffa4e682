use super::*;
use crate::decision::{Effect, Layer};
use crate::request::{KmsKeyManager, Principal, Value, ValueRef};

const REQUEST: &str = r#""principal":"arn:aws:iam::111122223333:user/u","action":"sqs:SendMessage","resource":"arn:aws:sqs:eu-west-1:111122223333:q""#;

fn fault(text: &str) -> CaseError {
    let errors = parse(text).expect_err("the case has a fault").errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.into_iter().next().unwrap()
}

fn fault_of_request(members: &str) -> CaseError {
    fault(&format!(r#"{{"request":{{{members}}}}}"#))
}

fn request(members: &str) -> Request {
    parse(&format!(r#"{{"request":{{{members}}}}}"#)).unwrap().request
}

#[test]
fn an_unknown_member_is_an_error_with_its_path_and_place() {
    let error = fault(&format!("{{\"request\":{{{REQUEST}}},\n \"policies\":{{\"scp\":[]}}}}"));
    assert_eq!((error.path.as_str(), error.line, error.column), ("/policies/scp", 2, 14));
    assert!(error.message.starts_with("unknown member `scp`"), "{error}");
}

#[test]
fn all_faults_of_a_case_are_told_at_once() {
    let text = format!(
        r#"{{"nane":"x","request":{{{REQUEST},"context":{{"a":{{}}}}}},"expect":{{"decision":"yes","layer":"scp"}}}}"#
    );
    let paths: Vec<String> =
        parse(&text).unwrap_err().errors.into_iter().map(|error| error.path).collect();
    assert_eq!(paths, ["/nane", "/request/context/a", "/expect/decision", "/expect/layer"]);
}

#[test]
fn broken_json_is_told_with_line_and_column() {
    let error = fault("{\"name\":\n  oops}");
    assert_eq!((error.path.as_str(), error.line, error.column), ("", 2, 3));
    assert_eq!(fault("").line, 1);
    assert_eq!(fault("[\"äöü\", oops]").column, 9);
    assert!(fault(&"[".repeat(100)).message.contains("ends inside a list"));
    let deep = format!(r#"{{"request":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    assert!(fault(&deep).message.contains("nests"), "{}", fault(&deep));
}

#[test]
fn common_mistakes_are_told_with_what_was_expected() {
    let request = |principal: &str| {
        format!(r#"{{"request":{{"principal":"{principal}","action":"a:B","resource":"*"}}}}"#)
    };
    let policies =
        |policies: &str| format!(r#"{{"request":{{{REQUEST}}},"policies":{{{policies}}}}}"#);
    for (text, message) in [
        ("{".to_owned(), "the text ends inside an object"),
        ("[".to_owned(), "the text ends inside a list"),
        (String::new(), "expected a value, found the end of the text"),
        ("{'a': 1}".to_owned(), "expected the name of a member in double quotes"),
        (r#"{"name":"x",}"#.to_owned(), "expected the name of a member in double quotes"),
        ("[1,]".to_owned(), "expected a value"),
        ("1".to_owned(), "expected an object, found a number"),
        (
            request("arn:aws:iam::111122223333:role/dev"),
            "a role signs through a session, written \
             `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`",
        ),
        (
            request("arn:aws:sts::111122223333:assumed-role/dev"),
            "the session of `arn:aws:sts::111122223333:assumed-role/dev` has no name; written \
             `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`",
        ),
        (
            request("arn:aws:iam::1111:user/a"),
            "the account of `arn:aws:iam::1111:user/a` is not 12 digits",
        ),
        (
            policies(r#""identity":{"name":"p","policy":{}}"#),
            "expected an array of policies, found an object",
        ),
        (
            policies(r#""service_control":{"name":"p","policy":{}}"#),
            "expected an array of levels, each an array of policies, found an object",
        ),
        (
            policies(r#""service_control":[{"name":"p","policy":{}}]"#),
            "expected an array of policies, found an object",
        ),
        (policies(r#""permissions_boundary":[]"#), "expected an object, found an array"),
        (
            policies(r#""identity":[{"name":"p"}]"#),
            "expected the members `name` and `policy`, the document in the second",
        ),
        (
            format!(r#"{{"request":{{{REQUEST}}},"expect":{{"decision":"deny"}}}}"#),
            "expected `allow`, `explicit_deny` or `implicit_deny`, found `deny`",
        ),
    ] {
        assert_eq!(fault(&text).message, message, "{text}");
    }
}

#[test]
fn members_that_are_there_twice_are_an_error() {
    let error = fault(&format!(r#"{{"request":{{{REQUEST},"action":"sqs:Other"}}}}"#));
    assert_eq!(error.path, "/request/action");
    assert!(error.message.contains("twice"), "{error}");
}

#[test]
fn context_keys_that_differ_only_in_case_are_an_error() {
    let error =
        fault_of_request(&format!(r#"{REQUEST},"context":{{"aws:TagKeys":[],"AWS:tagkeys":[]}}"#));
    assert_eq!(error.path, "/request/context/AWS:tagkeys");
}

#[test]
fn context_values_keep_what_they_are() {
    let request = request(&format!(
        r#"{REQUEST},"context":{{"a":1.50,"b":true,"c":["x",2],"d":null,"e":[],"aws:username":"given"}}"#
    ));
    assert_eq!(request.context.get("a").map(ValueRef::to_value), Some(Value::from("1.50")));
    assert_eq!(request.context.get("b").map(ValueRef::to_value), Some(Value::from("true")));
    assert_eq!(
        request.context.get("c").map(ValueRef::to_value),
        Some(Value::Multi(vec!["x".into(), "2".into()]))
    );
    assert_eq!(request.context.get("d"), None);
    assert_eq!(request.context.get("e").map(ValueRef::to_value), Some(Value::Multi(Vec::new())));
    assert_eq!(
        request.context.get("aws:username").map(ValueRef::to_value),
        Some(Value::from("given"))
    );
}

#[test]
fn what_is_filled_in_is_what_the_format_says_and_nothing_else() {
    let request = request(REQUEST);
    let keys: Vec<&str> = request.context.iter().map(|(key, _)| key).collect();
    let expected = [
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:username",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn what_is_filled_in_depends_on_who_calls() {
    let keys = |members: &str| -> Vec<String> {
        let account = r#""resource_account":"444455556666""#;
        let context = request(&format!("{members},\"resource\":\"*\",{account}")).context;
        let written = |(key, value): (&str, ValueRef<'_>)| {
            format!("{key}={}", value.values().collect::<Vec<_>>().join("|"))
        };
        context.iter().map(written).collect()
    };
    let owner = "aws:resourceaccount=444455556666";
    assert_eq!(
        keys(r#""principal":"arn:aws:sts::111122223333:assumed-role/dev/s","action":"a:B""#),
        [
            "aws:principalaccount=111122223333",
            "aws:principalarn=arn:aws:iam::111122223333:role/dev",
            "aws:principalisawsservice=false",
            "aws:principaltype=AssumedRole",
            owner,
        ]
    );
    assert_eq!(
        keys(r#""principal":"lambda.amazonaws.com","action":"a:B""#),
        ["aws:principalisawsservice=true", "aws:principalservicename=lambda.amazonaws.com", owner,]
    );
    assert_eq!(
        keys(r#""principal":"*","action":"a:B""#),
        ["aws:principalaccount=anonymous", "aws:principaltype=Anonymous", owner]
    );
    let provider = r#""principal":"accounts.google.com","action":"sts:AssumeRoleWithWebIdentity""#;
    assert_eq!(keys(provider), [owner]);
}

#[test]
fn principals_are_told_apart_by_their_form() {
    let principal = |text: &str, action: &str, more: &str| {
        request(&format!(
            r#""principal":"{text}","action":"{action}","resource":"*","resource_account":"111122223333"{more}"#
        ))
        .principal
    };
    let session = "arn:aws-cn:sts::111122223333:assumed-role/dev/s";
    assert_eq!(
        principal(session, "a:B", ""),
        Principal::AssumedRole {
            session_arn: session.to_owned(),
            role_arn: "arn:aws-cn:iam::111122223333:role/dev".to_owned()
        }
    );
    assert_eq!(principal("*", "a:B", ""), Principal::Anonymous);
    let host = "cognito-identity.amazonaws.com";
    assert_eq!(principal(host, "a:B", ""), Principal::Service(host.to_owned()));
    assert_eq!(
        principal(host, "sts:AssumeRoleWithWebIdentity", ""),
        Principal::IdentityProvider(host.to_owned())
    );
    let root = "arn:aws:iam::111122223333:root";
    assert_eq!(principal(root, "a:B", ""), Principal::root("111122223333"));
    let federated = "arn:aws:sts::111122223333:federated-user/f";
    assert_eq!(
        principal(federated, "a:B", &format!(r#","federated_by":"{root}""#)),
        Principal::FederatedUser { arn: federated.to_owned(), federated_by: root.to_owned() }
    );
}

#[test]
fn nothing_about_the_request_is_guessed() {
    let user = "arn:aws:iam::111122223333:user/u";
    for (members, path) in [
        (r#""principal":"bob","action":"a:B","resource":"*""#.to_owned(), "/request/principal"),
        (format!(r#""principal":"{user}","action":"a:*","resource":"*""#), "/request/action"),
        (format!(r#""principal":"{user}","action":"aB","resource":"*""#), "/request/action"),
        (format!(r#""principal":"{user}","action":"a:B","resource":"x""#), "/request/resource"),
        (
            format!(r#""principal":"{user}","action":"a:B","resource":"*","principal_role":"r""#),
            "/request/principal_role",
        ),
        (
            r#""principal":"arn:aws:sts::111122223333:federated-user/f","action":"a:B","resource":"*""#
                .to_owned(),
            "/request/federated_by",
        ),
        (
            r#""principal":"arn:aws:sts::111122223333:assumed-role/a/s","principal_role":"arn:aws:iam::111122223333:role/b","action":"a:B","resource":"*""#
                .to_owned(),
            "/request/principal_role",
        ),
        (
            format!(r#""principal":"{user}","action":"a:B","resource":"*","resource_account":"1""#),
            "/request/resource_account",
        ),
        (r#""principal":"*","action":"a:B","resource":"*""#.to_owned(), "/request"),
        (format!(r#""principal":"{user}","resource":"*""#), "/request"),
    ] {
        assert_eq!(fault_of_request(&members).path, path, "{members}");
    }
}

#[test]
fn the_resources_account_is_needed_beside_its_policy() {
    let text = r#"{"request":{"principal":"arn:aws:iam::111122223333:user/u","action":"s3:GetObject","resource":"arn:aws:s3:::b"},"policies":{"resource":{"name":"r","policy":{}}}}"#;
    assert!(fault(text).message.contains("resource_account"), "{}", fault(text));
}

#[test]
fn policies_have_a_name_of_their_own_and_levels_are_not_empty() {
    let with = |policies: &str| {
        fault(&format!(r#"{{"request":{{{REQUEST}}},"policies":{{{policies}}}}}"#)).path
    };
    let policy = r#"{"name":"p","policy":{}}"#;
    assert_eq!(with(&format!(r#""identity":[{policy},{policy}]"#)), "/policies/identity/1/name");
    assert_eq!(with(r#""identity":[{"name":"p"}]"#), "/policies/identity/0");
    assert_eq!(with(r#""identity":[{"name":"p","policy":[]}]"#), "/policies/identity/0/policy");
    assert_eq!(with(r#""service_control":[]"#), "/policies/service_control");
    assert_eq!(with(r#""identity":{}"#), "/policies/identity");
}

#[test]
fn an_inherited_boundary_says_which_keys_must_not_be_believed() {
    let boundaries = |more: &str| {
        let policy = r#""name":"ceiling","policy":{}"#;
        format!(
            r#"{{"request":{{{REQUEST}}},"policies":{{"inherited_boundaries":[{{{policy}{more}}}]}}}}"#
        )
    };
    let read = |more: &str| {
        let case = parse(&boundaries(more)).unwrap();
        case.policies.inherited_boundaries[0].undecidable_keys.clone()
    };
    assert!(!read("").contains("aws:username"));
    let keys = read(
        r#","undecidable_keys":{"keys":["aws:PrincipalTag/*"],"except":["aws:PrincipalTag/team"]}"#,
    );
    assert!(keys.contains("aws:PrincipalTag/other") && !keys.contains("aws:PrincipalTag/team"));
    let path = |more: &str| fault(&boundaries(more)).path;
    let at = "/policies/inherited_boundaries/0/undecidable_keys";
    assert_eq!(path(r#","undecidable_keys":["a"]"#), at);
    assert_eq!(path(r#","undecidable_keys":{"keys":[1]}"#), format!("{at}/keys/0"));
    assert_eq!(path(r#","undecidable_keys":{"but":[]}"#), format!("{at}/but"));
    let elsewhere = format!(
        r#"{{"request":{{{REQUEST}}},"policies":{{"permissions_boundary":{{"name":"p","policy":{{}},"undecidable_keys":{{}}}}}}}}"#
    );
    assert_eq!(fault(&elsewhere).path, "/policies/permissions_boundary/undecidable_keys");
}

#[test]
fn a_kms_key_is_managed_by_a_customer_or_by_aws() {
    let manager = |text: &str| format!(r#"{REQUEST},"kms_key_manager":"{text}""#);
    assert_eq!(request(REQUEST).kms_key_manager, KmsKeyManager::Customer);
    assert_eq!(request(&manager("AWS")).kms_key_manager, KmsKeyManager::Aws);
    let error = fault_of_request(&manager("aws"));
    assert_eq!(error.path, "/request/kms_key_manager");
    assert_eq!(error.message, "expected `CUSTOMER` or `AWS`, found `aws`");
}

#[test]
fn a_policy_is_read_from_its_very_text() {
    let text = format!(
        r#"{{"request":{{{REQUEST}}},"policies":{{"identity":[{{"name":"p","policy":{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}}}}}}]}}}}"#
    );
    let answer = parse(&text).unwrap().run();
    assert_eq!((answer.decision, answer.layer), (Effect::ExplicitDeny, Layer::Identity));
    assert_eq!(answer.because, ["p#"]);
}

#[test]
fn an_expectation_that_fails_says_what_differs() {
    let text = format!(
        r#"{{"request":{{{REQUEST}}},"expect":{{"decision":"allow","because":["p#/Statement"]}}}}"#
    );
    let case = parse(&text).unwrap();
    let answer = case.run();
    assert_eq!(answer.pass, Some(false));
    assert_eq!(
        case.expect.unwrap().differences(&answer),
        [
            "decision: expected `allow`, found `implicit_deny`",
            "because: expected `p#/Statement`, found ``"
        ]
    );
}

#[test]
fn an_array_has_the_index_in_its_paths() {
    let text = format!(r#"[{{"request":{{{REQUEST}}}}},{{"request":1}}]"#);
    assert_eq!(parse_all(&text).unwrap_err().errors[0].path, "/1/request");
    assert_eq!(parse_all(&format!(r#"[{{"request":{{{REQUEST}}}}}]"#)).unwrap().len(), 1);
}
