//! Worked examples: whole stories of a few sessions, step by step.

use entail_lineage::condition::boundary_values_on_create;
use entail_lineage::gates::write::Write;
use entail_lineage::lifecycle::{
    DirectSource, PutPermissionsBoundary, delete_permissions_boundary, delete_transitive_boundary,
    put_permissions_boundary,
};
use entail_lineage::{Closure, PrincipalKind, Standing};

use crate::support::{Memory, key, marked, new_principal, principal, refusal, seals, unmarked};

fn admin_puts(world: &mut Memory, target: &str, boundary: &str) {
    let admin = key("admin");
    let request = PutPermissionsBoundary {
        target: target.into(),
        permissions_boundary: Some(marked(boundary)),
        transitive_boundary: None,
    };
    let standing = Standing::read(world, &admin).unwrap();
    let record = put_permissions_boundary(world, &standing, &request).unwrap().record;
    world.put(record);
}

fn developers() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    for (developer, policy) in [("alice", "A"), ("bob", "Bd"), ("dev", "Dev")] {
        world.user(developer);
        world.policy(policy);
        admin_puts(&mut world, developer, policy);
    }
    world
}

#[test]
fn a_boundary_reaches_child_and_grandchild_and_removing_it_gains_nothing() {
    let mut world = developers();
    let dev = world.get("dev");
    assert_eq!(dev.permissions_boundary.as_ref().unwrap().policy, "Dev".into());
    assert_eq!(dev.transitive_boundary.as_ref().unwrap().policy, "Dev".into());

    let child = world.create(&key("dev"), &new_principal("child", PrincipalKind::Role)).unwrap();
    assert_eq!(child.record.permissions_boundary, None);
    assert_eq!(child.record.inherited.seals(), seals(&["Dev"]));
    let attach = Write::Attach { to: principal("child"), policy: "AdministratorAccess".into() };
    assert_eq!(world.write(&key("dev"), &attach), Ok(()));

    let session = world.assume(&key("dev"), "child").unwrap();
    let grand = world.create(&session, &new_principal("grand", PrincipalKind::User)).unwrap();
    assert_eq!(grand.record.inherited.seals(), seals(&["Dev"]));

    let grand = key("grand");
    let standing = Standing::read(&world, &grand).unwrap();
    let after = delete_permissions_boundary(&world, &standing, &"grand".into()).unwrap();
    assert_eq!(&after.record, world.get("grand"));
    let answer = refusal(world.write(&grand, &Write::Principal("dev".into())));
    assert_eq!(answer, (Closure::Label, seals(&["Dev"]), principal("dev")));
    assert_eq!(world.hard_ceilings_of(&grand), seals(&["Dev"]));
}

#[test]
fn two_developers_with_one_template_stay_apart() {
    let mut world = developers();
    let role = |id: &str| new_principal(id, PrincipalKind::Role);
    let of_alice = world.create(&key("alice"), &role("of-alice")).unwrap().record;
    let of_bob = world.create(&key("bob"), &role("of-bob")).unwrap().record;
    assert_eq!(of_alice.inherited.seals(), seals(&["A"]));
    assert_eq!(of_bob.inherited.seals(), seals(&["Bd"]));
    let answer = refusal(world.write(&key("bob"), &Write::Principal("of-alice".into())));
    assert_eq!(answer, (Closure::Label, seals(&["Bd"]), principal("of-alice")));
    let session = world.assume(&key("alice"), "of-bob").unwrap();
    assert_eq!(session.carried.seals(), seals(&["A"]));
    assert_eq!(world.hard_ceilings_of(&session), seals(&["A", "Bd"]));
}

#[test]
fn an_explicit_boundary_stands_beside_the_inherited_one() {
    let mut world = developers();
    let bob = key("bob");
    let standing = Standing::read(&world, &bob).unwrap();
    let values = boundary_values_on_create(&standing, Some(&"X".into()));
    assert_eq!(values, seals(&["Bd", "X"]));
    let mut request = new_principal("deployed", PrincipalKind::Role);
    request.permissions_boundary = Some(unmarked("X"));
    let record = world.create(&bob, &request).unwrap().record;
    assert_eq!(record.permissions_boundary.unwrap().policy, "X".into());
    assert_eq!(record.inherited.seals(), seals(&["Bd"]));
}

#[test]
fn what_was_created_before_keeps_the_boundary_that_is_taken_off() {
    let mut world = developers();
    let role = |id: &str| new_principal(id, PrincipalKind::Role);
    world.create(&key("dev"), &role("old")).unwrap();
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let answer =
        delete_transitive_boundary(&world, &standing, &"dev".into(), DirectSource::Parameter);
    assert!(answer.is_err(), "it was set by a marked policy");
    let after = delete_permissions_boundary(&world, &standing, &"dev".into()).unwrap();
    assert_eq!(after.notes.len(), 1);
    world.put(after.record);
    assert_eq!(world.hard_ceilings_of(&key("old")), seals(&["Dev"]));
    let new = world.create(&key("dev"), &role("new")).unwrap().record;
    assert!(new.inherited.is_empty());
}
