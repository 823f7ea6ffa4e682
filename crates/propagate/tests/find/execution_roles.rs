//! The roles that CloudFormation works with.

use crate::account::{ACCOUNT, Account, EVERYTHING, demanding, nothing, required};

async fn found(
    account: &Account,
    role: &str,
    caller: &entail_testkit::client::Caller,
) -> entail_propagate::find::Found {
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
    let credentials = caller.credentials.as_ref().unwrap();
    let found = account.finder(None).for_execution_role(&arn, credentials).await.unwrap();
    entail_propagate::find::Found::clone(&found)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_boundary_of_the_execution_role_stands_over_the_callers() {
    let account = Account::new().await;
    let mine = account.policy("/entail/transitive/", "mine", EVERYTHING).await;
    let its = account.policy("/", "its", &demanding("its")).await;
    account.role("cfn", "/cdk/", Some(&its)).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let (boundary, source, notes) = required(&found(&account, "cdk/cfn", &dev).await);
    assert_eq!(boundary, its);
    assert!(source.contains("role/cdk/cfn`") && notes.is_empty(), "{source} {notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_has_none_or_is_elsewhere_it_is_the_callers_and_that_is_said() {
    let account = Account::new().await;
    let mine = account.policy("/entail/transitive/", "mine", EVERYTHING).await;
    account.role("cfn", "/", None).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let (boundary, _, notes) = required(&found(&account, "cfn", &dev).await);
    assert_eq!(boundary, mine);
    assert!(notes.iter().any(|note| note.contains("/dev` is passed on")), "{notes:?}");
    let elsewhere = "arn:aws:iam::444455556666:role/cfn";
    let credentials = dev.credentials.as_ref().unwrap();
    let other = account.finder(None).for_execution_role(elsewhere, credentials).await.unwrap();
    let (boundary, _, notes) = required(&other);
    assert_eq!(boundary, mine);
    assert!(notes.iter().any(|note| note.contains("it is in account 444455556666")), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_not_there_yet_is_an_error_until_it_is() {
    let account = Account::new().await;
    let its = account.policy("/entail/transitive/", "its", EVERYTHING).await;
    let dev = account.user("dev", None, None).await;
    let (finder, credentials) = (account.finder(None), dev.credentials.as_ref().unwrap());
    let role = format!("arn:aws:iam::{ACCOUNT}:role/late");
    let refused = finder.for_execution_role(&role, credentials).await.unwrap_err();
    assert!(refused.to_string().contains("NoSuchEntity"), "{refused}");
    account.role("late", "/", Some(&its)).await;
    let found = finder.for_execution_role(&role, credentials).await.unwrap();
    assert_eq!(required(&found).0, its, "the error was not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_neither_has_one_both_are_named() {
    let account = Account::new().await;
    account.role("cfn", "/", None).await;
    let dev = account.user("dev", None, None).await;
    let because = nothing(&found(&account, "cfn", &dev).await);
    assert!(because.contains("role/cfn`") && because.contains("user/dev`"), "{because}");
}
