//! What the child gets.

use std::sync::Arc;

use entail_propagate::credentials::{Chosen, ForChild, Keyring};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use jiff::{SignedDuration, Timestamp};

use crate::home::{Home, profile};

const STATIC: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n\
    [dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\n";

const DEFAULT: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n";

/// A profile whose process counts how often it is asked, and whose credentials last so long.
fn process(home: &Home, lasting: SignedDuration) -> String {
    let expires = (Timestamp::now() + lasting).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let count = home.path().join("count");
    let script = home.path().join("process.sh");
    home.file(
        "process.sh",
        &format!(
            "echo x >> {count}\nn=$(wc -l < {count} | tr -d ' ')\n\
         echo '{{\"Version\":1,\"AccessKeyId\":\"ASIAPROCESS'$n'\",\"SecretAccessKey\":\"secret\",\
         \"SessionToken\":\"token\",\"Expiration\":\"{expires}\"}}'\n",
            count = count.display()
        ),
    );
    format!("credential_process = /bin/sh {}\nregion = eu-west-1\n", script.display())
}

fn with_process(lasting: SignedDuration, profile: &str, credentials: &str) -> Home {
    let home = Home::new("", credentials).with("PATH", "/usr/bin:/bin");
    let config = format!("[{profile}]\n{}", process(&home, lasting));
    home.file(".aws/config", &config);
    home
}

async fn prepared(keyring: &Arc<Keyring>) -> ForChild {
    ForChild::prepare(keyring).await.unwrap()
}

fn variable<'a>(child: &'a ForChild, name: &str) -> Option<&'a str> {
    let found = child.set.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.expose())
}

