use super::{PolicyKind, check, validate};

fn answer(source: &str, kind: PolicyKind) -> Option<String> {
    validate(source, kind).malformed_message().map(str::to_owned)
}

fn managed(source: &str) -> Option<String> {
    answer(source, PolicyKind::Identity)
}

fn trust(source: &str) -> Option<String> {
    answer(source, PolicyKind::RoleTrust)
}

const BUCKET: &str = r#""Resource":"arn:aws:s3:::example_bucket""#;

#[test]
fn managed_policies_get_the_recorded_texts_in_the_recorded_order() {
    let version = r#""Version":"2012-10-17""#;
    let list = r#""Action":"s3:ListBucket""#;
    let doc = |body: &str| format!("{{{version},\"Statement\":{{{body}}}}}");
    let syntax = "Syntax errors in policy.";
    let old = "Policy document must be version 2012-10-17 or greater.";
    let legacy = "The policy failed legacy parsing";
    let sid = "Statement IDs (SID) in a single policy must be unique.";
    let actions = "Policy statement must contain actions.";
    let resources = "Policy statement must contain resources.";
    let vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    let twice = format!(
        r#"[{{"Sid":"sdf","Effect":"Allow",{list},{BUCKET}}},{{"Sid":"sdf","Effect":"Allow"}}]"#
    );
    for (source, text) in [
        ("This is not a json document".to_owned(), syntax),
        (format!(r#"{{"Statement":{{"Effect":"Allow",{list},{BUCKET}}}}}"#), old),
        (format!(r#"{{"Version":"2013-10-17","Statement":{{"Effect":"Allow",{list}}}}}"#), syntax),
        (format!("{{{version}}}"), syntax),
        (format!(r#"{{{version},"Statement":["afd"]}}"#), syntax),
        (
            format!(r#"{{{version},"Id":{{}},"Statement":{{"Effect":"Allow",{list},{BUCKET}}}}}"#),
            syntax,
        ),
        (doc(&format!(r#""Effect":"Allow",{list},{BUCKET},"Extra field":"value""#)), syntax),
        (doc(&format!(r#""Effect":"Allow","Action":"invalid",{BUCKET}"#)), vendor),
        (doc(&format!(r#""Effect":"Allow","NotAction":"",{BUCKET}"#)), vendor),
        (doc(&format!(r#""Effect":"Allow","Action":"a a:b",{BUCKET}"#)), "Vendor a a is not valid"),
        (
            doc(&format!(r#""Effect":"Allow","Action":"s3:List:Bucket",{BUCKET}"#)),
            "Actions/Condition can contain only one colon.",
        ),
        (
            doc(r#""Effect":"Allow","Action":"s:3:ListBucket","Resource":"sdfsadf""#),
            "Resource sdfsadf must be in ARN format or \"*\".",
        ),
        (doc(&format!(r#""Effect":"Allow",{list}"#)), resources),
        (doc(&format!(r#""Effect":"Allow",{list},"Resource":[]"#)), resources),
        (doc(r#""Effect":"Allow""#), actions),
        (doc(&format!(r#""Effect":"Allow","Action":[],{BUCKET}"#)), actions),
        (doc(r#""Effect":"Allow","Resource":"arn:aws:s3::example_bucket""#), legacy),
        (doc(&format!(r#""Effect":"denY",{list},{BUCKET}"#)), legacy),
        (doc(r#""Effect":"Allow","Condition":{"DateGreaterThan":{"a":"sdfdsf"}}"#), legacy),
        (format!(r#"{{{version},"Statement":{twice}}}"#), sid),
        (format!(r#"{{"Statement":{twice}}}"#), old),
        (
            doc(&format!(r#""Effect":"Allow",{list},{BUCKET},"Condition":{{"x":{{"a":"1"}}}}"#)),
            syntax,
        ),
        (doc(&format!(r#""Effect":"Allow",{list},{BUCKET},"NotResource":"*""#)), syntax),
    ] {
        assert_eq!(managed(&source).as_deref(), Some(text), "{source}");
    }
}

#[test]
fn missing_prefix_comes_before_missing_resource_and_malformed_prefix_after_it() {
    for (action, text) in [
        ("invalid", "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."),
        ("s:3:ListBucket", "Policy statement must contain resources."),
    ] {
        let source = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{action}"}}}}"#
        );
        assert_eq!(managed(&source).as_deref(), Some(text), "{source}");
    }
}

#[test]
fn policies_that_aws_was_seen_to_take_have_no_errors() {
    for body in [
        r#""Action":"iam: asdf safdsf af ","Resource":"*""#,
        r#""Action":"service-prefix:action-name","Resource":"*""#,
        r#""Action":"s3.s:ListBucket","NotResource":"*""#,
        r#""Action":"s3:ListBucket","Resource":"*","Condition":{}"#,
        r#""Action":"s3:ListBucket","Resource":"*","Condition":{"DateGreaterThan":{}}"#,
        r#""Action":"s3:ListBucket","Resource":"*","Condition":{"DateGreaterThan":{"a":[]}}"#,
        r#""Action":"s3:ListBucket","Resource":"*","Condition":{"x":{},"y":{}}"#,
        r#""Action":"s3:ListBucket","Resource":"*","Condition":{"DateGreaterThan":{"a":"01T"}}"#,
        r#""Action":"*","Resource":["arn:aws:s3:::example_bucket","*"]"#,
    ] {
        let source =
            format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{body}}}}}"#);
        assert_eq!(managed(&source), None, "{source}");
    }
}

#[test]
fn trust_policies_get_texts_of_their_own() {
    let principal = r#""Principal":{"AWS":"111122223333"}"#;
    let action = r#""Action":"sts:AssumeRole""#;
    let doc = |body: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{{{body}}}]}}"#);
    let allow = |body: &str| doc(&format!(r#""Effect":"Allow",{body}"#));
    for (source, text) in [
        ("{invalid".to_owned(), "This policy contains invalid Json"),
        (r#"{"statement":[]}"#.to_owned(), "Unknown field statement"),
        (r#"{"Statement":[]}"#.to_owned(), "Could not parse the policy: Statement is empty!"),
        (allow(action), "Missing required field Principal"),
        (
            allow(&format!(r#"{action},"Principal":{{}}"#)),
            "Missing required field Principal cannot be empty!",
        ),
        (allow(&format!(r#"{action},"Principal":"*""#)), "Principal must be a JSON object."),
        (
            allow(&format!(r#"{principal},"Action":"*""#)),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (allow(principal), "Missing required field Action"),
        (
            allow(&format!(r#"{principal},{action},"Resource":"*""#)),
            "Has prohibited field Resource",
        ),
        (
            allow(&format!(r#"{principal},{action},"NotResource":"*""#)),
            "AssumeRole policy must not contain resources.",
        ),
        (
            allow(&format!(r#"{action},"NotPrincipal":{{"AWS":"*"}}"#)),
            "Allow with NotPrincipal is not allowed.",
        ),
        (
            allow(&format!(r#"{action},"Principal":{{"AWS":"alice"}}"#)),
            "Invalid principal in policy: \"AWS\":\"alice\"",
        ),
        (
            allow(&format!(r#"{action},"Principal":{{"Federated":"office"}}"#)),
            "Federated principals must be valid domain names or SAML metadata ARNs",
        ),
        (
            allow(&format!(
                r#"{principal},{action},"Condition":{{"stringEquals":{{"aws:x":"y"}}}}"#
            )),
            "Invalid Condition type : stringEquals",
        ),
        (doc(&format!("{principal},{action}")), "Missing required field Effect"),
    ] {
        assert_eq!(trust(&source).as_deref(), Some(text), "{source}");
    }
    let old = format!(
        r#"{{"Version":"2008-10-17","Statement":{{"Effect":"Allow",{principal},{action}}}}}"#
    );
    assert_eq!(trust(&old), None);
}

#[test]
fn inline_policies_may_be_of_the_old_version() {
    let source = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    assert_eq!(answer(source, PolicyKind::InlineIdentity), None);
    let boundary = answer(source, PolicyKind::PermissionsBoundary);
    assert!(boundary.is_some_and(|text| text.contains("2012-10-17 or greater")));
}

#[test]
fn identity_policies_name_no_principal() {
    let source = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
    let text = "Policy document should not specify a principal.";
    assert_eq!(managed(source).as_deref(), Some(text));
    assert_eq!(answer(source, PolicyKind::Resource), None);
}

#[test]
fn bucket_policies_may_write_operators_in_other_case() {
    let source = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"bool":{"aws:SecureTransport":"false"}}}}"#;
    let validated = validate(source, PolicyKind::Resource);
    assert!(!validated.has_errors());
    assert_eq!(validated.diagnostics[0].code.name, "unknown-operator");
    assert!(validate(source, PolicyKind::ResourceControl).has_errors());
}

#[test]
fn session_policies_have_their_own_text_for_broken_json() {
    let text = answer("{", PolicyKind::Session);
    assert_eq!(text.as_deref(), Some("The policy is not in the valid JSON format."));
}

#[test]
fn every_error_has_a_text_of_aws() {
    for finding in crate::finding::FINDINGS {
        let validated = validate(&finding.example.document(), finding.kind);
        for fault in validated.diagnostics.iter().filter(|fault| fault.is_error()) {
            assert!(fault.aws_message.is_some(), "{fault:?}");
        }
        assert!(
            !check(&validated.document, finding.kind)
                .iter()
                .any(|f| { f.is_error() && f.aws_message.is_none() })
        );
    }
}
