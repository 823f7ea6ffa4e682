//! What deleted principals leave to the sessions that they had obtained (F3).

use crate::support::{Memory, key, label, seals};

#[test]
fn a_session_stays_bound_by_what_its_deleted_ancestor_passed_on_at_last() {
    let mut world = Memory::default();
    world.user("dev");
    world.role("shared");
    let session = world.assume(&key("dev"), "shared").unwrap();
    assert!(world.seals_of(&session).is_empty());
    world.get_mut("dev").inherited = label(&["t"]);
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t"]));

    world.principals.remove(&"dev".into());
    world.last_outs.insert("dev".into(), label(&["t"]));
    assert_eq!(world.seals_of(&session), seals(&["t"]));
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t"]));
}
