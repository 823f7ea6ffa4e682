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
async fn an_expired_token_is_renewed_and_kept_while_the_sign_in_lasts() {
    let service = Endpoint::new(|asked| match asked.line.as_str() {
        "POST /token" if asked.body.contains("renewal-1") => {
            let renewed =
                r#"{"accessToken":"new-token","expiresIn":3600,"refreshToken":"renewal-2"}"#;
            (200, renewed.to_owned())
        }
        "POST /token" => (400, "{}".to_owned()),
        _ => granted(asked),
    })
    .await;
    let home =
        home(&service, "2020-01-01T00:00:00Z").with("AWS_ENDPOINT_URL_SSO_OIDC", &service.url);
    let kept = r#"{"startUrl":"https://corp.awsapps.com/start","accessToken":"old","clientId":"client",
        "clientSecret":"client-secret","refreshToken":"renewal-1","expiresAt":"2020-01-01T00:00:00Z",
        "registrationExpiresAt":"2999-01-01T00:00:00Z"}"#;
    home.file(TOKEN_FILE, kept);
    assert_eq!(home.find().await.unwrap().credentials.access_key_id, "ASIASSO");
    let asked = service.asked();
    assert!(asked[0].body.contains(r#""grantType":"refresh_token""#), "{}", asked[0].body);
    assert_eq!(asked[1].header("x-amz-sso_bearer_token"), Some("new-token"));
    let now = std::fs::read_to_string(home.path().join(TOKEN_FILE)).unwrap();
    for part in ["new-token", "renewal-2", "client-secret", "https://corp.awsapps.com/start"] {
        assert!(now.contains(part), "{part} in {now}");
    }
    home.find().await.unwrap();
    assert_eq!(service.asked().len(), 3, "the new token lasts");

    let over = kept.replace("2999", "2021");
    home.file(TOKEN_FILE, &over);
    assert!(home.refusal().await.contains("run `aws sso login --profile dev`"));
    home.file(TOKEN_FILE, &kept.replace("renewal-1", "renewal-0"));
    assert!(home.refusal().await.contains("run `aws sso login --profile dev`"));
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
