//! Put and delete of permissions boundaries and transitive boundaries.

use entail_lineage::lifecycle::{
    DirectSource, Note, Outcome, PutPermissionsBoundary, delete_permissions_boundary,
    delete_transitive_boundary, put_permissions_boundary, put_transitive_boundary,
};
use entail_lineage::{
    BoundaryPolicy, Closure, PrincipalKind, Refusal, SessionLineage, Source, Standing,
};

use crate::support::{
    Answer, Memory, boundary, key, label, marked, new_principal, object, principal, refusal,
    refused, seals, transitive, unmarked,
};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("child").inherited = label(&["t"]);
    world.role("plain");
    world.policy("pi").inherited = label(&["t"]);
    world.policy("theirs").inherited = label(&["t2"]);
    world
}

fn put(
    world: &Memory,
    session: &SessionLineage,
    target: &str,
    boundary: Option<BoundaryPolicy>,
    parameter: Option<&str>,
) -> Answer<Outcome> {
    let request = PutPermissionsBoundary {
        target: target.into(),
        permissions_boundary: boundary,
        transitive_boundary: parameter.map(Into::into),
    };
    put_permissions_boundary(world, &Standing::read(world, session)?, &request)
}

fn delete(world: &Memory, session: &SessionLineage, target: &str) -> Answer<Outcome> {
    delete_permissions_boundary(world, &Standing::read(world, session)?, &target.into())
}

fn set(
    world: &Memory,
    by: &str,
    target: &str,
    policy: &str,
    source: DirectSource,
) -> Answer<Outcome> {
    let session = key(by);
    let standing = Standing::read(world, &session)?;
    put_transitive_boundary(world, &standing, &target.into(), &policy.into(), source)
}

fn unset(world: &Memory, by: &str, target: &str, source: DirectSource) -> Answer<Outcome> {
    let session = key(by);
    let standing = Standing::read(world, &session)?;
    delete_transitive_boundary(world, &standing, &target.into(), source)
}

#[test]
fn putting_and_removing_a_boundary_leaves_what_is_inherited() {
    let mut world = world();
    let after = put(&world, &key("dev"), "child", Some(unmarked("weak")), None).unwrap().record;
    assert_eq!(after.permissions_boundary, Some(boundary("weak", &["t"])));
    assert_eq!(after.inherited.seals(), seals(&["t"]));
    world.put(after);
    let after = delete(&world, &key("dev"), "child").unwrap().record;
    assert_eq!(after.permissions_boundary, None);
    assert_eq!(after.inherited.seals(), seals(&["t"]));
}

#[test]
fn a_boundary_outside_the_lineage_is_not_written() {
    let world = world();
    let dev = key("dev");
    for target in ["plain", "dev", "admin"] {
        let answer = refusal(put(&world, &dev, target, Some(unmarked("weak")), None));
        assert_eq!(answer, (Closure::Label, seals(&["t"]), principal(target)));
        assert_eq!(refusal(delete(&world, &dev, target)).0, Closure::Label);
    }
}

#[test]
fn w4_keeps_a_boundary_that_an_administrator_set() {
    let mut world = world();
    world.get_mut("child").permissions_boundary = Some(boundary("strict", &[]));
    let answer = refusal(put(&world, &key("dev"), "child", Some(unmarked("weak")), None));
    assert_eq!(answer, (Closure::W4, seals(&["t"]), principal("child")));
    assert_eq!(refusal(delete(&world, &key("dev"), "child")).0, Closure::W4);
    assert!(delete(&world, &key("admin"), "child").is_ok());
}

#[test]
fn the_last_setter_of_a_boundary_counts() {
    let mut world = world();
    world.get_mut("child").permissions_boundary = Some(boundary("weak", &["t"]));
    let after = put(&world, &key("admin"), "child", Some(unmarked("weak")), None).unwrap();
    assert_eq!(after.record.permissions_boundary, Some(boundary("weak", &[])));
}

