//! IAM Identity Center.

use entail_propagate::credentials::Origin;

use crate::{
    endpoint::{Asked, Endpoint},
    home::Home,
};

const CONFIG: &str = "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\n\
    sso_role_name = Dev Ops\n[sso-session corp]\nsso_region = eu-west-1\n\
    sso_start_url = https://corp.awsapps.com/start\n";

/// The name that botocore gives the token of the session `corp`.
const TOKEN_FILE: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

fn token(expires: &str) -> String {
    format!(r#"{{"accessToken":"sign-in-token","expiresAt":"{expires}","region":"eu-west-1"}}"#)
}

fn home(portal: &Endpoint, expires: &str) -> Home {
    let home =
        Home::new(CONFIG, "").with("AWS_PROFILE", "dev").with("AWS_ENDPOINT_URL_SSO", &portal.url);
    home.file(TOKEN_FILE, &token(expires));
    home
}

fn granted(_: &Asked) -> (u16, String) {
    let answer = r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"secret",
        "sessionToken":"token","expiration":32472144000000}}"#;
    (200, answer.to_owned())
}

#[tokio::test]
async fn the_token_of_the_sign_in_gets_the_credentials_of_the_role() {
    let portal = Endpoint::new(granted).await;
    let found = home(&portal, "2999-01-01T00:00:00Z").find().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIASSO");
    assert_eq!(found.origin, Origin::SingleSignOn("dev".to_owned()));
    assert_eq!(found.expires.unwrap().to_string(), "2999-01-01T00:00:00Z");
    let asked = portal.asked();
    let line = "GET /federation/credentials?role_name=Dev%20Ops&account_id=111122223333";
    assert_eq!(asked[0].line, line);
    assert_eq!(asked[0].header("x-amz-sso_bearer_token"), Some("sign-in-token"));
}

#[tokio::test]
async fn an_expired_sign_in_says_what_to_do() {
    let portal = Endpoint::new(granted).await;
    let refused = home(&portal, "2020-01-01T00:00:00UTC").refusal().await;
    assert!(refused.contains("run `aws sso login --profile dev`"), "{refused}");
    assert!(portal.asked().is_empty());
    let portal = Endpoint::new(|_| (401, "{}".to_owned())).await;
    let refused = home(&portal, "2999-01-01T00:00:00Z").refusal().await;
    assert!(refused.contains("run `aws sso login --profile dev`"), "{refused}");
    assert!(!refused.contains("sign-in-token"), "{refused}");
}

#[tokio::test]
async fn a_role_that_the_user_does_not_have_is_named() {
    let portal = Endpoint::new(|_| (403, "{}".to_owned())).await;
    let refused = home(&portal, "2999-01-01T00:00:00Z").refusal().await;
    assert!(refused.contains("`Dev Ops` of account 111122223333"), "{refused}");
}

#[tokio::test]
async fn a_profile_that_is_not_complete_says_what_is_missing() {
    let home = Home::new("[profile dev]\nsso_role_name = x\nsso_session = corp\n", "")
        .with("AWS_PROFILE", "dev");
    assert!(home.refusal().await.contains("has no section [sso-session corp]"));
    let home = Home::new("[profile dev]\nsso_role_name = x\nsso_start_url = y\n", "")
        .with("AWS_PROFILE", "dev");
    assert!(home.refusal().await.contains("has no sso_region"));
}
