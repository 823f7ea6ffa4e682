//! A seal does not believe what the lineage below it wrote: names, tags, session names.

use entail_testkit::client::Caller;
use serde_json::{Value, json};

use crate::support::{
    assert_denied,
    documents::{ADMINISTRATOR_ACCESS, TRANSITIVE_PATH, allow, deny_if, document},
    house::House,
    people::{assume, create_role, make_developer, make_policy, make_role, try_to_assume},
};

const DENIED: &str = "with an explicit deny in an inherited permissions boundary";
const PROBE: (&str, [(&str, &str); 1]) = ("ListUserTags", [("UserName", "dev")]);

/// A developer under a seal that denies the probe unless the condition's key has a trusted value.
async fn sealed_unless(house: &House, operator: &str, key: &str, value: &str) -> Caller {
    let condition: Value = json!({operator: {key: value}});
    let text = document(&[allow(&["*"]), deny_if(&["iam:ListUserTags"], &condition)]);
    let seal = make_policy(&house.root, TRANSITIVE_PATH, "seal", &text).await;
    make_developer(&house.root, "dev", &seal).await
}

async fn assert_probe_denied(by: &Caller) {
    assert_denied(&by.iam(PROBE.0, &PROBE.1).await, DENIED);
}

async fn assert_probe_allowed(by: &Caller) {
    by.iam(PROBE.0, &PROBE.1).await.expect_success();
}

fn tag<'a>(key: &'a str, value: &'a str) -> [(&'static str, &'a str); 2] {
    [("Tags.member.1.Key", key), ("Tags.member.1.Value", value)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_counts_only_when_somebody_outside_of_the_lineage_set_it_last() {
    let house = House::new().await;
    let root = &house.root;
    let dev = sealed_unless(&house, "StringNotEquals", "aws:PrincipalTag/team", "trusted").await;
    make_role(&dev, "child").await;
    let role = [("RoleName", "child")];
    let trusted = [&role[..], &tag("team", "trusted")].concat();
    dev.iam("TagRole", &trusted).await.expect_success();
    assert_probe_denied(&assume(&dev, "child").await).await;

    // An administrator sets the same tag to the same value: now it is the administrator's word.
    root.iam("TagRole", &trusted).await.expect_success();
    let session = assume(&dev, "child").await;
    assert_probe_allowed(&session).await;

    // Live, both ways: the lineage writes it again, in another case.
    let again = [&role[..], &tag("Team", "trusted")].concat();
    dev.iam("TagRole", &again).await.expect_success();
    assert_probe_denied(&session).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_of_the_session_or_of_creation_is_the_lineages_word_too() {
    let house = House::new().await;
    let dev = sealed_unless(&house, "StringNotEquals", "aws:PrincipalTag/team", "trusted").await;
    create_role(&dev, "born-with-it", &tag("team", "trusted")).await.expect_success();
    let attach = [("RoleName", "born-with-it"), ("PolicyArn", ADMINISTRATOR_ACCESS)];
    dev.iam("AttachRolePolicy", &attach).await.expect_success();
    assert_probe_denied(&assume(&dev, "born-with-it").await).await;

    make_role(&house.root, "operator").await;
    let tagged = try_to_assume(&dev, "operator", &tag("team", "trusted")).await;
    assert_probe_denied(&dev.with_credentials_of(&tagged.expect_success())).await;

    // The administrator's own role with the administrator's own tag.
    let trusted = [&[("RoleName", "operator")][..], &tag("team", "trusted")].concat();
    house.root.iam("TagRole", &trusted).await.expect_success();
    assert_probe_allowed(&assume(&dev, "operator").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_the_lineage_chose_is_not_believed() {
    let house = House::new().await;
    let trusted = "arn:aws:iam::111122223333:role/trusted*";
    let dev = sealed_unless(&house, "ArnNotLike", "aws:PrincipalArn", trusted).await;
    make_role(&dev, "trusted-by-its-name").await;
    assert_probe_denied(&assume(&dev, "trusted-by-its-name").await).await;
    make_role(&house.root, "trusted-by-the-administrator").await;
    assert_probe_allowed(&assume(&dev, "trusted-by-the-administrator").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_session_name_and_the_source_identity_are_not_believed() {
    let house = House::new().await;
    make_role(&house.root, "operator").await;
    let dev = sealed_unless(&house, "StringNotLike", "aws:userid", "*:session").await;
    assert_probe_denied(&assume(&dev, "operator").await).await;

    let house = House::new().await;
    make_role(&house.root, "operator").await;
    let dev = sealed_unless(&house, "StringNotEquals", "aws:SourceIdentity", "trusted").await;
    let named = try_to_assume(&dev, "operator", &[("SourceIdentity", "trusted")]).await;
    assert_probe_denied(&dev.with_credentials_of(&named.expect_success())).await;
}
