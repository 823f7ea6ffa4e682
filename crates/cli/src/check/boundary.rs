//! Permissions boundaries: which of the policies of a file are some, and what is said of them.

use std::collections::BTreeSet;
use std::path::Path;

use entail_engine::advise_boundary;
use entail_policy::arn::Arn;
use entail_policy::text::Value;
use entail_policy::tree::Document;
use entail_policy::{Diagnostic, PolicyKind};

use super::find::{self, Found};
use super::read;

/// Reads the ARN of a policy.
pub(crate) fn policy_arn(text: &str) -> Result<Arn, String> {
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

/// The boundaries of a file, each with what to call it: the policy that it is, or those that a
/// template or plan sets as somebody's boundary, or else all of its managed policies.
pub(crate) fn in_file(path: &Path) -> Result<Vec<(String, String)>, String> {
    let read = read::files(&[path.to_owned()]);
    if let Some(fault) = read.faults.first() {
        return Err(fault.clone());
    }
    let Some(file) = read.files.first() else {
        return Err(format!("`{}` is a folder: name a file", path.display()));
    };
    let search = find::policies(file, None);
    if let Some(fault) = search.faults.first() {
        return Err(format!("`{}`: {}", file.name, fault.message));
    }
    if let [policy] = search.policies.as_slice()
        && policy.pointer.is_none()
    {
        return Ok(vec![(file.name.clone(), policy.text.text().to_owned())]);
    }
    let is = |kind| search.policies.iter().filter(move |policy| policy.kind == kind);
    let boundaries: Vec<&Found> = is(PolicyKind::PermissionsBoundary).collect();
    let managed: Vec<&Found> = is(PolicyKind::Identity).collect();
    let found = if boundaries.is_empty() { managed } else { boundaries };
    if found.is_empty() {
        return Err(format!("`{}` holds no policy that could be a boundary", file.name));
    }
    let name = |policy: &Found| match &policy.pointer {
        Some(pointer) => format!("{}#{pointer}", file.name),
        None => file.name.clone(),
    };
    Ok(found.iter().map(|policy| (name(policy), policy.text.text().to_owned())).collect())
}

/// Marks the managed policies of a template or plan that it sets as somebody's boundary.
pub(super) fn mark(file: &Value, found: &mut [Found]) {
    let mut names = BTreeSet::new();
    if let Some(resources) = file.get("Resources") {
        template_references(resources, &mut names);
    }
    if let Some(module) = at(file, &["configuration", "root_module"]) {
        plan_references(module, "", &mut names);
    }
    for policy in found.iter_mut().filter(|policy| policy.kind == PolicyKind::Identity) {
        if policy.resource.as_ref().is_some_and(|name| names.contains(name)) {
            policy.kind = PolicyKind::PermissionsBoundary;
        }
    }
}

/// The value below members of these names.
fn at<'value>(value: &'value Value, path: &[&str]) -> Option<&'value Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

/// `module.a[0].aws_iam_policy.b["c"]` is declared as `module.a.aws_iam_policy.b`.
pub(super) fn without_indexes(address: &str) -> String {
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
    for member in value.members() {
        if member.key.value == "PermissionsBoundary"
            && let Some(name) = member.value.get("Ref").or_else(|| member.value.get("Fn::GetAtt"))
            && let Some(name) = name.elements().first().unwrap_or(name).as_str()
        {
            names.insert(name.split('.').next().unwrap_or(name).to_owned());
        }
        template_references(&member.value, names);
    }
    for element in value.elements() {
        template_references(element, names);
    }
}

/// The addresses that `permissions_boundary` arguments of a module and those below refer to.
fn plan_references(module: &Value, prefix: &str, names: &mut BTreeSet<String>) {
    for resource in module.get("resources").map(Value::elements).unwrap_or_default() {
        let references = at(resource, &["expressions", "permissions_boundary", "references"]);
        let references = references.map(Value::elements).unwrap_or_default();
        for reference in references.iter().filter_map(Value::as_str) {
            // `TYPE.NAME.arn`, and beside it `TYPE.NAME`.
            let mut parts = without_indexes(reference);
            if let Some((at, _)) = parts.match_indices('.').nth(1) {
                parts.truncate(at);
            }
            names.insert(format!("{prefix}{parts}"));
        }
    }
    for call in module.get("module_calls").map(Value::members).unwrap_or_default() {
        if let Some(module) = call.value.get("module") {
            plan_references(module, &format!("{prefix}module.{}.", call.key.value), names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::find::policies;
    use super::super::find::tests::read;
    use super::*;

    fn kinds(text: &str) -> Vec<PolicyKind> {
        policies(&read("file.json", text), None).policies.iter().map(|policy| policy.kind).collect()
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
        assert_eq!(kinds(text), [boundary, boundary, identity]);
    }

    #[test]
    fn only_arns_of_policies_are_taken() {
        assert!(policy_arn("arn:aws:iam::aws:policy/PowerUserAccess").is_ok());
        for wrong in ["Dev", "arn:aws:iam::111122223333:role/Dev", "arn:aws:s3:::policy/Dev"] {
            assert!(policy_arn(wrong).is_err_and(|error| error.contains(wrong)), "{wrong}");
        }
    }
}
