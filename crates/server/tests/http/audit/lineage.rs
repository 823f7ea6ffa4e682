//! The log alone tells the lineage: after random sequences of calls, what the events add up to is
//! what the store holds.

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::PolicyId;
use entail_policy::arn::AccountId;
use entail_server::{
    audit::{
        Lineage, baseline,
        lineage::{Change, WHOLE_RECORDS},
    },
    operation,
};
use entail_store::{Prefix, ReadAt, limits::SCAN_ENTRIES_MAX};
use entail_testkit::client::{Answer, Caller};
use entail_wire::service::Service;

use super::{texts, trail};
use crate::support::{
    documents::{
        ADMINISTRATOR_ACCESS, TRANSITIVE_PATH, allow_all_except, policy_arn, trust_account,
    },
    house::{ACCOUNT, House},
    people::{
        inherited_by_role, keys_of, make_developer, make_fence, make_role, make_user, try_to_assume,
    },
};

const SEQUENCES: u64 = 4;
const CALLS: usize = 240;
const NAMES: u64 = 4;

/// What a caller is told whose principal is gone, by each protocol.
const NOBODY: &[&str] = &["InvalidClientTokenId", "UnrecognizedClient"];

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

struct Walk {
    house: House,
    numbers: Numbers,
    callers: Vec<Caller>,
    done: BTreeSet<&'static str>,
    refused: usize,
    by_nobody: usize,
}

impl Walk {
    async fn begin(seed: u64) -> Self {
        let house = House::new().await;
        baseline::write_if_missing(house.store.as_ref(), &AccountId::parse(ACCOUNT).unwrap())
            .await
            .unwrap();
        let root = house.root.clone();
        for name in ["fence-a", "fence-b"] {
            make_fence(&root, name).await;
        }
        let fence = policy_arn(TRANSITIVE_PATH, "fence-a");
        let dev = make_developer(&root, "dev", &fence).await;
        make_user(&root, "operator").await;
        let operator = keys_of(&root, "operator").await;
        make_role(&root, "shared").await;
        let callers = vec![root, dev, operator];
        let numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
        Self { house, numbers, callers, done: BTreeSet::new(), refused: 0, by_nobody: 0 }
    }

    async fn step(&mut self) {
        let by = self.numbers.one_of(&self.callers).clone();
        let number = self.numbers.below(NAMES);
        let fence = self.numbers.one_of(&fences(number)).clone();
        let calls = [calls_on_principals(number, &fence), calls_beside(number, &fence)].concat();
        let (operation, parameters) = self.numbers.one_of(&calls);
        let parameters: Vec<(&str, &str)> =
            parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = match *operation {
            "AssumeRole" => self.assume(&by, &format!("role-{number}")).await,
            _ if is_administrators(operation) => by.entail(operation, &parameters).await,
            _ => by.iam(operation, &parameters).await,
        };
        if answer.is_success() {
            self.done.insert(*operation);
        } else if NOBODY.contains(&answer.code().as_str()) {
            // The caller is a session of a role that was deleted meanwhile: nobody.
            self.by_nobody += 1;
        } else {
            assert_ne!(answer.status, 500, "{operation}: {}", answer.body);
            self.refused += 1;
        }
    }

    /// A new caller, where the role may be assumed.
    async fn assume(&mut self, by: &Caller, role: &str) -> Answer {
        let role = if self.numbers.below(2) == 0 { "shared" } else { role };
        let answer = try_to_assume(by, role, &[]).await;
        if answer.is_success() {
            self.callers.push(by.with_credentials_of(&answer));
        }
        answer
    }

    /// What the server shows as inherited is what the events add up to, cascades and all.
    async fn assert_labels_in_force_are_told(&self, told: &Lineage) {
        let policies = told.records().filter(|it| it.kind == "policy");
        let policies: BTreeMap<&str, String> = policies
            .filter_map(|it| {
                Some((it.id.as_str(), policy_arn(it.path.as_deref()?, it.name.as_deref()?)))
            })
            .collect();
        // The walk makes one policy of AWS's a seal, which is in no store.
        let arn = |seal: &PolicyId| {
            policies.get(seal.as_str()).map_or(ADMINISTRATOR_ACCESS, String::as_str).to_owned()
        };
        for role in told.records().filter(|it| it.kind == "role") {
            let seals = told.inherited_by(role).unwrap().unwrap().seals();
            let mut expected: Vec<String> = seals.iter().map(arn).collect();
            expected.sort();
            let name = role.name.as_deref().unwrap();
            let mut shown = inherited_by_role(&self.house.root, name).await;
            shown.sort();
            assert_eq!(shown, expected, "{name}");
        }
    }

