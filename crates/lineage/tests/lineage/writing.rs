//! G-write and its closures.

use entail_lineage::gates::write::Write;
use entail_lineage::lifecycle::delete_policy;
use entail_lineage::{
    AdoptMode, Closure, ObjectKind, PrincipalKind, Refusal, SessionKind, Source, Standing,
};

use crate::support::{
    ACCOUNT, Memory, adopted, boundary, key, label, new_principal, object, principal, refusal,
    refused, seals, transitive,
};

/// `dev` emits `t`; `child` and `strange` are roles with and without it.
fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("child").inherited = label(&["t"]);
    world.role("strange");
    world.policy("pi").inherited = label(&["t"]);
    world
}

#[test]
fn a_session_writes_what_bears_all_its_seals() {
    let world = world();
    assert_eq!(world.write(&key("dev"), &Write::Principal("child".into())), Ok(()));
    let answer = world.write(&key("dev"), &Write::Principal("strange".into()));
    assert_eq!(refusal(answer), (Closure::Label, seals(&["t"]), principal("strange")));
}

#[test]
fn an_unsealed_session_writes_everything() {
    let world = world();
    for target in ["child", "strange", "dev"] {
        assert_eq!(world.write(&key("admin"), &Write::Principal(target.into())), Ok(()));
    }
    assert_eq!(world.write(&key("admin"), &Write::Policy("t".into())), Ok(()));
    assert_eq!(world.write(&key("admin"), &Write::UnsealedOnly(ACCOUNT.into())), Ok(()));
}

#[test]
fn the_root_of_a_lineage_does_not_write_itself() {
    let answer = world().write(&key("dev"), &Write::Principal("dev".into()));
    assert_eq!(refusal(answer).0, Closure::Label);
}

#[test]
fn what_does_not_exist_counts_as_unlabelled() {
    let answer = world().write(&key("dev"), &Write::Object("nowhere".into()));
    assert_eq!(refusal(answer), (Closure::Label, seals(&["t"]), object("nowhere")));
}

#[test]
fn the_label_of_the_account_counts_for_every_object_in_it() {
    let mut world = world();
    world.accounts.insert(ACCOUNT.into(), label(&["t"]));
    assert_eq!(world.write(&key("dev"), &Write::Principal("strange".into())), Ok(()));
    assert_eq!(world.write(&key("dev"), &Write::Account(ACCOUNT.into())), Ok(()));
}

#[test]
fn an_account_setting_is_refused_to_a_sealed_session() {
    let answer = world().write(&key("dev"), &Write::Account(ACCOUNT.into()));
    assert_eq!(refusal(answer).0, Closure::Label);
}

/// Adopting for passing is about the adopted role; what its sessions make is the line's.
#[test]
fn sessions_of_a_role_adopted_for_passing_write_what_they_create() {
    let mut world = Memory::default();
    world.policy("t");
    world.role("deploys").inherited = adopted("t", AdoptMode::Pass);
    let session = key("deploys");
    world.create(&session, &new_principal("made", PrincipalKind::Role)).unwrap();
    world.create_policy(&session, "text").unwrap();
    let attach = Write::Attach { to: principal("made"), policy: "text".into() };
    assert_eq!(world.write(&session, &attach), Ok(()));
    assert_eq!(world.write(&session, &Write::Policy("text".into())), Ok(()));
    assert!(world.write(&session, &Write::Principal("deploys".into())).is_err());
}

#[test]
fn a_seal_adopted_for_passing_does_not_open_writes() {
    let mut world = world();
    world.get_mut("strange").inherited = adopted("t", AdoptMode::Pass);
    let answer = world.write(&key("dev"), &Write::Principal("strange".into()));
    assert_eq!(refusal(answer).0, Closure::Label);
    world.get_mut("strange").inherited = adopted("t", AdoptMode::Write);
    assert_eq!(world.write(&key("dev"), &Write::Principal("strange".into())), Ok(()));
}

#[test]
fn w1_looks_at_everything_the_policy_is_attached_to() {
    let mut world = world();
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
    world.attachments.insert((principal("child"), "pi".into()));
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
    world.attachments.insert((principal("strange"), "pi".into()));
    let answer = world.write(&key("dev"), &Write::Policy("pi".into()));
    assert_eq!(refusal(answer), (Closure::W1, seals(&["t"]), principal("strange")));
}

