use super::{AskedFor, Layout, ReadFile, Search, policies};
use entail_policy::{PolicyKind, Span, review};

pub(in crate::check) fn read(name: &str, text: &str) -> ReadFile {
    ReadFile { name: name.to_owned(), text: text.to_owned(), asked_for: AskedFor::ByFolder }
}

fn search(text: &str) -> Search {
    policies(&read("file.json", text), None)
}

fn kinds(text: &str) -> Vec<PolicyKind> {
    search(text).policies.iter().map(|found| found.kind).collect()
}

fn template(resource: &str) -> String {
    format!(r#"{{"AWSTemplateFormatVersion":"2010-09-09","Resources":{{"R":{resource}}}}}"#)
}

#[test]
fn a_policy_alone_is_told_by_the_name_of_its_file_and_by_what_it_says() {
    let kind = |name: &str, text: &str| policies(&read(name, text), None).policies[0].kind;
    let identity = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let bucket =
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}"#;
    let trust = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":["sts:AssumeRole"]}}"#;
    assert_eq!(kind("a.json", identity), PolicyKind::Identity);
    assert_eq!(kind("org/scp-deny.json", identity), PolicyKind::ServiceControl);
    assert_eq!(kind("dev.boundary.json", identity), PolicyKind::PermissionsBoundary);
    assert_eq!(kind("a.json", trust), PolicyKind::RoleTrust);
    assert_eq!(kind("a.json", bucket), PolicyKind::Resource);
    assert_eq!(kind("rcp.json", bucket), PolicyKind::ResourceControl);
    assert_eq!(kind("my-endpoint.json", bucket), PolicyKind::VpcEndpoint);
    let named = kind("bucket-policy.json", bucket).resource_kind();
    assert_eq!(named.map(|kind| kind.name), Some("s3-bucket"));
    // A name says nothing that the document belies.
    assert_eq!(kind("bucket-policy.json", identity), PolicyKind::Identity);
    let given = policies(&read("a.json", identity), Some(PolicyKind::Session));
    assert_eq!(given.policies[0].kind, PolicyKind::Session);
}

#[test]
fn other_json_holds_no_policy_and_broken_json_is_one() {
    assert!(search(r#"{"name":"package"}"#).policies.is_empty());
    assert!(search("[1,2]").policies.is_empty());
    assert!(search("// a comment\n{\"compilerOptions\":{}}").policies.is_empty());
    assert_eq!(kinds(r#"{"Statement":["#), [PolicyKind::Identity]);
    let named = ReadFile { asked_for: AskedFor::ByName, ..read("a.json", "{\"name\"") };
    assert_eq!(policies(&named, None).policies.len(), 1);
    assert_eq!(kinds(""), [PolicyKind::Identity]);
    assert_eq!(kinds(r#"{"Version":"2012-10-17"}"#), [PolicyKind::Identity]);
}

#[test]
fn rules_of_a_web_firewall_are_no_policies() {
    let waf = template(
        r#"{"Type":"AWS::WAFv2::WebACL","Properties":{"Rules":[{"Name":"a","Statement":{"GeoMatchStatement":{"CountryCodes":["DE"]}}}]}}"#,
    );
    let logs = template(
        r#"{"Type":"AWS::Logs::LogGroup","Properties":{"DataProtectionPolicy":{"Version":"2021-06-01","Statement":[{"Sid":"a"}]}}}"#,
    );
    assert!(search(&waf).policies.is_empty() && search(&logs).policies.is_empty());
}

#[test]
fn places_in_a_template_are_those_of_the_file() {
    let text = template(
        r#"{"Type":"AWS::S3::BucketPolicy","Properties":{
            "PolicyDocument": {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":{"Ref":"AWS::AccountId"}},
              "Action": "s3:GetObjects", "Resource": {"Fn::Sub":"${Bucket.Arn}/*"}}]}}}"#,
    );
    let found = search(&text);
    let policy = &found.policies[0];
    assert_eq!(policy.pointer.as_deref(), Some("/Resources/R/Properties/PolicyDocument"));
    let diagnostics = review(policy.text.text(), policy.kind).diagnostics;
    let unknown = diagnostics.iter().find(|found| found.code.id == "P0101").unwrap();
    assert_eq!(policy.text.origin(unknown.primary.span).text(&text), "\"s3:GetObjects\"");
    let resource = policy.text.text().find("\"arn:aws:s3:::entail").unwrap();
    let span = Span::new(resource, resource + 5);
    assert!(policy.text.is_unknown(span));
    assert_eq!(policy.text.origin(span).text(&text), r#"{"Fn::Sub":"${Bucket.Arn}/*"}"#);
}

#[test]
fn choices_of_a_template_are_looked_into_and_nothing_is_left_out() {
    let text = template(
        r#"{"Type":"AWS::IAM::Policy","Properties":{"PolicyDocument":{"Version":"2012-10-17","Statement":[
            {"Fn::If":["A",{"Effect":"Allow","Action":"s3:One","Resource":"*"},{"Effect":"Allow","Action":"s3:Two","Resource":"*"}]},
            {"Fn::If":["B",{"Effect":"Allow","Action":["s3:Three",{"Ref":"AWS::NoValue"}],"Resource":"*","Condition":{"Ref":"AWS::NoValue"}},{"Ref":"AWS::NoValue"}]}]}}}"#,
    );
    let found = search(&text);
    let written = found.policies[0].text.text();
    for part in ["s3:One", "s3:Two", r#"["s3:Three"]"#] {
        assert!(written.contains(part), "{written}");
    }
    assert!(!written.contains("NoValue") && !written.contains("Condition"), "{written}");
    let diagnostics = review(written, found.policies[0].kind).diagnostics;
    assert_eq!(diagnostics.iter().filter(|found| found.code.id == "P0101").count(), 3);
    assert_eq!(diagnostics.len(), 3, "{diagnostics:?}");
}

