//! A resource's properties alone.

use super::{
    super::{OnConflict, restore_properties, rewrite_patch, rewrite_properties},
    ARN, with_options,
};

const ROLE: &str = "AWS::IAM::Role";

#[track_caller]
fn check_properties(resource_type: &str, json: &str, expected: &str) {
    with_options(OnConflict::Replace, &[], |options| {
        let once = rewrite_properties(resource_type, json, options).unwrap();
        assert_eq!(once.text, expected.replace("ARN", ARN));
        let twice = rewrite_properties(resource_type, &once.text, options).unwrap();
        assert_eq!(twice.text, once.text);
        assert_eq!(restore_properties(&once.text, &once.placements).unwrap(), json);
    });
}

#[test]
fn a_desired_state_gets_the_boundary() {
    check_properties(ROLE, "{}", "{\"PermissionsBoundary\": \"ARN\"}");
    check_properties(
        ROLE,
        "{\"RoleName\":\"r\"}",
        "{\"PermissionsBoundary\":\"ARN\",\"RoleName\":\"r\"}",
    );
    check_properties(
        ROLE,
        "{\"PermissionsBoundary\": \"x\", \"Path\": \"/\"}",
        "{\"PermissionsBoundary\": \"ARN\", \"Path\": \"/\"}",
    );
    check_properties(
        "AWS::SSO::PermissionSet",
        "{\"Name\":\"n\"}",
        "{\"PermissionsBoundary\":{\"CustomerManagedPolicyReference\":{\"Name\":\"Dev\"}},\"Name\":\"n\"}",
    );
    check_properties("AWS::S3::Bucket", "{\"Name\":\"n\"}", "{\"Name\":\"n\"}");
}

#[test]
fn the_model_that_comes_back_loses_it() {
    with_options(OnConflict::Replace, &[], |options| {
        let once = rewrite_properties(ROLE, "{\"RoleName\":\"r\"}", options).unwrap();
        let model =
            format!("{{\"Arn\":\"a\",\"PermissionsBoundary\":\"{ARN}\",\"RoleName\":\"r\"}}");
        let restored = restore_properties(&model, &once.placements).unwrap();
        assert_eq!(restored, "{\"Arn\":\"a\",\"RoleName\":\"r\"}");
    });
}

