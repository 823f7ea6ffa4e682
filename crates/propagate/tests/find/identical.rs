//! Other boundaries with the same document.

use entail_propagate::required::{RequiredBoundary, Source};

use crate::account::{Account, EVERYTHING, arn};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_same_document_is_the_same() {
    let account = Account::new().await;
    let required = account.policy("/", "required", EVERYTHING).await;
    let spaced = EVERYTHING.replace(',', " ,\n ").replace("\"*\"", "[ \"*\" ]");
    let twin = account.policy("/", "twin", &spaced).await;
    let document = EVERYTHING.replace(r#""Action":"*""#, r#""Action":"s3:*""#);
    let narrower = account.policy("/", "narrower", &document).await;
    let required = RequiredBoundary { arn: arn(&required), source: Source::Flag };
    let finder = account.finder(None);
    let root = account.root.credentials.as_ref().unwrap();
    let same = async |other: &str| finder.is_identical(&arn(other), &required, root).await.unwrap();
    assert!(same(&required.arn.to_string()).await);
    assert!(same(&twin).await);
    assert!(!same(&narrower).await);
    assert!(!same("arn:aws:iam::111122223333:policy/absent").await);
    assert!(!same("arn:aws:iam::111122223333:role/x").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_not_the_same() {
    let account = Account::new().await;
    let required = account.policy("/", "required", EVERYTHING).await;
    let twin = account.policy("/", "twin", EVERYTHING).await;
    let nothing =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;
    let dev = account.user_who_may("dev", nothing, None, None).await;
    let required = RequiredBoundary { arn: arn(&required), source: Source::Flag };
    let credentials = dev.credentials.as_ref().unwrap();
    let same = account.finder(None).is_identical(&arn(&twin), &required, credentials).await;
    assert!(!same.unwrap());
}
