//! Records as they are stored: JSON, with field names that stay.

use entail_lineage::gates::obtain::assume_role;
use entail_lineage::{
    AdoptMode, Aspect, Attribute, Label, ObjectLineage, Origin, PrincipalKind, PrincipalLineage,
    SessionLineage, Source, Standing,
};
use serde_json::json;

use crate::support::{ACCOUNT, Memory, boundary, key, obtain, seals, transitive};

#[test]
fn a_principal_outside_every_lineage_takes_little_room() {
    let record = PrincipalLineage::unlabelled("AIDA1".into(), PrincipalKind::User, ACCOUNT.into());
    let stored = serde_json::to_value(&record).unwrap();
    let expected =
        json!({ "id": "AIDA1", "kind": "user", "account": ACCOUNT, "born": 0, "obtain": "carry" });
    assert_eq!(stored, expected);
    assert_eq!(serde_json::from_value::<PrincipalLineage>(stored).unwrap(), record);
}

#[test]
fn a_full_principal_survives_its_stored_form() {
    let mut record =
        PrincipalLineage::unlabelled("AROA1".into(), PrincipalKind::Role, ACCOUNT.into());
    record.permissions_boundary = Some(boundary("ANPA1", &["ANPA2"]));
    record.transitive_boundary = Some(transitive("ANPA3", Source::MarkedPolicy, &[]));
    record.inherited = Label::from_iter([
        ("ANPA2".into(), Origin::Principal("AIDA1".into())),
        ("ANPA2".into(), Origin::Adopt { administrator: "AIDA2".into(), mode: AdoptMode::Pass }),
        ("ANPA4".into(), Origin::Account(ACCOUNT.into())),
    ]);
    record.admits = seals(&["ANPA5"]);
    record.record_setter(Attribute::tag("Team"), &seals(&["ANPA2"]));
    record.record_writer(Aspect::InlinePolicy("p".into()), &seals(&["ANPA2"]));
    let stored = serde_json::to_value(&record).unwrap();
    assert_eq!(
        stored["inherited"]["ANPA2"],
        json!([
            { "principal": "AIDA1" },
            { "adopt": { "administrator": "AIDA2", "mode": "pass" } }
        ])
    );
    assert_eq!(stored["attribute_setters"], json!({ "tag/team": ["ANPA2"] }));
    assert_eq!(stored["writers"], json!({ "inline_policy/p": ["ANPA2"] }));
    assert_eq!(stored["transitive_boundary"]["source"], json!("marked_policy"));
    assert_eq!(serde_json::from_value::<PrincipalLineage>(stored).unwrap(), record);
}

#[test]
fn sessions_and_objects_survive_their_stored_form() {
    let mut world = Memory::default();
    world.root_of("dev", "t");
    world.role("shared").admits = seals(&["x"]);
    let dev = key("dev");
    let mut request = obtain("shared");
    request.set = [Attribute::SessionName].into();
    let standing = Standing::read(&world, &dev).unwrap();
    let session = assume_role(&world, &standing, &request).unwrap();
    let stored = serde_json::to_value(&session).unwrap();
    assert_eq!(
        stored["derivation"],
        json!([{ "principal": "dev", "session": "AKIA-dev", "time": 1, "admitted": ["x"] }])
    );
    assert_eq!(serde_json::from_value::<SessionLineage>(stored).unwrap(), session);
    let policy = world.create_policy(&session, "p").unwrap();
    let stored = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<ObjectLineage>(&stored).unwrap(), policy);
}

#[test]
fn a_transitive_boundary_is_read_with_its_defaults() {
    let stored = json!({ "policy": "ANPA1", "source": "tag" });
    let read: entail_lineage::TransitiveBoundary = serde_json::from_value(stored).unwrap();
    assert_eq!(read, transitive("ANPA1", Source::Tag, &[]));
}
