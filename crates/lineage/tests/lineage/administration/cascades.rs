//! Cascades, added and withdrawn.

use entail_lineage::administration::{LabelEffect, LineageWrite, plan_cascade};
use entail_lineage::gates::write::Write;
use entail_lineage::lifecycle::{DirectSource, Note, put_transitive_boundary};
use entail_lineage::{
    Aspect, Closure, Label, Origin, PrincipalKind, Refusal, Source, Standing, inherited,
};

use super::{accepting, add, family, withdraw};
use crate::support::{
    Memory, key, label, new_principal, object, principal, refusal, refused, seals, transitive,
};

fn inherited(world: &Memory, id: &str) -> Label {
    inherited::of_principal(world, world.get(id)).unwrap()
}

/// The family with `t` set on its root, too late for the child and grandchild.
fn sealed_late() -> Memory {
    let mut world = family();
    world.get_mut("dev").transitive_boundary = Some(transitive("t", Source::Parameter, &[]));
    world
}

#[test]
fn a_cascade_reaches_children_and_grandchildren_and_nobody_else() {
    let mut world = sealed_late();
    let outcome = world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    let affected: Vec<_> = outcome.plan.affected.into_iter().collect();
    assert_eq!(
        affected,
        [(principal("child"), LabelEffect::Gains), (principal("grand"), LabelEffect::Gains)]
    );
    assert_eq!(inherited(&world, "grand").seals(), seals(&["t"]));
    assert!(inherited(&world, "other").is_empty());
    assert_eq!(world.hard_ceilings_of(&key("grand")), seals(&["t"]));
    let answer = refusal(world.write(&key("grand"), &Write::Principal("other".into())));
    assert_eq!(answer, (Closure::Label, seals(&["t"]), principal("other")));
}

#[test]
fn a_cascade_is_one_record_on_the_root_and_writes_no_descendant() {
    let mut world = sealed_late();
    let before = world.principals.clone();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert_eq!(world.principals, before);
    assert_eq!(world.cascades.len(), 1);
}

#[test]
fn a_cascade_does_not_reach_what_is_created_after_the_boundary_is_gone() {
    let mut world = sealed_late();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.get_mut("dev").transitive_boundary = None;
    world.create(&key("dev"), &new_principal("later", PrincipalKind::Role)).unwrap();
    assert!(inherited(&world, "later").is_empty());
    assert_eq!(inherited(&world, "child").seals(), seals(&["t"]));
}

#[test]
fn a_withdrawal_takes_the_roots_origin_and_leaves_others() {
    let mut world = sealed_late();
    world.create(&key("dev"), &new_principal("born", PrincipalKind::Role)).unwrap();
    world.get_mut("child").inherited = label(&["t"]);
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    let outcome = world.cascade(&key("admin"), &accepting(withdraw("dev", "t"))).unwrap();
    assert_eq!(outcome.plan.affected[&principal("born")], LabelEffect::Loses);
    assert_eq!(outcome.plan.affected[&principal("child")], LabelEffect::Origins);
    assert!(inherited(&world, "born").is_empty());
    assert!(inherited(&world, "grand").is_empty());
    assert_eq!(inherited(&world, "child"), label(&["t"]));
}

#[test]
fn what_is_created_after_a_withdrawal_is_born_with_the_boundary_again() {
    let mut world = sealed_late();
    world.cascade(&key("admin"), &accepting(withdraw("dev", "t"))).unwrap();
    world.create(&key("dev"), &new_principal("later", PrincipalKind::Role)).unwrap();
    assert_eq!(inherited(&world, "later").seals(), seals(&["t"]));
}

#[test]
fn a_second_cascade_undoes_a_withdrawal() {
    let mut world = sealed_late();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.cascade(&key("admin"), &accepting(withdraw("dev", "t"))).unwrap();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert_eq!(inherited(&world, "grand").seals(), seals(&["t"]));
    assert_eq!(world.cascade_revision, 3);
}

#[test]
fn f8_a_withdrawal_waits_for_what_the_lineage_wrote() {
    let mut world = sealed_late();
    world.create(&key("dev"), &new_principal("born", PrincipalKind::Role)).unwrap();
    let expected =
        [LineageWrite { object: principal("born"), aspect: Aspect::Trust }].into_iter().collect();
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let plan = plan_cascade(&world, &standing, &withdraw("dev", "t")).unwrap();
    assert_eq!(plan.writes, expected);
    assert_eq!(
        refused(world.cascade(&key("admin"), &withdraw("dev", "t"))),
        Refusal::WrittenUnderSeal { seal: "t".into(), writes: expected }
    );
    assert!(world.cascade(&key("admin"), &accepting(withdraw("dev", "t"))).is_ok());
}

