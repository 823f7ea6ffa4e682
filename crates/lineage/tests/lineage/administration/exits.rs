//! Exits, ceilings of the own principal, and how a role is obtained.

use entail_lineage::administration::{
    Admit, admit, set_apply_to_self, set_obtain_mode, withdraw_admission,
};
use entail_lineage::gates::pass;
use entail_lineage::lifecycle::{DirectSource, delete_transitive_boundary};
use entail_lineage::{
    ApplyToSelf, Closure, ObtainMode, PrincipalKind, Refusal, SessionLineage, Source, Standing,
};

use crate::support::{
    Answer, Memory, key, label, obtain, principal, refusal, refused, seals, transitive,
};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("exit");
    world
}

fn exit() -> Admit {
    Admit { role: "exit".into(), seal: "t".into() }
}

fn admitted(world: &mut Memory, session: &SessionLineage, request: &Admit) -> Answer<()> {
    let record = admit(world, &Standing::read(world, session)?, request)?;
    world.put(record);
    Ok(())
}

#[test]
fn f1_an_exit_drops_the_seal_and_keeps_it_as_provenance() {
    let mut world = world();
    admitted(&mut world, &key("admin"), &exit()).unwrap();
    let outside = world.assume(&key("dev"), "exit").unwrap();
    let standing = Standing::read(&world, &outside).unwrap();
    assert!(standing.hard_ceilings().is_empty());
    assert_eq!(standing.guarded_seals(), &seals(&["t"]));
    let dev = key("dev");
    let standing = Standing::read(&world, &dev).unwrap();
    let passed = pass::check(&world, &standing, &"exit".into()).unwrap();
    assert_eq!(passed.provenance.seals(), seals(&["t"]));
}

#[test]
fn f1_no_session_of_the_lineage_makes_an_exit_not_even_one_outside_it_by_an_exit() {
    let mut world = world();
    assert_eq!(refusal(admitted(&mut world, &key("dev"), &exit())).0, Closure::UnsealedOnly);
    admitted(&mut world, &key("admin"), &exit()).unwrap();
    world.role("second");
    let outside = world.assume(&key("dev"), "exit").unwrap();
    let second = Admit { role: "second".into(), seal: "t".into() };
    let answer = refusal(admitted(&mut world, &outside, &second));
    assert_eq!(answer, (Closure::UnsealedOnly, seals(&["t"]), principal("exit")));
}

#[test]
fn an_exit_is_closed_for_sessions_to_come() {
    let mut world = world();
    admitted(&mut world, &key("admin"), &exit()).unwrap();
    let earlier = world.assume(&key("dev"), "exit").unwrap();
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let closed = withdraw_admission(&world, &standing, &exit()).unwrap();
    world.put(closed);
    let standing = Standing::read(&world, &admin).unwrap();
    assert_eq!(
        refused(withdraw_admission(&world, &standing, &exit())),
        Refusal::NotAdmitted { role: "exit".into(), seal: "t".into() }
    );
    let later = world.assume(&key("dev"), "exit").unwrap();
    assert_eq!(world.hard_ceilings_of(&later), seals(&["t"]));
    assert!(world.hard_ceilings_of(&earlier).is_empty());
}

#[test]
fn only_a_role_admits_and_has_a_mode() {
    let mut world = world();
    world.principal_of_kind("slr", PrincipalKind::ServiceLinkedRole);
    for (id, expected) in [
        ("dev", Refusal::NotARole("dev".into())),
        ("slr", Refusal::Unmodifiable("slr".into())),
        ("gone", Refusal::UnknownPrincipal("gone".into())),
    ] {
        let request = Admit { role: id.into(), seal: "t".into() };
        assert_eq!(refused(admitted(&mut world, &key("admin"), &request)), expected);
        let admin = key("admin");
        let standing = Standing::read(&world, &admin).unwrap();
        let mode = set_obtain_mode(&world, &standing, &id.into(), ObtainMode::Strict);
        assert_eq!(refused(mode), expected);
    }
}

#[test]
fn a_role_admits_so_many_seals_and_no_more() {
    let mut world = world();
    for number in 0..64 {
        world.get_mut("exit").admits.insert(format!("s{number}").as_str().into());
    }
    let expected = Refusal::LimitExceeded { quota: "AdmittedBoundariesPerRole", limit: 64 };
    assert_eq!(refused(admitted(&mut world, &key("admin"), &exit())), expected);
}

#[test]
fn f7_a_boundary_that_applies_to_itself_is_a_ceiling_and_no_label() {
    let mut world = world();
    assert!(world.hard_ceilings_of(&key("dev")).is_empty());
    let admin = key("admin");
    let set = |world: &Memory, apply| {
        let standing = Standing::read(world, &admin).unwrap();
        set_apply_to_self(world, &standing, &"dev".into(), apply).unwrap()
    };
    let record = set(&world, ApplyToSelf::Yes);
    assert!(record.inherited.is_empty());
    world.put(record);
    assert_eq!(world.hard_ceilings_of(&key("dev")), seals(&["t"]));
    let record = set(&world, ApplyToSelf::No);
    world.put(record);
    assert!(world.hard_ceilings_of(&key("dev")).is_empty());
}

#[test]
fn w4_what_an_administrator_made_apply_to_itself_is_not_lifted_by_the_lineage() {
    let mut world = world();
    let child = world.role("child");
    child.inherited = label(&["t"]);
    child.transitive_boundary = Some(transitive("u", Source::Parameter, &["t"]));
    let dev = key("dev");
    let removal = |world: &Memory| {
        let standing = Standing::read(world, &dev).unwrap();
        let source = DirectSource::Parameter;
        delete_transitive_boundary(world, &standing, &"child".into(), source).map(|_| ())
    };
    assert_eq!(removal(&world), Ok(()));
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let record = set_apply_to_self(&world, &standing, &"child".into(), ApplyToSelf::Yes).unwrap();
    world.put(record);
    assert_eq!(refusal(removal(&world)).0, Closure::W4);
}

#[test]
fn without_a_transitive_boundary_nothing_applies_to_itself() {
    let world = world();
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let answer = set_apply_to_self(&world, &standing, &"admin".into(), ApplyToSelf::Yes);
    assert_eq!(refused(answer), Refusal::NoTransitiveBoundary("admin".into()));
}

#[test]
fn f10_a_strict_role_is_obtained_only_by_who_finds_its_seals_there() {
    let mut world = world();
    world.role("shared");
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    let record = set_obtain_mode(&world, &standing, &"shared".into(), ObtainMode::Strict).unwrap();
    world.put(record);
    assert_eq!(refusal(world.assume(&key("dev"), "shared")).0, Closure::Label);
    assert!(world.assume(&key("admin"), "shared").is_ok());
    assert_eq!(obtain("shared").mode, ObtainMode::Carry, "the account's own mode");
    let dev = key("dev");
    let standing = Standing::read(&world, &dev).unwrap();
    let answer = set_obtain_mode(&world, &standing, &"shared".into(), ObtainMode::Carry);
    assert_eq!(refusal(answer).0, Closure::UnsealedOnly);
}
