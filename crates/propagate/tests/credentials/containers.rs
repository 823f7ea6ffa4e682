//! The endpoint of a container.

use crate::{
    endpoint::Endpoint,
    home::{Home, written},
};
use entail_propagate::credentials::Origin;

#[tokio::test]
async fn the_endpoint_is_asked_with_the_token() {
    let endpoint = Endpoint::new(|_| (200, written("ASIACONTAINER"))).await;
    let home = Home::new("", "")
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &format!("{}/creds?x=1", endpoint.url))
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Bearer abc");
    let found = home.find().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIACONTAINER");
    assert_eq!(found.credentials.session_token.unwrap().expose(), "token");
    assert_eq!(found.expires.unwrap().to_string(), "2999-01-01T00:00:00Z");
    assert_eq!(found.origin, Origin::Container);
    let asked = endpoint.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "GET /creds?x=1");
    assert_eq!(asked[0].header("authorization"), Some("Bearer abc"));
}

#[tokio::test]
async fn a_token_in_a_file_is_read_each_time_and_stands_over_the_variable() {
    let endpoint = Endpoint::new(|_| (200, written("ASIACONTAINER"))).await;
    let home = Home::new("", "");
    home.file("token", "first\n");
    let path = home.path().join("token");
    let home = home
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &endpoint.url)
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN", "other")
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path.to_str().unwrap());
    home.find().await.unwrap();
    home.file("token", "second\n");
    home.find().await.unwrap();
    let tokens: Vec<String> = endpoint
        .asked()
        .iter()
        .filter_map(|asked| asked.header("authorization").map(str::to_owned))
        .collect();
    assert_eq!(tokens, ["first", "second"]);
}

#[tokio::test]
async fn a_file_that_can_be_no_token_is_not_read_whole_and_nothing_is_sent() {
    let endpoint = Endpoint::new(|_| (200, written("ASIACONTAINER"))).await;
    let home = Home::new("", "");
    home.file("token", &"x".repeat(65_537));
    let path = home.path().join("token");
    let refused = home
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &endpoint.url)
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path.to_str().unwrap())
        .refusal()
        .await;
    assert!(refused.ends_with("token`: longer than 65536 bytes"), "{refused}");
    assert!(endpoint.asked().is_empty());
}

#[tokio::test]
async fn what_goes_wrong_is_said_without_the_token() {
    let endpoint = Endpoint::new(|_| (403, "no".to_owned())).await;
    let home = Home::new("", "")
        .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &endpoint.url)
        .with("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hidden");
    let refused = home.refusal().await;
    assert!(refused.contains("container's credentials endpoint"), "{refused}");
    assert!(refused.contains("status 403") && !refused.contains("hidden"), "{refused}");
    let refused = home.with("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hid\nden").refusal().await;
    assert!(refused.contains("can't be asked") && !refused.contains("hid"), "{refused}");
    let elsewhere =
        Home::new("", "").with("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/creds");
    assert!(elsewhere.refusal().await.contains("is not asked"));
}