#[test]
fn w5_refuses_a_boundary_of_another_lineage() {
    let world = world();
    let answer = refusal(put(&world, &key("dev"), "child", Some(unmarked("theirs")), None));
    assert_eq!(answer, (Closure::W5, seals(&["t2"]), principal("child")));
    assert!(put(&world, &key("admin"), "child", Some(unmarked("theirs")), None).is_ok());
}

/// A shared child has the seals of both lines, so that its label alone forbids nothing; but w4
/// would then keep the makers of the policy from editing it.
#[test]
fn w5_refuses_a_boundary_whose_makers_would_be_locked_out() {
    let mut world = world();
    world.role("shared").inherited = label(&["t", "t2"]);
    let answer = refusal(put(&world, &key("dev"), "shared", Some(unmarked("theirs")), None));
    assert_eq!(answer, (Closure::W5, seals(&["t2"]), principal("shared")));
    assert!(put(&world, &key("admin"), "shared", Some(unmarked("theirs")), None).is_ok());
}

/// Whoever may write the policy locks nobody out that it could not lock out anyway.
#[test]
fn a_line_sets_a_descendants_policy_as_boundary() {
    let mut world = world();
    world.role("shared").inherited = label(&["t", "t2"]);
    world.policy("of_both").inherited = label(&["t", "t2"]);
    assert!(put(&world, &key("dev"), "shared", Some(unmarked("of_both")), None).is_ok());
}

#[test]
fn a_marked_boundary_sets_both_and_its_removal_removes_both() {
    let mut world = world();
    let after = put(&world, &key("admin"), "plain", Some(marked("t")), None).unwrap().record;
    assert_eq!(after.transitive_boundary, Some(transitive("t", Source::MarkedPolicy, &[])));
    world.put(after);
    let after = delete(&world, &key("admin"), "plain").unwrap().record;
    assert_eq!((after.permissions_boundary, after.transitive_boundary), (None, None));
}

#[test]
fn an_unmarked_boundary_leaves_the_transitive_boundary() {
    let mut world = world();
    world.put(put(&world, &key("admin"), "plain", Some(marked("t")), None).unwrap().record);
    let after = put(&world, &key("admin"), "plain", Some(unmarked("x")), None).unwrap();
    assert_eq!(after.record.transitive_boundary, Some(transitive("t", Source::MarkedPolicy, &[])));
    assert_eq!(after.notes, [Note::TransitiveBoundaryKept { policy: "t".into() }]);
}

#[test]
fn a_marked_boundary_replaces_only_what_a_mark_had_set() {
    let mut world = world();
    for source in [Source::Parameter, Source::Tag] {
        world.get_mut("plain").transitive_boundary = Some(transitive("t", source, &[]));
        let after = put(&world, &key("admin"), "plain", Some(marked("x")), None).unwrap().record;
        assert_eq!(after.transitive_boundary, Some(transitive("t", source, &[])));
        assert_eq!(after.permissions_boundary, Some(boundary("x", &[])));
    }
    world.get_mut("plain").transitive_boundary = Some(transitive("t", Source::MarkedPolicy, &[]));
    let after = put(&world, &key("admin"), "plain", Some(marked("x")), None).unwrap().record;
    assert_eq!(after.transitive_boundary, Some(transitive("x", Source::MarkedPolicy, &[])));
}

#[test]
fn removing_the_boundary_leaves_a_transitive_boundary_set_directly() {
    let mut world = world();
    for source in [Source::Parameter, Source::Tag] {
        world.get_mut("plain").permissions_boundary = Some(boundary("x", &[]));
        world.get_mut("plain").transitive_boundary = Some(transitive("t", source, &[]));
        let after = delete(&world, &key("admin"), "plain").unwrap().record;
        assert_eq!(after.permissions_boundary, None);
        assert_eq!(after.transitive_boundary, Some(transitive("t", source, &[])));
    }
}

#[test]
fn the_parameter_sets_a_transitive_boundary_without_a_boundary() {
    let world = world();
    let after = put(&world, &key("admin"), "plain", None, Some("t")).unwrap().record;
    assert_eq!(after.permissions_boundary, None);
    assert_eq!(after.transitive_boundary, Some(transitive("t", Source::Parameter, &[])));
}

