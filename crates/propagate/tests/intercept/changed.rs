//! Roles and users that are there already, and are changed.

use std::time::Duration;

use entail_propagate::{
    journal::{Event, Place},
    report::Report,
    template::How,
};
use tokio::time::timeout;

use crate::{
    account::{ACCOUNT, EVERYTHING},
    iam::developer_who_may_not,
    run::{Run, World},
};

async fn put_policy(run: &Run, role: &str, name: &str) {
    let given = [("RoleName", role), ("PolicyName", name), ("PolicyDocument", EVERYTHING)];
    run.iam("PutRolePolicy", &given).await.expect_success();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_changed_is_told_once_with_the_boundary_that_it_has() {
    let world = World::new().await;
    world.account.role("free", "/", None).await;
    world.account.role("bound", "/", Some(&world.boundary)).await;
    let run = world.run().await;
    for role in ["free", "bound"] {
        put_policy(&run, role, "a").await;
        put_policy(&run, role, "b").await;
    }
    let unbounded = run.unbounded();
    assert_eq!(unbounded.len(), 1, "{unbounded:?}");
    assert!(unbounded[0].0 == "free" && unbounded[0].1.contains(&world.boundary), "{unbounded:?}");
    let bounded = run.journal.events().into_iter().filter_map(|event| match event {
        Event::Bounded(it) => Some((it.name, it.place, it.how)),
        _ => None,
    });
    let place =
        Place::Call { call: "iam:PutRolePolicy".to_owned(), account: Some(ACCOUNT.to_owned()) };
    let expected = ("bound".to_owned(), place, How::AlreadyThere);
    assert_eq!(bounded.collect::<Vec<_>>(), [expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_this_run_is_told_by_its_creation_alone() {
    let world = World::new().await;
    let run = world.run().await;
    run.iam("CreateUser", &[("UserName", "ci")]).await.expect_success();
    let given = [("UserName", "ci"), ("PolicyName", "own"), ("PolicyDocument", EVERYTHING)];
    run.iam("PutUserPolicy", &given).await.expect_success();
    assert_eq!(run.bounded(), ["ci"]);
    let given = [("UserName", "ci"), ("NewUserName", "pipeline")];
    let taken = [("UserName", "ci"), ("NewUserName", "a/b")];
    assert_eq!(run.iam("UpdateUser", &taken).await.code(), "ValidationError");
    run.iam("UpdateUser", &given).await.expect_success();
    let report = Report::of(&run.journal);
    let told: Vec<_> = report.principals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(told, ["pipeline"]);
    let shown = run.iam("GetUser", &[("UserName", "pipeline")]).await.expect_success();
    assert_eq!(shown.find("PermissionsBoundaryArn"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_changed_and_then_deleted_is_not_told() {
    let world = World::new().await;
    world.account.role("free", "/", None).await;
    let check = world.check().await;
    let given = [("RoleName", "free"), ("PolicyName", "own")];
    check.iam("DeleteRolePolicy", &given).await.expect_success();
    assert_eq!(Report::of(&check.journal).unbounded().count(), 1);
    check.iam("DeleteRole", &given[..1]).await.expect_success();
    let report = Report::of(&check.journal);
    assert!(report.is_clean() && report.principals.is_empty(), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_deleted_at_the_second_try_is_not_told() {
    let world = World::new().await;
    world.account.role("free", "/", None).await;
    let given = [("RoleName", "free"), ("PolicyName", "more"), ("PolicyDocument", EVERYTHING)];
    world.account.root.iam("PutRolePolicy", &given).await.expect_success();
    let run = world.run().await;
    run.iam("DeleteRolePolicy", &given[..2]).await.expect_success();
    assert_eq!(run.iam("DeleteRole", &given[..1]).await.code(), "DeleteConflict");
    assert_eq!(Report::of(&run.journal).unbounded().count(), 1);
    let own = [given[0], ("PolicyName", "own")];
    run.iam("DeleteRolePolicy", &own).await.expect_success();
    run.iam("DeleteRole", &given[..1]).await.expect_success();
    assert!(Report::of(&run.journal).principals.is_empty(), "{:?}", run.journal.events());
    // Who comes to have the name is another one.
    world.account.role("free", "/", None).await;
    run.iam("DeleteRolePolicy", &own).await.expect_success();
    assert_eq!(Report::of(&run.journal).unbounded().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_another_key_deletes_as_its_first_call_is_not_told() {
    let world = World::new().await;
    world.account.role("free", "/", None).await;
    let run = world.run().await;
    let own = [("RoleName", "free"), ("PolicyName", "own")];
    run.iam("DeleteRolePolicy", &own).await.expect_success();
    assert_eq!(Report::of(&run.journal).unbounded().count(), 1);
    let developer = developer_who_may_not(&world, &run, &["iam:GetUser"]).await;
    developer.iam("DeleteRole", &own[..1]).await.expect_success();
    let report = Report::of(&run.journal);
    let told: Vec<_> = report.principals.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(told, ["developer"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_does_not_wait_for_ever_for_what_is_asked_after_its_answer() {
    let world = World::new().await;
    let run = world.run_with_iam_that_shows_nothing().await;
    let answered = timeout(Duration::from_secs(30), put_policy(&run, "slow", "a")).await;
    assert!(answered.is_ok(), "the look at the role holds the answer");
    let unseen = run.unseen();
    assert_eq!(unseen.len(), 1, "{unseen:?}");
    assert!(unseen[0].0 == "slow" && unseen[0].1.contains("had not answered"), "{unseen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_aws_refuses_to_change_is_told_as_refused_and_what_it_hides_as_not_seen() {
    let world = World::new().await;
    world.account.role("theirs", "/", None).await;
    let run = world.run().await;
    let denied = ["iam:GetRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateUser"];
    let developer = developer_who_may_not(&world, &run, &denied).await;
    let given = [("RoleName", "theirs"), ("PolicyDocument", EVERYTHING)];
    let answer = developer.iam("UpdateAssumeRolePolicy", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert_eq!((run.denied(), run.unbounded().len()), (vec!["theirs".to_owned()], 0));
    let given = [("UserName", "developer"), ("NewUserName", "other")];
    assert_eq!(developer.iam("UpdateUser", &given).await.code(), "AccessDenied");
    assert_eq!(run.denied(), ["theirs", "developer"], "nobody is called otherwise");
    let given = [("RoleName", "theirs"), ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")];
    developer.iam("TagRole", &given).await.expect_success();
    let unseen = run.unseen();
    assert_eq!(unseen.len(), 1, "{unseen:?}");
    assert!(unseen[0].1.contains("iam:GetRole"), "{unseen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_refuses_to_change_what_is_not_bounded_and_lets_rights_be_taken() {
    let world = World::new().await;
    world.account.role("free", "/", None).await;
    world.account.role("bound", "/", Some(&world.boundary)).await;
    let check = world.check().await;
    put_policy(&check, "bound", "a").await;
    let given = [("RoleName", "free"), ("PolicyName", "own"), ("PolicyDocument", EVERYTHING)];
    let answer = check.iam("PutRolePolicy", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("--check"), "{}", answer.message());
    check.iam("DeleteRolePolicy", &given[..2]).await.expect_success();
    assert_eq!(check.unbounded()[0].0, "free");
}
