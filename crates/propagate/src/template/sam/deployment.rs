//! Gradual deployment: the one role of a template that `CodeDeploy` acts under.

use crate::limits::COMBINED_CONDITIONS_MAX;

use super::{
    Added, CONDITION, ExplicitRole, New, Node, Resource, Role, Sam, Step, is_false, is_given,
    is_true, is_written_out, keys, managed_policy, unbounded,
};

/// The logical id that SAM gives it.
pub(super) const SERVICE_ROLE: &str = "CodeDeployServiceRole";
/// The condition that SAM makes of several.
const COMBINED_CONDITION: &str = "ServerlessCodeDeployCondition";

/// What the functions of a template say about the role that deploys them.
#[derive(Debug, Default)]
pub(super) struct CodeDeploy {
    /// The conditions of those who need it, where each of them stands under one.
    conditions: Vec<String>,
    tags: Vec<(String, New)>,
}

/// Whether SAM deploys a function gradually.
#[derive(PartialEq)]
enum Enabled {
    Yes,
    No,
    /// An intrinsic says so, at deployment; or what is false to one reader and a text to another.
    Unsure,
}

/// A function's preference, its own and that of `Globals` taken together.
struct Preference<'d> {
    own: Option<Node<'d>>,
    global: Option<Node<'d>>,
}

impl<'d> Preference<'d> {
    fn of(function: &Resource<'d>) -> Option<Self> {
        let own = function.own("DeploymentPreference");
        let global = function.global("DeploymentPreference");
        // Of two mappings SAM merges the members; anything else of the function's own counts alone.
        let merges = own.is_none_or(|node| node.is_mapping() && node.function().is_none());
        let preference = Self { own, global: global.filter(|_| merges) };
        let nodes = [preference.own, preference.global];
        nodes.into_iter().flatten().any(is_given).then_some(preference)
    }

    /// Whether it is written out.
    fn is_written_out(&self) -> bool {
        let mut nodes = [self.own, self.global].into_iter().flatten();
        nodes.all(is_written_out)
    }

    fn member(&self, name: &str) -> Option<Node<'d>> {
        let own = self.own.and_then(|node| node.get(name));
        own.or_else(|| self.global.and_then(|node| node.get(name)))
    }

    fn enabled(&self) -> Enabled {
        match self.member("Enabled") {
            None => Enabled::Yes,
            Some(node) if is_false(node) || node.text() == Some("") => Enabled::No,
            Some(node) if is_given(node) && node.text().is_some() => Enabled::Yes,
            Some(_) => Enabled::Unsure,
        }
    }

    fn has_role(&self) -> bool {
        self.member("Role").is_some_and(is_given)
    }
}

impl CodeDeploy {
    /// Looks at all functions of a template.
    pub(super) fn of(sam: &Sam<'_>) -> Self {
        let functions = functions(sam);
        let preferences =
            functions.iter().filter_map(|function| Some((function, Preference::of(function)?)));
        let enabled = preferences
            .filter(|(_, preference)| preference.enabled() != Enabled::No)
            .collect::<Vec<_>>();
        let conditions = enabled.iter().map(|(function, preference)| passed(function, preference));
        let mut tags: Vec<(String, New)> = Vec::new();
        for (function, _) in enabled.iter().filter(|(function, _)| function.propagates_tags()) {
            for (key, value) in function.tags().unwrap_or_default() {
                match tags.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, known)) => *known = value,
                    None => tags.push((key, value)),
                }
            }
        }
        let in_loops = sam.resources.entries().any(|(key, _)| is_loop(key));
        let is_known = !in_loops && sam.conditions.is_some();
        let conditions = if is_known { all_of(conditions.collect()) } else { None };
        Self { conditions: conditions.unwrap_or_default(), tags }
    }
}

fn functions<'d>(sam: &Sam<'d>) -> Vec<Resource<'d>> {
    let globals = sam.globals_of("Function");
    let functions = sam.resources.entries().filter_map(|(key, node)| {
        let is_function =
            node.get("Type").and_then(Node::text) == Some("AWS::Serverless::Function");
        let logical_id = key.text()?;
        is_function.then_some(Resource { logical_id, kind: "Function", node, globals })
    });
    functions.collect()
}

fn is_loop(key: Node<'_>) -> bool {
    key.text().is_some_and(|text| text.starts_with("Fn::ForEach"))
}

/// The condition that a function's preference passes on to the role.
fn passed<'d>(function: &Resource<'d>, preference: &Preference<'d>) -> Option<&'d str> {
    let passes = preference.enabled() == Enabled::Yes
        && preference.member("PassthroughCondition").is_some_and(is_true);
    function.node.get("Condition").filter(|_| passes)?.text()
}

/// The role stands under a condition when all who need it do.
fn all_of(conditions: Vec<Option<&str>>) -> Option<Vec<String>> {
    let mut names = conditions.into_iter().collect::<Option<Vec<_>>>()?;
    names.sort_unstable();
    names.dedup();
    (names.len() <= COMBINED_CONDITIONS_MAX).then(|| keys(&names))
}

/// The condition that any of these holds, as SAM will write it too.
fn any_of(conditions: &[String]) -> Added {
    let each = conditions.iter().map(|name| New::map([("Condition", New::text(name))]));
    Added {
        logical_id: COMBINED_CONDITION.to_owned(),
        resource_type: CONDITION,
        resource: New::map([("Fn::Or", New::List(each.collect()))]),
    }
}

/// Whether this is the role of this module.
pub(super) fn is_service_role(added: &Added) -> bool {
    added.logical_id == SERVICE_ROLE
}

/// What has to be done to a function that is deployed gradually.
///
/// CHOICE: where it is not sure before deployment whether SAM deploys gradually, the role is made in
/// either case: a bounded role that nobody uses does no harm, and an unbounded one may.
pub(super) fn steps<'d>(function: &Resource<'d>, sam: &Sam<'d>) -> Option<Step> {
    let preference = Preference::of(function)?;
    if !preference.is_written_out() {
        return Some(unbounded(
            "its `DeploymentPreference` is not written out, and SAM makes a role of it: write it \
             out, with a `Role`",
        ));
    }
    if preference.enabled() == Enabled::No || preference.has_role() {
        return None;
    }
    let is_limited = matches!(sam.partition, "aws-iso" | "aws-iso-b");
    let policy = if is_limited {
        "service-role/AWSCodeDeployRoleForLambdaLimited"
    } else {
        "service-role/AWSCodeDeployRoleForLambda"
    };
    let role = Role {
        service: "codedeploy.amazonaws.com",
        managed_policies: vec![managed_policy(sam.partition, policy)],
        policies: Vec::new(),
        tags: sam.code_deploy.tags.clone(),
    };
    let (condition, combined) = match sam.code_deploy.conditions.as_slice() {
        [] => (None, None),
        [one] => (Some(one.as_str()), None),
        several => (Some(COMBINED_CONDITION), Some(any_of(several))),
    };
    let attributes = condition.map(|name| ("Condition".to_owned(), New::text(name)));
    let role = Added::role(SERVICE_ROLE.to_owned(), attributes.into_iter().collect(), role);
    Some(Step::ExplicitRole(ExplicitRole {
        keys: keys(&["Properties", "DeploymentPreference", "Role"]),
        reference: New::attribute(SERVICE_ROLE, "Arn"),
        added: std::iter::once(role).chain(combined).collect(),
    }))
}
