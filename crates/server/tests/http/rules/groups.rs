//! Groups in the transitive boundary: what a group's policies determine are its members (w2, F6), a
//! membership is written on the user, and nobody freezes another's group (w5).

use entail_store::{Records as _, Transaction};
use entail_testkit::client::{Answer, Caller};

use crate::support::{
    assert_denied, assert_gate,
    documents::{ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS, allow_all},
    house::ACCOUNT,
    people::{FENCED_ACTION, Fenced, keys_of, make_developer, make_fence, make_policy, make_user},
};

const CREW: (&str, &str) = ("GroupName", "crew");

async fn make_group(by: &Caller, name: &str) {
    by.iam("CreateGroup", &[("GroupName", name)]).await.expect_success();
}

async fn add(by: &Caller, user: &str, group: &str) -> Answer {
    by.iam("AddUserToGroup", &[("UserName", user), ("GroupName", group)]).await
}

async fn remove(by: &Caller, user: &str, group: &str) -> Answer {
    by.iam("RemoveUserFromGroup", &[("UserName", user), ("GroupName", group)]).await
}

/// Every way to change what the members of a group may do, or the group itself.
async fn every_write(by: &Caller, group: &str) -> Vec<Answer> {
    let (group, everything) = (("GroupName", group), allow_all());
    let inline = ("PolicyName", "notes");
    let attached = [group, ("PolicyArn", READ_ONLY_ACCESS)];
    vec![
        by.iam("PutGroupPolicy", &[group, inline, ("PolicyDocument", &everything)]).await,
        by.iam("DeleteGroupPolicy", &[group, inline]).await,
        by.iam("AttachGroupPolicy", &attached).await,
        by.iam("DetachGroupPolicy", &attached).await,
        by.iam("UpdateGroup", &[group, ("NewPath", "/moved/")]).await,
        by.iam("DeleteGroup", &[group]).await,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w2_a_group_is_no_longer_the_lineages_to_change_once_an_outsider_is_in_it() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    make_user(&root, "outsider").await;
    make_group(&dev, "crew").await;
    add(&root, "outsider", "crew").await.expect_success();
    for answer in every_write(&dev, "crew").await {
        assert_gate(&answer);
    }
    dev.iam("GetGroup", &[CREW]).await.expect_success();
    assert_gate(&remove(&dev, "outsider", "crew").await);
    remove(&root, "outsider", "crew").await.expect_success();
    for answer in every_write(&dev, "crew").await {
        answer.expect_success();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f6_a_policy_is_no_longer_the_lineages_to_edit_once_it_reaches_an_outsider_through_a_group()
{
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    make_user(&root, "outsider").await;
    make_group(&dev, "crew").await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    let policy = ("PolicyArn", own.as_str());
    dev.iam("AttachGroupPolicy", &[CREW, policy]).await.expect_success();
    let everything = allow_all();
    let version = [policy, ("PolicyDocument", everything.as_str()), ("SetAsDefault", "true")];
    dev.iam("CreatePolicyVersion", &version).await.expect_success();
    add(&root, "outsider", "crew").await.expect_success();
    assert_gate(&dev.iam("CreatePolicyVersion", &version).await);
    assert_gate(&dev.iam("SetDefaultPolicyVersion", &[policy, ("VersionId", "v1")]).await);
    remove(&root, "outsider", "crew").await.expect_success();
    dev.iam("CreatePolicyVersion", &version).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w1_a_policy_of_the_lineage_that_an_outside_group_has_is_not_the_lineages_to_edit() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    let policy = ("PolicyArn", own.as_str());
    make_group(&root, "crew").await;
    root.iam("AttachGroupPolicy", &[CREW, policy]).await.expect_success();
    let everything = allow_all();
    let version = [policy, ("PolicyDocument", everything.as_str())];
    assert_gate(&dev.iam("CreatePolicyVersion", &version).await);
    let conflict = root.iam("DeletePolicy", &[policy]).await;
    assert_eq!(conflict.code(), "DeleteConflict");
    assert_eq!(conflict.message(), "Cannot delete a policy attached to entities.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_membership_is_written_on_the_user() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    make_user(&root, "outsider").await;
    make_group(&root, "admins").await;
    let attach = [("GroupName", "admins"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    root.iam("AttachGroupPolicy", &attach).await.expect_success();
    make_group(&dev, "crew").await;
    // An outsider comes into no group by the lineage's hand, and out of none.
    for group in ["crew", "admins"] {
        assert_gate(&add(&dev, "outsider", group).await);
    }
    add(&root, "outsider", "admins").await.expect_success();
    assert_gate(&remove(&dev, "outsider", "admins").await);
    // A user of the lineage may join any group without a label: it stays bounded.
    dev.iam("CreateUser", &[("UserName", "kid")]).await.expect_success();
    add(&dev, "kid", "admins").await.expect_success();
    let kid = keys_of(&dev, "kid").await;
    kid.iam("ListUsers", &[]).await.expect_success();
    let fenced = kid.iam("ListUserTags", &[("UserName", "kid")]).await;
    assert_denied(&fenced, "with an explicit deny in an inherited permissions boundary");
    assert_eq!(FENCED_ACTION, "iam:ListUserTags");
    remove(&dev, "kid", "admins").await.expect_success();
    let alone = kid.iam("ListUsers", &[]).await;
    assert_denied(&alone, "because no identity-based policy allows the iam:ListUsers action");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w5_one_lineage_does_not_freeze_the_group_or_policy_of_another() {
    let Fenced { house: _house, root, dev, .. } = Fenced::new().await;
    let other_fence = make_fence(&root, "other-fence").await;
    let other = make_developer(&root, "other", &other_fence).await;
    make_group(&other, "crew").await;
    let theirs = make_policy(&other, "/", "theirs", &allow_all()).await;
    dev.iam("CreateUser", &[("UserName", "kid")]).await.expect_success();
    make_group(&dev, "own-crew").await;
    // With kid in it, `other` could not change its own group any more (w2); with its policy on
    // dev's group, not its own policy (w1).
    assert_gate(&add(&dev, "kid", "crew").await);
    let attach = [("GroupName", "own-crew"), ("PolicyArn", theirs.as_str())];
    assert_gate(&dev.iam("AttachGroupPolicy", &attach).await);
    for answer in every_write(&other, "crew").await {
        answer.expect_success();
    }
    let everything = allow_all();
    let version = [("PolicyArn", theirs.as_str()), ("PolicyDocument", everything.as_str())];
    other.iam("CreatePolicyVersion", &version).await.expect_success();
    // The same is open to an administrator, who knows why.
    root.iam("AttachGroupPolicy", &attach).await.expect_success();
    assert_gate(&other.iam("CreatePolicyVersion", &version).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_a_groups_policies_and_a_membership_last_is_recorded() {
    let Fenced { house, root, dev, .. } = Fenced::new().await;
    make_group(&dev, "crew").await;
    dev.iam("CreateUser", &[("UserName", "kid")]).await.expect_success();
    add(&dev, "kid", "crew").await.expect_success();
    let everything = allow_all();
    let inline = [CREW, ("PolicyName", "notes"), ("PolicyDocument", everything.as_str())];
    dev.iam("PutGroupPolicy", &inline).await.expect_success();
    let attach = [CREW, ("PolicyArn", READ_ONLY_ACCESS)];
    dev.iam("AttachGroupPolicy", &attach).await.expect_success();

    let view = Transaction::begin(house.store.as_ref(), ACCOUNT).await.unwrap();
    let group = view.group_named("crew").unwrap().unwrap();
    let seals = group.lineage.inherited.seals();
    assert_eq!(seals.len(), 1);
    assert_eq!(group.lineage.writers.len(), 2);
    assert!(group.lineage.writers.values().all(|writer| *writer == seals));
    let kid = view.user_named("kid").unwrap().unwrap();
    let membership = entail_lineage::Aspect::Group(group.id.to_string());
    assert_eq!(kid.lineage.writer_of(&membership), Some(&seals));

    // An administrator's writes need no record, and what is gone has no writer.
    root.iam("PutGroupPolicy", &inline).await.expect_success();
    root.iam("DetachGroupPolicy", &attach).await.expect_success();
    remove(&root, "kid", "crew").await.expect_success();
    let view = Transaction::begin(house.store.as_ref(), ACCOUNT).await.unwrap();
    assert!(view.group_named("crew").unwrap().unwrap().lineage.writers.is_empty());
    let kid = view.user_named("kid").unwrap().unwrap();
    assert_eq!(kid.lineage.writer_of(&membership), None);
}
