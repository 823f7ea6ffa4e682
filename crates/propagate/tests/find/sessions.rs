//! Sessions of roles that may read nothing, as the CDK's: whoever started the run is asked.

use std::sync::Arc;

use entail_propagate::{
    credentials::{Chosen, Environment, Keyring, Resolver, Settings},
    find::{FindError, Finder},
    upstream::Upstream,
};
use entail_testkit::client::Caller;

use crate::account::{ACCOUNT, Account, demanding, nothing, required};

const NOTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

/// A finder of a run that this user started.
fn of_run(account: &Account, starter: &Caller) -> Finder {
    let keys = starter.credentials.as_ref().unwrap();
    let environment = Environment::from([
        ("AWS_ENDPOINT_URL", account.url.as_str()),
        ("AWS_ACCESS_KEY_ID", keys.access_key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key.expose()),
    ]);
    let settings = Arc::new(Settings::load(environment, Chosen::default()).unwrap());
    let upstream = Upstream::new(settings.endpoints().unwrap(), settings.network()).unwrap();
    account
        .finder(None)
        .for_run(Arc::new(Keyring::new(Resolver::new(settings, Arc::new(upstream)))))
}

/// A session of a role that may read nothing of IAM.
async fn blind(account: &Account, role: &str, boundary: Option<&str>) -> Caller {
    let session = account.session(role, "/", boundary).await;
    let given = [("RoleName", role), ("PolicyName", "own"), ("PolicyDocument", NOTHING)];
    account.root.iam("PutRolePolicy", &given).await.expect_success();
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_session_may_not_read_whoever_started_the_run_reads() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let its = account.policy("/", "its", &demanding("its")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", Some(&its)).await;
    account.role("cfn", "/", Some(&its)).await;
    assert!(nothing(&account.found(&deploy).await).contains("iam:GetRole was denied"));

    let finder = of_run(&account, &dev);
    let credentials = deploy.credentials.as_ref().unwrap();
    let (boundary, _, notes) = required(&finder.for_caller(credentials).await.unwrap());
    assert_eq!(boundary, its);
    assert!(notes.is_empty(), "{notes:?}");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/cfn");
    let found = finder.for_execution_role(&role, credentials).await.unwrap();
    let (boundary, source, _) = required(&found);
    assert_eq!(boundary, its);
    assert!(source.contains("role/cfn`"), "{source}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_must_pass_on_nothing_passes_on_what_the_starter_must() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", None).await;
    let finder = of_run(&account, &dev);
    let found = finder.for_caller(deploy.credentials.as_ref().unwrap()).await.unwrap();
    let (boundary, _, notes) = required(&found);
    assert_eq!(boundary, mine);
    assert!(notes.iter().any(|note| note.contains("who started the run")), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_passes_on_nothing_of_the_starters() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let free = account.user("free", None, None).await;
    let finder = of_run(&account, &dev);
    let found = finder.for_caller(free.credentials.as_ref().unwrap()).await.unwrap();
    assert!(nothing(&found).contains("user/free`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_starter_must_pass_on_and_cannot_be_said_is_an_error_and_not_nothing() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", None).await;
    let key = dev.credentials.as_ref().unwrap().access_key_id.clone();
    let given = [("UserName", "dev"), ("AccessKeyId", key.as_str())];
    account.root.iam("DeleteAccessKey", &given).await.expect_success();
    let credentials = deploy.credentials.as_ref().unwrap();
    let refused = of_run(&account, &dev).for_caller(credentials).await.unwrap_err();
    assert!(matches!(refused, FindError::Credentials(_)), "{refused}");
}
