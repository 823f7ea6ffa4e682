//! Races made to happen: a request is decided, its commit waits, something it was decided on changes,
//! the commit goes on. It must be decided again.

use std::sync::{Arc, atomic::Ordering};

use entail_server::operation::{AnyOperation, Effect};
use entail_testkit::client::{Answer, Caller};
use entail_wire::service::Service;

use crate::{
    requests::{NEVER_SUCCESSFUL, Outside, borrowed, register, request, title},
    support::{
        assert_denied, assert_gate,
        documents::{
            ADMINISTRATOR_ACCESS, TRANSITIVE_PATH, allow_all, allow_all_except, policy_arn,
            role_arn, trust, trust_account,
        },
        hooked_store::{HookedStore, Hooks},
        house::{House, State},
        people::{
            Fenced, inherited_by_role, keys_of, make_policy, make_role, make_user, try_to_assume,
        },
    },
};

/// Operations that need no permission, so that none can be taken away.
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
const NEED_NO_PERMISSION: &[&str] = &["GetSessionToken"];

pub(super) struct Held {
    house: House,
    hooks: Arc<Hooks>,
}

impl Held {
    pub(super) async fn from(state: &State) -> Self {
        let (store, hooks) = HookedStore::new(state).await;
        Self { house: House::on(Arc::new(store)).await, hooks }
    }

    /// The same caller at this server.
    pub(super) fn here(&self, caller: &Caller) -> Caller {
        self.house.root.with(caller.credentials.clone().unwrap())
    }

    /// Sends a request, lets root send another while the first one's commit waits, and answers the
    /// first one's answer; nothing where the first one never committed.
    async fn race(
        &self,
        by: &Caller,
        asked: (Service, &str, &[(&str, &str)]),
        (action, parameters): (&str, &[(&str, &str)]),
    ) -> Option<Answer> {
        self.race_with(by, asked, self.house.root.iam(action, parameters)).await
    }

    /// The same with any other request meanwhile, which must be done.
    pub(super) async fn race_with(
        &self,
        by: &Caller,
        (service, action, parameters): (Service, &str, &[(&str, &str)]),
        meanwhile: impl Future<Output = Answer>,
    ) -> Option<Answer> {
        self.hooks.hold_next_commit.store(true, Ordering::Relaxed);
        let by = self.here(by);
        let mut first = std::pin::pin!(by.call(service, action, parameters));
        tokio::select! {
            answer = &mut first => {
                answer.expect_success();
                return None;
            }
            () = self.hooks.held.notified() => {}
        }
        meanwhile.await.expect_success();
        self.hooks.released.notify_one();
        Some(first.await)
    }
}

/// An administrator `ann` and what the requests of the register are about.
async fn stage() -> (State, Outside, Caller) {
    let house = House::new().await;
    let root = &house.root;
    let outside = Outside::make(root).await;
    make_user(root, "ann").await;
    let ann = keys_of(root, "ann").await;
    (house.state().await, outside, ann)
}

const ANN: (&str, &str) = ("UserName", "ann");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_is_decided_again_when_its_permission_is_taken_away_before_it_commits() {
    let (state, outside, ann) = stage().await;
    let writes = |operation: &&dyn AnyOperation| {
        let fails = NEVER_SUCCESSFUL.iter().any(|(name, _)| *name == operation.name());
        let free = NEED_NO_PERMISSION.contains(&operation.name());
        operation.effect() != Effect::Reads && !fails && !free
    };
    let detach = ("DetachUserPolicy", &[ANN, ("PolicyArn", ADMINISTRATOR_ACCESS)][..]);
    let without_permission = {
        let house = House::from(&state).await;
        house.root.iam(detach.0, detach.1).await.expect_success();
        house.state().await
    };
    for operation in register().filter(writes) {
        let held = Held::from(&state).await;
        let parameters = request(operation.name(), &outside);
        let asked = (operation.service(), operation.name(), &borrowed(&parameters)[..]);
        let action = title(operation);
        // Each leaves a record, so that there is a commit.
        let answer = held.race(&ann, asked, detach).await;
        let answer = answer.unwrap_or_else(|| panic!("{action} committed nothing"));
        assert_denied(
            &answer,
            &format!("because no identity-based policy allows the {action} action"),
        );
        assert_eq!(held.house.state().await, without_permission, "{action} was written");
    }
}

