//! Roles of profiles, and web identities: what STS is asked.

use entail_propagate::credentials::{Chosen, Origin};

use crate::{
    endpoint::{Asked, Endpoint},
    home::{Home, assumed, profile},
};

const CREDENTIALS: &str =
    "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n";

const CONFIG: &str = "[profile one]\nrole_arn = arn:aws:iam::111122223333:role/one\n\
    source_profile = base\nexternal_id = ext\nduration_seconds = 900\nrole_session_name = me\n\
    [profile two]\nrole_arn = arn:aws:iam::111122223333:role/two\nsource_profile = one\n\
    [profile self]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = self\n\
    [profile a]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = b\n\
    [profile b]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = a\n\
    [profile of-environment]\nrole_arn = arn:aws:iam::111122223333:role/x\n\
    credential_source = Environment\n\
    [profile both]\nrole_arn = x\nsource_profile = base\ncredential_source = Environment\n\
    [profile neither]\nrole_arn = x\n\
    [profile lost]\nrole_arn = x\nsource_profile = nobody\n";

/// Gives each role credentials that are named after it.
fn sts(asked: &Asked) -> (u16, String) {
    let role = asked.body.split("role%2F").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
    let action =
        asked.body.split("Action=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
    (200, assumed(action, &format!("ASIA{}", role.to_uppercase())))
}

fn home(sts: &Endpoint) -> Home {
    Home::new(CONFIG, CREDENTIALS).with("AWS_ENDPOINT_URL_STS", &sts.url)
}

fn signer(asked: &Asked) -> String {
    let authorization = asked.header("authorization").unwrap_or_default();
    let id = authorization.split("Credential=").nth(1).unwrap_or_default();
    id.split('/').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_role_is_assumed_with_the_credentials_of_its_source() {
    let sts = Endpoint::new(sts).await;
    let found = home(&sts).keyring(profile("one")).of_run().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIAONE");
    assert_eq!(found.origin, Origin::AssumedRole("one".to_owned()));
    let asked = sts.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(signer(&asked[0]), "AKIABASE");
    for parameter in ["ExternalId=ext", "DurationSeconds=900", "RoleSessionName=me"] {
        assert!(asked[0].body.contains(parameter), "{}", asked[0].body);
    }
}

#[tokio::test]
async fn a_role_whose_source_is_a_role_is_assumed_step_by_step() {
    let sts = Endpoint::new(sts).await;
    let found = home(&sts).keyring(profile("two")).of_run().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIATWO");
    let signers: Vec<String> = sts.asked().iter().map(signer).collect();
    assert_eq!(signers, ["AKIABASE", "ASIAONE"]);
}

#[tokio::test]
async fn the_source_may_be_the_environment() {
    let sts = Endpoint::new(sts).await;
    let home =
        home(&sts).with("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT").with("AWS_SECRET_ACCESS_KEY", "x");
    home.keyring(profile("of-environment")).of_run().await.unwrap();
    assert_eq!(signer(&sts.asked()[0]), "AKIAENVIRONMENT");
}

#[tokio::test]
async fn settings_that_lead_nowhere_are_refused() {
    let sts = Endpoint::new(sts).await;
    for (name, reason) in [
        ("self", "leads back to itself"),
        ("a", "leads back to itself"),
        ("both", "both source_profile and credential_source"),
        ("neither", "without source_profile or credential_source"),
        ("lost", "the source_profile `nobody` is in no file"),
        ("absent", "there is no profile `absent` in `"),
    ] {
        let refused = home(&sts).keyring(profile(name)).of_run().await.unwrap_err().to_string();
        assert!(refused.contains(reason), "{name}: {refused}");
    }
    assert!(sts.asked().is_empty());
}

#[tokio::test]
async fn what_sts_refuses_is_told() {
    let sts = Endpoint::new(|_| {
        let error = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message>\
                     </Error></ErrorResponse>";
        (403, error.to_owned())
    })
    .await;
    let refused = home(&sts).keyring(profile("one")).of_run().await.unwrap_err().to_string();
    assert!(refused.contains("the role of profile `one`"), "{refused}");
    assert!(refused.contains("AccessDenied: not you"), "{refused}");
}

#[tokio::test]
async fn a_session_with_mfa_that_the_aws_cli_keeps_is_used() {
    let sts = Endpoint::new(sts).await;
    let config = "[profile mfa]\nrole_arn = arn:aws:iam::111122223333:role/dev\n\
        source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n\
        [profile behind]\nrole_arn = arn:aws:iam::111122223333:role/behind\nsource_profile = mfa\n";
    let home = Home::new(config, CREDENTIALS).with("AWS_ENDPOINT_URL_STS", &sts.url);
    let refused = home.keyring(profile("mfa")).of_run().await.unwrap_err().to_string();
    assert!(refused.contains("`aws sts get-caller-identity --profile mfa`"), "{refused}");
    let kept = r#"{"Credentials":{"AccessKeyId":"ASIAMFA","SecretAccessKey":"s","SessionToken":"t",
        "Expiration":"2999-01-01T00:00:00Z"}}"#;
    home.file(".aws/cli/cache/8c6493e810cad19ca3525d61ed24fda30d7f1c22.json", kept);
    let found = home.keyring(profile("mfa")).of_run().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIAMFA");
    assert!(sts.asked().is_empty());
    let found = home.keyring(profile("behind")).of_run().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIABEHIND");
    assert_eq!(signer(&sts.asked()[0]), "ASIAMFA");
}

#[tokio::test]
async fn a_web_identity_sends_its_token_and_no_signature() {
    let sts = Endpoint::new(sts).await;
    let home = Home::new("", "").with("AWS_ENDPOINT_URL_STS", &sts.url);
    home.file("token", "jwt.of.pod\n");
    let path = home.path().join("token");
    let home = home
        .with("AWS_WEB_IDENTITY_TOKEN_FILE", path.to_str().unwrap())
        .with("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/pod");
    let found = home.keyring(Chosen::default()).of_run().await.unwrap();
    assert_eq!(found.credentials.access_key_id, "ASIAPOD");
    assert_eq!(found.origin, Origin::WebIdentity);
    let asked = sts.asked();
    assert!(asked[0].body.contains("WebIdentityToken=jwt.of.pod&"), "{}", asked[0].body);
    assert_eq!(asked[0].header("authorization"), None);
    home.file("token", &"x".repeat(65_537));
    let refused = home.refusal().await;
    assert!(refused.ends_with("token`: longer than 65536 bytes"), "{refused}");
    assert_eq!(sts.asked().len(), 1);
    let refused = home.with("AWS_ROLE_ARN", "").refusal().await;
    assert!(
        refused.contains("AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN"),
        "{refused}"
    );
}
