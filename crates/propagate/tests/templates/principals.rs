//! What makes principals in a template and is not bounded: a second opinion, written from the
//! types' documentation and from what SAM's own translator expands them to.

use crate::case::BOUNDARY;
use crate::tree::Tree;

/// Boundaries that the corpus takes for identical.
const IDENTICAL: &str = "arn:aws:iam::111122223333:policy/Same";

/// The required one, named by what CloudFormation knows of the account.
const SUBSTITUTED: &str = "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Boundary";

/// The logical ids of all that makes principals and is not bounded.
pub(crate) fn unbounded(template: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let Some(resources) = template.get("Resources") else { return found };
    let is_sam = match template.get("Transform") {
        Some(Tree::List(_, items)) => items.iter().any(is_sam),
        Some(one) => is_sam(one),
        None => false,
    };
    let globals = template.get("Globals").filter(|_| is_sam);
    look(resources, globals, is_sam, &mut found);
    found
}

fn is_sam(transform: &Tree) -> bool {
    transform.text() == Some("AWS::Serverless-2016-10-31")
}

fn look(resources: &Tree, globals: Option<&Tree>, is_sam: bool, found: &mut Vec<String>) {
    for (logical_id, resource) in resources.entries() {
        if logical_id.starts_with("Fn::ForEach::") {
            let body = resource.get("2").expect("a loop has a body");
            look(body, globals, is_sam, found);
        } else if !is_bounded(resource, globals, is_sam) {
            found.push(logical_id.clone());
        }
    }
}

fn is_bounded(resource: &Tree, globals: Option<&Tree>, is_sam: bool) -> bool {
    let Some(kind) = resource.get("Type").and_then(Tree::text) else { return false };
    let property = |name: &str| resource.get("Properties").and_then(|node| node.get(name));
    let own = property("PermissionsBoundary");
    match kind {
        "AWS::IAM::Role" | "AWS::IAM::User" => is_boundary(own),
        "AWS::SSO::PermissionSet" => own.is_some_and(|node| matches!(node, Tree::Mapping(..))),
        "AWS::DataZone::EnvironmentBlueprintConfiguration" => {
            is_boundary(property("EnvironmentRolePermissionBoundary"))
        }
        "AWS::CloudFormation::Stack" => false,
        "AWS::CloudFormation::StackSet" => property("TemplateBody")
            .and_then(Tree::text)
            .is_some_and(|body| unbounded(&Tree::of_yaml(body)).is_empty()),
        "AWS::Serverless::Application" => !is_sam,
        "AWS::Serverless::Function" if is_sam => is_function_bounded(resource, globals),
        "AWS::Serverless::StateMachine" if is_sam => {
            (is_boundary(own)
                || property("Role").is_some() && has_no_event_roles(property("Events")))
                && are_schedules_bounded(property("Events"))
        }
        "AWS::Serverless::GraphQLApi" if is_sam => {
            let is_off = |node: &Tree| matches!(node, Tree::Scalar(_, text) if text == "false");
            let logging = property("Logging");
            let logs = logging.is_some_and(|node| {
                is_off(node) || node.get("CloudWatchLogsRoleArn").is_some_and(is_value)
            });
            let sources = property("DataSources").into_iter().flat_map(Tree::entries);
            let mut sources = sources.flat_map(|(_, kind)| kind.entries());
            logs && sources.all(|(_, source)| source.get("ServiceRoleArn").is_some_and(is_value))
        }
        "AWS::Serverless::CapacityProvider" | "AWS::Serverless::NetworkConnector" if is_sam => {
            property("OperatorRole").is_some()
                || global(resource, globals, "OperatorRole").is_some()
        }
        "AWS::Serverless::MicrovmImage" if is_sam => {
            property("BuildRoleArn").is_some()
                || global(resource, globals, "BuildRoleArn").is_some()
        }
        "AWS::Serverless::WebFunction" if is_sam => property("ExecutionRoleArn").is_some(),
        _ => true,
    }
}

/// Whether it is something for Python, in which SAM is written.
fn is_value(node: &Tree) -> bool {
    match node {
        Tree::Scalar(_, text) => !["", "0", "false", "null"].contains(&text.as_str()),
        Tree::List(_, items) => !items.is_empty(),
        Tree::Mapping(_, entries) => !entries.is_empty(),
    }
}

fn is_boundary(node: Option<&Tree>) -> bool {
    match node {
        Some(Tree::Scalar(tag, text)) if tag == "Sub" => text == SUBSTITUTED,
        Some(Tree::Scalar(_, text)) => text == BOUNDARY || text == IDENTICAL,
        _ => false,
    }
}

/// What `Globals` say for a resource that doesn't ignore them.
fn global<'a>(resource: &Tree, globals: Option<&'a Tree>, name: &str) -> Option<&'a Tree> {
    let section = resource.get("Type")?.text()?.strip_prefix("AWS::Serverless::")?;
    match resource.get("IgnoreGlobals") {
        Some(Tree::Scalar(_, all)) if all == "*" => return None,
        Some(Tree::List(_, names)) if names.iter().any(|entry| entry.text() == Some(name)) => {
            return None;
        }
        _ => {}
    }
    globals?.get(section)?.get(name)
}

fn is_function_bounded(function: &Tree, globals: Option<&Tree>) -> bool {
    let property = |name: &str| function.get("Properties").and_then(|node| node.get(name));
    let boundary = property("PermissionsBoundary")
        .or_else(|| global(function, globals, "PermissionsBoundary"));
    let makes_role = match property("Role") {
        None => true,
        Some(Tree::List(tag, _)) => tag == "If",
        Some(node) => node.get("Fn::If").is_some(),
    };
    let own = property("DeploymentPreference");
    let all = global(function, globals, "DeploymentPreference");
    let member = |name: &str| {
        own.and_then(|node| node.get(name)).or_else(|| all.and_then(|node| node.get(name)))
    };
    // Any other text is true for SAM.
    let is_off = |text: &str| ["", "false", "False"].contains(&text);
    let is_on = (own.is_some() || all.is_some())
        && !matches!(member("Enabled"), Some(Tree::Scalar(_, text)) if is_off(text));
    (!makes_role || is_boundary(boundary))
        && (!is_on || member("Role").is_some_and(is_value))
        && are_schedules_bounded(property("Events"))
}

fn are_schedules_bounded(events: Option<&Tree>) -> bool {
    events.into_iter().flat_map(Tree::entries).all(|(_, event)| {
        let property = |name: &str| event.get("Properties").and_then(|node| node.get(name));
        event.get("Type").and_then(Tree::text) != Some("ScheduleV2")
            || property("RoleArn").is_some()
            || is_boundary(property("PermissionsBoundary"))
    })
}

/// A state machine's events have roles that its own boundary reaches.
fn has_no_event_roles(events: Option<&Tree>) -> bool {
    events.into_iter().flat_map(Tree::entries).all(|(_, event)| {
        match event.get("Type").and_then(Tree::text) {
            Some("ScheduleV2") => true,
            Some("Schedule") => {
                event.get("Properties").is_some_and(|node| node.get("RoleArn").is_some())
            }
            _ => false,
        }
    })
}
