//! What condition keys see of the lineage.

use entail_lineage::condition::{
    boundary_values_of, boundary_values_on_create, boundary_values_on_delete,
    boundary_values_on_put, undecidable_keys,
};
use entail_lineage::gates::obtain::{SamePrincipalKind, assume_role, same_principal};
use entail_lineage::{Attribute, PrincipalKind, SessionLineage, Source, Standing};

use crate::support::{Memory, boundary, key, label, new_principal, obtain, seals, transitive};

fn world() -> Memory {
    let mut world = Memory::default();
    world.user("admin");
    world.root_of("dev", "t");
    world.role("shared");
    world
}

fn undecidable(world: &Memory, session: &SessionLineage, key: &str) -> bool {
    let standing = Standing::read(world, session).unwrap();
    undecidable_keys(&"t".into(), &standing).contains(key)
}

#[test]
fn the_value_set_on_create_holds_the_explicit_boundary_and_the_seals() {
    let world = world();
    let dev = key("dev");
    let standing = Standing::read(&world, &dev).unwrap();
    assert_eq!(boundary_values_on_create(&standing, None), seals(&["t"]));
    assert_eq!(boundary_values_on_create(&standing, Some(&"x".into())), seals(&["t", "x"]));
    let admin = key("admin");
    let standing = Standing::read(&world, &admin).unwrap();
    assert_eq!(boundary_values_on_create(&standing, None), seals(&[]));
}

#[test]
fn the_value_set_of_a_target_leaves_out_what_does_not_bound_it() {
    let mut world = world();
    let target = world.role("q");
    target.inherited = label(&["t"]);
    target.permissions_boundary = Some(boundary("b", &[]));
    target.transitive_boundary = Some(transitive("emitted", Source::Tag, &[]));
    let target = world.get("q");
    assert_eq!(boundary_values_of(&world, target).unwrap(), seals(&["b", "t"]));
    let on_put = |requested: Option<&str>| {
        boundary_values_on_put(&world, target, requested.map(Into::into).as_ref()).unwrap()
    };
    assert_eq!(on_put(Some("x")), seals(&["t", "x"]));
    assert_eq!(on_put(None), seals(&["t"]));
    assert_eq!(boundary_values_on_delete(target), seals(&["b"]));
}

#[test]
fn a_seal_does_not_believe_what_its_lineage_chose_for_a_new_principal() {
    let mut world = world();
    world.create(&key("dev"), &new_principal("u", PrincipalKind::User)).unwrap();
    let session = key("u");
    for name in ["aws:PrincipalArn", "AWS:username", "aws:PrincipalTag/team"] {
        assert!(undecidable(&world, &session, name), "{name}");
    }
    for name in ["aws:userid", "aws:SourceIp", "aws:PrincipalAccount", "aws:SourceIdentity"] {
        assert!(!undecidable(&world, &session, name), "{name}");
    }
    let standing = Standing::read(&world, &session).unwrap();
    assert!(undecidable_keys(&"t2".into(), &standing).is_empty());
    let listed = undecidable_keys(&"t".into(), &standing);
    let keys: Vec<String> = listed.keys().collect();
    assert_eq!(keys, ["aws:principalarn", "aws:username", "aws:principaltag/*"]);
    assert_eq!(listed.except().count(), 0);
}

#[test]
fn what_an_administrator_sets_is_believed_and_what_the_lineage_removes_is_not() {
    let mut world = world();
    world.create(&key("dev"), &new_principal("u", PrincipalKind::User)).unwrap();
    let record = world.get_mut("u");
    record.record_setter(Attribute::tag("Team"), &seals(&[]));
    record.record_setter(Attribute::Name, &seals(&[]));
    let session = key("u");
    assert!(!undecidable(&world, &session, "aws:PrincipalTag/team"));
    assert!(undecidable(&world, &session, "aws:PrincipalTag/other"));
    assert!(!undecidable(&world, &session, "aws:username"));
    assert!(undecidable(&world, &session, "aws:PrincipalArn"), "the path is still the lineage's");
    world.get_mut("u").record_setter(Attribute::tag("TEAM"), &seals(&["t"]));
    assert!(undecidable(&world, &session, "aws:PrincipalTag/team"));
    assert!(!world.get("u").attribute_setters.contains_key(&Attribute::tag("team")));
}

#[test]
fn a_session_name_or_tag_chosen_by_the_lineage_is_not_believed() {
    let mut world = world();
    world.get_mut("shared").record_setter(Attribute::tag("team"), &seals(&[]));
    let dev = key("dev");
    let mut request = obtain("shared");
    request.set = [Attribute::SessionName, Attribute::tag("Project")].into();
    let session = assume_role(&world, &Standing::read(&world, &dev).unwrap(), &request).unwrap();
    for name in ["aws:userid", "aws:PrincipalTag/project", "aws:SourceIdentity"] {
        assert!(undecidable(&world, &session, name), "{name}");
    }
    for name in ["aws:PrincipalArn", "aws:PrincipalTag/team"] {
        assert!(!undecidable(&world, &session, name), "{name}");
    }
}

#[test]
fn a_transitive_tag_or_source_identity_keeps_its_first_setter() {
    let mut world = world();
    world.role("next");
    let admin = key("admin");
    let mut request = obtain("shared");
    request.set =
        [Attribute::SessionName, Attribute::tag("cost"), Attribute::SourceIdentity].into();
    let first = assume_role(&world, &Standing::read(&world, &admin).unwrap(), &request).unwrap();
    let set = transitive("t", Source::Parameter, &[]);
    world.get_mut("shared").transitive_boundary = Some(set);
    let mut request = obtain("next");
    request.set = [Attribute::SessionName].into();
    request.inherited = [Attribute::tag("cost"), Attribute::SourceIdentity].into();
    let second = assume_role(&world, &Standing::read(&world, &first).unwrap(), &request).unwrap();
    assert_eq!(world.hard_ceilings_of(&second), seals(&["t"]));
    assert!(undecidable(&world, &second, "aws:userid"));
    assert!(!undecidable(&world, &second, "aws:PrincipalTag/cost"));
    assert!(!undecidable(&world, &second, "aws:SourceIdentity"));
}

#[test]
fn the_name_of_a_federated_user_is_in_its_arn() {
    let mut world = world();
    world.user("u").inherited = label(&["t"]);
    let session = key("u");
    let standing = Standing::read(&world, &session).unwrap();
    let set = [Attribute::SessionName].into();
    let token = same_principal(&standing, SamePrincipalKind::FederationToken, "A".into(), &set);
    assert!(undecidable(&world, &token, "aws:PrincipalArn"));
    assert!(undecidable(&world, &token, "aws:userid"));
    assert!(!undecidable(&world, &session, "aws:PrincipalArn"));
}
