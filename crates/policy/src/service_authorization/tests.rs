use super::{
    AccessLevel, ActionResourceType, Cardinality, FACTS, Need, OWN_FACTS, ValueType, global_keys,
    is_own, prefixes, service, with_stars,
};

#[test]
fn every_line_of_the_facts_is_read() {
    let mut lines = 0;
    for prefix in prefixes() {
        let service = service(prefix).expect("each prefix has a service");
        assert_eq!(service.prefix, prefix);
        assert!(!service.name.is_empty(), "{prefix} has no name");
        lines +=
            1 + service.condition_keys.len() + service.resource_types.len() + service.actions.len();
        for key in &service.condition_keys {
            assert!(key.value_type.is_some(), "{} has no type", key.name);
        }
        for action in &service.actions {
            assert!(action.access_level.is_some(), "{prefix}:{}", action.name);
            for resource in &action.resource_types {
                let is_known = service.resource_types.iter().any(|it| it.name == resource.name);
                assert!(is_known, "{prefix}:{} takes `{}`", action.name, resource.name);
            }
        }
    }
    assert_eq!(lines, FACTS.lines().count() + OWN_FACTS.lines().count());
}

#[test]
fn an_action_is_found_in_any_case_with_its_level_resources_and_keys() {
    let service = service("S3").expect("Amazon S3");
    assert_eq!(service.name, "Amazon S3");
    let action = service.action("getobject").expect("an action");
    assert_eq!((action.name, action.access_level), ("GetObject", Some(AccessLevel::Read)));
    assert!(action.resource_types.iter().any(|resource| resource.name == "object"));
    assert!(action.condition_keys.contains(&"s3:TlsVersion".to_owned()));
    assert!(service.action("GetObjects").is_none());
}

#[test]
fn what_an_action_needs_is_told_from_what_it_may_have() {
    let action = service("iam").and_then(|iam| iam.action("PassRole")).expect("iam:PassRole");
    let role = ActionResourceType { name: "role", need: Need::Required };
    assert_eq!(action.resource_types, [role]);
}

#[test]
fn a_key_stands_for_all_that_its_placeholder_takes() {
    let key = service("s3").and_then(|s3| s3.condition_key("s3:existingobjecttag/team"));
    let key = key.expect("a key");
    assert_eq!(key.name, "s3:ExistingObjectTag/<key>");
    assert!(!key.matches("s3:ExistingObjectTag"));
}

#[test]
fn global_keys_have_types_and_cardinalities() {
    let tag_keys = global_keys::find("aws:tagkeys").expect("a key");
    assert_eq!(tag_keys.cardinality, Cardinality::Multiple);
    let source_ip = global_keys::find("aws:SourceIp").expect("a key");
    assert_eq!(source_ip.value_type, Some(ValueType::IpAddress));
    assert!(global_keys::find("aws:RequestTag/team").is_some());
    assert!(global_keys::find("aws:RequestTag").is_none());
    assert!(global_keys::all().iter().all(|key| key.value_type.is_some()));
}

#[test]
fn placeholders_become_stars() {
    assert_eq!(with_stars("arn:${Partition}:s3:::${BucketName}"), "arn:*:s3:::*");
    assert_eq!(with_stars("s3:ExistingObjectTag/<key>"), "s3:ExistingObjectTag/*");
    assert_eq!(with_stars("plain"), "plain");
    assert_eq!(with_stars("${open"), "${open");
}

#[test]
fn entails_own_actions_and_keys_are_known_beside_those_of_aws() {
    let own = service("entail").expect("Entail's own");
    let adopt = own.action("adopt").expect("an action");
    assert_eq!(adopt.access_level, Some(AccessLevel::PermissionsManagement));
    let seals = own.condition_key("entail:sessionseals").expect("a key");
    assert_eq!(
        (seals.value_type, seals.cardinality),
        (Some(ValueType::Arn), Cardinality::Multiple)
    );
    assert!(is_own("Entail:Sealed") && !is_own("entails:x") && !is_own("é"));
}
