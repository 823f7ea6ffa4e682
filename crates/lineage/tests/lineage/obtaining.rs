//! G-obtain and G-pass: what sessions carry, and what late settings do to them.

use entail_lineage::gates::obtain::{
    SamePrincipalKind, assume_role, assume_role_through_provider, same_principal,
};
use entail_lineage::gates::pass;
use entail_lineage::limits::{DERIVATION_STEPS_MAX, ORIGINS_PER_LABEL_MAX};
use entail_lineage::{
    AdoptMode, ApplyToSelf, Closure, GateName, Label, ObjectKind, ObtainMode, Origin,
    PrincipalKind, Refusal, Refused, SessionKind, Source, Standing,
};

use crate::support::{
    ACCOUNT, Memory, adopted, key, label, obtain, principal, refusal, refused, seals, transitive,
};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("child").inherited = label(&["t"]);
    world.role("shared");
    world.role("second");
    world
}

#[test]
fn an_assumed_role_carries_the_seals_of_the_session() {
    let world = world();
    let session = world.assume(&key("dev"), "shared").unwrap();
    assert_eq!(world.seals_of(&session), seals(&["t"]));
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t"]));
    let origins: Vec<_> = session.carried.origins(&"t".into()).collect();
    assert_eq!(origins, [&Origin::Principal("dev".into())]);
    let next = world.assume(&session, "second").unwrap();
    assert_eq!(next.carried.seals(), seals(&["t"]));
    assert_eq!(next.chain_depth, 2);
}

#[test]
fn the_transitive_boundary_does_not_bind_its_own_principal_unless_asked() {
    let mut world = world();
    assert_eq!(world.hard_ceilings_of(&key("dev")), seals(&[]));
    let own = world.get_mut("dev").transitive_boundary.as_mut().unwrap();
    own.apply_to_self = ApplyToSelf::Yes;
    assert_eq!(world.hard_ceilings_of(&key("dev")), seals(&["t"]));
    assert!(world.get("dev").inherited.is_empty());
}

#[test]
fn a_transitive_boundary_set_late_binds_sessions_derived_before() {
    let mut world = world();
    world.get_mut("dev").transitive_boundary = None;
    let shared = world.assume(&key("dev"), "shared").unwrap();
    let second = world.assume(&shared, "second").unwrap();
    assert_eq!(world.hard_ceilings_of(&second), seals(&[]));
    let set = transitive("t", Source::Parameter, &[]);
    world.get_mut("dev").transitive_boundary = Some(set);
    for session in [&shared, &second] {
        assert_eq!(world.seals_of(session), seals(&["t"]));
        assert_eq!(world.hard_ceilings_of(session), seals(&["t"]));
    }
}

#[test]
fn what_a_role_admits_moves_to_provenance_and_stays_there() {
    let mut world = world();
    world.get_mut("shared").admits = seals(&["t"]);
    let shared = world.assume(&key("dev"), "shared").unwrap();
    let second = world.assume(&shared, "second").unwrap();
    for session in [&shared, &second] {
        let standing = Standing::read(&world, session).unwrap();
        assert_eq!(standing.seals(), &seals(&[]));
        assert_eq!(standing.guarded_seals(), &seals(&["t"]));
        assert!(!standing.is_unsealed());
    }
}

#[test]
fn a_role_admits_also_what_is_set_late() {
    let mut world = world();
    world.get_mut("dev").transitive_boundary = None;
    world.get_mut("shared").admits = seals(&["t"]);
    let shared = world.assume(&key("dev"), "shared").unwrap();
    let set = transitive("t", Source::Parameter, &[]);
    world.get_mut("dev").transitive_boundary = Some(set);
    let standing = Standing::read(&world, &shared).unwrap();
    assert_eq!(standing.seals(), &seals(&[]));
    assert_eq!(standing.provenance().seals(), seals(&["t"]));
}

#[test]
fn a_principal_that_comes_again_is_kept_once_and_loses_no_seal() {
    let mut world = world();
    world.get_mut("second").admits = seals(&["t2"]);
    let mut session = world.assume(&key("admin"), "shared").unwrap();
    for _ in 0..100 {
        session = world.assume(&session, "second").unwrap();
        session = world.assume(&session, "shared").unwrap();
    }
    assert_eq!(session.derivation.len(), 3);
    let set = transitive("t2", Source::Parameter, &[]);
    world.get_mut("second").transitive_boundary = Some(set);
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t2"]));
}

#[test]
fn a_derivation_through_too_many_principals_is_refused() {
    let mut world = world();
    let mut session = key("admin");
    for index in 0..DERIVATION_STEPS_MAX {
        world.role(&format!("role-{index}"));
        session = world.assume(&session, &format!("role-{index}")).unwrap();
    }
    let refusal = refused(world.assume(&session, "shared"));
    assert!(matches!(refusal, Refusal::LimitExceeded { limit: DERIVATION_STEPS_MAX, .. }));
}

#[test]
fn a_label_of_too_many_origins_is_refused_and_none_is_dropped() {
    let mut world = world();
    let origin = |index: usize| Origin::Principal(format!("root-{index}").as_str().into());
    let label: Label =
        (0..ORIGINS_PER_LABEL_MAX).map(|index| ("t".into(), origin(index))).collect();
    world.get_mut("dev").transitive_boundary = None;
    world.get_mut("dev").inherited = label.clone();
    let session = world.assume(&key("dev"), "shared").unwrap();
    assert_eq!(session.carried, label);
    // One more, and what bears them can be neither obtained nor made.
    world.get_mut("dev").transitive_boundary = Some(transitive("t", Source::Parameter, &[]));
    let refusal = refused(world.assume(&key("dev"), "shared"));
    assert!(matches!(refusal, Refusal::LimitExceeded { limit: ORIGINS_PER_LABEL_MAX, .. }));
}