#[test]
fn w1_looks_at_boundaries_transitive_boundaries_and_labels() {
    let base = world();
    let mut with_boundary = base.clone();
    with_boundary.get_mut("strange").permissions_boundary = Some(boundary("pi", &[]));
    let mut with_transitive = base.clone();
    let set = transitive("pi", Source::Parameter, &[]);
    with_transitive.get_mut("strange").transitive_boundary = Some(set);
    let mut with_label = base;
    with_label.get_mut("strange").inherited = label(&["pi"]);
    for world in [with_boundary, with_transitive, with_label] {
        let answer = world.write(&key("dev"), &Write::Policy("pi".into()));
        assert_eq!(refusal(answer), (Closure::W1, seals(&["t"]), principal("strange")));
    }
}

#[test]
fn w1_looks_at_members_of_the_groups_the_policy_is_attached_to() {
    let mut world = world();
    world.user("outsider");
    world.group("team").inherited = label(&["t"]);
    world.attachments.insert((object("team"), "pi".into()));
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
    world.members.insert(("outsider".into(), "team".into()));
    let answer = world.write(&key("dev"), &Write::Policy("pi".into()));
    assert_eq!(refusal(answer), (Closure::W1, seals(&["t"]), principal("outsider")));
}

#[test]
fn w1_looks_at_live_sessions_that_carry_the_policy() {
    let mut world = world();
    let mut session = key("strange");
    session.carried = label(&["pi"]);
    world.sessions.push(session);
    let answer = world.write(&key("dev"), &Write::Policy("pi".into()));
    assert_eq!(refusal(answer), (Closure::W1, seals(&["t"]), object("pi")));
    world.sessions[0].carried = label(&["pi", "t"]);
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
}

#[test]
fn w2_looks_at_every_member_of_the_group() {
    let mut world = world();
    world.user("inside").inherited = label(&["t"]);
    world.user("outsider");
    world.group("team").inherited = label(&["t"]);
    world.members.insert(("inside".into(), "team".into()));
    assert_eq!(world.write(&key("dev"), &Write::Group("team".into())), Ok(()));
    world.members.insert(("outsider".into(), "team".into()));
    let attach = Write::Attach { to: object("team"), policy: "pi".into() };
    for write in [Write::Group("team".into()), attach] {
        let answer = world.write(&key("dev"), &write);
        assert_eq!(refusal(answer), (Closure::W2, seals(&["t"]), principal("outsider")));
    }
}

#[test]
fn w3_protects_the_seal_even_when_its_label_would_not() {
    let mut world = world();
    world.policy("t").inherited = adopted("t", AdoptMode::Write);
    world.get_mut("dev").transitive_boundary = None;
    let mut child = key("child");
    child.kind = SessionKind::AssumedRole;
    for write in [Write::Policy("t".into()), Write::PolicyTags("t".into())] {
        assert_eq!(refusal(world.write(&child, &write)), (Closure::W3, seals(&["t"]), object("t")));
    }
}

#[test]
fn w3_counts_what_admits_dropped_on_the_way() {
    let world = world();
    let mut admitted = key("strange");
    admitted.provenance = label(&["t"]);
    let answer = world.write(&admitted, &Write::Policy("t".into()));
    assert_eq!(refusal(answer).0, Closure::W3);
    assert_eq!(world.write(&admitted, &Write::Policy("pi".into())), Ok(()));
    assert_eq!(world.write(&admitted, &Write::Principal("dev".into())), Ok(()));
}

#[test]
fn a_sealed_session_edits_a_sub_seal_it_made_unless_it_is_under_it() {
    let mut world = world();
    let sub = transitive("pi", Source::Parameter, &["t"]);
    world.get_mut("child").transitive_boundary = Some(sub);
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
    let answer = world.write(&key("child"), &Write::Policy("pi".into()));
    assert!(matches!(refusal(answer).0, Closure::Label | Closure::W3));
}

#[test]
fn w4_guards_deleting_a_child_whose_boundary_an_administrator_set() {
    let mut world = world();
    let delete = Write::DeletePrincipal("child".into());
    world.get_mut("child").permissions_boundary = Some(boundary("strict", &["t"]));
    assert_eq!(world.write(&key("dev"), &delete), Ok(()));
    world.get_mut("child").permissions_boundary = Some(boundary("strict", &[]));
    let answer = world.write(&key("dev"), &delete);
    assert_eq!(refusal(answer), (Closure::W4, seals(&["t"]), principal("child")));
    world.get_mut("child").permissions_boundary = None;
    let set = transitive("strict", Source::Parameter, &[]);
    world.get_mut("child").transitive_boundary = Some(set);
    assert_eq!(refusal(world.write(&key("dev"), &delete)).0, Closure::W4);
}

