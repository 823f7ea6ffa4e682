//! Where the policies of a file stand, and what kind each of them is.
//!
//! A file is a policy itself, a `CloudFormation` template or a Terraform plan as JSON. In the
//! last two, what is only known when the stack or plan is made is replaced by [`UNRESOLVED`].

use entail_policy::PolicyKind;
use serde_json::{Map, Value};

/// Stands for a value that is not known yet. What is found in it is not reported.
pub(super) const UNRESOLVED: &str = "arn:aws:s3:::entail-unresolved";

/// A policy in a file.
#[derive(Debug)]
pub(super) struct Found {
    /// Its text: the file's own, or that of the part of the file.
    pub(super) text: String,
    /// The JSON pointer to it; none where it is the whole file.
    pub(super) pointer: Option<String>,
    pub(super) kind: PolicyKind,
}

/// The policies of a file's text; `kind` overrides what is seen from where they stand.
pub(super) fn policies(text: &str, kind: Option<PolicyKind>) -> Vec<Found> {
    let whole = |value: &Value| {
        let kind = kind.unwrap_or_else(|| by_content(value));
        vec![Found { text: text.to_owned(), pointer: None, kind }]
    };
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        // Whatever is wrong with the JSON is told as of a policy.
        return whole(&Value::Null);
    };
    let mut found = Vec::new();
    match &value {
        Value::Object(members) if members.contains_key("Statement") => return whole(&value),
        Value::Object(members) if members.contains_key("planned_values") => {
            plan(&value, &mut found);
        }
        Value::Object(members) if members.contains_key("Resources") => {
            template(members, &mut found);
        }
        _ => {}
    }
    super::boundary::mark(&value, &mut found);
    for policy in &mut found {
        policy.kind = kind.unwrap_or(policy.kind);
    }
    found
}

/// What a document that stands alone most likely is: one that names principals belongs to a
/// resource, and to a role if all its actions are of STS.
fn by_content(value: &Value) -> PolicyKind {
    let statements = match value.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement) => std::slice::from_ref(statement),
        None => return PolicyKind::Identity,
    };
    let names_principals = |statement: &Value| {
        statement.get("Principal").or_else(|| statement.get("NotPrincipal")).is_some()
    };
    if !statements.iter().any(names_principals) {
        return PolicyKind::Identity;
    }
    let is_trust = statements.iter().all(|statement| {
        let actions = match statement.get("Action") {
            Some(Value::Array(actions)) => actions.as_slice(),
            Some(action) => std::slice::from_ref(action),
            None => &[],
        };
        statement.get("Resource").is_none()
            && !actions.is_empty()
            && actions.iter().all(|it| it.as_str().is_some_and(|it| it.starts_with("sts:")))
    });
    if is_trust { PolicyKind::RoleTrust } else { PolicyKind::Resource }
}

fn template(members: &Map<String, Value>, found: &mut Vec<Found>) {
    let Some(Value::Object(resources)) = members.get("Resources") else { return };
    for (name, resource) in resources {
        let resource_type = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
        let Some(properties) = resource.get("Properties") else { continue };
        let pointer = format!("/Resources/{}/Properties", escaped(name));
        let declared = properties.get("Type").and_then(Value::as_str).unwrap_or_default();
        property(resource_type, declared, properties, &pointer, found);
    }
}

