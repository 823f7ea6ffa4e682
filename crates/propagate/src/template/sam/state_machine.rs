//! `AWS::Serverless::StateMachine`: its role and those of its events.

use super::{BOUNDARY, Node, Resource, Step, function, is_given, keys};

/// What has to be done to a state machine. Its boundary reaches its own role and those of all its
/// events except `ScheduleV2`.
pub(super) fn steps(machine: &Resource<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    if !machine.is_given("Role") || has_event_roles(machine) {
        steps.push(Step::Boundary { keys: keys(&["Properties", BOUNDARY]) });
    }
    steps.extend(function::schedules(machine));
    steps
}

fn has_event_roles(machine: &Resource<'_>) -> bool {
    let Some(events) = machine.own("Events") else { return false };
    events.entries().any(|(_, event)| makes_a_role(event))
}

/// Each event starts the machine under a role of its own, which a `Schedule` may name.
fn makes_a_role(event: Node<'_>) -> bool {
    let properties = event.get("Properties");
    match event.get("Type").and_then(Node::text) {
        Some("ScheduleV2") => false,
        Some("Schedule") => {
            !properties.is_some_and(|node| node.get("RoleArn").is_some_and(is_given))
        }
        _ => true,
    }
}