#[test]
fn w4_guards_the_text_of_a_boundary_an_administrator_set() {
    let mut world = world();
    world.get_mut("child").permissions_boundary = Some(boundary("pi", &["t"]));
    assert_eq!(world.write(&key("dev"), &Write::Policy("pi".into())), Ok(()));
    world.get_mut("child").permissions_boundary = Some(boundary("pi", &[]));
    let answer = world.write(&key("dev"), &Write::Policy("pi".into()));
    assert_eq!(refusal(answer), (Closure::W4, seals(&["t"]), principal("child")));
}

#[test]
fn w5_keeps_one_lineage_from_freezing_the_policy_of_another() {
    let mut world = world();
    world.policy("other").inherited = label(&["t", "t2"]);
    let attach = |policy: &str| Write::Attach { to: principal("child"), policy: policy.into() };
    assert_eq!(world.write(&key("dev"), &attach("pi")), Ok(()));
    assert_eq!(world.write(&key("dev"), &attach("AdministratorAccess")), Ok(()));
    let answer = world.write(&key("dev"), &attach("other"));
    assert_eq!(refusal(answer), (Closure::W5, seals(&["t2"]), principal("child")));
    assert_eq!(world.write(&key("admin"), &attach("other")), Ok(()));
}

#[test]
fn w5_holds_for_joining_a_group_and_not_for_leaving_it() {
    let mut world = world();
    world.user("inside").inherited = label(&["t"]);
    world.group("other").inherited = label(&["t2"]);
    world.group("free");
    let join = |group: &str| Write::AddMember { user: "inside".into(), group: group.into() };
    let answer = world.write(&key("dev"), &join("other"));
    assert_eq!(refusal(answer), (Closure::W5, seals(&["t2"]), principal("inside")));
    assert_eq!(world.write(&key("dev"), &join("free")), Ok(()));
    assert_eq!(world.write(&key("dev"), &Write::RemoveMember("inside".into())), Ok(()));
}

#[test]
fn a_user_changes_its_own_credentials_and_no_others() {
    let mut world = world();
    world.user("colleague");
    let own = Write::Credentials("dev".into());
    assert_eq!(world.write(&key("dev"), &own), Ok(()));
    let answer = world.write(&key("dev"), &Write::Credentials("colleague".into()));
    assert_eq!(refusal(answer), (Closure::Label, seals(&["t"]), principal("colleague")));
    let mut temporary = key("dev");
    temporary.kind = SessionKind::SessionToken;
    assert_eq!(world.write(&temporary, &own), Ok(()));
    temporary.kind = SessionKind::FederationToken;
    assert_eq!(refusal(world.write(&temporary, &own)).0, Closure::Label);
}

#[test]
fn an_operation_for_unsealed_sessions_is_refused_whatever_the_labels() {
    let mut world = world();
    world.accounts.insert(ACCOUNT.into(), label(&["t"]));
    let answer = world.write(&key("dev"), &Write::UnsealedOnly(ACCOUNT.into()));
    assert_eq!(refusal(answer).0, Closure::UnsealedOnly);
}

#[test]
fn a_policy_that_is_a_boundary_or_a_seal_is_not_deleted() {
    let mut world = world();
    world.object_of_kind("certificate", ObjectKind::ServerCertificate).inherited = label(&["t"]);
    let admin = key("admin");
    let delete = |world: &Memory, policy: &str| {
        delete_policy(world, &Standing::read(world, &admin).unwrap(), &policy.into())
    };
    let Refusal::InUse { usage, .. } = refused(delete(&world, "t")) else {
        panic!("the policy is in use")
    };
    assert_eq!(usage.transitive_boundaries, 1);
    assert_eq!(usage.inherited, 3);
    assert_eq!(delete(&world, "pi"), Ok(()));
    let mut session = key("child");
    session.carried = label(&["pi"]);
    world.sessions.push(session);
    assert!(matches!(refused(delete(&world, "pi")), Refusal::InUse { .. }));
}
