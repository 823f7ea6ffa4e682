//! Golden records in `corpus/audit/`, and which requests leave one.

use entail_server::audit::{Event, event::GateAnswer};
use entail_testkit::client::{Caller, Credentials};
use entail_wire::secret::Secret;
use regex::Regex;

use super::{since, trail};
use crate::{
    golden::Ids,
    support::{
        corpus::assert_golden,
        documents::{allow, document, trust_account},
        house::House,
        people::{
            Fenced, assume, create_role, keys_of, make_fence, make_policy, make_role, make_user,
            try_to_assume,
        },
    },
};

/// An event as the golden files have it: without what differs from run to run.
fn assert_event(name: &str, event: &Event, ids: &mut Ids) {
    let text = serde_json::to_string_pretty(event).unwrap();
    let fixed = [
        (r#""(requestID|eventID)": "[^"]*""#, r#""$1": "00000000-0000-0000-0000-000000000000""#),
        (r#""time": \d+"#, r#""time": 1767323045"#),
    ];
    let text = fixed.iter().fold(text, |text, (pattern, replacement)| {
        Regex::new(pattern).unwrap().replace_all(&text, *replacement).into_owned()
    });
    assert_golden(&format!("audit/{name}.json"), &format!("{}\n", ids.normalised(&text)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_an_assume_and_two_refusals_are_recorded_as_cloudtrail_records_them() {
    let fenced = Fenced::new().await;
    let (house, root, dev) = (&fenced.house, &fenced.root, &fenced.dev);
    make_role(root, "outside").await;
    let mut ids = Ids::default();
    let before = trail(house.store.as_ref()).await.len();

    let tags = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")];
    let more = [&tags[..], &[("Path", "/app/"), ("MaxSessionDuration", "7200")]].concat();
    create_role(dev, "child", &more).await.expect_success();
    let parameters = [("DurationSeconds", "900"), ("SourceIdentity", "dev")];
    try_to_assume(dev, "outside", &parameters).await.expect_success();
    let refused = create_role(dev, "", &[]).await;
    assert_eq!(refused.code(), "ValidationError");
    let trust = trust_account();
    let rewritten = [("RoleName", "outside"), ("PolicyDocument", trust.as_str())];
    assert_eq!(dev.iam("UpdateAssumeRolePolicy", &rewritten).await.code(), "AccessDenied");
    assert_eq!(dev.iam("ListUserTags", &[("UserName", "dev")]).await.code(), "AccessDenied");
    assert_eq!(root.iam("GetRole", &[("RoleName", "nobody")]).await.code(), "NoSuchEntity");

    let events = since(house, before).await;
    let names =
        ["create-role", "assume-role", "refused-form", "refused-gate", "refused-policy", "missing"];
    assert_eq!(events.len(), names.len());
    for (name, event) in names.iter().zip(&events) {
        assert_event(name, event, &mut ids);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_of_every_kind_are_described_with_their_issuer() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "ann").await;
    let ann = keys_of(root, "ann").await;
    make_role(root, "worker").await;
    let worker = assume(&ann, "worker").await;
    let session = ann.sts("GetSessionToken", &[]).await.expect_success();
    let session = ann.with_credentials_of(&session);
    let policy = document(&[allow(&["*"])]);
    let federated = [("Name", "guest"), ("Policy", policy.as_str())];
    let federated = ann.sts("GetFederationToken", &federated).await.expect_success();
    let federated = ann.with_credentials_of(&federated);
    let before = trail(house.store.as_ref()).await.len();

    let mut seen = Vec::new();
    for caller in [root, &ann, &worker, &session, &federated] {
        // Refused for all of them.
        caller.sts("AssumeRole", &[("RoleArn", "nonsense-that-is-long-enough")]).await;
    }
    for event in since(&house, before).await {
        let identity = event.user_identity;
        let context = identity.session_context;
        let issuer = context.as_ref().and_then(|it| it.session_issuer.as_ref());
        seen.push((
            identity.kind,
            identity.arn.unwrap(),
            identity.user_name,
            issuer.map(|it| (it.kind.clone(), it.arn.clone())),
            context.is_some_and(|it| it.attributes.creation_date.ends_with('Z')),
        ));
    }
    let arn = |text: &str| format!("arn:aws:{text}");
    let iam = |name: &str| arn(&format!("iam::111122223333:{name}"));
    let sts = |name: &str| arn(&format!("sts::111122223333:{name}"));
    let (named, text) = (|name: &str| Some(name.to_owned()), str::to_owned);
    let issuer = |kind: &str, name: &str| Some((kind.to_owned(), iam(name)));
    assert_eq!(
        seen,
        [
            (text("Root"), iam("root"), None, None, false),
            (text("IAMUser"), iam("user/ann"), named("ann"), None, false),
            (
                text("AssumedRole"),
                sts("assumed-role/worker/session"),
                None,
                issuer("Role", "role/worker"),
                true
            ),
            (text("IAMUser"), iam("user/ann"), named("ann"), None, true),
            (
                text("FederatedUser"),
                sts("federated-user/guest"),
                None,
                issuer("IAMUser", "user/ann"),
                true
            ),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_stranger_sends_and_what_only_reads_leaves_no_record() {
    let house = House::new().await;
    let root = &house.root;
    let known = root.credentials.clone().unwrap();
    let forged =
        |id: &str| Credentials { access_key_id: id.to_owned(), ..with_secret("not-the-secret") };
    let before = house.store.head().await.unwrap();
    for credentials in [forged(&known.access_key_id), forged("AKIAQNZGKIQY56JQ7WML")] {
        let stranger = Caller::new(root.endpoint.clone(), credentials);
        let answer = create_role(&stranger, "role", &[]).await;
        assert!(
            ["SignatureDoesNotMatch", "InvalidClientTokenId"].contains(&answer.code().as_str())
        );
    }
    let unsigned = Caller { endpoint: root.endpoint.clone(), credentials: None };
    assert!(!create_role(&unsigned, "role", &[]).await.is_success());
    root.iam("ListRoles", &[]).await.expect_success();
    root.sts("GetCallerIdentity", &[]).await.expect_success();
    assert_eq!(house.store.head().await.unwrap(), before, "something was written");
}

fn with_secret(secret: &str) -> Credentials {
    Credentials {
        access_key_id: String::new(),
        secret_access_key: Secret::from(secret),
        session_token: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_closure_is_named_with_what_was_missing() {
    let fenced = Fenced::new().await;
    let (house, root, dev) = (&fenced.house, &fenced.root, &fenced.dev);
    make_role(root, "outside").await;
    let shared = make_policy(dev, "/", "shared", &document(&[allow(&["s3:*"])])).await;
    let attach = [("RoleName", "outside"), ("PolicyArn", shared.as_str())];
    root.iam("AttachRolePolicy", &attach).await.expect_success();
    make_role(dev, "child").await;
    let other = make_fence(root, "other").await;
    let put = [("RoleName", "child"), ("PermissionsBoundary", other.as_str())];
    root.iam("PutRolePermissionsBoundary", &put).await.expect_success();
    let before = trail(house.store.as_ref()).await.len();

    let text = document(&[allow(&["*"])]);
    let edit = |arn| [("PolicyArn", arn), ("PolicyDocument", text.as_str())];
    let refused = [
        dev.iam("CreatePolicyVersion", &edit(&shared)).await,
        dev.iam("CreatePolicyVersion", &edit(&fenced.fence)).await,
        dev.iam("DeleteRolePermissionsBoundary", &[("RoleName", "child")]).await,
        dev.iam("TagRole", &[("RoleName", "outside"), ("Tags.member.1.Key", "a")]).await,
        dev.iam("UpdateRole", &[("RoleName", "outside"), ("Description", "mine")]).await,
    ];
    assert!(refused.iter().all(|answer| !answer.is_success()));
    let events = since(house, before).await;
    let gates = events.iter().map(|event| {
        let gate = event.additional_event_data.entail.gate.as_ref().unwrap();
        let closure = gate.closure.clone().unwrap_or_default();
        (event.event_name.as_str(), gate.name.as_str(), gate.answer, closure, gate.missing.len())
    });
    let refused = GateAnswer::Refused;
    assert_eq!(
        gates.collect::<Vec<_>>(),
        [
            ("CreatePolicyVersion", "write", refused, "w1".to_owned(), 1),
            // The label comes before w3 where both refuse.
            ("CreatePolicyVersion", "write", refused, "label".to_owned(), 1),
            ("DeleteRolePermissionsBoundary", "write", refused, "w4".to_owned(), 1),
            // Refused for its form, before any gate.
            ("TagRole", "write", GateAnswer::NotAsked, String::new(), 0),
            ("UpdateRole", "write", refused, "label".to_owned(), 1),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passing_a_role_is_recorded_with_the_gate_that_was_asked() {
    let fenced = Fenced::new().await;
    let (house, root, dev) = (&fenced.house, &fenced.root, &fenced.dev);
    make_role(root, "outside").await;
    make_role(dev, "child").await;
    let profile = ("InstanceProfileName", "profile");
    dev.iam("CreateInstanceProfile", &[profile]).await.expect_success();
    let before = trail(house.store.as_ref()).await.len();

    let refused = dev.iam("AddRoleToInstanceProfile", &[profile, ("RoleName", "outside")]).await;
    assert_eq!(refused.code(), "AccessDenied");
    dev.iam("AddRoleToInstanceProfile", &[profile, ("RoleName", "child")]).await.expect_success();
    let events = since(house, before).await;
    let gates = events.iter().map(|event| {
        let gate = event.additional_event_data.entail.gate.as_ref().unwrap();
        (gate.name.as_str(), gate.answer, gate.closure.as_deref(), gate.missing.len())
    });
    assert_eq!(
        gates.collect::<Vec<_>>(),
        [
            ("pass", GateAnswer::Refused, Some("label"), 1),
            ("write and pass", GateAnswer::Passed, None, 0),
        ]
    );
    // Who passed it is part of the role's lineage from now on.
    let [change] = events[1].additional_event_data.entail.lineage.as_slice() else {
        panic!("the role alone changes: {events:?}")
    };
    assert_eq!((change.kind.as_str(), change.name.as_deref()), ("role", Some("child")));
}
