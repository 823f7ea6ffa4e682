//! The story as a whole, before anybody plays it.

use std::collections::BTreeSet;

use entail_policy::{PolicyKind, validate};

use super::{Expected, STORY, Scene, cast::ROOT};

fn scenes() -> impl Iterator<Item = &'static Scene> {
    STORY.chapters.iter().flat_map(|chapter| chapter.scenes)
}

#[test]
fn nobody_acts_before_having_credentials() {
    let mut known = BTreeSet::from([ROOT.name]);
    for scene in scenes() {
        let Scene::Request(step) = scene else { continue };
        assert!(known.contains(step.caller.name), "{}: {}", step.caller.name, step.words);
        if let Expected::CredentialsOf(actor) = step.expected {
            assert!(known.insert(actor.name), "{} comes twice", actor.name);
        }
    }
}

#[test]
fn each_denial_says_why() {
    for scene in scenes() {
        let Scene::Request(step) = scene else { continue };
        if matches!(step.expected, Expected::Denied { .. } | Expected::Refused { .. }) {
            assert!(!step.why.is_empty(), "{}", step.words);
        }
    }
}

#[test]
fn only_one_call_names_the_baseline_as_a_boundary() {
    let naming =
        scenes().filter(|scene| match scene {
            Scene::Request(step) => step.call.parameters.iter().any(|(name, value)| {
                *name == "PermissionsBoundary" && value.ends_with("/baseline")
            }),
            _ => false,
        });
    assert_eq!(naming.count(), 1);
}

#[test]
fn every_policy_that_is_drawn_can_be_read() {
    for scene in scenes() {
        let Scene::Whiteboard(board) = scene else { continue };
        for policy in board.identity.iter().chain(board.inherited_boundaries) {
            let validated = validate(policy.text, PolicyKind::Identity);
            assert!(
                validated.diagnostics.is_empty(),
                "{}: {:?}",
                policy.name,
                validated.diagnostics
            );
        }
    }
}
