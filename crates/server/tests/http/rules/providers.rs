//! Identity providers bear the label of whoever makes them, and are changed by nobody who bears more.

use entail_lineage::{Aspect, PolicyId};
use entail_server::operations;
use entail_store::{
    Records as _, View,
    records::{NameKind, OpenIdConnectProvider, PolicyReference, ReferenceKind, SamlProvider},
};
use entail_testkit::client::{Answer, Caller};
use entail_wire::service::Service;

use crate::support::{
    assert_gate, assert_refused,
    documents::{OIDC_ARN, SAML_ARN, SAML_METADATA, THUMBPRINT, document, role_arn},
    house::{ACCOUNT, House},
    people::{Fenced, make_role},
};

const TAG: [(&str, &str); 2] = [("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
const UNTAG: (&str, &str) = ("TagKeys.member.1", "a");

async fn make_both(by: &Caller) {
    by.iam("CreateOpenIDConnectProvider", &[("Url", "https://login.example.com")])
        .await
        .expect_success();
    by.iam("CreateSAMLProvider", &[("Name", "office"), ("SAMLMetadataDocument", SAML_METADATA)])
        .await
        .expect_success();
}

/// Every change of both providers, deletions last.
fn changes() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let (oidc, saml) = (("OpenIDConnectProviderArn", OIDC_ARN), ("SAMLProviderArn", SAML_ARN));
    vec![
        ("AddClientIDToOpenIDConnectProvider", vec![oidc, ("ClientID", "app")]),
        ("RemoveClientIDFromOpenIDConnectProvider", vec![oidc, ("ClientID", "app")]),
        (
            "UpdateOpenIDConnectProviderThumbprint",
            vec![oidc, ("ThumbprintList.member.1", THUMBPRINT)],
        ),
        ("TagOpenIDConnectProvider", [&[oidc][..], &TAG].concat()),
        ("UntagOpenIDConnectProvider", vec![oidc, UNTAG]),
        ("UpdateSAMLProvider", vec![saml, ("SAMLMetadataDocument", SAML_METADATA)]),
        ("TagSAMLProvider", [&[saml][..], &TAG].concat()),
        ("UntagSAMLProvider", vec![saml, UNTAG]),
        ("DeleteOpenIDConnectProvider", vec![oidc]),
        ("DeleteSAMLProvider", vec![saml]),
    ]
}

async fn providers(house: &House) -> (OpenIdConnectProvider, SamlProvider) {
    let view = View::latest(house.store.as_ref(), ACCOUNT).await.unwrap();
    let oidc = view.entity_named(NameKind::OpenIdConnectProvider, "login.example.com");
    let saml = view.entity_named(NameKind::SamlProvider, "office");
    (oidc.unwrap().unwrap(), saml.unwrap().unwrap())
}

/// The unique id of the policy with this ARN.
async fn policy_id(by: &Caller, arn: &str) -> PolicyId {
    let answer = by.iam("GetPolicy", &[("PolicyArn", arn)]).await.expect_success();
    PolicyId::new(answer.text("PolicyId"))
}

#[test]
fn the_changes_above_are_all_there_are() {
    let listed: Vec<&str> = changes().iter().map(|(operation, _)| *operation).collect();
    let reads = ["Get", "List", "Create"];
    for operation in operations::of(Service::Iam) {
        let name = operation.name();
        let is_of_provider =
            ["OpenIDConnectProvider", "SAMLProvider"].iter().any(|it| name.contains(it));
        let is_change = is_of_provider && !reads.iter().any(|it| name.starts_with(it));
        assert_eq!(listed.contains(&name), is_change, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_19_nobody_under_a_seal_changes_a_provider_that_others_trust() {
    let fenced = Fenced::new().await;
    make_both(&fenced.root).await;
    let child = fenced.child("child").await;
    let before = fenced.house.state().await;
    for by in [&fenced.dev, &child] {
        for (operation, parameters) in changes() {
            assert_gate(&by.iam(operation, &parameters).await);
        }
    }
    assert_eq!(fenced.house.state().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_19_a_new_provider_that_an_outside_role_trusts_already_bears_the_seals() {
    let fenced = Fenced::new().await;
    trust(&fenced.root, "waiting", OIDC_ARN).await.expect_success();
    make_both(&fenced.dev).await;
    let seal = policy_id(&fenced.root, &fenced.fence).await;
    let (oidc, saml) = providers(&fenced.house).await;
    for lineage in [&oidc.lineage, &saml.lineage] {
        // What federation will carry into each session through the provider.
        assert_eq!(lineage.inherited.seals(), [seal.clone()].into());
        assert_eq!(lineage.created_by.len(), 1);
        assert_eq!(lineage.writers[&Aspect::Settings], [seal.clone()].into());
    }
    let view = View::latest(fenced.house.store.as_ref(), ACCOUNT).await.unwrap();
    let policy = PolicyReference::Customer(seal);
    let holders = view.references(&policy, ReferenceKind::Inherited, None, 9).unwrap();
    let holders: Vec<&str> = holders.iter().map(|it| it.entity.as_str()).collect();
    assert_eq!(holders, [oidc.id.as_str(), saml.id.as_str()]);
    // An administrator who takes the boundary off the developer is told of them.
    let user = [("UserName", "dev")];
    let answer = fenced.root.iam("DeleteUserPermissionsBoundary", &user).await.expect_success();
    let notes = answer.text("Notes");
    assert!(notes.contains(OIDC_ARN) && notes.contains(SAML_ARN), "{notes}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lineage_runs_its_own_providers_and_its_last_writers_are_known() {
    let fenced = Fenced::new().await;
    let child = fenced.child("child").await;
    make_both(&child).await;
    let seal = policy_id(&fenced.root, &fenced.fence).await;
    for (operation, parameters) in changes().into_iter().take(8) {
        fenced.root.iam(operation, &parameters).await.expect_success();
    }
    let (oidc, saml) = providers(&fenced.house).await;
    assert!(oidc.lineage.writers.is_empty() && saml.lineage.writers.is_empty());
    for (operation, parameters) in changes().into_iter().take(8) {
        fenced.dev.iam(operation, &parameters).await.expect_success();
    }
    let (oidc, saml) = providers(&fenced.house).await;
    assert_eq!(oidc.lineage.writers[&Aspect::Settings], [seal.clone()].into());
    assert_eq!(saml.lineage.writers[&Aspect::Settings], [seal].into());
    for (operation, parameters) in changes().into_iter().skip(8) {
        fenced.dev.iam(operation, &parameters).await.expect_success();
    }
    // Nothing of them stands against the end of the seal.
    let policy = [("PolicyArn", fenced.fence.as_str())];
    let answer = fenced.root.iam("DeletePolicy", &policy).await;
    assert_refused(&answer, "DeleteConflict", "attached");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seal_is_not_deleted_while_a_provider_bears_it() {
    let fenced = Fenced::new().await;
    make_both(&fenced.dev).await;
    let root = &fenced.root;
    let user = [("UserName", "dev")];
    root.iam("DeleteUserPermissionsBoundary", &user).await.expect_success();
    let policy = [("PolicyArn", fenced.fence.as_str())];
    let refused = root.iam("DeletePolicy", &policy).await;
    assert_refused(&refused, "DeleteConflict", "in use as a permissions boundary");
    root.iam("DeleteSAMLProvider", &[("SAMLProviderArn", SAML_ARN)]).await.expect_success();
    let oidc = [("OpenIDConnectProviderArn", OIDC_ARN)];
    assert_refused(&root.iam("DeletePolicy", &policy).await, "DeleteConflict", "in use");
    root.iam("DeleteOpenIDConnectProvider", &oidc).await.expect_success();
    root.iam("DeletePolicy", &policy).await.expect_success();
}

fn trusting(provider: &str) -> String {
    document(&[serde_json::json!({
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
    })])
}

async fn trust(by: &Caller, role: &str, provider: &str) -> Answer {
    let text = trusting(provider);
    by.iam("CreateRole", &[("RoleName", role), ("AssumeRolePolicyDocument", &text)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trust_policy_names_providers_by_arn_or_host_whether_or_not_they_exist() {
    let house = House::new().await;
    let root = &house.root;
    let fine = [SAML_ARN, OIDC_ARN, "accounts.google.com", "cognito-identity.amazonaws.com"];
    for (number, provider) in fine.into_iter().enumerate() {
        let answer = trust(root, &format!("role-{number}"), provider).await.expect_success();
        // The document is percent-encoded in answers.
        let name = provider.rsplit('/').next().unwrap();
        assert!(answer.text("AssumeRolePolicyDocument").contains(name));
    }
    let text = "Federated principals must be valid domain names or SAML metadata ARNs";
    for wrong in [
        "office",
        "",
        "arn:aws:iam::111122223333:saml-provider/",
        "arn:aws:iam::111122223333:role/office",
        "arn:aws:iam//111122223333:oidc-provider/login.example.com",
        "arn:aws:iam::12345:saml-provider/office",
        "arn:aws:sts::111122223333:saml-provider/office",
    ] {
        let answer = trust(root, "wrong", wrong).await;
        assert_refused(&answer, "MalformedPolicyDocument", text);
        let policy = trusting(wrong);
        let update = [("RoleName", "role-0"), ("PolicyDocument", policy.as_str())];
        let answer = root.iam("UpdateAssumeRolePolicy", &update).await;
        assert_refused(&answer, "MalformedPolicyDocument", text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_an_adopted_provider_and_a_passed_role_are_not_freed_while_the_lineage_wrote_last() {
    let fenced = Fenced::new().await;
    let (root, dev) = (&fenced.root, &fenced.dev);
    make_both(root).await;
    make_role(root, "shared").await;
    dev.iam("CreateInstanceProfile", &[("InstanceProfileName", "own")]).await.expect_success();
    let role = role_arn("shared");
    let seal = ("PolicyArn", fenced.fence.as_str());
    for arn in [SAML_ARN, OIDC_ARN, role.as_str()] {
        let adopt = [("ResourceArn", arn), seal, ("Mode", "Write")];
        root.entail("Adopt", &adopt).await.expect_success();
    }
    let passed = [("InstanceProfileName", "own"), ("RoleName", "shared")];
    let metadata = [("SAMLProviderArn", SAML_ARN), ("SAMLMetadataDocument", SAML_METADATA)];
    let client = [("OpenIDConnectProviderArn", OIDC_ARN), ("ClientID", "app")];
    let writes = [
        (SAML_ARN, "UpdateSAMLProvider", metadata),
        (OIDC_ARN, "AddClientIDToOpenIDConnectProvider", client),
        (role.as_str(), "AddRoleToInstanceProfile", passed),
    ];
    for (arn, operation, parameters) in &writes {
        dev.iam(operation, parameters).await.expect_success();
        let disown = [("ResourceArn", *arn), seal];
        let refused = root.entail("Disown", &disown).await;
        assert_eq!(refused.code(), "DeleteConflict", "{operation}: {}", refused.body);
    }
    // What an administrator has written since is nobody's to fear.
    root.iam("RemoveRoleFromInstanceProfile", &passed).await.expect_success();
    for (arn, operation, parameters) in &writes {
        root.iam(operation, parameters).await.expect_success();
        root.entail("Disown", &[("ResourceArn", *arn), seal]).await.expect_success();
        if *operation == "AddRoleToInstanceProfile" {
            root.iam("RemoveRoleFromInstanceProfile", &passed).await.expect_success();
        }
        assert_gate(&dev.iam(operation, parameters).await);
    }
}