#[test]
fn both_documents_of_a_choice_are_policies_and_one_by_reference_is_counted() {
    let text = template(
        r#"{"Type":"AWS::SQS::QueuePolicy","Properties":{"PolicyDocument":{"Fn::If":["A",
            {"Statement":[{"Effect":"Deny"}]},{"Ref":"Other"}]}}}"#,
    );
    let found = search(&text);
    assert_eq!((found.policies.len(), found.unknown), (1, 1));
    let pointer = found.policies[0].pointer.as_deref();
    assert_eq!(pointer, Some("/Resources/R/Properties/PolicyDocument/Fn::If/1"));
}

#[test]
fn policies_of_sam_functions_are_inline_and_names_beside_them_are_not() {
    let text = template(
        r#"{"Type":"AWS::Serverless::Function","Properties":{"Policies":["AmazonS3ReadOnlyAccess",
            {"S3ReadPolicy":{"BucketName":{"Ref":"B"}}},
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}]}}"#,
    );
    let found = search(&text);
    assert_eq!(found.policies.len(), 1);
    assert_eq!((found.policies[0].kind, found.unknown), (PolicyKind::InlineIdentity, 0));
}

#[test]
fn the_statement_of_an_event_bus_is_checked_as_a_policy() {
    let text = template(
        r#"{"Type":"AWS::Events::EventBusPolicy","Properties":{"StatementId":"a","Statement":
            {"Effect":"Allow","Principal":"*","Action":"events:PutEvent","Resource":"*"}}}"#,
    );
    let policy = &search(&text).policies[0];
    let diagnostics = review(policy.text.text(), policy.kind).diagnostics;
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    let place = policy.text.origin(diagnostics[0].primary.span);
    assert_eq!(place.text(&text), "\"events:PutEvent\"");
}

#[test]
fn policies_as_text_keep_their_places_in_templates_and_plans() {
    let inner = r#"{\n  \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"logs:PutLogEvent\", \"Principal\": \"*\", \"Resource\": \"*\"}]\n}"#;
    let logs = template(&format!(
        r#"{{"Type":"AWS::Logs::ResourcePolicy","Properties":{{"PolicyDocument":"{inner}"}}}}"#
    ));
    let substituted = template(&format!(
        r#"{{"Type":"AWS::Logs::ResourcePolicy","Properties":{{"PolicyDocument":{{"Fn::Sub":"{inner}"}}}}}}"#
    ));
    let plan = format!(
        r#"{{"format_version":"1.2","planned_values":{{"root_module":{{"child_modules":[{{"resources":[
            {{"type":"aws_cloudwatch_log_resource_policy","values":{{"policy_document":"{inner}"}}}}]}}]}}}}}}"#
    );
    for text in [logs, substituted, plan] {
        let found = search(&text);
        let policy = &found.policies[0];
        assert!(matches!(policy.layout, Layout::Text(_)));
        assert_eq!(policy.kind.resource_kind().map(|kind| kind.name), Some("logs"));
        let diagnostics = review(policy.text.text(), policy.kind).diagnostics;
        let unknown = diagnostics.iter().find(|found| found.code.id == "P0101").unwrap();
        assert_eq!(policy.text.origin(unknown.primary.span).text(&text), r#"\"logs:PutLogEvent\""#);
        assert_eq!(unknown.primary.span.line_column(policy.text.text()).line, 2);
    }
}

#[test]
fn a_plan_counts_what_is_known_only_after_it_and_what_is_another_language() {
    let text = r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":[
        {"type":"aws_iot_policy","values":{"policy":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\"}]}"}},
        {"type":"aws_organizations_policy","values":{"type":"RESOURCE_CONTROL_POLICY","content":"{\"Statement\":[]}"}},
        {"type":"aws_s3_bucket_policy","values":{"policy":"{\"Statement\":[{\"Action\":\"s3express:CreateSession\"}]}"}},
        {"type":"aws_iam_role","values":{"assume_role_policy":"{\"Statement\":[]}"}}]}},
        "resource_changes":[{"type":"aws_iam_role_policy","change":{"after_unknown":{"id":true,"policy":true}}},
            {"type":"aws_iam_role","change":{"after_unknown":{"inline_policy":[{"policy":true}]}}}]}"#;
    let found = search(text);
    assert_eq!((found.unknown, found.other_languages), (2, 1));
    let kinds: Vec<_> = found.policies.iter().map(|policy| policy.kind).collect();
    assert_eq!((kinds[0], kinds[2]), (PolicyKind::ResourceControl, PolicyKind::RoleTrust));
    assert_eq!(kinds[1].resource_kind().map(|kind| kind.name), Some("s3-directory-bucket"));
}

#[test]
fn faults_of_the_json_around_policies_are_told() {
    let text = r#"{"Resources":{"R":{"Type":"AWS::IAM::Policy","Properties":{"PolicyDocument":{"Statement":[]},}}}}"#;
    let found = search(text);
    assert_eq!(found.policies.len(), 1);
    assert_eq!(found.faults[0].code.id, "P0005");
}
