//! Creation: labels, explicit boundaries, transitive boundaries, limits.

use entail_lineage::create::CreatePrincipal;
use entail_lineage::lifecycle::Note;
use entail_lineage::{Aspect, Closure, Origin, PrincipalKind, Refusal, Source};

use crate::support::{
    Memory, key, label, marked, new_principal, principal, refusal, refused, seals, transitive,
    unmarked,
};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.policy("pi").inherited = label(&["t"]);
    world.policy("theirs").inherited = label(&["t2"]);
    world
}

fn role(id: &str) -> CreatePrincipal {
    new_principal(id, PrincipalKind::Role)
}

#[test]
fn a_created_role_inherits_the_seals_of_its_creator_without_naming_them() {
    let mut world = world();
    let record = world.create(&key("dev"), &role("child")).unwrap().record;
    assert_eq!(record.inherited.seals(), seals(&["t"]));
    let origins: Vec<_> = record.inherited.origins(&"t".into()).collect();
    assert_eq!(origins, [&Origin::Principal("dev".into())]);
    assert_eq!(record.permissions_boundary, None);
    assert_eq!(record.transitive_boundary, None);
    assert_eq!(record.writer_of(&Aspect::Trust), Some(&seals(&["t"])));
}

#[test]
fn creation_by_an_unsealed_session_is_stock_aws_with_a_record_of_birth() {
    let mut world = world();
    let record = world.create(&key("admin"), &role("plain")).unwrap().record;
    assert!(record.inherited.is_empty());
    let born = key("admin").record(1);
    assert_eq!(record.created_by, [born]);
}

#[test]
fn descent_follows_the_session_and_not_the_shared_role() {
    let mut world = world();
    world.role("shared");
    let session = world.assume(&key("dev"), "shared").unwrap();
    let record = world.create(&session, &role("child")).unwrap().record;
    let line: Vec<_> = record.created_by.iter().map(|one| one.principal.as_str()).collect();
    assert_eq!(line, ["dev", "shared"]);
}

#[test]
fn an_explicit_boundary_adds_and_never_replaces() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(unmarked("weak"));
    let record = world.create(&key("dev"), &request).unwrap().record;
    assert_eq!(record.inherited.seals(), seals(&["t"]));
    let boundary = record.permissions_boundary.unwrap();
    assert_eq!((boundary.policy, boundary.setter_label), ("weak".into(), seals(&["t"])));
    assert_eq!(record.transitive_boundary, None);
}

#[test]
fn an_inherited_policy_may_be_named_explicitly_too() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(unmarked("t"));
    let record = world.create(&key("dev"), &request).unwrap().record;
    assert_eq!(record.inherited.seals(), seals(&["t"]));
    assert_eq!(record.permissions_boundary.unwrap().policy, "t".into());
}

#[test]
fn a_marked_explicit_boundary_becomes_transitive() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(marked("pi"));
    let record = world.create(&key("dev"), &request).unwrap().record;
    assert_eq!(record.transitive_boundary, Some(transitive("pi", Source::MarkedPolicy, &["t"])));
    let next = world.create(&key("child"), &role("grandchild")).unwrap().record;
    assert_eq!(next.inherited.seals(), seals(&["pi", "t"]));
}

#[test]
fn an_explicit_transitive_boundary_wins_over_the_mark() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(marked("t"));
    request.transitive_parameter = Some("pi".into());
    let record = world.create(&key("dev"), &request).unwrap().record;
    assert_eq!(record.transitive_boundary, Some(transitive("pi", Source::Parameter, &["t"])));
}

#[test]
fn a_transitive_boundary_named_twice_is_refused() {
    let mut world = world();
    let mut request = role("child");
    request.transitive_parameter = Some("pi".into());
    request.transitive_tag = Some("pi".into());
    assert_eq!(refused(world.create(&key("dev"), &request)), Refusal::AmbiguousSource);
}

