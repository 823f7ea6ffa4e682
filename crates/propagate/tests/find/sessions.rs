//! Sessions of roles that may read nothing, as the CDK's: whoever started the run is asked.

use std::sync::Arc;

use entail_propagate::{
    credentials::{Chosen, Environment, Keyring, Resolver, Settings},
    find::{FindError, Finder},
    upstream::Upstream,
};
use entail_testkit::client::Caller;
use entail_wire::{secret::Secret, sigv4::Credentials};

use crate::{
    account::{ACCOUNT, Account, demanding, nothing, required},
    endpoint::{Asked, Endpoint},
};

const NOTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;

/// A finder of a run that this user started.
fn of_run(account: &Account, starter: &Caller) -> Finder {
    let keys = starter.credentials.as_ref().unwrap();
    of_keys(&account.url, &keys.access_key_id, keys.secret_access_key.expose())
}

/// A finder of a run that was started with these keys.
fn of_keys(url: &str, access_key_id: &str, secret_access_key: &str) -> Finder {
    let environment = Environment::from([
        ("AWS_ENDPOINT_URL", url),
        ("AWS_ACCESS_KEY_ID", access_key_id),
        ("AWS_SECRET_ACCESS_KEY", secret_access_key),
    ]);
    let settings = Arc::new(Settings::load(environment, Chosen::default()).unwrap());
    let upstream = Upstream::new(settings.endpoints().unwrap(), settings.network()).unwrap();
    let upstream = Arc::new(upstream);
    Finder::new(Arc::clone(&upstream), "us-east-1".to_owned(), None)
        .for_run(Arc::new(Keyring::new(Resolver::new(settings, upstream))))
}

/// A session of a role that may read nothing of IAM.
async fn blind(account: &Account, role: &str, boundary: Option<&str>) -> Caller {
    let session = account.session(role, "/", boundary).await;
    let given = [("RoleName", role), ("PolicyName", "own"), ("PolicyDocument", NOTHING)];
    account.root.iam("PutRolePolicy", &given).await.expect_success();
    session
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_session_may_not_read_whoever_started_the_run_reads() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let its = account.policy("/", "its", &demanding("its")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", Some(&its)).await;
    account.role("cfn", "/", Some(&its)).await;
    assert!(nothing(&account.found(&deploy).await).contains("iam:GetRole was denied"));

    let finder = of_run(&account, &dev);
    let credentials = deploy.credentials.as_ref().unwrap();
    let (boundary, _, notes) = required(&finder.for_caller(credentials).await.unwrap());
    assert_eq!(boundary, its);
    assert!(notes.is_empty(), "{notes:?}");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/cfn");
    let found = finder.for_execution_role(&role, credentials).await.unwrap();
    let (boundary, source, _) = required(&found);
    assert_eq!(boundary, its);
    assert!(source.contains("role/cfn`"), "{source}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_must_pass_on_nothing_passes_on_what_the_starter_must() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", None).await;
    let finder = of_run(&account, &dev);
    let found = finder.for_caller(deploy.credentials.as_ref().unwrap()).await.unwrap();
    let (boundary, _, notes) = required(&found);
    assert_eq!(boundary, mine);
    assert!(notes.iter().any(|note| note.contains("who started the run")), "{notes:?}");
}

/// What AWS answers to a session that may read nothing, and to who started the run, who reads the
/// session's role with this result.
fn answered(asked: &Asked, of_the_role: &(u16, &str)) -> (u16, String) {
    let signer = asked.header("authorization").unwrap_or_default();
    let is_session = signer.contains("ASIASESSION");
    let resource = if is_session {
        "sts::111122223333:assumed-role/deploy/s"
    } else {
        "iam::111122223333:user/dev"
    };
    let of = |name: &str, inside: &str| {
        format!("<{name}Response><{name}Result>{inside}</{name}Result></{name}Response>")
    };
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    if asked.body.contains("Action=GetCallerIdentity") {
        let arn = format!("<Arn>arn:aws:{resource}</Arn><Account>111122223333</Account>");
        (200, of("GetCallerIdentity", &arn))
    } else if is_session {
        (403, denied.to_owned())
    } else if asked.body.contains("Action=GetRole") {
        let (status, text) = of_the_role;
        (*status, of("GetRole", text))
    } else {
        (200, of("GetUser", "<User><Arn>arn:aws:iam::111122223333:user/dev</Arn></User>"))
    }
}

#[tokio::test]
async fn what_only_the_starter_can_read_and_that_goes_wrong_is_an_error_and_not_nothing() {
    const TAGGED: &str = "<Role><Arn>arn:aws:iam::111122223333:role/deploy</Arn><Tags><member><Key>\
        entail:transitive-boundary</Key><Value>VALUE</Value></member></Tags></Role>";
    let good = TAGGED.replace("VALUE", "arn:aws:iam::111122223333:policy/Dev");
    let elsewhere = TAGGED.replace("VALUE", "arn:aws:iam::444455556666:policy/Dev");
    let session = Credentials {
        access_key_id: "ASIASESSION".to_owned(),
        secret_access_key: Secret::from("secret"),
        session_token: Some(Secret::from("token")),
    };
    let error = |code: &str| {
        format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
        )
    };
    let mut results = Vec::new();
    for role in [
        (200, good),
        (200, TAGGED.to_owned()),
        (200, elsewhere),
        (503, String::new()),
        (403, error("ExpiredToken")),
        (404, error("NoSuchEntity")),
        (403, error("AccessDenied")),
    ] {
        let endpoint = Endpoint::new(move |asked| answered(asked, &(role.0, &role.1))).await;
        let found = of_keys(&endpoint.url, "AKIADEV", "secret").for_caller(&session).await;
        assert!(endpoint.asked().iter().all(|asked| asked.line == "POST /"));
        results.push(found);
    }
    let [good, typo, elsewhere, busy, expired, absent, denied] = results.try_into().unwrap();
    assert_eq!(required(&good.unwrap()).0, "arn:aws:iam::111122223333:policy/Dev");
    assert!(matches!(typo, Err(FindError::NotAPolicy { .. })), "{typo:?}");
    assert!(matches!(elsewhere, Err(FindError::OtherAccount { .. })), "{elsewhere:?}");
    assert!(matches!(busy, Err(FindError::Upstream(_))), "{busy:?}");
    assert!(matches!(expired, Err(FindError::Credentials(_))), "{expired:?}");
    assert!(matches!(absent, Err(FindError::Upstream(_))), "{absent:?}");
    let because = nothing(&denied.unwrap());
    assert!(because.contains("iam:GetRole was denied"), "what may not be read is told: {because}");
}

