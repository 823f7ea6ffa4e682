//! Session policies are references, and point up (w5).

use entail_lineage::gates::session_policy::{Edits, carried, check};
use entail_lineage::{Closure, SessionLineage, Standing};

use crate::support::{Answer, Memory, key, label, principal, refusal, seals};

/// Two lines, a policy of each and one of nobody's.
fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.root_of("other", "u");
    world.policy("mine").inherited = label(&["t"]);
    world.policy("theirs").inherited = label(&["u"]);
    world.policy("free");
    world
}

fn name(world: &Memory, session: &SessionLineage, policy: &str) -> Answer<Edits> {
    check(world, &Standing::read(world, session)?, &policy.into())
}

#[test]
fn a_line_does_not_name_a_policy_whose_seal_it_lacks() {
    let answer = name(&world(), &key("dev"), "theirs");
    assert_eq!(refusal(answer), (Closure::W5, seals(&["u"]), principal("dev")));
}

#[test]
fn a_line_names_its_own_policies_and_goes_on_editing_them() {
    assert_eq!(name(&world(), &key("dev"), "mine"), Ok(Edits::Open));
    assert_eq!(name(&world(), &key("dev"), "free"), Ok(Edits::Open));
}

#[test]
fn what_an_unsealed_session_names_is_held_from_the_lines() {
    assert_eq!(name(&world(), &key("admin"), "mine"), Ok(Edits::Held));
    assert_eq!(name(&world(), &key("admin"), "free"), Ok(Edits::Open));
}

#[test]
fn a_seal_is_held_where_the_session_lacks_the_seals_of_its_policy() {
    let world = world();
    assert_eq!(carried(&world, &seals(&["mine", "t"]), &"mine".into()), Ok(Edits::Open));
    assert_eq!(carried(&world, &seals(&["mine"]), &"mine".into()), Ok(Edits::Held));
    assert_eq!(carried(&world, &seals(&["free"]), &"free".into()), Ok(Edits::Open));
}
