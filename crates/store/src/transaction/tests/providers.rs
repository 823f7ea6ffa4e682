//! Identity providers and instance profiles.

use entail_lineage::{AccountId, ObjectId, ObjectKind, ObjectLineage, PrincipalId};

use super::{ACCOUNT, NOW, begin, op_id, view};
use crate::engines::memory::MemoryStore;
use crate::key::Prefix;
use crate::records::{
    AssertionEncryption, InstanceProfile, Name, NameKind, OpenIdConnectProvider, PassedRole,
    ProfileOfRole, SamlMetadata, SamlPrivateKey, SamlProvider, SealedSecret, Tags,
};
use crate::transaction::Records as _;

fn lineage(id: &ObjectId, kind: ObjectKind) -> ObjectLineage {
    ObjectLineage::unlabelled(id.clone(), kind, AccountId::new(ACCOUNT))
}

#[tokio::test]
async fn providers_survive_their_codec_and_are_found_by_name() {
    let store = MemoryStore::new();
    let (saml_id, oidc_id) = (ObjectId::new("SAMLSP1"), ObjectId::new("OIDC1"));
    let saml = SamlProvider {
        name: "office".into(),
        created: NOW,
        valid_until: NOW,
        assertion_encryption: AssertionEncryption::Required,
        private_keys: vec![SamlPrivateKey { id: "KEY1".into(), added: NOW }],
        tags: Tags::from_iter([("team", "red")]),
        lineage: lineage(&saml_id, ObjectKind::SamlProvider),
        id: saml_id.clone(),
    };
    let oidc = OpenIdConnectProvider {
        url: "login.example.com/Team".into(),
        created: NOW,
        client_ids: vec!["app".into()],
        thumbprints: vec!["0".repeat(40)],
        tags: Tags::new(),
        lineage: lineage(&oidc_id, ObjectKind::OpenIdConnectProvider),
        id: oidc_id,
    };
    let metadata = SamlMetadata { provider: saml_id.clone(), document: "<\"\n>".into() };
    let names = [
        (NameKind::SamlProvider, &saml.name, saml.id.as_str()),
        (NameKind::OpenIdConnectProvider, &oidc.url, oidc.id.as_str()),
    ];
    let mut transaction = begin(&store).await;
    for (kind, name, id) in names {
        let name = Name { kind, name: name.clone(), id: id.to_owned() };
        transaction.claim_name(&name).unwrap();
    }
    transaction.put(&saml).unwrap();
    transaction.put(&oidc).unwrap();
    transaction.put(&metadata).unwrap();
    let sealed = SealedSecret::new(vec![0xff, 1]);
    transaction.put_saml_private_key("KEY1", &sealed);
    transaction.commit(&store, op_id()).await.unwrap();

    let seen = view(&store).await;
    assert_eq!(seen.entity_named(NameKind::SamlProvider, "Office").unwrap(), Some(saml));
    let url = "login.example.com/team";
    assert_eq!(seen.entity_named(NameKind::OpenIdConnectProvider, url).unwrap(), Some(oidc));
    assert_eq!(seen.find::<SamlMetadata>(&saml_id).unwrap(), Some(metadata));
    assert_eq!(seen.saml_private_key("KEY1").unwrap(), Some(sealed));
    let mut transaction = begin(&store).await;
    transaction.remove_saml_private_key("KEY1");
    transaction.commit(&store, op_id()).await.unwrap();
    assert_eq!(view(&store).await.saml_private_key("KEY1").unwrap(), None);
}

#[tokio::test]
async fn instance_profiles_are_found_from_the_role_in_them() {
    let store = MemoryStore::new();
    let (id, role) = (ObjectId::new("AIPA1"), PrincipalId::new("AROA1"));
    let profile = InstanceProfile {
        name: "web".into(),
        path: "/".into(),
        created: NOW,
        role: Some(PassedRole { id: role.clone(), provenance: entail_lineage::Label::new() }),
        tags: Tags::new(),
        lineage: lineage(&id, ObjectKind::InstanceProfile),
        id: id.clone(),
    };
    let link = |profile: &str| ProfileOfRole { role: role.clone(), profile: profile.into() };
    let mut transaction = begin(&store).await;
    transaction.put(&profile).unwrap();
    transaction.put(&link("AIPA1")).unwrap();
    transaction.put(&link("AIPA2")).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();

    let mut transaction = begin(&store).await;
    assert_eq!(transaction.find::<InstanceProfile>(id.as_str()).unwrap(), Some(profile));
    let after = transaction.profiles_of_role(&role, Some(&id), 9).unwrap();
    assert_eq!(after, [link("AIPA2")]);
    assert!(transaction.profiles_of_role(&PrincipalId::new("AROA"), None, 9).unwrap().is_empty());
    for link in transaction.profiles_of_role(&role, None, 9).unwrap() {
        transaction.remove::<ProfileOfRole>(&link);
    }
    transaction.remove::<InstanceProfile>(id.as_str());
    transaction.commit(&store, op_id()).await.unwrap();
    let left = view(&store).await.count(&Prefix::new(format!("a/{ACCOUNT}/"))).unwrap();
    assert_eq!(left, 0, "nothing is left behind");
}