#[test]
fn strict_mode_refuses_a_role_that_lacks_the_seals() {
    let mut world = world();
    let dev = key("dev");
    let strict = |world: &Memory, role: &str| {
        let mut request = obtain(role);
        request.mode = ObtainMode::Strict;
        assume_role(world, &Standing::read(world, &dev).unwrap(), &request)
    };
    assert!(strict(&world, "child").is_ok());
    let answer = refusal(strict(&world, "shared"));
    assert_eq!(answer, (Closure::Label, seals(&["t"]), principal("shared")));
    world.get_mut("shared").admits = seals(&["t"]);
    assert!(strict(&world, "shared").is_ok());
    world.get_mut("second").obtain = ObtainMode::Strict;
    assert_eq!(refusal(world.assume(&dev, "second")).2, principal("second"));
    assert!(world.assume(&key("admin"), "second").is_ok());
}

#[test]
fn a_session_of_a_provider_carries_the_label_of_the_provider() {
    let mut world = world();
    world.object_of_kind("idp", ObjectKind::SamlProvider).inherited = label(&["t"]);
    world.accounts.insert(ACCOUNT.into(), label(&["a"]));
    let session = assume_role_through_provider(&world, &"idp".into(), &obtain("shared")).unwrap();
    assert_eq!(session.kind, SessionKind::FederatedRole);
    assert_eq!(session.carried.seals(), seals(&["a", "t"]));
}

#[test]
fn temporary_credentials_of_the_same_principal_have_the_same_seals() {
    let world = world();
    let dev = key("dev");
    let standing = Standing::read(&world, &dev).unwrap();
    for kind in [SamePrincipalKind::SessionToken, SamePrincipalKind::FederationToken] {
        let token = same_principal(&standing, kind, "ASIA-1".into(), &[].into());
        assert_eq!(world.seals_of(&token), seals(&["t"]));
        assert_eq!(world.hard_ceilings_of(&token), seals(&[]));
    }
}

#[test]
fn a_ninth_seal_is_refused_and_nothing_is_truncated() {
    let mut world = world();
    let carried: Vec<_> = (0..8).map(|index| format!("s{index}")).collect();
    let carried: Vec<_> = carried.iter().map(String::as_str).collect();
    world.role("full").inherited = label(&carried);
    let full = key("full");
    let session = world.assume(&full, "shared").unwrap();
    assert_eq!(session.carried.len(), 8);
    let set = transitive("s8", Source::Parameter, &[]);
    world.get_mut("full").transitive_boundary = Some(set);
    let refusal = refused(world.assume(&full, "shared"));
    assert_eq!(refusal.to_string(), "Cannot exceed quota for InheritedBoundariesPerRole: 8");
}

#[test]
fn two_lineages_meet_in_one_session() {
    let mut world = world();
    world.role("theirs").inherited = label(&["t2"]);
    let session = world.assume(&key("dev"), "theirs").unwrap();
    assert_eq!(session.carried.seals(), seals(&["t"]));
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t", "t2"]));
    let alone = key("child");
    let denied =
        world.write(&alone, &entail_lineage::gates::write::Write::Principal("theirs".into()));
    assert_eq!(refusal(denied).1, seals(&["t"]));
}

#[test]
fn a_service_linked_role_has_a_label_and_no_ceiling() {
    let mut world = world();
    world.principal_of_kind("slr", PrincipalKind::ServiceLinkedRole).inherited = label(&["t"]);
    let session = key("slr");
    assert_eq!(world.seals_of(&session), seals(&["t"]));
    assert_eq!(world.hard_ceilings_of(&session), seals(&[]));
}

#[test]
fn the_session_of_a_deleted_principal_has_no_standing() {
    let world = world();
    let gone = key("gone");
    let answer = Standing::read(&world, &gone);
    assert_eq!(answer.unwrap_err(), Refused::Refusal(Refusal::UnknownPrincipal("gone".into())));
}

#[test]
fn a_deleted_ancestor_takes_no_seal_with_it() {
    let mut world = world();
    let session = world.assume(&key("dev"), "shared").unwrap();
    world.principals.remove(&"dev".into());
    assert_eq!(world.hard_ceilings_of(&session), seals(&["t"]));
}

#[test]
fn a_passed_role_must_bear_the_seals_it_does_not_admit() {
    let mut world = world();
    let pass = |world: &Memory, role: &str| {
        let dev = key("dev");
        pass::check(world, &Standing::read(world, &dev).unwrap(), &role.into())
    };
    assert!(pass(&world, "child").is_ok());
    let Err(Refused::Refusal(Refusal::Gate(gate))) = pass(&world, "shared") else {
        panic!("an unlabelled role must not be passed")
    };
    assert_eq!((gate.gate, gate.closure), (GateName::Pass, Closure::Label));
    world.get_mut("shared").inherited = adopted("t", AdoptMode::Pass);
    assert!(pass(&world, "shared").is_ok());
    world.get_mut("second").admits = seals(&["t"]);
    let passed = pass(&world, "second").unwrap();
    assert_eq!(passed.provenance.seals(), seals(&["t"]));
}
