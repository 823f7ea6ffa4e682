//! G-pass: a role is put into an instance profile only by whoever bears no seal that it lacks.

use entail_lineage::Aspect;
use entail_store::{
    Records as _, View,
    records::{InstanceProfile, NameKind},
};
use entail_testkit::client::Caller;

use crate::support::{
    GATE, assert_denied, assert_gate, assert_refused,
    documents::{ADMINISTRATOR_ACCESS, allow, deny_if, document, role_arn},
    house::{ACCOUNT, House},
    people::{Fenced, keys_of, make_role},
};

const LEFT: &str = "Cannot delete entity, must remove roles from instance profile first.";

async fn make_profile(by: &Caller, name: &str) {
    by.iam("CreateInstanceProfile", &[("InstanceProfileName", name)]).await.expect_success();
}

fn put<'a>(profile: &'a str, role: &'a str) -> [(&'static str, &'a str); 2] {
    [("InstanceProfileName", profile), ("RoleName", role)]
}

async fn profile(house: &House, name: &str) -> InstanceProfile {
    let view = View::latest(house.store.as_ref(), ACCOUNT).await.unwrap();
    view.entity_named(NameKind::InstanceProfile, name).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_15_an_outside_role_is_not_put_into_a_profile_and_an_outside_profile_is_not_changed() {
    let fenced = Fenced::new().await;
    let child = fenced.child("child").await;
    make_role(&fenced.root, "operator").await;
    make_profile(&fenced.root, "outside").await;
    make_profile(&child, "own").await;
    for by in [&fenced.dev, &child] {
        // The refusal names what was handed over.
        let refused = by.iam("AddRoleToInstanceProfile", &put("own", "operator")).await;
        assert_gate(&refused);
        let what = format!("iam:PassRole on resource: {} {GATE}", role_arn("operator"));
        assert!(refused.message().ends_with(&what), "{}", refused.message());
        let refused = by.iam("AddRoleToInstanceProfile", &put("outside", "child")).await;
        assert_gate(&refused);
        let what = "instance-profile/outside with";
        assert!(refused.message().contains(what), "{}", refused.message());
    }
    fenced.root.iam("AddRoleToInstanceProfile", &put("outside", "operator")).await.expect_success();
    let outside = ("InstanceProfileName", "outside");
    let tag = [outside, ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    for by in [&fenced.dev, &child] {
        assert_gate(&by.iam("RemoveRoleFromInstanceProfile", &put("outside", "operator")).await);
        assert_gate(&by.iam("TagInstanceProfile", &tag).await);
        assert_gate(&by.iam("UntagInstanceProfile", &[outside, ("TagKeys.member.1", "a")]).await);
        assert_gate(&by.iam("DeleteInstanceProfile", &[outside]).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lineage_passes_its_own_roles_and_who_did_is_recorded() {
    let fenced = Fenced::new().await;
    let child = fenced.child("child").await;
    make_profile(&child, "own").await;
    child.iam("AddRoleToInstanceProfile", &put("own", "child")).await.expect_success();
    let own = profile(&fenced.house, "own").await;
    assert_eq!(own.lineage.inherited.len(), 1);
    let view = View::latest(fenced.house.store.as_ref(), ACCOUNT).await.unwrap();
    let role = view.role_named("child").unwrap().unwrap();
    assert_eq!(own.role.as_ref().unwrap().id, role.id);
    let passed = Aspect::Pass(own.id.to_string());
    assert_eq!(role.lineage.writer_of(&passed), Some(&own.lineage.inherited.seals()));

    fenced.dev.iam("RemoveRoleFromInstanceProfile", &put("own", "child")).await.expect_success();
    fenced.root.iam("AddRoleToInstanceProfile", &put("own", "child")).await.expect_success();
    let view = View::latest(fenced.house.store.as_ref(), ACCOUNT).await.unwrap();
    let role = view.role_named("child").unwrap().unwrap();
    assert_eq!(role.lineage.writer_of(&passed), None, "an administrator passed it last");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_holds_one_role_and_neither_goes_while_it_does() {
    let house = House::new().await;
    let root = &house.root;
    for role in ["web", "other"] {
        make_role(root, role).await;
        let detach = [("RoleName", role), ("PolicyArn", ADMINISTRATOR_ACCESS)];
        root.iam("DetachRolePolicy", &detach).await.expect_success();
    }
    make_profile(root, "one").await;
    make_profile(root, "two").await;
    for profile in ["one", "two"] {
        root.iam("AddRoleToInstanceProfile", &put(profile, "WEB")).await.expect_success();
        let again = root.iam("AddRoleToInstanceProfile", &put(profile, "other")).await;
        let quota = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
        assert_refused(&again, "LimitExceeded", quota);
    }
    let listed = root.iam("ListInstanceProfilesForRole", &[("RoleName", "web")]).await;
    assert_eq!(listed.find_all("InstanceProfileName"), ["one", "two"]);
    let wrong = root.iam("RemoveRoleFromInstanceProfile", &put("one", "other")).await;
    assert_refused(&wrong, "NoSuchEntity", "Role other in Instance Profile one cannot be found.");
    let role = [("RoleName", "web")];
    assert_refused(&root.iam("DeleteRole", &role).await, "DeleteConflict", LEFT);
    for name in ["one", "two"] {
        let gone = [("InstanceProfileName", name)];
        assert_refused(&root.iam("DeleteInstanceProfile", &gone).await, "DeleteConflict", LEFT);
        root.iam("RemoveRoleFromInstanceProfile", &put(name, "web")).await.expect_success();
        root.iam("DeleteInstanceProfile", &gone).await.expect_success();
    }
    let listed = root.iam("ListInstanceProfilesForRole", &[("RoleName", "web")]).await;
    assert!(listed.find_all("InstanceProfileName").is_empty());
    root.iam("DeleteRole", &role).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn putting_a_role_into_a_profile_asks_to_pass_it_to_ec2() {
    let house = House::new().await;
    let root = &house.root;
    make_role(root, "web").await;
    make_profile(root, "one").await;
    root.iam("CreateUser", &[("UserName", "ann")]).await.expect_success();
    let ann = keys_of(root, "ann").await;
    let allowed = |statements: &[serde_json::Value]| document(statements);
    let set = |text: String| async move {
        let policy = [("UserName", "ann"), ("PolicyName", "p"), ("PolicyDocument", text.as_str())];
        root.iam("PutUserPolicy", &policy).await.expect_success();
    };
    set(allowed(&[allow(&["iam:AddRoleToInstanceProfile"])])).await;
    let refused = ann.iam("AddRoleToInstanceProfile", &put("one", "web")).await;
    assert_denied(&refused, "because no identity-based policy allows the iam:PassRole action");
    let to_others =
        serde_json::json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}});
    let not_to_ec2 = [
        allow(&["iam:AddRoleToInstanceProfile", "iam:PassRole"]),
        deny_if(&["iam:PassRole"], &to_others),
    ];
    set(allowed(&not_to_ec2)).await;
    let refused = ann.iam("AddRoleToInstanceProfile", &put("one", "web")).await;
    assert_denied(&refused, "with an explicit deny in an identity-based policy");
    set(allowed(&[allow(&["iam:AddRoleToInstanceProfile", "iam:PassRole"])])).await;
    ann.iam("AddRoleToInstanceProfile", &put("one", "web")).await.expect_success();
}