#[tokio::test]
async fn a_call_to_another_partition_is_asked_about_there() {
    let china = "arn:aws-cn:iam::444455556666:policy/entail/transitive/its";
    let user = format!(
        "<User><Arn>arn:aws-cn:iam::444455556666:user/li</Arn><PermissionsBoundary>\
         <PermissionsBoundaryArn>{china}</PermissionsBoundaryArn></PermissionsBoundary></User>"
    );
    let endpoint = Endpoint::new(move |asked| {
        let signed_for =
            |scope| asked.header("authorization").is_some_and(|text: &str| text.contains(scope));
        let of = |name: &str, inside: &str| {
            (200, format!("<{name}Response><{name}Result>{inside}</{name}Result></{name}Response>"))
        };
        let is_identity = asked.body.contains("Action=GetCallerIdentity");
        match (signed_for("AKIALI/") && signed_for("/cn-north-1/"), is_identity) {
            (true, true) => {
                of("GetCallerIdentity", "<Arn>arn:aws-cn:iam::444455556666:user/li</Arn>")
            }
            (true, false) => of("GetUser", &user),
            (false, _) => (
                403,
                "<ErrorResponse><Error><Code>InvalidClientTokenId</Code>\
                <Message>no</Message></Error></ErrorResponse>"
                    .to_owned(),
            ),
        }
    })
    .await;
    let finder = of_keys(&endpoint.url, "AKIADEV", "secret");
    let li = Credentials {
        access_key_id: "AKIALI".to_owned(),
        secret_access_key: Secret::from("secret"),
        session_token: None,
    };
    let found = finder.in_partition_of("cn-north-1").for_caller(&li).await.unwrap();
    assert_eq!(required(&found).0, china);
    assert_eq!(finder.known_account(&li).unwrap().partition, "aws-cn", "what is known is shared");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_passes_on_nothing_of_the_starters() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let free = account.user("free", None, None).await;
    let finder = of_run(&account, &dev);
    let found = finder.for_caller(free.credentials.as_ref().unwrap()).await.unwrap();
    assert!(nothing(&found).contains("user/free`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_starter_must_pass_on_and_cannot_be_said_is_an_error_and_not_nothing() {
    let account = Account::new().await;
    let mine = account.policy("/", "mine", &demanding("mine")).await;
    let dev = account.user("dev", Some(&mine), None).await;
    let deploy = blind(&account, "deploy", None).await;
    let key = dev.credentials.as_ref().unwrap().access_key_id.clone();
    let given = [("UserName", "dev"), ("AccessKeyId", key.as_str())];
    account.root.iam("DeleteAccessKey", &given).await.expect_success();
    let credentials = deploy.credentials.as_ref().unwrap();
    let refused = of_run(&account, &dev).for_caller(credentials).await.unwrap_err();
    assert!(matches!(refused, FindError::Credentials(_)), "{refused}");
}
