//! No secret is ever in a record.

use entail_server::audit::elements::{HIDDEN, HIDDEN_MEMBERS};

use super::texts;
use crate::{
    requests::{Outside, borrowed, register, request},
    support::house::House,
};

/// Every operation is asked with every member that bears a secret, at the top and in a list, and
/// what the answers hand out is secret too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_record_has_a_secret_that_was_sent_or_handed_out() {
    let house = House::new().await;
    let outside = Outside::make(&house.root).await;
    let mut secrets: Vec<String> = Vec::new();
    let mut sent = 0;
    for operation in register() {
        let mut parameters = request(operation.name(), &outside);
        for (index, member) in HIDDEN_MEMBERS.iter().enumerate() {
            let secret = format!("unmistakable-secret-{}-{index}-", operation.name());
            parameters.push((member, secret.clone()));
            secrets.push(secret);
            sent += usize::from(operation.members().contains(member));
        }
        let by = &house.root;
        let answer = by.call(operation.service(), operation.name(), &borrowed(&parameters)).await;
        for member in ["SecretAccessKey", "SessionToken"] {
            secrets.extend(answer.find_all(member));
        }
    }
    let root = house.root.credentials.as_ref().unwrap();
    secrets.push(root.secret_access_key.expose().to_owned());
    let records = texts(house.store.as_ref()).await;
    assert!(records.len() > 30, "the trail is not there");
    let all: String = records.into_iter().map(|(_, text)| text + "\n").collect();
    for secret in &secrets {
        assert!(!all.contains(secret.as_str()), "`{secret}` is in a record");
    }
    assert!(all.contains("accessKeyId"), "answers are recorded");
    let shown = all.matches(HIDDEN).count();
    assert_eq!(shown >= 1, sent >= 1, "{sent} members were sent, {shown} are hidden");
}
