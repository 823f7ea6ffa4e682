//! Which credentials are known.

use entail_propagate::credentials::Chosen;
use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::{SignedDuration, Timestamp};

use crate::home::Home;

const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = one\n\
    [dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = two\n";

fn temporary(id: &str) -> Credentials {
    Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::from("three"),
        session_token: Some(Secret::from("token")),
    }
}

fn secret(found: Option<Credentials>) -> Option<String> {
    found.map(|found| found.secret_access_key.expose().to_owned())
}

#[tokio::test]
async fn keys_of_the_environment_and_of_every_profile_are_known_and_no_others() {
    let home = Home::new(
        "[profile more]\naws_access_key_id=AKIAMORE\naws_secret_access_key=m\n",
        CREDENTIALS,
    )
    .with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    .with("AWS_SECRET_ACCESS_KEY", "e");
    let keyring = home.keyring(Chosen::default());
    assert_eq!(secret(keyring.find("AKIAENVIRONMENT")).as_deref(), Some("e"));
    assert_eq!(secret(keyring.find("AKIADEFAULT")).as_deref(), Some("one"));
    assert_eq!(secret(keyring.find("AKIADEV")).as_deref(), Some("two"));
    assert_eq!(secret(keyring.find("AKIAMORE")).as_deref(), Some("m"));
    assert!(keyring.find("AKIAOTHER").is_none());
    assert!(keyring.find("").is_none());
}

#[tokio::test]
async fn keys_that_are_written_during_the_run_are_known() {
    let home = Home::new("", CREDENTIALS);
    let keyring = home.keyring(Chosen::default());
    assert!(keyring.find("AKIANEW").is_none());
    home.file(".aws/credentials", &CREDENTIALS.replace("AKIADEV", "AKIANEW"));
    assert_eq!(secret(keyring.find("AKIANEW")).as_deref(), Some("two"));
}

#[tokio::test]
async fn learned_credentials_are_known_until_they_expire() {
    let home = Home::new("", CREDENTIALS);
    let keyring = home.keyring(Chosen::default());
    let now = Timestamp::now();
    keyring.learn(temporary("ASIAOLD"), Some(now - SignedDuration::from_secs(1)));
    keyring.learn(temporary("ASIANEW"), Some(now + SignedDuration::from_secs(60)));
    keyring.learn(temporary("AKIAUSER"), None);
    assert!(keyring.find("ASIAOLD").is_none());
    let found = keyring.find("ASIANEW").unwrap();
    assert_eq!(found.session_token.unwrap().expose(), "token");
    assert!(keyring.find("AKIAUSER").is_some());
    let shown = format!("{keyring:?}");
    assert!(shown.contains("ASIANEW") && !shown.contains("three"), "{shown}");
}

#[tokio::test]
async fn sessions_that_the_aws_cli_keeps_are_known() {
    let home = Home::new("", "");
    let kept = r#"{"Credentials":{"AccessKeyId":"ASIAKEPT","SecretAccessKey":"k","SessionToken":"t",
        "Expiration":"2999-01-01T00:00:00+00:00"}}"#;
    home.file(".aws/cli/cache/some.json", kept);
    home.file(".aws/cli/cache/old.json", &kept.replace("2999", "2001").replace("KEPT", "OLD"));
    let keyring = home.keyring(Chosen::default());
    assert_eq!(secret(keyring.find("ASIAKEPT")).as_deref(), Some("k"));
    assert!(keyring.find("ASIAOLD").is_none());
}

#[tokio::test]
async fn the_credentials_of_the_run_are_known_once_they_were_found() {
    let home = Home::new(
        "[default]\ncredential_process = /bin/echo '{\"Version\":1,\
        \"AccessKeyId\":\"ASIAPROCESS\",\"SecretAccessKey\":\"p\",\"SessionToken\":\"t\",\
        \"Expiration\":\"2999-01-01T00:00:00Z\"}'\n",
        "",
    );
    let keyring = home.keyring(Chosen::default());
    assert!(keyring.find("ASIAPROCESS").is_none());
    keyring.of_run().await.unwrap();
    assert_eq!(secret(keyring.find("ASIAPROCESS")).as_deref(), Some("p"));
}

#[tokio::test]
async fn temporary_keys_of_a_profile_are_those_that_stand_there_now() {
    let written = |id: &str| {
        format!(
            "[default]\naws_access_key_id = {id}\naws_secret_access_key = s\naws_session_token = t\n"
        )
    };
    let home = Home::new("", &written("ASIAFIRST"));
    let keyring = home.keyring(Chosen::default());
    assert_eq!(keyring.of_run().await.unwrap().credentials.access_key_id, "ASIAFIRST");
    home.file(".aws/credentials", &written("ASIASECOND"));
    assert_eq!(keyring.of_run().await.unwrap().credentials.access_key_id, "ASIASECOND");
    assert!(keyring.is_of_run("ASIAFIRST") && keyring.is_of_run("ASIASECOND"));
    assert!(keyring.find("ASIAFIRST").is_some(), "calls under way are signed with them");
}
