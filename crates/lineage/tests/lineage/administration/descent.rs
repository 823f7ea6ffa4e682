//! F15: descent follows the chain of sessions, goes by ids, and outlives what they name.

use entail_lineage::gates::obtain::{Obtain, assume_role_through_provider};
use entail_lineage::{ObjectKind, PrincipalKind, Source, World, inherited};

use super::{accepting, add, family, withdraw};
use crate::support::{Memory, key, new_principal, obtain, principal, seals, transitive};

fn set(world: &mut Memory, root: &str) {
    world.get_mut(root).transitive_boundary = Some(transitive("t", Source::Parameter, &[]));
}

fn inherits(world: &Memory, id: &str) -> bool {
    inherited::of_principal(world, world.get(id)).unwrap().contains(&"t".into())
}

#[test]
fn f15_what_a_session_makes_through_a_shared_role_descends_from_that_session() {
    let mut world = family();
    world.role("shared");
    for (user, role) in [("dev", "mine"), ("stranger", "theirs")] {
        let session = world.assume(&key(user), "shared").unwrap();
        world.create(&session, &new_principal(role, PrincipalKind::Role)).unwrap();
    }
    set(&mut world, "dev");
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert!(inherits(&world, "mine"));
    assert!(!inherits(&world, "theirs"));
}

#[test]
fn descent_goes_on_through_a_deleted_generation() {
    let mut world = family();
    world.delete("child");
    set(&mut world, "dev");
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert!(inherits(&world, "grand"));
    assert_eq!(world.descendants(&"dev".into()).unwrap(), [principal("grand")].into());
}

#[test]
fn a_cascade_outlives_its_root_and_is_withdrawn_without_it() {
    let mut world = family();
    set(&mut world, "dev");
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.delete("dev");
    assert!(inherits(&world, "child"));
    assert_eq!(world.hard_ceilings_of(&key("grand")), seals(&["t"]));
    world.cascade(&key("admin"), &accepting(withdraw("dev", "t"))).unwrap();
    assert!(!inherits(&world, "child"));
}

#[test]
fn a_namesake_made_later_is_not_the_root() {
    let mut world = family();
    set(&mut world, "dev");
    world.create(&key("dev"), &new_principal("born", PrincipalKind::Role)).unwrap();
    world.delete("dev");
    world.user("dev-again");
    set(&mut world, "dev-again");
    world.cascade(&key("admin"), &accepting(withdraw("dev-again", "t"))).unwrap();
    assert!(inherits(&world, "born"));
}

#[test]
fn descent_goes_on_through_an_identity_provider() {
    let mut world = family();
    let provider = world.object_of_kind("idp", ObjectKind::SamlProvider);
    provider.created_by = vec![key("dev").record(1)];
    world.role("federated");
    let request = Obtain { session: "ASIAFED".into(), ..obtain("federated") };
    let session = assume_role_through_provider(&world, &"idp".into(), &request).unwrap();
    world.create(&session, &new_principal("made", PrincipalKind::Role)).unwrap();
    set(&mut world, "dev");
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    assert!(inherits(&world, "made"));
    let again = assume_role_through_provider(&world, &"idp".into(), &request).unwrap();
    assert_eq!(world.seals_of(&again), seals(&["t"]), "the provider's label joins");
}
