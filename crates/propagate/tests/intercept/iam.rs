//! Roles and users.

use entail_propagate::{intercept::Mode, run::Options};
use entail_testkit::client::{Answer, Caller};

use crate::{
    account::{ACCOUNT, EVERYTHING},
    run::{Run, World},
};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

async fn create_role(run: &Run, name: &str, more: &[(&str, &str)]) -> Answer {
    let given = [("RoleName", name), ("AssumeRolePolicyDocument", TRUST)];
    run.iam("CreateRole", &[&given, more].concat()).await
}

/// The boundary that a role or user has on AWS.
async fn boundary_of(world: &World, kind: &str, name: &str) -> Option<String> {
    let parameter = format!("{kind}Name");
    let given = [(parameter.as_str(), name)];
    let answer = world.account.root.iam(&format!("Get{kind}"), &given).await.expect_success();
    answer.find("PermissionsBoundaryArn")
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_and_users_get_the_boundary_and_their_creator_does_not_see_it() {
    let world = World::new().await;
    let run = world.run().await;
    let role = create_role(&run, "worker", &[]).await.expect_success();
    let user = run.iam("CreateUser", &[("UserName", "ci")]).await.expect_success();
    for (kind, name) in [("Role", "worker"), ("User", "ci")] {
        assert_eq!(boundary_of(&world, kind, name).await.as_ref(), Some(&world.boundary));
    }
    let shown = run.iam("GetRole", &[("RoleName", "worker")]).await.expect_success();
    let listed = run.iam("ListRoles", &[]).await.expect_success();
    let details = run.iam("GetAccountAuthorizationDetails", &[]).await.expect_success();
    for answer in [&role, &user, &shown, &listed, &details] {
        assert_eq!(answer.find("PermissionsBoundaryArn"), None, "{}", answer.body);
        let length = answer.headers.get("content-length").unwrap().to_str().unwrap();
        assert_eq!(length, answer.body.len().to_string());
    }
    assert_eq!(run.bounded(), ["worker", "ci"]);
    // A later run masks the same; one that is open shows it.
    let later = world.run().await;
    let shown = later.iam("GetUser", &[("UserName", "ci")]).await.expect_success();
    assert_eq!(shown.find("PermissionsBoundaryArn"), None);
    let open = world.run_open().await;
    let shown = open.iam("GetUser", &[("UserName", "ci")]).await.expect_success();
    assert_eq!(shown.find("PermissionsBoundaryArn"), Some(world.boundary.clone()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_client_asked_for_itself_stays_and_is_shown() {
    let world = World::new().await;
    let run = world.run().await;
    let own = [("PermissionsBoundary", world.boundary.as_str())];
    let answer = create_role(&run, "worker", &own).await.expect_success();
    assert_eq!(answer.text("PermissionsBoundaryArn"), world.boundary);
    assert_eq!(world.state(), "");
    // Another policy that says the same is as good.
    let twin = world.account.policy("/", "twin", EVERYTHING).await;
    let answer = create_role(&run, "twin", &[("PermissionsBoundary", &twin)]).await;
    assert_eq!(answer.expect_success().text("PermissionsBoundaryArn"), twin);
    assert_eq!(run.bounded(), ["worker", "twin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_boundary_is_replaced_or_refused() {
    let world = World::new().await;
    let none =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    let other = world.account.policy("/", "other", none).await;
    let asked = [("PermissionsBoundary", other.as_str())];
    let run = world.run().await;
    let answer = create_role(&run, "worker", &asked).await.expect_success();
    assert_eq!(boundary_of(&world, "Role", "worker").await.as_ref(), Some(&world.boundary));
    assert_eq!(answer.text("PermissionsBoundaryArn"), other, "the client sees what it wrote");

    let refusing = world.run_refusing().await;
    let answer = create_role(&refusing, "another", &asked).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "AccessDenied"));
    let message = answer.message();
    assert!(message.contains(&other) && message.contains(&world.boundary), "{message}");
    assert_eq!(refusing.refused().len(), 1);
    let given = [("RoleName", "another")];
    assert_eq!(world.account.root.iam("GetRole", &given).await.code(), "NoSuchEntity");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_sets_later_is_shown() {
    let world = World::new().await;
    let run = world.run().await;
    create_role(&run, "worker", &[]).await.expect_success();
    let put = [("RoleName", "worker"), ("PermissionsBoundary", world.boundary.as_str())];
    run.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    let shown = run.iam("GetRole", &[("RoleName", "worker")]).await.expect_success();
    assert_eq!(shown.text("PermissionsBoundaryArn"), world.boundary);
}

/// A bounded user of the run, after the boundary's policy was made to deny these actions.
pub(crate) async fn developer_who_may_not(world: &World, run: &Run, actions: &[&str]) -> Caller {
    let user = [("UserName", "developer")];
    run.iam("CreateUser", &user).await.expect_success();
    let policy = [("PolicyName", "own"), ("PolicyDocument", EVERYTHING)];
    run.iam("PutUserPolicy", &[&user[..], &policy].concat()).await.expect_success();
    let key = run.iam("CreateAccessKey", &user).await.expect_success();
    let document = serde_json::json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": actions, "Resource": "*"}]});
    let document = document.to_string();
    let version = [
        ("PolicyArn", world.boundary.as_str()),
        ("PolicyDocument", document.as_str()),
        ("SetAsDefault", "true"),
    ];
    world.account.root.iam("CreatePolicyVersion", &version).await.expect_success();
    run.caller.with_credentials_of(&key)
}

/// The boundary's own policy refuses every change of boundaries, so nothing may be asked of AWS.
#[tokio::test(flavor = "multi_thread")]
async fn writing_the_boundary_down_and_taking_it_out_again_changes_nothing_on_aws() {
    let world = World::new().await;
    let run = world.run().await;
    create_role(&run, "worker", &[]).await.expect_success();
    // As generated boundaries do.
    let developer = developer_who_may_not(&world, &run, &["iam:*PermissionsBoundary"]).await;
    let put = [("RoleName", "worker"), ("PermissionsBoundary", world.boundary.as_str())];
    let role = [("RoleName", "worker")];
    developer.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    let shown = developer.iam("GetRole", &role).await.expect_success();
    assert_eq!(shown.text("PermissionsBoundaryArn"), world.boundary);
    // Put once more it is nothing that was hidden, and AWS decides.
    assert_eq!(developer.iam("PutRolePermissionsBoundary", &put).await.code(), "AccessDenied");

    developer.iam("DeleteRolePermissionsBoundary", &role).await.expect_success();
    let shown = developer.iam("GetRole", &role).await.expect_success();
    assert_eq!(shown.find("PermissionsBoundaryArn"), None);
    assert_eq!(boundary_of(&world, "Role", "worker").await.as_ref(), Some(&world.boundary));
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("was not sent")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_that_is_taken_off_is_told() {
    let world = World::new().await;
    let run = world.run_open().await;
    create_role(&run, "worker", &[]).await.expect_success();
    run.iam("DeleteRolePermissionsBoundary", &[("RoleName", "worker")]).await.expect_success();
    assert_eq!(boundary_of(&world, "Role", "worker").await, None);
    let unbounded = run.unbounded();
    assert_eq!(unbounded.len(), 1);
    assert!(unbounded[0].1.contains(&world.boundary), "{unbounded:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_was_made_anew_by_others_is_not_masked() {
    let world = World::new().await;
    let run = world.run().await;
    create_role(&run, "worker", &[]).await.expect_success();
    let root = &world.account.root;
    root.iam("DeleteRole", &[("RoleName", "worker")]).await.expect_success();
    world.account.role("worker", "/", Some(&world.boundary)).await;
    let shown = run.iam("GetRole", &[("RoleName", "worker")]).await.expect_success();
    assert_eq!(shown.text("PermissionsBoundaryArn"), world.boundary);
    assert!(world.state().contains("worker"));
    root.iam("DeleteRolePolicy", &[("RoleName", "worker"), ("PolicyName", "own")]).await;
    run.iam("DeleteRole", &[("RoleName", "worker")]).await.expect_success();
    assert!(!world.state().contains("worker"), "{}", world.state());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_that_was_replaced_is_shown_on_this_role_only() {
    let world = World::new().await;
    let other =
        world.account.policy("/", "other", crate::account::demanding("other").as_str()).await;
    world.account.role("worker", "/", None).await;
    let run = world.run().await;
    let put = [("RoleName", "worker"), ("PermissionsBoundary", other.as_str())];
    run.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    let role = [("RoleName", "worker")];
    let shown = run.iam("GetRole", &role).await.expect_success();
    assert_eq!(shown.text("PermissionsBoundaryArn"), other, "the client sees what it wrote");
    let root = &world.account.root;
    root.iam("DeleteRolePolicy", &[("RoleName", "worker"), ("PolicyName", "own")]).await;
    root.iam("DeleteRole", &role).await.expect_success();
    world.account.role("worker", "/", Some(&world.boundary)).await;
    let shown = run.iam("GetRole", &role).await.expect_success();
    assert_eq!(shown.text("PermissionsBoundaryArn"), world.boundary);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_call_leaves_no_trace_and_its_error_is_unchanged() {
    let world = World::new().await;
    let run = world.run().await;
    world.account.role("worker", "/", None).await;
    let answer = create_role(&run, "worker", &[]).await;
    assert_eq!((answer.status, answer.code().as_str()), (409, "EntityAlreadyExists"));
    assert_eq!((run.bounded().len(), world.state()), (0, String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_has_no_boundary_to_check_for_lets_nothing_be_created() {
    let world = World::new().await;
    let options = Options { boundary: None, mode: Mode::Check, ..world.options() };
    let check = world.run_with(options).await;
    let answer = create_role(&check, "worker", &[]).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("no boundary to check for"), "{}", answer.message());
    check.iam("ListRoles", &[]).await.expect_success();
    assert_eq!(
        world.account.root.iam("GetRole", &[("RoleName", "worker")]).await.code(),
        "NoSuchEntity"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_sends_what_is_bounded_and_nothing_else() {
    let world = World::new().await;
    let check = world.check().await;
    let answer = create_role(&check, "worker", &[]).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("--check"), "{}", answer.message());
    let given = [("RoleName", "worker")];
    assert_eq!(world.account.root.iam("GetRole", &given).await.code(), "NoSuchEntity");
    assert_eq!(check.unbounded().len(), 1);
    let own = [("PermissionsBoundary", world.boundary.as_str())];
    create_role(&check, "worker", &own).await.expect_success();
    let delete = check.iam("DeleteRolePermissionsBoundary", &given).await;
    assert_eq!(delete.code(), "AccessDenied");
}

#[tokio::test(flavor = "multi_thread")]
async fn entails_own_parameter_does_not_reach_aws() {
    let world = World::new().await;
    let run = world.run().await;
    let transitive = [("TransitivePermissionsBoundary", world.boundary.as_str())];
    create_role(&run, "worker", &transitive).await.expect_success();
    let root = &world.account.root;
    let role = root.iam("GetRole", &[("RoleName", "worker")]).await.expect_success();
    assert!(!role.body.contains("TransitivePermissionsBoundary"), "{}", role.body);
    assert_eq!(role.text("PermissionsBoundaryArn"), world.boundary);
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("TransitivePermissionsBoundary")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_that_is_there_twice_is_refused() {
    let world = World::new().await;
    let run = world.run().await;
    let twice = [("PermissionsBoundary", world.boundary.as_str()), ("PermissionsBoundary", "x")];
    let answer = create_role(&run, "worker", &twice).await;
    assert_eq!(answer.code(), "ValidationError");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_were_given_out_in_the_run_sign_its_next_calls() {
    let world = World::new().await;
    let run = world.run().await;
    run.iam("CreateUser", &[("UserName", "ci")]).await.expect_success();
    let policy = [("UserName", "ci"), ("PolicyName", "own"), ("PolicyDocument", EVERYTHING)];
    run.iam("PutUserPolicy", &policy).await.expect_success();
    let key = run.iam("CreateAccessKey", &[("UserName", "ci")]).await.expect_success();
    let user = run.caller.with_credentials_of(&key);
    let session = user.sts("GetSessionToken", &[]).await.expect_success();
    let session = run.caller.with_credentials_of(&session);
    let who = session.sts("GetCallerIdentity", &[]).await.expect_success();
    assert_eq!(who.text("Arn"), format!("arn:aws:iam::{ACCOUNT}:user/ci"));
}
