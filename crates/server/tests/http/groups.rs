//! Groups as AWS has them: their policies are their members', and their members are known by id.

use entail_testkit::client::{Answer, Caller};
use tokio::task::JoinSet;

use crate::support::{
    assert_denied, assert_refused,
    documents::{ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS, allow, deny, document},
    house::House,
    people::{keys_of, make_policy},
};

async fn make_group(by: &Caller, name: &str) {
    by.iam("CreateGroup", &[("GroupName", name)]).await.expect_success();
}

async fn add(by: &Caller, user: &str, group: &str) -> Answer {
    by.iam("AddUserToGroup", &[("UserName", user), ("GroupName", group)]).await
}

/// A user without policies, and its credentials.
async fn make_poor_user(by: &Caller, name: &str) -> Caller {
    by.iam("CreateUser", &[("UserName", name)]).await.expect_success();
    keys_of(by, name).await
}

async fn groups_of(by: &Caller, user: &str) -> Vec<String> {
    by.iam("ListGroupsForUser", &[("UserName", user)]).await.expect_success().find_all("GroupName")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_have_the_inline_and_attached_policies_of_their_groups_and_nobody_else() {
    let house = House::new().await;
    let root = &house.root;
    let (ann, bob) = (make_poor_user(root, "ann").await, make_poor_user(root, "bob").await);
    make_group(root, "readers").await;
    let listing = document(&[allow(&["iam:ListUsers"])]);
    let group = ("GroupName", "readers");
    let inline = [group, ("PolicyName", "notes"), ("PolicyDocument", listing.as_str())];
    root.iam("PutGroupPolicy", &inline).await.expect_success();
    let roles = make_policy(root, "/", "roles", &document(&[allow(&["iam:ListRoles"])])).await;
    root.iam("AttachGroupPolicy", &[group, ("PolicyArn", &roles)]).await.expect_success();
    let nothing = "because no identity-based policy allows the iam:ListUsers action";
    assert_denied(&ann.iam("ListUsers", &[]).await, nothing);

    add(root, "ann", "readers").await.expect_success();
    ann.iam("ListUsers", &[]).await.expect_success();
    ann.iam("ListRoles", &[]).await.expect_success();
    assert_denied(&bob.iam("ListUsers", &[]).await, nothing);

    let denial = document(&[deny(&["iam:ListUsers"])]);
    let inline = [group, ("PolicyName", "denial"), ("PolicyDocument", denial.as_str())];
    root.iam("PutGroupPolicy", &inline).await.expect_success();
    let denied = ann.iam("ListUsers", &[]).await;
    assert_denied(&denied, "with an explicit deny in an identity-based policy");

    let member = [group, ("UserName", "ann")];
    root.iam("RemoveUserFromGroup", &member).await.expect_success();
    assert_denied(&ann.iam("ListUsers", &[]).await, nothing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boundary_limits_what_a_group_gives() {
    let house = House::new().await;
    let root = &house.root;
    let ann = make_poor_user(root, "ann").await;
    make_group(root, "admins").await;
    let attach = [("GroupName", "admins"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    root.iam("AttachGroupPolicy", &attach).await.expect_success();
    add(root, "ann", "admins").await.expect_success();
    let boundary = [("UserName", "ann"), ("PermissionsBoundary", READ_ONLY_ACCESS)];
    root.iam("PutUserPermissionsBoundary", &boundary).await.expect_success();
    ann.iam("ListUsers", &[]).await.expect_success();
    let denied = ann.iam("CreateUser", &[("UserName", "new")]).await;
    assert_denied(&denied, "because no permissions boundary allows the iam:CreateUser action");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_names_of_user_and_group_keep_the_membership_and_a_namesake_has_none() {
    let house = House::new().await;
    let root = &house.root;
    let ann = make_poor_user(root, "ann").await;
    make_group(root, "admins").await;
    let attach = [("GroupName", "admins"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    root.iam("AttachGroupPolicy", &attach).await.expect_success();
    add(root, "ann", "admins").await.expect_success();
    let rename = [("UserName", "ann"), ("NewUserName", "anna")];
    root.iam("UpdateUser", &rename).await.expect_success();
    let rename = [("GroupName", "admins"), ("NewGroupName", "owners"), ("NewPath", "/new/")];
    root.iam("UpdateGroup", &rename).await.expect_success();
    assert_eq!(groups_of(root, "anna").await, ["owners"]);
    ann.iam("ListUsers", &[]).await.expect_success();

    make_group(root, "admins").await;
    make_poor_user(root, "ann").await;
    assert!(groups_of(root, "ann").await.is_empty());
    let members = root.iam("GetGroup", &[("GroupName", "ADMINS")]).await.expect_success();
    assert!(members.find_all("UserName").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_user_nor_group_is_deleted_while_they_belong_together() {
    let house = House::new().await;
    let root = &house.root;
    root.iam("CreateUser", &[("UserName", "ann")]).await.expect_success();
    make_group(root, "staff").await;
    add(root, "ann", "staff").await.expect_success();
    let text = "Cannot delete entity, must remove users from group first.";
    assert_refused(&root.iam("DeleteUser", &[("UserName", "ann")]).await, "DeleteConflict", text);
    let group = ("GroupName", "staff");
    assert_refused(&root.iam("DeleteGroup", &[group]).await, "DeleteConflict", text);
    let member = [group, ("UserName", "ann")];
    root.iam("RemoveUserFromGroup", &member).await.expect_success();
    root.iam("RemoveUserFromGroup", &member).await.expect_success();
    root.iam("DeleteUser", &[("UserName", "ann")]).await.expect_success();
    root.iam("DeleteGroup", &[group]).await.expect_success();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_that_are_added_at_once_only_one_is_the_tenth() {
    let house = House::new().await;
    let root = &house.root;
    root.iam("CreateUser", &[("UserName", "ann")]).await.expect_success();
    for number in 1..=13 {
        make_group(root, &format!("group-{number}")).await;
    }
    for number in 1..=9 {
        add(root, "ann", &format!("group-{number}")).await.expect_success();
    }
    let mut crowd = JoinSet::new();
    for number in 10..=13 {
        let root = root.clone();
        crowd.spawn(async move { add(&root, "ann", &format!("group-{number}")).await });
    }
    let (added, refused): (Vec<_>, Vec<_>) =
        crowd.join_all().await.into_iter().partition(Answer::is_success);
    assert_eq!(added.len(), 1);
    for answer in refused {
        assert_refused(&answer, "LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10");
    }
    assert_eq!(groups_of(root, "ann").await.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_details_of_an_account_come_in_pages_without_gap_or_repetition() {
    let house = House::new().await;
    let root = &house.root;
    for name in ["ann", "bob"] {
        root.iam("CreateUser", &[("UserName", name)]).await.expect_success();
    }
    make_group(root, "staff").await;
    add(root, "ann", "staff").await.expect_success();
    make_policy(root, "/", "own", &document(&[allow(&["s3:*"])])).await;
    let attach = [("GroupName", "staff"), ("PolicyArn", READ_ONLY_ACCESS)];
    root.iam("AttachGroupPolicy", &attach).await.expect_success();

    let (mut seen, mut marker) = (Vec::new(), None::<String>);
    loop {
        let mut parameters = vec![("MaxItems", "1")];
        parameters.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let page = root.iam("GetAccountAuthorizationDetails", &parameters).await.expect_success();
        seen.push(page.text("Arn"));
        marker = page.find("Marker");
        assert_eq!(page.text("IsTruncated"), marker.is_some().to_string());
        if marker.is_none() {
            break;
        }
    }
    let own = |resource: &str| format!("arn:aws:iam::111122223333:{resource}");
    let expected = [
        own("user/ann"),
        own("user/bob"),
        own("group/staff"),
        own("policy/own"),
        READ_ONLY_ACCESS.to_owned(),
    ];
    assert_eq!(seen, expected);
}