/// Looks for policy documents in a property and below it.
fn property(
    resource_type: &str,
    declared: &str,
    value: &Value,
    pointer: &str,
    found: &mut Vec<Found>,
) {
    match value {
        Value::Object(members) if members.contains_key("Statement") => {
            let property = pointer.rsplit('/').next().unwrap_or_default();
            let Ok(text) = serde_json::to_string_pretty(&resolved(value)) else { return };
            let kind = by_resource_type(resource_type, property, declared);
            found.push(Found { text, pointer: Some(pointer.to_owned()), kind });
        }
        Value::Object(members) => {
            for (name, member) in members {
                let pointer = format!("{pointer}/{}", escaped(name));
                property(resource_type, declared, member, &pointer, found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                property(resource_type, declared, element, &pointer, found);
            }
        }
        _ => {}
    }
}

fn by_resource_type(resource_type: &str, property: &str, declared: &str) -> PolicyKind {
    match resource_type {
        _ if property == "AssumeRolePolicyDocument" || property == "assume_role_policy" => {
            PolicyKind::RoleTrust
        }
        "AWS::IAM::ManagedPolicy" | "aws_iam_policy" => PolicyKind::Identity,
        "AWS::EC2::VPCEndpoint" | "aws_vpc_endpoint" | "aws_vpc_endpoint_policy" => {
            PolicyKind::VpcEndpoint
        }
        "AWS::Organizations::Policy" | "aws_organizations_policy"
            if declared == "RESOURCE_CONTROL_POLICY" =>
        {
            PolicyKind::ResourceControl
        }
        "AWS::Organizations::Policy" | "aws_organizations_policy" => PolicyKind::ServiceControl,
        "AWS::SSO::PermissionSet" | "aws_ssoadmin_permission_set_inline_policy" => {
            PolicyKind::InlineIdentity
        }
        other if other.starts_with("AWS::IAM::") || other.starts_with("aws_iam_") => {
            PolicyKind::InlineIdentity
        }
        _ => PolicyKind::Resource,
    }
}

fn plan(value: &Value, found: &mut Vec<Found>) {
    if let Some(module) = value.pointer("/planned_values/root_module") {
        plan_module(module, "/planned_values/root_module", found);
    }
}

fn plan_module(module: &Value, pointer: &str, found: &mut Vec<Found>) {
    let list = |name: &str| module.get(name).and_then(Value::as_array).into_iter().flatten();
    for (index, resource) in list("resources").enumerate() {
        let resource_type = resource.get("type").and_then(Value::as_str).unwrap_or_default();
        let Some(values) = resource.get("values") else { continue };
        let declared = values.get("type").and_then(Value::as_str).unwrap_or_default();
        let pointer = format!("{pointer}/resources/{index}/values");
        attribute(resource_type, declared, values, &pointer, found);
    }
    for (index, child) in list("child_modules").enumerate() {
        plan_module(child, &format!("{pointer}/child_modules/{index}"), found);
    }
}

/// Terraform keeps policies as texts.
fn attribute(
    resource_type: &str,
    declared: &str,
    value: &Value,
    pointer: &str,
    found: &mut Vec<Found>,
) {
    match value {
        Value::String(text) if is_policy(text) => {
            let property = pointer.rsplit('/').next().unwrap_or_default();
            let kind = by_resource_type(resource_type, property, declared);
            let pointer = Some(pointer.to_owned());
            found.push(Found { text: text.clone(), pointer, kind });
        }
        Value::Object(members) => {
            for (name, member) in members {
                let pointer = format!("{pointer}/{}", escaped(name));
                attribute(resource_type, declared, member, &pointer, found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                attribute(resource_type, declared, element, &pointer, found);
            }
        }
        _ => {}
    }
}

fn is_policy(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && serde_json::from_str::<Value>(text).is_ok_and(|value| value.get("Statement").is_some())
}

/// A copy in which intrinsic functions are replaced by what they are known to give, or by
/// [`UNRESOLVED`].
fn resolved(value: &Value) -> Value {
    match value {
        Value::Object(members) => match intrinsic(members) {
            Some(text) => Value::String(text),
            None => members.iter().map(|(key, value)| (key.clone(), resolved(value))).collect(),
        },
        Value::Array(elements) => elements.iter().map(resolved).collect(),
        other => other.clone(),
    }
}

/// The text of an intrinsic function; none where the object is none.
fn intrinsic(members: &Map<String, Value>) -> Option<String> {
    let (name, argument) = members.iter().next().filter(|_| members.len() == 1)?;
    let text = match (name.as_str(), argument) {
        ("Ref", Value::String(name)) => pseudo_parameter(name).map(str::to_owned),
        ("Fn::Sub", Value::String(text)) => substituted(text),
        ("Fn::Join", Value::Array(parts)) => joined(parts),
        _ if name == "Ref" || name.starts_with("Fn::") => None,
        _ => return None,
    };
    Some(text.unwrap_or_else(|| UNRESOLVED.to_owned()))
}

/// Example values: only their form matters here.
fn pseudo_parameter(name: &str) -> Option<&'static str> {
    match name {
        "AWS::Partition" => Some("aws"),
        "AWS::AccountId" => Some("111122223333"),
        "AWS::Region" => Some("us-east-1"),
        "AWS::URLSuffix" => Some("amazonaws.com"),
        _ => None,
    }
}

fn substituted(text: &str) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, variable)) = rest.split_once("${") {
        let (name, after) = variable.split_once('}')?;
        result.push_str(before);
        match name.strip_prefix('!') {
            // `${!aws:username}` stands for the policy variable.
            Some(literal) => {
                result.push_str("${");
                result.push_str(literal);
                result.push('}');
            }
            None => result.push_str(pseudo_parameter(name)?),
        }
        rest = after;
    }
    result.push_str(rest);
    Some(result)
}

