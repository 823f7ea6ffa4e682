//! What refers to a seal, and where it comes from.

use entail_lineage::administration::{Existence, OriginHolders, uses_of_seal};
use entail_lineage::lifecycle::delete_policy;
use entail_lineage::{AdoptMode, Closure, Origin, Refusal, Source, Standing, World};

use super::{accepting, add, adoption, family, withdraw};
use crate::support::{Memory, key, principal, refusal, refused, transitive};

fn world() -> Memory {
    let mut world = family();
    world.get_mut("dev").transitive_boundary = Some(transitive("t", Source::Parameter, &[]));
    world
}

#[test]
fn origins_are_listed_also_of_deleted_roots() {
    let mut world = world();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.adopt(&key("admin"), &adoption(principal("other"), "t", AdoptMode::Pass)).unwrap();
    world.delete("dev");
    let admin = key("admin");
    let uses = uses_of_seal(&world, &Standing::read(&world, &admin).unwrap(), &"t".into()).unwrap();
    let holders = |source, of: &[&str]| OriginHolders {
        source,
        holders: of.iter().map(|id| principal(id)).collect(),
    };
    let adopt = Origin::Adopt { administrator: "admin".into(), mode: AdoptMode::Pass };
    assert_eq!(
        uses.origins,
        [
            (Origin::Principal("dev".into()), holders(Existence::Deleted, &["child", "grand"])),
            (adopt, holders(Existence::Present, &["other"])),
        ]
    );
    assert_eq!(uses.usage.inherited, 3);
    assert_eq!(uses.usage.transitive_boundaries, 0);
}

#[test]
fn the_lineage_itself_does_not_list_them() {
    let world = world();
    let dev = key("dev");
    let answer = uses_of_seal(&world, &Standing::read(&world, &dev).unwrap(), &"t".into());
    assert_eq!(refusal(answer).0, Closure::UnsealedOnly);
}

#[test]
fn a_cascaded_seal_is_in_use_until_the_cascade_is_withdrawn() {
    let mut world = world();
    world.cascade(&key("admin"), &add("dev", "t")).unwrap();
    world.get_mut("dev").transitive_boundary = None;
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    assert!(matches!(
        refused(delete_policy(&world, &standing, &"t".into())),
        Refusal::InUse { .. }
    ));
    world.cascade(&admin, &accepting(withdraw("dev", "t"))).unwrap();
    assert!(world.policy_usage(&"t".into()).unwrap().is_unused());
    let standing = Standing::read(&world, &admin).unwrap();
    assert!(delete_policy(&world, &standing, &"t".into()).is_ok());
}
