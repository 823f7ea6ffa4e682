//! Users, roles and others, with markers and with boundaries that demand themselves.

use crate::account::{ACCOUNT, Account, EVERYTHING, demanding, nothing, required};

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_on_a_user_names_the_boundary() {
    let account = Account::new().await;
    let team = account.policy("/", "team", EVERYTHING).await;
    let dev = account.user("dev", None, Some(&team)).await;
    let (boundary, source, notes) = required(&account.found(&dev).await);
    assert_eq!(boundary, team);
    let whose =
        format!("the tag `entail:transitive-boundary` of `arn:aws:iam::{ACCOUNT}:user/dev`");
    assert_eq!(source, whose);
    assert!(notes.is_empty(), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_under_the_path_is_passed_on() {
    let account = Account::new().await;
    let team = account.policy("/entail/transitive/", "team", EVERYTHING).await;
    let deploy = account.session("deploy", "/pipelines/", Some(&team)).await;
    let (boundary, source, _) = required(&account.found(&deploy).await);
    assert_eq!(boundary, team);
    assert!(source.contains("the boundary under `/entail/transitive/`"), "{source}");
    assert!(source.contains("role/pipelines/deploy`"), "{source}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_with_the_tag_is_passed_on() {
    let account = Account::new().await;
    let team = account.policy("/", "team", EVERYTHING).await;
    let dev = account.user("dev", Some(&team), None).await;
    assert!(nothing(&account.found(&dev).await).contains("does not demand itself"));
    let tag = [
        ("PolicyArn", team.as_str()),
        ("Tags.member.1.Key", "entail:transitive"),
        ("Tags.member.1.Value", "true"),
    ];
    account.root.iam("TagPolicy", &tag).await.expect_success();
    let (boundary, source, _) = required(&account.found(&dev).await);
    assert_eq!(boundary, team);
    assert!(source.contains("the boundary with the tag `entail:transitive`"), "{source}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_that_demands_itself_is_passed_on_and_its_twin_is_not() {
    let account = Account::new().await;
    let team = account.policy("/", "team", &demanding("team")).await;
    let twin = account.policy("/", "twin", &demanding("team")).await;
    let deploy = account.session("deploy", "/", Some(&team)).await;
    let (boundary, source, _) = required(&account.found(&deploy).await);
    assert_eq!(boundary, team);
    assert!(source.ends_with("which demands itself"), "{source}");
    let dev = account.user("dev", Some(&twin), None).await;
    let because = nothing(&account.found(&dev).await);
    assert!(because.contains(&twin) && because.contains("--boundary"), "{because}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_nothing_is_told_where_was_looked() {
    let account = Account::new().await;
    let dev = account.user("dev", None, None).await;
    let because = nothing(&account.found(&dev).await);
    assert!(because.contains("user/dev` has neither the tag"), "{because}");
    let because = nothing(&account.found(&account.root).await);
    assert!(because.contains("is the root user"), "{because}");
    let federated = dev.sts("GetFederationToken", &[("Name", "guest")]).await.expect_success();
    let because = nothing(&account.found(&dev.with_credentials_of(&federated)).await);
    assert!(because.contains("is a federated user"), "{because}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_looked_at_once() {
    let account = Account::new().await;
    let team = account.policy("/", "team", EVERYTHING).await;
    let dev = account.user("dev", None, Some(&team)).await;
    let finder = account.finder(None);
    let credentials = dev.credentials.as_ref().unwrap();
    required(&finder.for_caller(credentials).await.unwrap());
    let tag = [("UserName", "dev"), ("TagKeys.member.1", "entail:transitive-boundary")];
    account.root.iam("UntagUser", &tag).await.expect_success();
    let (boundary, ..) = required(&finder.for_caller(credentials).await.unwrap());
    assert_eq!(boundary, team);
    nothing(&account.found(&dev).await);
}
