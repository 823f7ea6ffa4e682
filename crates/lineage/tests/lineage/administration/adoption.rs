//! Adopting and disowning.

use entail_lineage::administration::{
    Disown, LabelEffect, LineageWrite, LineageWrites, WithdrawOrigin, disown, withdraw_origin,
};
use entail_lineage::gates::pass;
use entail_lineage::gates::write::Write;
use entail_lineage::{
    AdoptMode, Aspect, Closure, Origin, PrincipalKind, Refusal, Source, Standing, inherited,
};

use super::{add, adoption, family};
use crate::support::{
    Answer, Memory, key, label, new_principal, object, principal, refusal, refused, seals,
    transitive,
};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("service");
    world
}

fn may_pass(world: &Memory, role: &str) -> Answer<pass::Passed> {
    let dev = key("dev");
    pass::check(world, &Standing::read(world, &dev)?, &role.into())
}

fn disowning(target: entail_lineage::Reference, writes: LineageWrites) -> Disown {
    Disown { object: target, seal: "t".into(), writes }
}

fn disowned(world: &mut Memory, request: &Disown) -> Answer<LabelEffect> {
    let admin = key("admin");
    let relabelled = disown(world, &Standing::read(world, &admin)?, request)?;
    world.relabel(&relabelled);
    Ok(relabelled.effect)
}

#[test]
fn f16_an_adopted_role_is_passed_and_bound_and_not_written() {
    let mut world = world();
    assert_eq!(refusal(may_pass(&world, "service")).0, Closure::Label);
    let request = adoption(principal("service"), "t", AdoptMode::Pass);
    let relabelled = world.adopt(&key("admin"), &request).unwrap();
    assert_eq!(relabelled.effect, LabelEffect::Gains);
    assert!(may_pass(&world, "service").is_ok());
    assert_eq!(world.hard_ceilings_of(&key("service")), seals(&["t"]));
    let write = Write::Principal("service".into());
    assert_eq!(refusal(world.write(&key("dev"), &write)).0, Closure::Label);
    let writable = adoption(principal("service"), "t", AdoptMode::Write);
    assert_eq!(world.adopt(&key("admin"), &writable).unwrap().effect, LabelEffect::Origins);
    assert_eq!(world.write(&key("dev"), &write), Ok(()));
}

#[test]
fn what_an_adopted_role_makes_inherits_the_seal() {
    let mut world = world();
    world.adopt(&key("admin"), &adoption(principal("service"), "t", AdoptMode::Pass)).unwrap();
    let made = world.create(&key("service"), &new_principal("made", PrincipalKind::Role)).unwrap();
    assert_eq!(made.record.inherited.seals(), seals(&["t"]));
}

#[test]
fn adopting_is_open_to_administrators_only() {
    let mut world = world();
    let request = adoption(principal("dev"), "t", AdoptMode::Write);
    assert_eq!(refusal(world.adopt(&key("dev"), &request)).0, Closure::UnsealedOnly);
}

#[test]
fn only_what_takes_a_label_is_adopted() {
    let mut world = world();
    world.principal_of_kind("root", PrincipalKind::Root);
    let account = entail_lineage::Reference::Account("111122223333".into());
    for (target, expected) in [
        (principal("root"), Refusal::Unmodifiable("root".into())),
        (account.clone(), Refusal::UnknownObject(account)),
        (object("gone"), Refusal::UnknownObject(object("gone"))),
    ] {
        let request = adoption(target, "t", AdoptMode::Pass);
        assert_eq!(refused(world.adopt(&key("admin"), &request)), expected);
    }
}

#[test]
fn f5_a_seal_is_not_adopted_over_the_heads_of_its_makers() {
    let mut world = world();
    world.policy("t").inherited = label(&["platform"]);
    let request = adoption(principal("service"), "t", AdoptMode::Pass);
    assert_eq!(
        refused(world.adopt(&key("admin"), &request)),
        Refusal::SealTooSealed {
            seal: "t".into(),
            object: principal("service"),
            missing: seals(&["platform"]),
        }
    );
}

