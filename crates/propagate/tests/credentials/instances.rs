//! The instance metadata service.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use entail_propagate::credentials::{Chosen, CredentialsError, Origin};
use jiff::{SignedDuration, Timestamp};

use crate::{
    endpoint::{Asked, Endpoint},
    home::{Home, written},
};

const ROLES: &str = "GET /latest/meta-data/iam/security-credentials/";

fn answer(asked: &Asked) -> (u16, String) {
    let has_token = asked.header("x-aws-ec2-metadata-token") == Some("token");
    match asked.line.as_str() {
        "PUT /latest/api/token" => (200, "token".to_owned()),
        ROLES if has_token => (200, "app\n".to_owned()),
        line if has_token && line == format!("{ROLES}app") => (200, written("ASIAINSTANCE")),
        _ => (401, String::new()),
    }
}

fn at(url: &str) -> Home {
    Home::new("", "")
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)
        .with("AWS_EC2_METADATA_DISABLED", "false")
}

#[tokio::test]
async fn the_role_of_the_instance_is_asked_for_with_a_token() {
    let endpoint = Endpoint::new(answer).await;
    let found = at(&endpoint.url).find().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIAINSTANCE");
    assert_eq!(found.origin, Origin::InstanceMetadata);
    let asked = endpoint.asked();
    assert_eq!(asked[0].header("x-aws-ec2-metadata-token-ttl-seconds"), Some("21600"));
    assert_eq!(asked.len(), 3);
}

#[tokio::test]
async fn it_is_not_asked_where_the_environment_says_so() {
    let endpoint = Endpoint::new(answer).await;
    let home = at(&endpoint.url).with("AWS_EC2_METADATA_DISABLED", "TRUE");
    assert!(matches!(home.find().await, Err(CredentialsError::Nowhere)));
    assert!(endpoint.asked().is_empty());
}

#[tokio::test]
async fn an_instance_without_a_role_or_no_instance_at_all_has_no_credentials() {
    let endpoint = Endpoint::new(|asked| match asked.line.as_str() {
        "PUT /latest/api/token" => (200, "token".to_owned()),
        _ => (404, String::new()),
    });
    let found = at(&endpoint.await.url).find().await;
    assert!(matches!(found, Err(CredentialsError::Nowhere)), "{found:?}");
    // Nobody listens on a port that was given back.
    let closed = Endpoint::new(answer).await.url.clone();
    let found = at(&closed).find().await;
    assert!(matches!(found, Err(CredentialsError::Nowhere)), "{found:?}");
}

#[tokio::test]
async fn a_service_that_gives_no_token_is_told() {
    let endpoint = Endpoint::new(|_| (500, String::new())).await;
    let refused = at(&endpoint.url).refusal().await;
    assert!(refused.contains("gives no token of version 2: status 500"), "{refused}");
}

#[tokio::test]
async fn where_it_is_turned_off_or_another_clouds_there_are_no_credentials() {
    for status in [400, 401, 403, 404, 405] {
        let endpoint = Endpoint::new(move |_| (status, String::new())).await;
        let found = at(&endpoint.url).find().await;
        assert!(matches!(found, Err(CredentialsError::Nowhere)), "{status}: {found:?}");
    }
}

#[tokio::test]
async fn whoever_had_credentials_that_ended_is_not_somebody_who_never_had_any() {
    let has_role = Arc::new(AtomicBool::new(true));
    let still = Arc::clone(&has_role);
    let endpoint = Endpoint::new(move |asked| {
        let (status, body) = answer(asked);
        let soon = (Timestamp::now() + SignedDuration::from_secs(1)).to_string();
        let status = if still.load(Ordering::Relaxed) { status } else { 404 };
        (status, body.replace("2999-01-01T00:00:00Z", &soon))
    })
    .await;
    let keyring = at(&endpoint.url).keyring(Chosen::default());
    assert_eq!(keyring.of_run().await.unwrap().origin, Origin::InstanceMetadata);
    has_role.store(false, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let ended = keyring.of_run().await.unwrap_err();
    assert!(matches!(ended, CredentialsError::Provider { .. }), "{ended:?}");
    assert!(ended.to_string().contains("they have ended"), "{ended}");
}
