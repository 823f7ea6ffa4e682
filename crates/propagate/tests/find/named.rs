//! Boundaries that the user names.

use entail_propagate::{
    find::FindError,
    required::{RequiredBoundary, Source},
};

use crate::account::{Account, EVERYTHING, arn, required};

fn by_flag(text: &str) -> RequiredBoundary {
    RequiredBoundary { arn: arn(text), source: Source::Flag }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_named_stands_over_everything() {
    let account = Account::new().await;
    let mine = account.policy("/entail/transitive/", "mine", EVERYTHING).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let credentials = dev.credentials.as_ref().unwrap();
    let named = "arn:aws:iam::111122223333:policy/named";
    let finder = account.finder(Some(by_flag(named)));
    let (boundary, source, _) = required(&finder.for_caller(credentials).await.unwrap());
    assert_eq!((boundary.as_str(), source.as_str()), (named, "named by --boundary"));
    let role = "arn:aws:iam::111122223333:role/cfn";
    let found = finder.for_execution_role(role, credentials).await.unwrap();
    assert_eq!(required(&found).0, named);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_of_another_account_is_refused() {
    let account = Account::new().await;
    let elsewhere = "arn:aws:iam::444455556666:policy/named";
    let finder = account.finder(Some(by_flag(elsewhere)));
    let root = account.root.credentials.as_ref().unwrap();
    let refused = finder.for_caller(root).await.unwrap_err();
    assert!(matches!(refused, FindError::OtherAccount { .. }), "{refused}");
    let text = refused.to_string();
    assert!(text.contains(elsewhere) && text.contains("account 111122223333"), "{text}");
}
