//! The log alone tells the lineage: after random sequences of calls, what the events add up to is
//! what the store holds.

use std::collections::BTreeSet;

use entail_policy::arn::AccountId;
use entail_server::audit::{
    Lineage, baseline,
    lineage::{Change, WHOLE_RECORDS},
};
use entail_store::{Prefix, ReadAt, limits::SCAN_ENTRIES_MAX};
use entail_testkit::client::{Answer, Caller};

use super::{texts, trail};
use crate::support::{
    documents::{
        ADMINISTRATOR_ACCESS, TRANSITIVE_PATH, allow_all_except, policy_arn, trust_account,
    },
    house::{ACCOUNT, House},
    people::{keys_of, make_developer, make_fence, make_role, make_user, try_to_assume},
};

const SEQUENCES: u64 = 4;
const CALLS: usize = 150;
const NAMES: u64 = 6;

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
        Self { house, numbers, callers, done: BTreeSet::new(), refused: 0 }
    }

    async fn step(&mut self) {
        let by = self.numbers.one_of(&self.callers).clone();
        let number = self.numbers.below(NAMES);
        let (user, role, policy) =
            (format!("user-{number}"), format!("role-{number}"), format!("policy-{number}"));
        let group = format!("group-{number}");
        let (trust, all) = (trust_account(), allow_all_except(&["s3:*"]));
        let fences = [
            policy_arn(TRANSITIVE_PATH, "fence-a"),
            policy_arn(TRANSITIVE_PATH, "fence-b"),
            ADMINISTRATOR_ACCESS.to_owned(),
            policy_arn("/", &policy),
        ];
        let fence = self.numbers.one_of(&fences).clone();
        let (user, role, group) = (
            ("UserName", user.as_str()),
            ("RoleName", role.as_str()),
            ("GroupName", group.as_str()),
        );
        let arn = policy_arn("/", &policy);
        let policy = ("PolicyName", policy.as_str());
        let arn = ("PolicyArn", arn.as_str());
        let boundary = ("PermissionsBoundary", fence.as_str());
        let transitive = ("TransitivePermissionsBoundary", fence.as_str());
        let trust = ("AssumeRolePolicyDocument", trust.as_str());
        let document = ("PolicyDocument", all.as_str());
        let marked = ("Tags.member.1.Key", "entail:transitive-boundary");
        let calls: [(&'static str, Vec<(&str, &str)>); 25] = [
            ("CreateUser", vec![user]),
            ("CreateUser", vec![user, boundary]),
            ("CreateRole", vec![role, trust]),
            ("CreateRole", vec![role, trust, boundary]),
            ("CreateRole", vec![role, trust, transitive]),
            ("CreatePolicy", vec![policy, document]),
            ("CreatePolicyVersion", vec![arn, document, ("SetAsDefault", "true")]),
            ("CreateGroup", vec![group]),
            ("AddUserToGroup", vec![group, user]),
            ("DeleteGroup", vec![group]),
            ("AttachUserPolicy", vec![user, ("PolicyArn", ADMINISTRATOR_ACCESS)]),
            ("AttachRolePolicy", vec![role, ("PolicyArn", ADMINISTRATOR_ACCESS)]),
            ("PutUserPermissionsBoundary", vec![user, boundary]),
            ("PutRolePermissionsBoundary", vec![role, boundary]),
            ("DeleteUserPermissionsBoundary", vec![user]),
            ("DeleteRolePermissionsBoundary", vec![role]),
            ("TagRole", vec![role, marked, ("Tags.member.1.Value", fence.as_str())]),
            ("TagRole", vec![role, ("Tags.member.1.Key", "a"), ("Tags.member.1.Value", "b")]),
            ("UntagRole", vec![role, ("TagKeys.member.1", "entail:transitive-boundary")]),
            ("UpdateUser", vec![user, ("NewPath", "/moved/")]),
            ("UpdateAssumeRolePolicy", vec![role, ("PolicyDocument", trust.1)]),
            ("DeleteUser", vec![user]),
            ("DeleteRole", vec![role]),
            ("DeletePolicy", vec![arn]),
            ("AssumeRole", vec![role]),
        ];
        let (operation, parameters) = self.numbers.one_of(&calls).clone();
        let answer = match operation {
            "AssumeRole" => self.assume(&by, role.1).await,
            _ => by.iam(operation, &parameters).await,
        };
        if answer.is_success() {
            self.done.insert(operation);
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

    async fn assert_the_trail_tells_the_lineage(&self) {
        let mut told = Lineage::new();
        for (_, text) in texts(self.house.store.as_ref()).await {
            told.read_line(&text).unwrap();
        }
        assert!(told.is_complete());
        let snapshot = self.house.store.read(ReadAt::Latest).await.unwrap();
        let held = Lineage::of_store(snapshot.as_ref(), ACCOUNT).unwrap();
        let (told, held): (Vec<&Change>, Vec<&Change>) =
            (told.records().collect(), held.records().collect());
        assert_eq!(told, held);
        assert!(held.len() > 5);
    }
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
        assert_eq!(events.len(), CALLS, "each call leaves one event");
        let refused = events.iter().filter(|event| event.error_code.is_some()).count();
        assert_eq!(refused, walk.refused);
        done.extend(walk.done);
    }
    assert!(done.len() >= 20, "too little was done: {done:?}");
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
        "lineage edge",
        "membership",
        "name",
        "policy reference",
        "policy version",
        "profile of role",
        "role last used",
        "saml metadata",
        "session policy until",
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
