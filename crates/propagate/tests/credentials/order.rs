//! Who is asked first.

use entail_propagate::credentials::{Chosen, CredentialsError};

use crate::{
    endpoint::Endpoint,
    home::{Home, profile, written},
};

const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n\
    [dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\naws_session_token = t\n\
    [half]\naws_access_key_id = AKIAHALF\n";

const CONFIG: &str = "[profile process]\ncredential_process = /bin/echo '{\"Version\":1,\
    \"AccessKeyId\":\"AKIAPROCESS\",\"SecretAccessKey\":\"s\"}'\n[profile empty]\n\
    region = eu-west-1\n[profile login]\nlogin_session = arn:aws:iam::111122223333:user/dev\n";

fn home() -> Home {
    Home::new(CONFIG, CREDENTIALS)
}

fn with_keys(home: Home) -> Home {
    home.with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT").with("AWS_SECRET_ACCESS_KEY", "s")
}

async fn id(home: &Home, chosen: Chosen<'_>) -> String {
    home.keyring(chosen).of_run().await.unwrap().credentials.access_key_id
}

#[tokio::test]
async fn keys_in_the_environment_stand_over_a_profile_unless_the_command_line_names_it() {
    assert_eq!(id(&home(), Chosen::default()).await, "AKIADEFAULT");
    assert_eq!(id(&home().with("AWS_PROFILE", "dev"), Chosen::default()).await, "AKIADEV");
    let both = with_keys(home().with("AWS_PROFILE", "dev"));
    assert_eq!(id(&both, Chosen::default()).await, "AKIAENVIRONMENT");
    assert_eq!(id(&both, profile("dev")).await, "AKIADEV");
}

#[tokio::test]
async fn a_process_is_run_where_the_profile_has_no_keys() {
    assert_eq!(id(&home(), profile("process")).await, "AKIAPROCESS");
}

#[tokio::test]
async fn a_profile_stands_over_the_container_and_an_empty_one_does_not() {
    let endpoint = Endpoint::new(|_| (200, written("ASIACONTAINER"))).await;
    let home = home().with("AWS_CONTAINER_CREDENTIALS_FULL_URI", &endpoint.url);
    assert_eq!(id(&home, Chosen::default()).await, "AKIADEFAULT");
    assert_eq!(id(&home, profile("empty")).await, "ASIACONTAINER");
}

#[tokio::test]
async fn what_has_no_credentials_says_why() {
    let refused = async |chosen| home().keyring(chosen).of_run().await.unwrap_err();
    let empty = refused(profile("empty")).await;
    assert!(matches!(empty, CredentialsError::Nowhere), "{empty}");
    let half = refused(profile("half")).await.to_string();
    assert!(half.contains("aws_access_key_id without aws_secret_access_key"), "{half}");
    let login = refused(profile("login")).await.to_string();
    assert!(login.contains("aws configure export-credentials --profile login"), "{login}");
}