#[test]
fn the_parameter_wins_over_the_mark() {
    let world = world();
    let after = put(&world, &key("admin"), "plain", Some(marked("x")), Some("t")).unwrap().record;
    assert_eq!(after.permissions_boundary, Some(boundary("x", &[])));
    assert_eq!(after.transitive_boundary, Some(transitive("t", Source::Parameter, &[])));
}

#[test]
fn a_transitive_boundary_is_changed_and_removed_only_the_way_it_was_set() {
    let mut world = world();
    world.get_mut("plain").transitive_boundary = Some(transitive("t", Source::Tag, &[]));
    let mismatch = Refusal::SourceMismatch {
        principal: "plain".into(),
        existing: Source::Tag,
        requested: Source::Parameter,
    };
    let answers = [
        put(&world, &key("admin"), "plain", None, Some("x")),
        set(&world, "admin", "plain", "x", DirectSource::Parameter),
        unset(&world, "admin", "plain", DirectSource::Parameter),
    ];
    for answer in answers {
        assert_eq!(refused(answer), mismatch);
    }
    assert_eq!(
        mismatch.to_string(),
        "transitive boundary of `plain` was set by tag entail:transitive-boundary, not by \
         parameter TransitivePermissionsBoundary"
    );
    let after = unset(&world, "admin", "plain", DirectSource::Tag).unwrap().record;
    assert_eq!(after.transitive_boundary, None);
    world.get_mut("plain").transitive_boundary = Some(transitive("t", Source::MarkedPolicy, &[]));
    let answer = refused(unset(&world, "admin", "plain", DirectSource::Tag));
    assert!(matches!(answer, Refusal::SourceMismatch { existing: Source::MarkedPolicy, .. }));
}

#[test]
fn removing_what_is_not_there_changes_nothing() {
    let world = world();
    let after = unset(&world, "admin", "plain", DirectSource::Tag).unwrap();
    assert_eq!(&after.record, world.get("plain"));
    let after = delete(&world, &key("admin"), "plain").unwrap();
    assert_eq!(&after.record, world.get("plain"));
}

#[test]
fn a_transitive_boundary_needs_a_target_that_is_as_sealed_as_the_policy() {
    let world = world();
    for by in ["admin", "dev"] {
        let answer = refused(set(&world, by, "child", "theirs", DirectSource::Tag));
        let expected = Refusal::TransitiveBoundaryTooSealed {
            policy: "theirs".into(),
            principal: "child".into(),
            missing: seals(&["t2"]),
        };
        assert_eq!(answer, expected);
    }
    let marked = put(&world, &key("admin"), "child", Some(marked("theirs")), None).unwrap();
    assert_eq!(marked.record.transitive_boundary, None);
    assert!(matches!(marked.notes.as_slice(), [Note::TransitiveBoundaryNotSet { .. }]));
    assert!(set(&world, "dev", "child", "pi", DirectSource::Tag).is_ok());
}

#[test]
fn no_sealed_session_changes_its_own_transitive_boundary() {
    let mut world = world();
    let child = key("child");
    let answer = refusal(set(&world, "child", "child", "pi", DirectSource::Parameter));
    assert_eq!(answer, (Closure::OwnTransitiveBoundary, seals(&["t"]), principal("child")));
    let answer = refusal(put(&world, &child, "child", Some(marked("pi")), None));
    assert_eq!(answer.0, Closure::OwnTransitiveBoundary);
    assert!(put(&world, &child, "child", Some(unmarked("pi")), None).is_ok());
    // Even where the label would let it.
    world.get_mut("child").inherited = label(&["t", "pi"]);
    world.get_mut("child").transitive_boundary = Some(transitive("pi", Source::Tag, &["t", "pi"]));
    let answer = refusal(unset(&world, "child", "child", DirectSource::Tag));
    assert_eq!(answer.0, Closure::OwnTransitiveBoundary);
}