    async fn assert_the_trail_tells_the_lineage(&self) {
        let mut lineage = Lineage::new();
        for (_, text) in texts(self.house.store.as_ref()).await {
            lineage.read_line(&text).unwrap();
        }
        assert!(lineage.is_complete());
        let snapshot = self.house.store.read(ReadAt::Latest).await.unwrap();
        let held = Lineage::of_store(snapshot.as_ref(), ACCOUNT).unwrap();
        let (told, held): (Vec<&Change>, Vec<&Change>) =
            (lineage.records().collect(), held.records().collect());
        assert_eq!(told, held);
        assert!(held.len() > 5);
        self.assert_labels_in_force_are_told(&lineage).await;
    }
}

/// An operation and its parameters.
type Call = (&'static str, Vec<(&'static str, String)>);

fn fences(number: u64) -> [String; 4] {
    [
        policy_arn(TRANSITIVE_PATH, "fence-a"),
        policy_arn(TRANSITIVE_PATH, "fence-b"),
        ADMINISTRATOR_ACCESS.to_owned(),
        policy_arn("/", &format!("policy-{number}")),
    ]
}

fn calls_on_principals(number: u64, fence: &str) -> Vec<Call> {
    let user = ("UserName", format!("user-{number}"));
    let role = ("RoleName", format!("role-{number}"));
    let trust = ("AssumeRolePolicyDocument", trust_account());
    let boundary = ("PermissionsBoundary", fence.to_owned());
    let transitive = ("TransitivePermissionsBoundary", fence.to_owned());
    let administrator = ("PolicyArn", ADMINISTRATOR_ACCESS.to_owned());
    let marked = ("Tags.member.1.Key", "entail:transitive-boundary".to_owned());
    let tag = ("Tags.member.1.Value", fence.to_owned());
    let list = |given: &[&(&'static str, String)]| given.iter().map(|it| (*it).clone()).collect();
    vec![
        ("CreateUser", list(&[&user])),
        ("CreateUser", list(&[&user, &boundary])),
        ("CreateRole", list(&[&role, &trust])),
        ("CreateRole", list(&[&role, &trust, &boundary])),
        ("CreateRole", list(&[&role, &trust, &transitive])),
        ("AttachUserPolicy", list(&[&user, &administrator])),
        ("AttachRolePolicy", list(&[&role, &administrator])),
        ("PutUserPermissionsBoundary", list(&[&user, &boundary])),
        ("PutUserPermissionsBoundary", list(&[&user, &transitive])),
        ("PutRolePermissionsBoundary", list(&[&role, &boundary])),
        ("DeleteUserPermissionsBoundary", list(&[&user])),
        ("DeleteRolePermissionsBoundary", list(&[&role])),
        ("TagRole", list(&[&role, &marked, &tag])),
        ("TagRole", list(&[&role, &("Tags.member.1.Key", "team".to_owned()), &tag])),
        ("UntagRole", list(&[&role, &("TagKeys.member.1", marked.1.clone())])),
        ("UpdateUser", list(&[&user, &("NewPath", "/moved/".to_owned())])),
        ("UpdateAssumeRolePolicy", list(&[&role, &("PolicyDocument", trust_account())])),
        ("DeleteUser", list(&[&user])),
        ("DeleteRole", list(&[&role])),
        ("AssumeRole", list(&[&role])),
    ]
}

fn calls_beside(number: u64, fence: &str) -> Vec<Call> {
    let name = |kind: &str| format!("{kind}-{number}");
    let account = format!("arn:aws:iam::{ACCOUNT}");
    let (user, group) = (("UserName", name("user")), ("GroupName", name("group")));
    let policy = ("PolicyArn", policy_arn("/", &name("policy")));
    let document = ("PolicyDocument", allow_all_except(&["s3:*"]));
    let root = ("PrincipalArn", format!("{account}:user/user-{number}"));
    let dev = ("PrincipalArn", format!("{account}:user/dev"));
    let role = ("ResourceArn", format!("{account}:role/role-{number}"));
    let exit = ("RoleArn", role.1.clone());
    let (named, other) =
        (("PolicyArn", fence.to_owned()), ("PolicyArn", fences(number)[1].clone()));
    let word = |name: &'static str, value: &str| (name, value.to_owned());
    let list = |given: &[&(&'static str, String)]| given.iter().map(|it| (*it).clone()).collect();
    vec![
        ("CreatePolicy", list(&[&("PolicyName", name("policy")), &document])),
        ("CreatePolicyVersion", list(&[&policy, &document, &word("SetAsDefault", "true")])),
        ("DeletePolicy", list(&[&policy])),
        ("CreateGroup", list(&[&group])),
        ("AddUserToGroup", list(&[&group, &user])),
        ("DeleteGroup", list(&[&group])),
        ("CreateInstanceProfile", list(&[&("InstanceProfileName", name("profile"))])),
        ("CreateOpenIDConnectProvider", list(&[&("Url", format!("https://{number}.example.com"))])),
        ("CascadeTransitiveBoundary", list(&[&root])),
        ("CascadeTransitiveBoundary", list(&[&dev])),
        ("WithdrawCascade", list(&[&dev, &named, &word("AcceptWrites", "true")])),
        ("ApplyToSelf", list(&[&root, &word("State", "Enabled")])),
        ("Adopt", list(&[&role, &other])),
        ("Adopt", list(&[&role, &named, &word("Mode", "Write")])),
        ("Adopt", list(&[&role, &named, &word("DryRun", "true")])),
        ("Disown", list(&[&role, &other, &word("AcceptWrites", "true")])),
        ("Admit", list(&[&exit, &named])),
        ("WithdrawAdmit", list(&[&exit, &named])),
        ("SetObtainMode", list(&[&exit, &word("Mode", "Strict")])),
    ]
}

/// Whether an operation is of the administrator's API.
fn is_administrators(operation: &str) -> bool {
    operation::find(Service::Entail, operation).is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_random_calls_the_events_tell_the_lineage_that_the_store_holds() {
    let mut done = BTreeSet::new();
    for seed in 0..SEQUENCES {
        let mut walk = Walk::begin(seed).await;
        let before = trail(walk.house.store.as_ref()).await.len();
        for call in 0..CALLS {
            walk.step().await;
            if call % 30 == 29 {
                walk.assert_the_trail_tells_the_lineage().await;
            }
        }
        let events = trail(walk.house.store.as_ref()).await.split_off(before);
        assert_eq!(events.len(), CALLS - walk.by_nobody, "each call leaves one event");
        for event in &events {
            let is_birth = event.event_name.starts_with("Create")
                && event.event_name != "CreatePolicyVersion"
                && event.error_code.is_none();
            let told = event.additional_event_data.entail.inherited.is_some();
            assert_eq!(told, is_birth, "{}", event.event_name);
        }
        let refused = events.iter().filter(|event| event.error_code.is_some()).count();
        assert_eq!(refused, walk.refused);
        done.extend(walk.done);
    }
    for operation in ["CascadeTransitiveBoundary", "WithdrawCascade", "Adopt", "Disown", "Admit"] {
        assert!(done.contains(operation), "{operation} was never done: {done:?}");
    }
    assert!(done.len() >= 30, "too little was done: {done:?}");
}

/// A record of a new kind must be told apart: it is lineage, or it is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_record_that_is_stored_is_known_to_bear_a_lineage_or_not() {
    const LABELLED: &[&str] = &[
        "account",
        "group",
        "instance profile",
        "openid connect provider",
        "policy",
        "role",
        "saml provider",
        "user",
    ];
    const NO_LINEAGE: &[&str] = &[
        "access key",
        "access key last used",
        "attachment",
        "audit baseline",
        "audit event",
        "authorization",
        "carried until",
        "held until",
        "lineage edge",
        "membership",
        "name",
        "policy reference",
        "policy version",
        "profile of role",
        "role last used",
        "saml metadata",
    ];
    let mut walk = Walk::begin(7).await;
    for _ in 0..CALLS {
        walk.step().await;
    }
    let snapshot = walk.house.store.read(ReadAt::Latest).await.unwrap();
    let entries = snapshot.scan(&Prefix::new("a/"), None, SCAN_ENTRIES_MAX).unwrap();
    let mut kinds = BTreeSet::new();
    for (key, found) in entries {
        let text = String::from_utf8_lossy(found.value.as_bytes()).into_owned();
        let Some(rest) = text.strip_prefix(r#"{"v":1,"kind":""#) else { continue };
        let kind = rest.split('"').next().unwrap().to_owned();
        let is_labelled =
            LABELLED.contains(&kind.as_str()) || WHOLE_RECORDS.contains(&kind.as_str());
        assert!(is_labelled || NO_LINEAGE.contains(&kind.as_str()), "`{kind}` at {key}: which?");
        let told = entail_server::audit::lineage::of_record(&found.value).is_some();
        assert_eq!(told, is_labelled, "{key}");
        kinds.insert(kind);
    }
    assert!(kinds.len() > 10, "{kinds:?}");
}