#[test]
fn w3_an_adopted_seal_is_not_edited_by_its_own_lineage() {
    let mut world = world();
    world.adopt(&key("admin"), &adoption(object("t"), "t", AdoptMode::Write)).unwrap();
    let answer = refusal(world.write(&key("dev"), &Write::Policy("t".into())));
    assert_eq!(answer, (Closure::W3, seals(&["t"]), object("t")));
}

#[test]
fn f17_adopting_by_an_administrator_ends_at_sixty_four_seals() {
    let mut world = world();
    for number in 0..64 {
        let seal = format!("s{number}");
        let origin = Origin::Principal("x".into());
        world.get_mut("service").inherited.add(seal.as_str().into(), origin);
    }
    let request = adoption(principal("service"), "t", AdoptMode::Pass);
    let expected = Refusal::LimitExceeded { quota: "InheritedBoundariesPerRole", limit: 64 };
    assert_eq!(refused(world.adopt(&key("admin"), &request)), expected);
}

#[test]
fn disowning_ends_every_adoption_and_nothing_else() {
    let mut world = world();
    world.user("second-admin");
    for (admin, mode) in [("admin", AdoptMode::Pass), ("second-admin", AdoptMode::Write)] {
        world.adopt(&key(admin), &adoption(principal("service"), "t", mode)).unwrap();
    }
    world.delete("second-admin");
    let request = disowning(principal("service"), LineageWrites::Refuse);
    assert_eq!(disowned(&mut world, &request), Ok(LabelEffect::Loses));
    assert!(world.get("service").inherited.is_empty());
    let missing = Refusal::NoSuchOrigin { object: principal("service"), seal: "t".into() };
    assert_eq!(refused(disowned(&mut world, &request)), missing);
    world.create(&key("dev"), &new_principal("born", PrincipalKind::Role)).unwrap();
    let request = disowning(principal("born"), LineageWrites::Accept);
    assert!(matches!(refused(disowned(&mut world, &request)), Refusal::NoSuchOrigin { .. }));
}

#[test]
fn f8_disowning_waits_for_what_the_lineage_wrote() {
    let mut world = world();
    world.adopt(&key("admin"), &adoption(principal("service"), "t", AdoptMode::Write)).unwrap();
    world.get_mut("service").record_writer(Aspect::Trust, &seals(&["t"]));
    world.get_mut("service").record_writer(Aspect::InlinePolicy("x".into()), &seals(&["u"]));
    let writes = [LineageWrite { object: principal("service"), aspect: Aspect::Trust }];
    let request = disowning(principal("service"), LineageWrites::Refuse);
    let answer = refused(disowned(&mut world, &request));
    assert_eq!(answer.to_string(), "sessions under `t` were the last to write trust of `service`");
    let writes = writes.into_iter().collect();
    assert_eq!(answer, Refusal::WrittenUnderSeal { seal: "t".into(), writes });
    let request = disowning(principal("service"), LineageWrites::Accept);
    assert_eq!(disowned(&mut world, &request), Ok(LabelEffect::Loses));
}

#[test]
fn f8_disowning_waits_for_every_line_that_passed_the_role_until_the_hold_ends() {
    let mut world = world();
    world.adopt(&key("admin"), &adoption(principal("service"), "t", AdoptMode::Write)).unwrap();
    let aspect = Aspect::Pass("ec2.amazonaws.com".into());
    let role = world.get_mut("service");
    role.record_writer(aspect.clone(), &seals(&["t"]));
    role.record_writer(aspect.clone(), &seals(&["u"]));
    role.record_writer(aspect.clone(), &seals(&[]));
    let writes = [LineageWrite { object: principal("service"), aspect: aspect.clone() }];
    let request = disowning(principal("service"), LineageWrites::Refuse);
    let writes = writes.into_iter().collect();
    let expected = Refusal::WrittenUnderSeal { seal: "t".into(), writes };
    assert_eq!(refused(disowned(&mut world, &request)), expected);
    world.get_mut("service").forget_writer(&aspect);
    assert_eq!(disowned(&mut world, &request), Ok(LabelEffect::Loses));
}