fn joined(parts: &[Value]) -> Option<String> {
    let [Value::String(separator), Value::Array(parts)] = parts else { return None };
    let texts = parts.iter().map(|part| match part {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => intrinsic(members).filter(|text| text != UNRESOLVED),
        _ => None,
    });
    Some(texts.collect::<Option<Vec<_>>>()?.join(separator))
}

/// A name as JSON pointers have it.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::{PolicyKind, UNRESOLVED, policies};

    fn kinds(text: &str) -> Vec<(Option<String>, PolicyKind)> {
        policies(text, None).into_iter().map(|found| (found.pointer, found.kind)).collect()
    }

    #[test]
    fn a_document_alone_is_told_by_its_principals() {
        let kind = |statement: &str| kinds(&format!(r#"{{"Statement":{statement}}}"#))[0].1;
        assert_eq!(kind(r#"{"Action":"s3:*","Resource":"*"}"#), PolicyKind::Identity);
        let trust = r#"[{"Principal":"*","Action":["sts:AssumeRole","sts:TagSession"]}]"#;
        assert_eq!(kind(trust), PolicyKind::RoleTrust);
        let bucket = r#"{"Principal":"*","Action":"s3:GetObject","Resource":"*"}"#;
        assert_eq!(kind(bucket), PolicyKind::Resource);
        assert_eq!(kinds("{ broken")[0].1, PolicyKind::Identity);
        assert!(kinds("[1]").is_empty());
    }

    #[test]
    fn a_template_is_searched_and_what_is_not_known_is_replaced() {
        let text = r#"{"Resources":{
            "Dev/Role":{"Type":"AWS::IAM::Role","Properties":{
                "AssumeRolePolicyDocument":{"Statement":{"Principal":{"Service":{"Fn::Sub":"ec2.${AWS::URLSuffix}"}}}},
                "Policies":[{"PolicyDocument":{"Statement":{"Resource":{"Fn::GetAtt":["Bucket","Arn"]}}}}]}},
            "Bucket":{"Type":"AWS::S3::BucketPolicy","Properties":{"PolicyDocument":{"Statement":[
                {"Resource":{"Fn::Join":[":",["arn",{"Ref":"AWS::Partition"},"s3::",{"Ref":"Bucket"}]]}}]}}},
            "Queue":{"Type":"AWS::SQS::Queue"}}}"#;
        let mut found = policies(text, None);
        found.sort_by(|left, right| left.pointer.cmp(&right.pointer));
        let places: Vec<_> =
            found.iter().map(|it| (it.pointer.as_deref().unwrap_or(""), it.kind)).collect();
        assert_eq!(
            places,
            [
                ("/Resources/Bucket/Properties/PolicyDocument", PolicyKind::Resource),
                ("/Resources/Dev~1Role/Properties/AssumeRolePolicyDocument", PolicyKind::RoleTrust),
                (
                    "/Resources/Dev~1Role/Properties/Policies/0/PolicyDocument",
                    PolicyKind::InlineIdentity
                ),
            ]
        );
        assert!(found[0].text.contains(UNRESOLVED) && found[2].text.contains(UNRESOLVED));
        assert!(found[1].text.contains("ec2.amazonaws.com"));
    }

    #[test]
    fn a_plan_is_searched_in_all_its_modules() {
        let text = r#"{"planned_values":{"root_module":{
            "resources":[{"type":"aws_iam_policy","values":{"policy":"{\"Statement\":[]}","name":"a"}}],
            "child_modules":[{"resources":[
                {"type":"aws_iam_role","values":{"assume_role_policy":"{\"Statement\":[]}"}},
                {"type":"aws_organizations_policy","values":{"type":"RESOURCE_CONTROL_POLICY","content":"{\"Statement\":[]}"}}]}]}}}"#;
        let kinds: Vec<_> = kinds(text).into_iter().map(|(_, kind)| kind).collect();
        let expected = [PolicyKind::Identity, PolicyKind::RoleTrust, PolicyKind::ResourceControl];
        assert_eq!(kinds, expected);
    }
}
