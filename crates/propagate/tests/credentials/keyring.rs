//! Which credentials are known.

use entail_propagate::credentials::Chosen;
use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::{SignedDuration, Timestamp};

use crate::{
    endpoint::Endpoint,
    home::{Home, assumed, profile},
};

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
    assert!(keyring.find("AKIAOTHER").is_none());
    home.file(".aws/credentials", &CREDENTIALS.replace("AKIADEV", "AKIANEW"));
    assert_eq!(secret(keyring.find("AKIANEW")).as_deref(), Some("two"));
}

#[tokio::test]
async fn an_id_that_is_nowhere_is_not_looked_for_again_at_once() {
    let home = Home::new("", CREDENTIALS);
    let keyring = home.keyring(Chosen::default());
    assert!(keyring.find("AKIANEW").is_none());
    home.file(".aws/credentials", &CREDENTIALS.replace("AKIADEV", "AKIANEW"));
    assert!(keyring.find("AKIANEW").is_none(), "the files are not read for each wrong call");
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(secret(keyring.find("AKIANEW")).as_deref(), Some("two"));
}

#[tokio::test]
async fn a_role_is_assumed_anew_with_the_keys_that_stand_in_its_source_by_then() {
    let sts = Endpoint::new(|asked| {
        let of = |id: &str| asked.header("authorization").is_some_and(|text| text.contains(id));
        let role = if of("ASIASECOND") { "ASIALATER" } else { "ASIASOONER" };
        let soon = (Timestamp::now() + SignedDuration::from_secs(1)).to_string();
        (200, assumed("AssumeRole", role).replace("2999-01-01T00:00:00Z", &soon))
    })
    .await;
    let written = |id: &str| {
        format!(
            "[base]\naws_access_key_id = {id}\naws_secret_access_key = s\naws_session_token = t\n"
        )
    };
    let config = "[profile dev]\nrole_arn = arn:aws:iam::111122223333:role/dev\n\
        source_profile = base\nregion = eu-west-1\n";
    let home = Home::new(config, &written("ASIAFIRST")).with("AWS_ENDPOINT_URL_STS", &sts.url);
    let keyring = home.keyring(profile("dev"));
    assert_eq!(keyring.of_run().await.unwrap().credentials.access_key_id, "ASIASOONER");
    home.file(".aws/credentials", &written("ASIASECOND"));
    assert_eq!(keyring.of_run().await.unwrap().credentials.access_key_id, "ASIALATER");
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

#[tokio::test]
async fn keys_of_a_profile_that_were_renewed_or_corrected_are_the_runs() {
    let home = Home::new("", CREDENTIALS);
    let keyring = home.keyring(Chosen::default());
    let run = async || keyring.of_run().await.unwrap().credentials;
    assert_eq!(run().await.secret_access_key.expose(), "one");
    home.file(".aws/credentials", &CREDENTIALS.replace("= one", "= another"));
    assert_eq!(run().await.secret_access_key.expose(), "another");
    assert_eq!(secret(keyring.find("AKIADEFAULT")).as_deref(), Some("another"));
    home.file(".aws/credentials", &CREDENTIALS.replace("AKIADEFAULT", "AKIANEXT"));
    assert_eq!(run().await.access_key_id, "AKIANEXT");
}