#[test]
fn f8_disowning_waits_for_what_is_attached_and_for_groups_too() {
    let mut world = world();
    world.user("clerk");
    world.adopt(&key("admin"), &adoption(principal("clerk"), "t", AdoptMode::Write)).unwrap();
    for policy in ["attached", "of-group", "elsewhere"] {
        world.create_policy(&key("dev"), policy).unwrap();
    }
    world.create_policy(&key("admin"), "plain").unwrap();
    world.group("group").record_writer(Aspect::InlinePolicy("x".into()), &seals(&["t"]));
    // An administrator put them together, so that nothing of it is on the user's own record.
    world.members.insert(("clerk".into(), "group".into()));
    let clerk = principal("clerk");
    for (to, policy) in [(&clerk, "attached"), (&clerk, "plain"), (&object("group"), "of-group")] {
        world.attachments.insert((to.clone(), policy.into()));
    }
    let request = disowning(clerk, LineageWrites::Refuse);
    let writes = [
        LineageWrite { object: object("attached"), aspect: Aspect::Settings },
        LineageWrite { object: object("group"), aspect: Aspect::InlinePolicy("x".into()) },
        LineageWrite { object: object("of-group"), aspect: Aspect::Settings },
    ];
    let writes = writes.into_iter().collect();
    let expected = Refusal::WrittenUnderSeal { seal: "t".into(), writes };
    assert_eq!(refused(disowned(&mut world, &request)), expected);
}

#[test]
fn f8_what_is_not_in_force_hides_no_writer() {
    let mut world = world();
    let policy = world.policy("pi");
    policy.record_writer(Aspect::Settings, &seals(&["t"]));
    policy.add_writer(Aspect::Settings, &seals(&["u"]));
    policy.add_writer(Aspect::Settings, &seals(&[]));
    assert_eq!(policy.writers[&Aspect::Settings], seals(&["t", "u"]));
}

#[test]
fn f8_a_provider_and_a_policy_remember_who_wrote_them() {
    let mut world = world();
    world.create_policy(&key("dev"), "pi").unwrap();
    let settings = &world.objects[&"pi".into()].writers[&Aspect::Settings];
    assert_eq!(settings, &seals(&["t"]));
    world.create_policy(&key("admin"), "plain").unwrap();
    assert!(world.objects[&"plain".into()].writers.is_empty());
}

#[test]
fn one_origin_is_withdrawn_from_one_object_also_of_a_deleted_root() {
    let mut world = world();
    world.create(&key("dev"), &new_principal("one", PrincipalKind::User)).unwrap();
    world.create(&key("dev"), &new_principal("two", PrincipalKind::User)).unwrap();
    world.delete("dev");
    let request = WithdrawOrigin {
        object: principal("one"),
        seal: "t".into(),
        origin: Origin::Principal("dev".into()),
        writes: LineageWrites::Refuse,
    };
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let relabelled = withdraw_origin(&world, &standing, &request).unwrap();
    assert_eq!(relabelled.effect, LabelEffect::Loses);
    world.relabel(&relabelled);
    assert!(world.hard_ceilings_of(&key("one")).is_empty());
    assert_eq!(world.hard_ceilings_of(&key("two")), seals(&["t"]));
}

#[test]
fn an_origin_that_comes_from_a_cascade_is_withdrawn_only_with_it() {
    let mut world = family();
    world.get_mut("dev").transitive_boundary = Some(transitive("t", Source::Parameter, &[]));
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    let request = WithdrawOrigin {
        object: principal("child"),
        seal: "t".into(),
        origin: Origin::Principal("dev".into()),
        writes: LineageWrites::Accept,
    };
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    assert_eq!(
        refused(withdraw_origin(&world, &standing, &request)),
        Refusal::CascadedOrigin { object: principal("child"), seal: "t".into() }
    );
    let child = world.get("child");
    assert!(inherited::of_principal(&world, child).unwrap().contains(&"t".into()));
}