/// Races `CreateRole` by `ann` against something that root does.
async fn race_creation(
    prepare: &[(&str, &[(&str, &str)])],
    meanwhile: (&str, &[(&str, &str)]),
) -> (Held, Answer) {
    let (state, _, ann) = stage().await;
    let held = Held::from(&state).await;
    make_policy(&held.house.root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    make_policy(&held.house.root, "/", "cap", &allow_all_except(&["iam:CreateRole"])).await;
    for (action, parameters) in prepare {
        held.house.root.iam(action, parameters).await.expect_success();
    }
    let trust = trust_account();
    let parameters = [("RoleName", "racing"), ("AssumeRolePolicyDocument", trust.as_str())];
    let answer = held.race(&ann, (Service::Iam, "CreateRole", &parameters), meanwhile).await;
    (held, answer.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_is_decided_again_whatever_takes_its_permission_away() {
    let (cap, everything) = (policy_arn("/", "cap"), allow_all());
    let nothing = allow_all_except(&["iam:*"]);
    let inline = [ANN, ("PolicyName", "deny"), ("PolicyDocument", nothing.as_str())];
    let (_, answer) = race_creation(&[], ("PutUserPolicy", &inline)).await;
    assert_denied(&answer, "with an explicit deny in an identity-based policy");

    let (_, answer) =
        race_creation(&[], ("AttachUserPolicy", &[ANN, ("PolicyArn", cap.as_str())])).await;
    assert_denied(&answer, "with an explicit deny in an identity-based policy");

    let boundary = [ANN, ("PermissionsBoundary", cap.as_str())];
    let (_, answer) = race_creation(&[], ("PutUserPermissionsBoundary", &boundary)).await;
    assert_denied(&answer, "with an explicit deny in a permissions boundary");

    // The text of a boundary that is there already.
    let policy = ("PolicyArn", cap.as_str());
    let version = [policy, ("PolicyDocument", everything.as_str()), ("SetAsDefault", "true")];
    let back = [policy, ("VersionId", "v1")];
    let prepared: [(&str, &[(&str, &str)]); 2] =
        [("CreatePolicyVersion", &version), ("PutUserPermissionsBoundary", &boundary)];
    let (_, answer) = race_creation(&prepared, ("SetDefaultPolicyVersion", &back)).await;
    assert_denied(&answer, "with an explicit deny in a permissions boundary");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creation_bears_the_seal_that_was_set_before_it_committed() {
    let seal = policy_arn(TRANSITIVE_PATH, "seal");
    let sealed = [ANN, ("PermissionsBoundary", seal.as_str())];
    let (held, answer) = race_creation(&[], ("PutUserPermissionsBoundary", &sealed)).await;
    answer.expect_success();
    assert_eq!(inherited_by_role(&held.house.root, "racing").await, [seal.as_str()]);

    let lifted = ("DeleteUserPermissionsBoundary", &[ANN][..]);
    let prepared: [(&str, &[(&str, &str)]); 1] = [("PutUserPermissionsBoundary", &sealed)];
    let (held, answer) = race_creation(&prepared, lifted).await;
    answer.expect_success();
    assert!(inherited_by_role(&held.house.root, "racing").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gate_is_asked_again_when_the_writer_was_sealed_meanwhile() {
    let (state, outside, ann) = stage().await;
    let held = Held::from(&state).await;
    let seal = make_policy(&held.house.root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    let sealed = [ANN, ("TransitivePermissionsBoundary", seal.as_str())];
    let meanwhile = ("PutUserPermissionsBoundary", &sealed[..]);
    let parameters = request("PutRolePolicy", &outside);
    let asked = (Service::Iam, "PutRolePolicy", &borrowed(&parameters)[..]);
    assert_gate(&held.race(&ann, asked, meanwhile).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_would_carry_a_seal_is_not_made_when_the_trust_is_gone() {
    let (state, _, ann) = stage().await;
    let held = Held::from(&state).await;
    let root = &held.house.root;
    let seal = make_policy(root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    let sealed = [ANN, ("PermissionsBoundary", seal.as_str())];
    root.iam("PutUserPermissionsBoundary", &sealed).await.expect_success();
    make_role(root, "operator").await;
    let role = role_arn("operator");
    let parameters = [("RoleArn", role.as_str()), ("RoleSessionName", "session")];
    let asked = (Service::Sts, "AssumeRole", &parameters[..]);
    let closed = trust("arn:aws:iam::111122223333:user/bystander");
    let meanwhile = [("RoleName", "operator"), ("PolicyDocument", closed.as_str())];
    let answer = held.race(&ann, asked, ("UpdateAssumeRolePolicy", &meanwhile)).await.unwrap();
    assert_denied(&answer, "because no role trust policy allows the sts:AssumeRole action");
}

/// `dev` below a seal writes a new version of its own policy while somebody makes the policy decide
/// about an outsider: w1 must be asked again.
async fn race_edit<'a>(
    held: &'a Held,
    dev: &Caller,
    meanwhile: impl AsyncFnOnce(&'a Caller, &'a Held) -> Answer,
) -> Answer {
    let everything = allow_all();
    let arn = policy_arn("/", "own");
    let version = [("PolicyArn", arn.as_str()), ("PolicyDocument", everything.as_str())];
    let asked = (Service::Iam, "CreatePolicyVersion", &version[..]);
    held.race_with(dev, asked, meanwhile(&held.house.root, held)).await.unwrap()
}

/// A developer below a seal with a policy of its own, and an administrator `ann`.
async fn stage_of_edits() -> (State, Caller, Caller) {
    let fenced = Fenced::new().await;
    make_policy(&fenced.dev, "/", "own", &allow_all()).await;
    make_user(&fenced.root, "ann").await;
    make_role(&fenced.root, "operator").await;
    let ann = keys_of(&fenced.root, "ann").await;
    (fenced.house.state().await, fenced.dev, ann)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_becomes_an_outsiders_is_no_longer_edited_by_its_makers() {
    let (state, dev, ann) = stage_of_edits().await;
    let own = policy_arn("/", "own");
    let attach = [ANN, ("PolicyArn", own.as_str())];
    let boundary = ("PermissionsBoundary", own.as_str());
    let trust = trust_account();
    let role = [("RoleName", "new"), ("AssumeRolePolicyDocument", trust.as_str()), boundary];
    let uses: [(&str, &[(&str, &str)]); 4] = [
        ("AttachUserPolicy", &attach),
        ("PutUserPermissionsBoundary", &[ANN, boundary]),
        ("CreateUser", &[("UserName", "new"), boundary]),
        ("CreateRole", &role),
    ];
    for (action, parameters) in uses {
        let held = Held::from(&state).await;
        let use_it = async |root: &Caller, _: &Held| root.iam(action, parameters).await;
        assert_gate(&race_edit(&held, &dev, use_it).await);
    }
    let held = Held::from(&state).await;
    let use_it = async |_: &Caller, held: &Held| {
        let narrowed = [("PolicyArns.member.1.arn", own.as_str())];
        try_to_assume(&held.here(&ann), "operator", &narrowed).await
    };
    assert_gate(&race_edit(&held, &dev, use_it).await);
}