#[test]
fn w4_keeps_a_transitive_boundary_that_an_administrator_set() {
    let mut world = world();
    world.get_mut("child").transitive_boundary = Some(transitive("strict", Source::Tag, &[]));
    let answer = refusal(unset(&world, "dev", "child", DirectSource::Tag));
    assert_eq!(answer, (Closure::W4, seals(&["t"]), principal("child")));
    let answer = refusal(set(&world, "dev", "child", "pi", DirectSource::Tag));
    assert_eq!(answer.0, Closure::W4);
    world.get_mut("child").transitive_boundary =
        Some(transitive("strict", Source::MarkedPolicy, &[]));
    world.get_mut("child").permissions_boundary = Some(boundary("strict", &["t"]));
    assert_eq!(refusal(delete(&world, &key("dev"), "child")).0, Closure::W4);
}

#[test]
fn an_admitted_session_does_not_touch_the_root_it_came_from() {
    let mut world = world();
    world.role("exit").admits = seals(&["t"]);
    let session = world.assume(&key("dev"), "exit").unwrap();
    let standing = Standing::read(&world, &session).unwrap();
    let answer =
        delete_transitive_boundary(&world, &standing, &"dev".into(), DirectSource::Parameter);
    assert_eq!(refusal(answer), (Closure::Label, seals(&["t"]), principal("dev")));
    world.get_mut("dev").permissions_boundary = Some(boundary("t", &[]));
    assert_eq!(refusal(delete(&world, &session, "dev")).0, Closure::W4);
    assert!(put(&world, &session, "plain", Some(unmarked("x")), None).is_ok());
}

#[test]
fn boundaries_of_service_linked_roles_and_root_users_are_unmodifiable() {
    let mut world = world();
    world.principal_of_kind("slr", PrincipalKind::ServiceLinkedRole);
    world.principal_of_kind("root", PrincipalKind::Root);
    for target in ["slr", "root"] {
        let answer = refused(put(&world, &key("admin"), target, Some(unmarked("x")), None));
        assert_eq!(answer, Refusal::Unmodifiable(target.into()));
        let answer = refused(delete(&world, &key("admin"), target));
        assert_eq!(answer, Refusal::Unmodifiable(target.into()));
    }
    let answer = refused(delete(&world, &key("admin"), "nobody"));
    assert_eq!(answer, Refusal::UnknownPrincipal("nobody".into()));
}

#[test]
fn the_reply_lists_descendants_that_stay_uncovered_or_keep_the_seal() {
    let mut world = world();
    let role = new_principal("early", PrincipalKind::Role);
    world.create(&key("dev"), &role).unwrap();
    world.create_policy(&key("dev"), "own").unwrap();
    world.policy("next");
    let after = set(&world, "admin", "dev", "next", DirectSource::Parameter).unwrap();
    let descendants = [principal("early"), object("own")].into();
    let uncovered =
        Note::Uncovered { seal: "next".into(), replaced: Some("t".into()), descendants };
    assert_eq!(after.notes, [uncovered]);
    let after = unset(&world, "admin", "dev", DirectSource::Parameter).unwrap();
    let descendants = [principal("early"), object("own")].into();
    assert_eq!(after.notes, [Note::Kept { seal: "t".into(), descendants }]);
}

#[test]
fn putting_the_same_marked_boundary_again_changes_no_transitive_boundary() {
    let mut world = world();
    world.get_mut("child").permissions_boundary = Some(boundary("pi", &["t"]));
    world.get_mut("child").transitive_boundary =
        Some(transitive("pi", Source::MarkedPolicy, &["t"]));
    let mut inherited = label(&["t"]);
    inherited.unite(&label(&["pi"]));
    world.get_mut("child").inherited = inherited;
    world.get_mut("child").permissions_boundary = Some(boundary("pi", &["t", "pi"]));
    let after = put(&world, &key("child"), "child", Some(marked("pi")), None).unwrap().record;
    assert_eq!(after.transitive_boundary, Some(transitive("pi", Source::MarkedPolicy, &["t"])));
}
