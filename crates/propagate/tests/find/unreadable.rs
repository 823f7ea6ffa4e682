//! What can't be read: denied, expired, unreachable.

use entail_propagate::find::FindError;
use entail_wire::{secret::Secret, sigv4::Credentials};

use crate::account::{Account, EVERYTHING, demanding, nothing, required};

fn may(actions: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":[{actions}],"Resource":"*"}}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_denied_is_named_with_what_would_help() {
    let account = Account::new().await;
    let team = account.policy("/", "team", &demanding("team")).await;
    let dev = account.user_who_may("dev", &may("\"s3:*\""), Some(&team), None).await;
    let because = nothing(&account.found(&dev).await);
    assert!(because.contains("iam:GetUser was denied"), "{because}");
    assert!(because.contains("allow iam:GetUser, or name the boundary"), "{because}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sources_are_tried_where_one_is_denied() {
    let account = Account::new().await;
    let team = account.policy("/", "team", EVERYTHING).await;
    let tags = may("\"iam:ListUserTags\"");
    let dev = account.user_who_may("dev", &tags, None, Some(&team)).await;
    let (boundary, _, notes) = required(&account.found(&dev).await);
    assert_eq!(boundary, team);
    assert!(notes.iter().any(|note| note.contains("iam:GetUser was denied")), "{notes:?}");

    let given = [
        ("PolicyArn", team.as_str()),
        ("Tags.member.1.Key", "entail:transitive"),
        ("Tags.member.1.Value", "true"),
    ];
    account.root.iam("TagPolicy", &given).await.expect_success();
    let reads = may("\"iam:GetUser\",\"iam:ListPolicyTags\"");
    let ops = account.user_who_may("ops", &reads, Some(&team), None).await;
    let (boundary, source, notes) = required(&account.found(&ops).await);
    assert_eq!(boundary, team);
    assert!(source.contains("the boundary with the tag"), "{source}");
    assert!(notes.iter().any(|note| note.contains("iam:GetPolicy was denied")), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_do_not_work_are_an_error_and_not_nothing() {
    let account = Account::new().await;
    let wrong = Credentials {
        access_key_id: "AKIANOBODYKNOWS00000".to_owned(),
        secret_access_key: Secret::from("hidden"),
        session_token: None,
    };
    let refused = account.finder(None).for_caller(&wrong).await.unwrap_err();
    assert!(matches!(refused, FindError::Credentials(_)), "{refused}");
    let text = refused.to_string();
    assert!(text.contains("obtain new ones") && !text.contains("hidden"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_an_error_and_not_nothing() {
    let mut account = Account::new().await;
    account.url = "http://127.0.0.1:9".to_owned();
    let root = account.root.credentials.as_ref().unwrap();
    let refused = account.finder(None).for_caller(root).await.unwrap_err();
    assert!(matches!(refused, FindError::Upstream(_)), "{refused}");
}
