//! Permissions boundaries: which of the policies of a file are some, and what is said of them.

use std::collections::BTreeSet;

use entail_engine::advise_boundary;
use entail_policy::arn::Arn;
use entail_policy::tree::Document;
use entail_policy::{Diagnostic, PolicyKind};
use serde_json::Value;

use super::find::Found;

/// Reads the ARN of a policy.
pub(super) fn policy_arn(text: &str) -> Result<Arn, String> {
    let arn = Arn::parse(text).map_err(|error| error.to_string())?;
    if arn.service() == "iam" && arn.resource().starts_with("policy/") {
        Ok(arn)
    } else {
        Err(format!("`{text}` is not the ARN of a policy"))
    }
}

/// What deciding requests by a boundary shows; nothing for other policies.
pub(super) fn advise(
    document: &Document,
    kind: PolicyKind,
    own_arn: Option<&Arn>,
) -> Vec<Diagnostic> {
    match kind {
        PolicyKind::PermissionsBoundary => advise_boundary(document, own_arn),
        _ => Vec::new(),
    }
}

/// Marks the managed policies of a template or plan that it sets as somebody's boundary.
pub(super) fn mark(file: &Value, found: &mut [Found]) {
    let mut names = BTreeSet::new();
    if let Some(resources) = file.get("Resources") {
        template_references(resources, &mut names);
    }
    if let Some(module) = file.pointer("/configuration/root_module") {
        plan_references(module, "", &mut names);
    }
    for policy in found.iter_mut().filter(|policy| policy.kind == PolicyKind::Identity) {
        let name = policy.pointer.as_deref().and_then(|pointer| name(file, pointer));
        if name.is_some_and(|name| names.contains(&name)) {
            policy.kind = PolicyKind::PermissionsBoundary;
        }
    }
}

/// The logical id of a template's resource, or a planned resource's address without an index.
fn name(file: &Value, pointer: &str) -> Option<String> {
    if let Some(rest) = pointer.strip_prefix("/Resources/") {
        return Some(rest.split('/').next()?.replace("~1", "/").replace("~0", "~"));
    }
    let (resource, _) = pointer.split_once("/values")?;
    let address = file.pointer(&format!("{resource}/address"))?.as_str()?;
    Some(without_indexes(address))
}

/// `module.a[0].aws_iam_policy.b["c"]` is declared as `module.a.aws_iam_policy.b`.
fn without_indexes(address: &str) -> String {
    let mut depth = 0_usize;
    let is_outside = |letter: &char| {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    address.chars().filter(is_outside).collect()
}

/// The logical ids that `PermissionsBoundary` properties refer to.
fn template_references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if key == "PermissionsBoundary"
                    && let Some(name) = member.get("Ref").or_else(|| member.get("Fn::GetAtt"))
                    && let Some(name) = name.get(0).unwrap_or(name).as_str()
                {
                    names.insert(name.split('.').next().unwrap_or(name).to_owned());
                }
                template_references(member, names);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                template_references(element, names);
            }
        }
        _ => {}
    }
}

/// The addresses that `permissions_boundary` arguments of a module and those below refer to.
fn plan_references(module: &Value, prefix: &str, names: &mut BTreeSet<String>) {
    let resources = module.get("resources").and_then(Value::as_array).into_iter().flatten();
    for resource in resources {
        let references = resource.pointer("/expressions/permissions_boundary/references");
        let references = references.and_then(Value::as_array).into_iter().flatten();
        for reference in references.filter_map(Value::as_str) {
            // `TYPE.NAME.arn`, and beside it `TYPE.NAME`.
            let mut parts = without_indexes(reference);
            if let Some((at, _)) = parts.match_indices('.').nth(1) {
                parts.truncate(at);
            }
            names.insert(format!("{prefix}{parts}"));
        }
    }
    let calls = module.get("module_calls").and_then(Value::as_object).into_iter().flatten();
    for (name, call) in calls {
        if let Some(module) = call.get("module") {
            plan_references(module, &format!("{prefix}module.{name}."), names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::policies;
    use super::*;

    fn kinds(text: &str) -> Vec<PolicyKind> {
        let mut found = policies(text, None);
        found.sort_by(|left, right| left.pointer.cmp(&right.pointer));
        found.into_iter().map(|policy| policy.kind).collect()
    }

    #[test]
    fn a_policy_that_a_template_sets_as_boundary_is_one() {
        for reference in [
            r#"{"Ref":"Limit"}"#,
            r#"{"Fn::GetAtt":["Limit","PolicyArn"]}"#,
            r#"{"Fn::GetAtt":"Limit.PolicyArn"}"#,
        ] {
            let text = format!(
                r#"{{"Resources":{{
                    "Limit":{{"Type":"AWS::IAM::ManagedPolicy","Properties":{{"PolicyDocument":{{"Statement":[]}}}}}},
                    "Other":{{"Type":"AWS::IAM::ManagedPolicy","Properties":{{"PolicyDocument":{{"Statement":[]}}}}}},
                    "Role":{{"Type":"AWS::IAM::Role","Properties":{{"PermissionsBoundary":{reference}}}}}}}}}"#
            );
            let expected = [PolicyKind::PermissionsBoundary, PolicyKind::Identity];
            assert_eq!(kinds(&text), expected, "{reference}");
        }
    }

    #[test]
    fn a_policy_that_a_plan_sets_as_boundary_is_one() {
        let text = r#"{
            "planned_values":{"root_module":{
                "resources":[{"address":"aws_iam_policy.limit[0]","type":"aws_iam_policy","values":{"policy":"{\"Statement\":[]}"}}],
                "child_modules":[{"resources":[
                    {"address":"module.team[\"a.b\"].aws_iam_policy.limit","type":"aws_iam_policy","values":{"policy":"{\"Statement\":[]}"}},
                    {"address":"module.team[\"a.b\"].aws_iam_policy.other","type":"aws_iam_policy","values":{"policy":"{\"Statement\":[]}"}}]}]}},
            "configuration":{"root_module":{
                "resources":[{"expressions":{"permissions_boundary":{"references":["aws_iam_policy.limit[0].arn","aws_iam_policy.limit[0]","aws_iam_policy.limit"]}}}],
                "module_calls":{"team":{"module":{"resources":[
                    {"expressions":{"permissions_boundary":{"references":["aws_iam_policy.limit.arn","aws_iam_policy.limit"]}}}]}}}}}}"#;
        let (boundary, identity) = (PolicyKind::PermissionsBoundary, PolicyKind::Identity);
        assert_eq!(kinds(text), [boundary, identity, boundary]);
    }

    #[test]
    fn only_arns_of_policies_are_taken() {
        assert!(policy_arn("arn:aws:iam::aws:policy/PowerUserAccess").is_ok());
        for wrong in ["Dev", "arn:aws:iam::111122223333:role/Dev", "arn:aws:s3:::policy/Dev"] {
            assert!(policy_arn(wrong).is_err_and(|error| error.contains(wrong)), "{wrong}");
        }
    }
}