#[test]
fn f8_writes_do_not_matter_where_the_seal_stays_from_elsewhere() {
    let mut world = sealed_late();
    world.create(&key("dev"), &new_principal("born", PrincipalKind::Role)).unwrap();
    let elsewhere = Origin::Principal("root".into());
    world.get_mut("born").inherited.add("t".into(), elsewhere);
    let outcome = world.cascade(&key("admin"), &withdraw("dev", "t")).unwrap();
    assert_eq!(outcome.plan.affected[&principal("born")], LabelEffect::Origins);
    assert!(outcome.plan.writes.is_empty());
}

#[test]
fn f15_cascading_is_open_to_administrators_only() {
    let mut world = sealed_late();
    for request in [add("dev", "t"), withdraw("dev", "t")] {
        let answer = refusal(world.cascade(&key("dev"), &request));
        assert_eq!(answer, (Closure::UnsealedOnly, seals(&["t"]), principal("dev")));
    }
}

#[test]
fn f1_a_session_with_provenance_is_no_administrator() {
    let mut world = sealed_late();
    world.role("exit").admits = seals(&["t"]);
    let outside = world.assume(&key("dev"), "exit").unwrap();
    assert!(world.seals_of(&outside).is_empty());
    let answer = refusal(world.cascade(&outside, &add("dev", "t")));
    assert_eq!(answer, (Closure::UnsealedOnly, seals(&["t"]), principal("exit")));
}

#[test]
fn only_the_transitive_boundary_itself_is_cascaded() {
    let mut world = sealed_late();
    world.policy("u");
    assert_eq!(
        refused(world.cascade(&key("admin"), &add("dev", "u"))),
        Refusal::NotTransitiveBoundary { principal: "dev".into(), policy: "u".into() }
    );
    assert_eq!(
        refused(world.cascade(&key("admin"), &add("gone", "t"))),
        Refusal::UnknownPrincipal("gone".into())
    );
}

#[test]
fn f17_a_cascade_over_the_limit_is_refused_as_a_whole_and_the_dry_run_says_for_whom() {
    let mut world = sealed_late();
    for number in 0..64 {
        let seal = format!("s{number}");
        world.get_mut("grand").inherited.add(seal.as_str().into(), Origin::Principal("x".into()));
    }
    let refusal = Refusal::LimitExceeded { quota: "InheritedBoundariesPerRole", limit: 64 };
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let plan = plan_cascade(&world, &standing, &add("dev", "t")).unwrap();
    assert_eq!(plan.obstacles, [(principal("grand"), refusal.clone())].into_iter().collect());
    assert_eq!(refused(world.cascade(&key("admin"), &add("dev", "t"))), refusal);
    assert!(inherited(&world, "child").is_empty());
}

#[test]
fn f17_a_cascade_by_an_administrator_may_pass_the_limit_of_sealed_steps() {
    let mut world = sealed_late();
    for seal in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        world.get_mut("grand").inherited.add(seal.into(), Origin::Principal("x".into()));
    }
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert_eq!(inherited(&world, "grand").len(), 9);
}

#[test]
fn f5_a_seal_is_not_cascaded_over_the_heads_of_its_makers() {
    let mut world = sealed_late();
    world.policy("t").inherited = label(&["platform"]);
    world.get_mut("dev").inherited = label(&["platform"]);
    assert_eq!(
        refused(world.cascade(&key("admin"), &add("dev", "t"))),
        Refusal::SealTooSealed {
            seal: "t".into(),
            object: principal("child"),
            missing: seals(&["platform"]),
        }
    );
}

#[test]
fn w3_after_a_cascade_to_the_seals_own_policy_its_maker_can_not_edit_it() {
    let mut world = family();
    world.create_policy(&key("dev"), "own").unwrap();
    world.get_mut("dev").transitive_boundary = Some(transitive("own", Source::Parameter, &[]));
    let edit = Write::Policy("own".into());
    assert_eq!(refusal(world.write(&key("dev"), &edit)).0, Closure::Label);
    world.cascade(&key("admin"), &add("dev", "own")).unwrap();
    let answer = refusal(world.write(&key("dev"), &edit));
    assert_eq!(answer, (Closure::W3, seals(&["own"]), object("own")));
}

#[test]
fn rotating_a_boundary_locks_its_root_out_until_the_new_one_is_cascaded() {
    let mut world = sealed_late();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.policy("newer");
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let (target, newer) = ("dev".into(), "newer".into());
    let source = DirectSource::Parameter;
    let outcome = put_transitive_boundary(&world, &standing, &target, &newer, source).unwrap();
    let descendants = [principal("child"), principal("grand")].into();
    let replaced = Some("t".into());
    assert_eq!(outcome.notes, [Note::Uncovered { seal: newer, replaced, descendants }]);
    world.put(outcome.record);
    let write = Write::Principal("child".into());
    assert_eq!(refusal(world.write(&key("dev"), &write)).0, Closure::Label);
    world.cascade(&key("admin"), &add("dev", "newer")).unwrap();
    assert_eq!(world.write(&key("dev"), &write), Ok(()));
    assert_eq!(inherited(&world, "child").seals(), seals(&["newer", "t"]));
}