/// What the endpoint answers to this token.
async fn ask(child: &ForChild, token: &str) -> (u16, serde_json::Value) {
    let url = variable(child, "AWS_CONTAINER_CREDENTIALS_FULL_URI").unwrap();
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let request = http::Request::get(url).header("authorization", token);
    let answer = client.request(request.body(Empty::new()).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn keys_that_the_child_finds_itself_change_nothing() {
    let home = Home::new("", STATIC);
    let environment =
        Home::new("", STATIC).with("AWS_ACCESS_KEY_ID", "AKIAE").with("AWS_SECRET_ACCESS_KEY", "s");
    let variable = Home::new("", STATIC).with("AWS_PROFILE", "dev");
    for home in [home, environment, variable] {
        let child = prepared(&home.keyring(Chosen::default())).await;
        assert!(child.set.is_empty() && child.unset.is_empty() && child.warnings.is_empty());
    }
}

#[tokio::test]
async fn a_profile_of_the_command_line_is_named_to_the_child() {
    let home =
        Home::new("", STATIC).with("AWS_ACCESS_KEY_ID", "AKIAE").with("AWS_SECRET_ACCESS_KEY", "s");
    let child = prepared(&home.keyring(profile("dev"))).await;
    assert_eq!(variable(&child, "AWS_PROFILE"), Some("dev"));
    assert!(child.unset.contains(&"AWS_ACCESS_KEY_ID"), "keys would stand over the profile");
    assert_eq!(variable(&child, "AWS_REGION"), None, "the profile has it");
    let chosen = Chosen { region: Some("eu-north-1"), ..profile("dev") };
    let child = prepared(&home.keyring(chosen)).await;
    assert_eq!(variable(&child, "AWS_REGION"), Some("eu-north-1"));
    assert_eq!(variable(&child, "AWS_DEFAULT_REGION"), Some("eu-north-1"));
}

#[tokio::test]
async fn temporary_credentials_come_from_an_endpoint_that_wants_the_token() {
    let home =
        with_process(SignedDuration::from_hours(2), "profile dev", "").with("AWS_PROFILE", "dev");
    let keyring = home.keyring(Chosen::default());
    let child = prepared(&keyring).await;
    assert!(child.is_refreshed() && child.warnings.is_empty());
    assert!(child.unset.contains(&"AWS_PROFILE"), "it would be asked before the endpoint");
    assert_eq!(variable(&child, "AWS_REGION"), Some("eu-west-1"), "the profile is gone");
    let token = variable(&child, "AWS_CONTAINER_AUTHORIZATION_TOKEN").unwrap();
    let (status, answer) = ask(&child, token).await;
    assert_eq!(status, 200);
    assert_eq!(answer["AccessKeyId"], "ASIAPROCESS1");
    assert_eq!(answer["SecretAccessKey"], "secret");
    assert_eq!(answer["Token"], "token");
    assert!(answer["Expiration"].as_str().unwrap().ends_with('Z'));
    assert!(keyring.find("ASIAPROCESS1").is_some(), "the proxy knows what it gives out");
    let (status, answer) = ask(&child, "another").await;
    assert_eq!((status, answer["AccessKeyId"].as_str()), (401, None));
}

#[tokio::test]
async fn credentials_that_end_soon_are_found_anew_and_the_old_ones_stay_known() {
    let home =
        with_process(SignedDuration::from_mins(5), "profile dev", "").with("AWS_PROFILE", "dev");
    let keyring = home.keyring(Chosen::default());
    let child = prepared(&keyring).await;
    let token = variable(&child, "AWS_CONTAINER_AUTHORIZATION_TOKEN").unwrap();
    let (_, answer) = ask(&child, token).await;
    assert_eq!(answer["AccessKeyId"], "ASIAPROCESS2");
    assert!(keyring.find("ASIAPROCESS1").is_some());
    assert!(keyring.find("ASIAPROCESS2").is_some());
}

#[tokio::test]
async fn credentials_that_can_not_be_found_anew_are_given_as_long_as_they_last() {
    let home =
        with_process(SignedDuration::from_mins(4), "profile dev", "").with("AWS_PROFILE", "dev");
    let keyring = home.keyring(Chosen::default());
    let first = keyring.of_run().await.unwrap();
    home.file("process.sh", "exit 1\n");
    let second = keyring.of_run().await.unwrap();
    assert_eq!(second.credentials.access_key_id, first.credentials.access_key_id);
}

#[tokio::test]
async fn where_the_default_profile_would_come_first_they_are_variables() {
    let home = with_process(SignedDuration::from_mins(20), "profile dev", DEFAULT)
        .with("AWS_PROFILE", "dev");
    let child = prepared(&home.keyring(Chosen::default())).await;
    assert!(!child.is_refreshed());
    assert_eq!(variable(&child, "AWS_ACCESS_KEY_ID"), Some("ASIAPROCESS1"));
    assert_eq!(variable(&child, "AWS_SESSION_TOKEN"), Some("token"));
    assert!(variable(&child, "AWS_CREDENTIAL_EXPIRATION").is_some());
    let warning = &child.warnings[0];
    assert!(warning.contains("profile `dev`, end at "), "{warning}");
}

#[tokio::test]
async fn credentials_that_never_end_are_variables() {
    let process = "credential_process = /bin/echo '{\"Version\":1,\"AccessKeyId\":\"ASIAENDLESS\",\
        \"SecretAccessKey\":\"p\",\"SessionToken\":\"t\"}'\n";
    let home = Home::new(&format!("[profile dev]\n{process}"), "").with("AWS_PROFILE", "dev");
    let child = prepared(&home.keyring(Chosen::default())).await;
    assert_eq!(variable(&child, "AWS_ACCESS_KEY_ID"), Some("ASIAENDLESS"));
    assert_eq!(variable(&child, "AWS_CREDENTIAL_EXPIRATION"), None);
    assert!(!child.is_refreshed() && child.warnings.is_empty(), "{:?}", child.warnings);
}

#[tokio::test]
async fn what_else_the_profile_says_is_said_by_variables_or_warned_of() {
    let home =
        with_process(SignedDuration::from_hours(2), "profile dev", "").with("AWS_PROFILE", "dev");
    let more = "services = local\nmax_attempts = 7\noutput = text\nuse_fips_endpoint = true\n\
        parameter_validation = false\n[services local]\ns3 =\n  endpoint_url = http://s3:1\n\
        elastic_beanstalk =\n  endpoint_url = http://eb:1\n";
    let config = std::fs::read_to_string(home.path().join(".aws/config")).unwrap();
    home.file(".aws/config", &format!("{config}{more}"));
    let home = home.with("AWS_DEFAULT_OUTPUT", "yaml");
    let child = prepared(&home.keyring(Chosen::default())).await;
    assert_eq!(variable(&child, "AWS_ENDPOINT_URL_S3"), Some("http://s3:1"));
    assert_eq!(variable(&child, "AWS_ENDPOINT_URL_ELASTIC_BEANSTALK"), Some("http://eb:1"));
    assert_eq!(variable(&child, "AWS_MAX_ATTEMPTS"), Some("7"));
    assert_eq!(variable(&child, "AWS_USE_FIPS_ENDPOINT"), Some("true"));
    assert_eq!(variable(&child, "AWS_DEFAULT_OUTPUT"), None, "the environment has it");
    assert_eq!(child.warnings.len(), 1);
    assert!(
        child.warnings[0].ends_with("does not know its `parameter_validation`"),
        "{:?}",
        child.warnings
    );
}

/// The test below, alone in a process with few file descriptors.
const ALONE: &str = "ENTAIL_TEST_FEW_FILE_DESCRIPTORS";

#[tokio::test]
async fn the_endpoint_outlives_a_connection_that_the_system_refuses() {
    const NAME: &str = "child::the_endpoint_outlives_a_connection_that_the_system_refuses";
    if std::env::var_os(ALONE).is_none() {
        let status = std::process::Command::new("/bin/sh")
            .args(["-c", "ulimit -n 64 && exec \"$0\" --exact \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg(NAME)
            .env(ALONE, "1")
            .status();
        assert!(status.unwrap().success());
        return;
    }
    let home =
        with_process(SignedDuration::from_hours(2), "profile dev", "").with("AWS_PROFILE", "dev");
    let child = prepared(&home.keyring(Chosen::default())).await;
    let url = variable(&child, "AWS_CONTAINER_CREDENTIALS_FULL_URI").unwrap().to_owned();
    let address = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    let mut files = Vec::new();
    while let Ok(file) = std::fs::File::open("/dev/null") {
        files.push(file);
    }
    // The last descriptor is this end's, and none is left for the other.
    files.pop();
    let waiting = tokio::net::TcpStream::connect(&address).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    drop((waiting, files));
    let token = variable(&child, "AWS_CONTAINER_AUTHORIZATION_TOKEN").unwrap();
    assert_eq!(ask(&child, token).await.0, 200);
}

#[tokio::test]
async fn the_endpoint_ends_with_the_child() {
    let home =
        with_process(SignedDuration::from_hours(2), "profile dev", "").with("AWS_PROFILE", "dev");
    let child = prepared(&home.keyring(Chosen::default())).await;
    let url = variable(&child, "AWS_CONTAINER_CREDENTIALS_FULL_URI").unwrap().to_owned();
    let address = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    drop(child);
    tokio::task::yield_now().await;
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}