#[test]
fn stacks_and_other_makers_are_told() {
    with_options(OnConflict::Replace, &[], |options| {
        let stack = "AWS::CloudFormation::Stack";
        let json = "{\"TemplateURL\":\"https://b.s3.amazonaws.com/k\"}";
        let nested = rewrite_properties(stack, json, options).unwrap().nested;
        assert_eq!(nested[0].template_url.as_deref(), Some("https://b.s3.amazonaws.com/k"));
        let are_told = |resource_type: &str, json: &str| {
            rewrite_properties(resource_type, json, options).unwrap().unbounded.len() == 1
        };
        assert!(are_told("AWS::ServiceCatalog::CloudFormationProvisionedProduct", "{}"));
        assert!(are_told("AWS::SageMaker::Project", "{}"));
        let catalog = "AWS::Athena::DataCatalog";
        assert!(are_told(catalog, r#"{"Type":"FEDERATED"}"#));
        assert!(!are_told(catalog, r#"{"Type":"GLUE"}"#));
        assert!(are_told(catalog, r#"{"Type":"GLUE","Type":"FEDERATED"}"#));
        let schedule = "AWS::SecretsManager::RotationSchedule";
        assert!(are_told(schedule, r#"{"HostedRotationLambda":{}}"#));
        assert!(!are_told(schedule, r#"{"SecretId":"s"}"#));
        assert!(are_told("AWS::SSO::Assignment", r#"{"PermissionSetArn":"arn:aws:sso:::x"}"#));
        assert!(rewrite_properties(ROLE, "[]", options).is_err());
        assert!(rewrite_properties(ROLE, "Path: /\n", options).is_err());
    });
}

#[track_caller]
fn check_patch(patch: &str, expected: &str) {
    with_options(OnConflict::Replace, &[], |options| {
        let once = rewrite_patch(ROLE, patch, options).unwrap();
        assert_eq!(once.text, expected.replace("ARN", ARN));
        assert_eq!(once.unbounded, []);
        assert_eq!(rewrite_patch(ROLE, &once.text, options).unwrap().text, once.text);
    });
}

#[test]
fn a_patch_can_neither_change_nor_remove_it() {
    check_patch(
        r#"[{"op":"replace","path":"/PermissionsBoundary","value":"x"},{"op":"remove","path":"/Path"}]"#,
        r#"[{"op":"replace","path":"/PermissionsBoundary","value":"ARN"},{"op":"remove","path":"/Path"}]"#,
    );
    check_patch(
        r#"[{"op": "remove", "path": "/PermissionsBoundary"}]"#,
        r#"[{"op": "add", "path": "/PermissionsBoundary", "value": "ARN"}]"#,
    );
    check_patch(
        r#"[{"op": "replace", "path": "", "value": {"Path": "/"}}]"#,
        r#"[{"op": "replace", "path": "", "value": {"PermissionsBoundary": "ARN", "Path": "/"}}]"#,
    );
    for same in [
        r#"[{"op":"add","path":"/Description","value":"x"}]"#,
        r#"[{"op":"test","path":"/PermissionsBoundary","value":"x"}]"#,
        "[]",
        r#"[{"op":"add"}, 1, null]"#,
        r#"[{"op":"add","path":"/PermissionsBoundaryOfMine","value":"x"}]"#,
    ] {
        check_patch(same, same);
    }
}

#[test]
fn a_patch_that_changes_it_some_other_way_is_named() {
    with_options(OnConflict::Replace, &[], |options| {
        for patch in [
            r#"[{"op":"copy","from":"/Description","path":"/PermissionsBoundary"}]"#,
            r#"[{"op":"move","from":"/PermissionsBoundary","path":"/Description"}]"#,
            r#"[{"op":"add","path":"/PermissionsBoundary/0","value":"x"}]"#,
            r#"[{"op":"remove","path":""}]"#,
        ] {
            let rewritten = rewrite_patch(ROLE, patch, options).unwrap();
            assert_eq!(rewritten.text, patch);
            assert_eq!(rewritten.unbounded.len(), 1, "{patch}");
        }
        assert!(rewrite_patch(ROLE, "{}", options).is_err());
    });
}

#[test]
fn a_conflict_in_a_patch_is_refused() {
    with_options(OnConflict::Refuse, &[], |options| {
        let patch = r#"[{"op":"add","path":"/PermissionsBoundary","value":"x"}]"#;
        assert!(rewrite_patch(ROLE, patch, options).is_err());
        let json = "{\"PermissionsBoundary\":\"x\"}";
        assert!(rewrite_properties(ROLE, json, options).is_err());
    });
}

#[test]
fn patches_that_are_not_rewritten_are_told() {
    let why = |resource_type: &str, patch: &str| {
        with_options(OnConflict::Replace, &[], |options| {
            let once = rewrite_patch(resource_type, patch, options).unwrap();
            assert_eq!(once.text, patch);
            once.unbounded.first().map(|it| it.why.clone()).unwrap_or_default()
        })
    };
    for resource_type in ["AWS::CloudFormation::Stack", "AWS::CloudFormation::StackSet"] {
        for pointer in ["", "/TemplateURL", "/TemplateBody/Resources/R"] {
            let patch = format!(r#"[{{"op":"replace","path":"{pointer}","value":"x"}}]"#);
            assert!(why(resource_type, &patch).contains("stack"), "{patch}");
        }
        let tags = r#"[{"op":"replace","path":"/Tags","value":[]}]"#;
        assert_eq!(why(resource_type, tags), "");
    }
    let at = |pointer: &str| format!(r#"[{{"op":"add","path":"{pointer}","value":"x"}}]"#);
    assert!(why("AWS::SageMaker::Project", &at("/ProjectDescription")).contains("product"));
    assert_eq!(why("AWS::SageMaker::Project", &at("/Tags/0")), "");
    let schedule = "AWS::SecretsManager::RotationSchedule";
    assert!(why(schedule, &at("/HostedRotationLambda/RotationType")).contains("hosted"));
    assert!(why(schedule, &at("")).contains("hosted"));
    assert_eq!(why(schedule, &at("/SecretId")), "");
    let twice = r#"[{"op":"remove","path":"/PermissionsBoundary","path":"/Path"}]"#;
    assert!(why(ROLE, twice).contains("twice"));
    with_options(OnConflict::Replace, &[], |options| {
        let twice = r#"{"TemplateURL":"https://b.s3.amazonaws.com/1","TemplateURL":"x"}"#;
        let stack = rewrite_properties("AWS::CloudFormation::Stack", twice, options).unwrap();
        assert!(stack.unbounded[0].why.contains("twice"));
    });
}

/// A template with a role, and the same with its boundary.
const INNER: &str = r#"{"Resources":{"Role":{"Type":"AWS::IAM::Role"}}}"#;

#[test]
fn a_template_that_stands_in_a_stack_is_rewritten_as_a_text_and_as_an_object() {
    let as_text = serde_json::Value::from(INNER).to_string();
    for (resource_type, boundary) in [
        ("AWS::CloudFormation::Stack", ARN.to_owned()),
        ("AWS::CloudFormation::StackSet", "policy/Dev".to_owned()),
    ] {
        for body in [as_text.as_str(), INNER] {
            let desired = format!(r#"{{"StackName": "app", "TemplateBody": {body}}}"#);
            let patch = format!(r#"[{{"op":"add","path":"/TemplateBody","value":{body}}}]"#);
            with_options(OnConflict::Replace, &[], |options| {
                let once = rewrite_properties(resource_type, &desired, options).unwrap();
                assert_eq!(once.unbounded, []);
                assert_eq!(once.placements.len(), 1);
                assert_eq!(once.placements[0].logical_id, "/Role");
                let properties: serde_json::Value = serde_json::from_str(&once.text).unwrap();
                let inner = &properties["TemplateBody"];
                let inner = inner.as_str().map_or_else(|| inner.to_string(), str::to_owned);
                let inner: serde_json::Value = serde_json::from_str(&inner).unwrap();
                let put = &inner["Resources"]["Role"]["Properties"]["PermissionsBoundary"];
                assert!(put.to_string().contains(&boundary), "{put}");
                let restored = restore_properties(&once.text, &once.placements).unwrap();
                assert_eq!(restored, desired);
                // AWS prints it anew.
                let printed = properties.to_string();
                let restored = restore_properties(&printed, &once.placements).unwrap();
                assert!(!restored.contains("PermissionsBoundary"), "{restored}");
                let twice = rewrite_properties(resource_type, &once.text, options).unwrap();
                assert_eq!(twice.text, once.text);
                let patched = rewrite_patch(resource_type, &patch, options).unwrap();
                assert!(patched.text.contains("PermissionsBoundary"), "{}", patched.text);
                assert_eq!(restore_properties(&patched.text, &patched.placements).unwrap(), patch);
            });
        }
    }
}

#[test]
fn a_template_in_a_stack_that_cannot_be_read_is_told() {
    with_options(OnConflict::Replace, &[], |options| {
        for body in [r#""Resources: [""#, "1", "null", "[]"] {
            let json = format!(r#"{{"TemplateBody": {body}}}"#);
            let stack = rewrite_properties("AWS::CloudFormation::Stack", &json, options).unwrap();
            assert_eq!((stack.text.as_str(), stack.unbounded.len()), (json.as_str(), 1), "{body}");
        }
        let twice = r#"{"TemplateBody": "{}", "TemplateBody": "{}"}"#;
        let stack = rewrite_properties("AWS::CloudFormation::Stack", twice, options).unwrap();
        assert!(stack.unbounded[0].why.contains("twice"));
    });
}