#[test]
fn a_transitive_boundary_more_sealed_than_the_role_is_refused_whoever_asks() {
    let mut world = world();
    for (session, missing) in [("dev", "t2"), ("admin", "t2")] {
        let mut request = role("child");
        request.transitive_tag = Some("theirs".into());
        let Refusal::TransitiveBoundaryTooSealed { missing: lacking, .. } =
            refused(world.create(&key(session), &request))
        else {
            panic!("the policy bears a seal that the role lacks")
        };
        assert_eq!(lacking, seals(&[missing]));
    }
}

#[test]
fn a_marked_boundary_more_sealed_than_the_role_becomes_boundary_only() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(marked("theirs"));
    let created = world.create(&key("admin"), &request).unwrap();
    assert_eq!(created.record.permissions_boundary.unwrap().policy, "theirs".into());
    assert_eq!(created.record.transitive_boundary, None);
    let note = Note::TransitiveBoundaryNotSet { policy: "theirs".into(), missing: seals(&["t2"]) };
    assert_eq!(created.notes, [note]);
}

#[test]
fn w5_refuses_an_explicit_boundary_of_another_lineage() {
    let mut world = world();
    let mut request = role("child");
    request.permissions_boundary = Some(unmarked("theirs"));
    let answer = refusal(world.create(&key("dev"), &request));
    assert_eq!(answer, (Closure::W5, seals(&["t2"]), principal("child")));
}

#[test]
fn nine_seals_are_refused_with_the_text_of_the_quota() {
    let mut world = world();
    let names: Vec<_> = (0..9).map(|index| format!("s{index}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    world.role("nine").inherited = label(&names);
    let text = "Cannot exceed quota for InheritedBoundariesPerRole: 8";
    assert_eq!(refused(world.create(&key("nine"), &role("x"))).to_string(), text);
    assert_eq!(refused(world.create_policy(&key("nine"), "y")).to_string(), text);
    world.role("eight").inherited = label(&names[..8]);
    assert!(world.create(&key("eight"), &role("x")).is_ok());
}

#[test]
fn a_service_linked_role_is_labelled_and_takes_no_boundary() {
    let mut world = world();
    let mut request = new_principal("slr", PrincipalKind::ServiceLinkedRole);
    let record = world.create(&key("dev"), &request).unwrap().record;
    assert_eq!(record.inherited.seals(), seals(&["t"]));
    request.permissions_boundary = Some(unmarked("t"));
    let answer = refused(world.create(&key("dev"), &request));
    assert_eq!(answer, Refusal::Unmodifiable("slr".into()));
}

#[test]
fn what_an_admitted_session_creates_remembers_what_was_dropped() {
    let mut world = world();
    world.role("exit").admits = seals(&["t"]);
    let session = world.assume(&key("dev"), "exit").unwrap();
    let record = world.create(&session, &role("child")).unwrap().record;
    assert!(record.inherited.is_empty());
    assert_eq!(record.provenance.seals(), seals(&["t"]));
    let edit = entail_lineage::gates::write::Write::Policy("t".into());
    assert_eq!(refusal(world.write(&key("child"), &edit)).0, Closure::W3);
}

#[test]
fn a_policy_created_by_a_session_bears_its_seals() {
    let mut world = world();
    let policy = world.create_policy(&key("dev"), "new").unwrap();
    assert_eq!(policy.inherited.seals(), seals(&["t"]));
    assert_eq!(policy.created_by.len(), 1);
}

#[test]
fn a_line_has_an_end_and_what_unsealed_sessions_create_has_none() {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    let chain = |world: &mut Memory, last: usize| {
        for number in 0..last {
            let id = format!("u{number}");
            let parent = if number == 0 { "dev".to_owned() } else { format!("u{}", number - 1) };
            let record = world.user(&id);
            record.inherited = label(&["t"]);
            record.created_by = vec![key(&parent).record(1)];
        }
    };
    chain(&mut world, 10_000);
    let child = new_principal("child", PrincipalKind::User);
    assert!(world.create(&key("u9998"), &child).is_ok());
    let expected = Refusal::LimitExceeded { quota: "AncestorsPerPrincipal", limit: 10_000 };
    assert_eq!(refused(world.create(&key("u9999"), &child)), expected);
    world.get_mut("admin").created_by = vec![key("u9999").record(1)];
    assert!(world.create(&key("admin"), &new_principal("free", PrincipalKind::User)).is_ok());
}
