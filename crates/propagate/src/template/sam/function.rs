//! `AWS::Serverless::Function`: its role, the roles of its `ScheduleV2` events, and the role that
//! deploys it.

use super::{
    BOUNDARY, Node, Resource, Sam, Step, deployment, is_given, is_written_out, keys,
    may_be_nothing, unbounded,
};
use crate::template::literal::is_filled_in;

/// What has to be done to a function.
pub(super) fn steps<'d>(function: &Resource<'d>, sam: &Sam<'d>) -> Vec<Step> {
    let deployment = deployment::steps(function, sam);
    if deployment.is_some() && !function.properties().is_some_and(Node::is_mapping) {
        return vec![unbounded(
            "`Globals` say that it is deployed gradually, for which SAM makes a role, and it has no \
             `Properties` to name one in: write them out",
        )];
    }
    let mut steps = Vec::new();
    // A role that is named takes the place of the one that SAM would make, boundary and all.
    if function.own("Role").is_none_or(may_be_nothing) {
        let inherits =
            function.own(BOUNDARY).is_none() && function.global(BOUNDARY).is_some_and(is_given);
        steps.push(if inherits {
            Step::Inherited
        } else {
            Step::Boundary { keys: keys(&["Properties", BOUNDARY]) }
        });
    }
    steps.extend(schedules(function));
    steps.extend(deployment);
    steps
}

/// Each `ScheduleV2` event without a role makes one, with a boundary of its own: neither the
/// function's nor that of `Globals` reaches it.
pub(super) fn schedules(resource: &Resource<'_>) -> Vec<Step> {
    let Some(events) = resource.own("Events").filter(|events| is_given(*events)) else {
        return Vec::new();
    };
    if !is_written_out(events) {
        return vec![unbounded("its `Events` are not written out: write them out")];
    }
    let mut steps = Vec::new();
    for (name, event) in events.entries() {
        let Some(name) = name.text() else { continue };
        let kind = event.get("Type").and_then(Node::text).filter(|kind| !is_filled_in(kind));
        if !is_written_out(event) || event.has_twice("Type") || kind.is_none() {
            steps.push(unbounded(&format!("its event `{name}` is not written out: write it out")));
        } else if kind == Some("ScheduleV2") {
            let properties = event.get("Properties");
            if !properties.and_then(|node| node.get("RoleArn")).is_some_and(is_given) {
                let path = ["Properties", "Events", name, "Properties", BOUNDARY];
                steps.push(Step::Boundary { keys: keys(&path) });
            }
        }
    }
    steps
}
