mod lineage;
mod providers;

use entail_lineage::{
    AccountId, Label, ObjectId, ObjectKind, ObjectLineage, PolicyId, PrincipalId, PrincipalKind,
    PrincipalLineage,
};

use super::{Claim, RecordReader, Records, Transaction, View};
use crate::engines::memory::MemoryStore;
use crate::error::{RecordError, TransactionError};
use crate::key::{Key, Prefix, Value};
use crate::records::attachment::AttachmentId;
use crate::records::membership::MembershipId;
use crate::records::reference::Reference;
use crate::records::{
    AccessKey, AccessKeyStatus, Account, Attachment, CarriedUntil, Group, LineageEdge, Membership,
    Name, NameKind, Policy, PolicyReference, PolicyVersion, PolicyVersionId, PolicyVersionSummary,
    Quota, Record, ReferenceKind, Role, SealedSecret, Tags, Timestamp, User, account,
    authorization, last_used,
};
use crate::revision::Token;
use crate::store::Store;
use crate::txn::{Guard, OpId, Txn};

const ACCOUNT: &str = "111122223333";
const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);

fn op_id() -> OpId {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    OpId::new(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)).to_be_bytes())
}

fn role(number: u32) -> Role {
    let id = PrincipalId::new(format!("AROA{number}"));
    let account = AccountId::new(ACCOUNT);
    Role {
        name: format!("Role-{number}"),
        path: "/".to_owned(),
        created: NOW,
        description: None,
        max_session_duration_seconds: 3_600,
        trust_policy: "{}".to_owned(),
        tags: Tags::from_iter([("Team", "red")]),
        inline_policies: [("inline".to_owned(), "{}".to_owned())].into(),
        lineage: PrincipalLineage::unlabelled(id.clone(), PrincipalKind::Role, account),
        id,
    }
}

fn name_of(role: &Role) -> Name {
    let (kind, id) = (NameKind::Role, role.id.as_str().to_owned());
    Name { kind, name: role.name.clone(), id }
}

async fn begin(store: &MemoryStore) -> Transaction {
    Transaction::begin(store, ACCOUNT).await.unwrap()
}

async fn view(store: &MemoryStore) -> View {
    View::latest(store, ACCOUNT).await.unwrap()
}

async fn create(store: &MemoryStore, role: &Role) -> Result<Option<Token>, TransactionError> {
    let mut transaction = begin(store).await;
    assert_eq!(transaction.claim_name(&name_of(role)).unwrap(), Claim::Made);
    transaction.put(role).unwrap();
    transaction.count_quota(Quota::Roles, 1, 3);
    transaction.commit(store, op_id()).await
}

#[tokio::test]
async fn a_role_is_found_by_its_name_in_any_case() {
    let store = MemoryStore::new();
    create(&store, &role(1)).await.unwrap();
    let view = view(&store).await;
    assert_eq!(view.role_named("ROLE-1").unwrap(), Some(role(1)));
    assert_eq!(view.role(&PrincipalId::new("AROA1")).unwrap(), Some(role(1)));
    assert_eq!(view.role_named("Role-2").unwrap(), None);
    assert_eq!(view.user_named("Role-1").unwrap(), None);
    assert_eq!(view.used(Quota::Roles).unwrap(), 1);
}

#[tokio::test]
async fn a_name_is_taken_once_also_by_two_at_the_same_time() {
    let store = MemoryStore::new();
    let (mut one, mut two) = (begin(&store).await, begin(&store).await);
    let mut loud = name_of(&role(2));
    loud.name = "ROLE-1".to_owned();
    assert_eq!(one.claim_name(&name_of(&role(1))).unwrap(), Claim::Made);
    assert_eq!(two.claim_name(&loud).unwrap(), Claim::Made);
    one.commit(&store, op_id()).await.unwrap();
    assert_eq!(two.commit(&store, op_id()).await, Err(TransactionError::Conflict));
    let mut again = begin(&store).await;
    assert_eq!(again.claim_name(&loud).unwrap(), Claim::Taken(name_of(&role(1))));
    again.release_name(NameKind::Role, "rOLE-1");
    assert_eq!(again.claim_name(&loud).unwrap(), Claim::Made);
}

#[tokio::test]
async fn writes_are_seen_by_their_own_transaction_only() {
    let store = MemoryStore::new();
    for number in [1, 3, 5] {
        create(&store, &role(number)).await.unwrap();
    }
    let mut transaction = begin(&store).await;
    transaction.claim_name(&name_of(&role(2))).unwrap();
    transaction.release_name(NameKind::Role, "Role-3");
    let listed = |transaction: &Transaction, after: Option<&str>, limit| -> Vec<String> {
        let names = transaction.names(NameKind::Role, after, limit).unwrap();
        names.into_iter().map(|name| name.name).collect()
    };
    assert_eq!(listed(&transaction, None, 9), ["Role-1", "Role-2", "Role-5"]);
    assert_eq!(listed(&transaction, None, 2), ["Role-1", "Role-2"]);
    assert_eq!(listed(&transaction, Some("ROLE-2"), 1), ["Role-5"]);
    assert_eq!(listed(&begin(&store).await, None, 9), ["Role-1", "Role-3", "Role-5"]);
    assert!(transaction.name(NameKind::Role, "role-3").unwrap().is_none());
}

#[tokio::test]
async fn what_was_read_and_changed_since_is_a_conflict() {
    let store = MemoryStore::new();
    create(&store, &role(1)).await.unwrap();
    let mut stale = begin(&store).await;
    let mut blind = begin(&store).await;
    assert!(stale.role(&PrincipalId::new("AROA1")).unwrap().is_some());

    let mut changed = role(1);
    changed.description = Some("changed".to_owned());
    let mut other = begin(&store).await;
    other.put(&changed).unwrap();
    other.commit(&store, op_id()).await.unwrap();

    stale.put(&role(2)).unwrap();
    assert_eq!(stale.commit(&store, op_id()).await, Err(TransactionError::Conflict));
    blind.put(&role(2)).unwrap();
    assert!(blind.commit(&store, op_id()).await.is_ok(), "it read nothing that changed");
}

#[tokio::test]
async fn a_list_that_has_grown_since_is_a_conflict() {
    let store = MemoryStore::new();
    let mut stale = begin(&store).await;
    assert!(stale.names(NameKind::Role, None, 1).unwrap().is_empty());
    stale.put(&role(9)).unwrap();
    create(&store, &role(1)).await.unwrap();
    assert_eq!(stale.commit(&store, op_id()).await, Err(TransactionError::Conflict));
}

#[tokio::test]
async fn every_write_conflicts_with_a_change_of_authorization() {
    let store = MemoryStore::new();
    let mut blind = begin(&store).await;
    blind.put(&role(1)).unwrap();
    for _ in 0..2 {
        let mut bump = begin(&store).await;
        bump.bump_authorization();
        bump.commit(&store, op_id()).await.unwrap();
    }
    assert_eq!(blind.commit(&store, op_id()).await, Err(TransactionError::Conflict));
    let mut after = begin(&store).await;
    after.put(&role(1)).unwrap();
    assert!(after.commit(&store, op_id()).await.is_ok());
}

#[tokio::test]
async fn covered_reads_leave_no_guard_but_that_on_authorization() {
    let store = MemoryStore::new();
    create(&store, &role(1)).await.unwrap();
    let mut transaction = begin(&store).await;
    transaction.put(&role(2)).unwrap();
    let covered = transaction.covered();
    assert!(covered.role_named("role-1").unwrap().is_some());
    assert_eq!(covered.role(&PrincipalId::new("AROA2")).unwrap(), Some(role(2)));
    assert_eq!(covered.names(NameKind::Role, None, 9).unwrap().len(), 1);
    assert_eq!(covered.account(), ACCOUNT);
    let guards = transaction.into_txn(op_id()).unwrap().guards;
    assert_eq!(guards, [Guard::Absent(authorization::key(ACCOUNT))]);
}

#[tokio::test]
async fn a_quota_stops_creation_and_creations_do_not_conflict() {
    let store = MemoryStore::new();
    let (mut one, mut two) = (begin(&store).await, begin(&store).await);
    for (number, transaction) in [(1, &mut one), (2, &mut two)] {
        assert_eq!(transaction.used(Quota::Roles).unwrap(), 0);
        transaction.put(&role(number)).unwrap();
        transaction.count_quota(Quota::Roles, 1, 3);
    }
    one.commit(&store, op_id()).await.unwrap();
    two.commit(&store, op_id()).await.unwrap();
    create(&store, &role(3)).await.unwrap();
    let refused = create(&store, &role(4)).await;
    assert_eq!(refused, Err(TransactionError::QuotaExceeded(Quota::Roles)));
    assert_eq!(refused.unwrap_err().to_string(), "the quota of roles would be passed");
    let mut deletion = begin(&store).await;
    deletion.remove::<Role>("AROA1");
    deletion.count_quota(Quota::Roles, -1, 3);
    deletion.commit(&store, op_id()).await.unwrap();
    assert!(create(&store, &role(4)).await.is_ok());
}

#[tokio::test]
async fn a_transaction_that_only_reads_does_not_commit() {
    let store = MemoryStore::new();
    let transaction = begin(&store).await;
    assert!(transaction.role_named("x").unwrap().is_none());
    assert!(transaction.is_read_only());
    assert_eq!(transaction.commit(&store, op_id()).await, Ok(None));
}

#[tokio::test]
async fn attachments_are_found_from_both_ends() {
    let store = MemoryStore::new();
    let principal = PrincipalId::new("AROA1");
    let customer = PolicyReference::Customer(PolicyId::new("ANPA1"));
    let arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    let managed = PolicyReference::AwsManaged(arn.to_owned());
    let attachment = |policy: &PolicyReference| Attachment {
        id: AttachmentId { principal: principal.clone(), policy: policy.clone() },
        attached: NOW,
    };
    let mut transaction = begin(&store).await;
    transaction.attach(&attachment(&customer)).unwrap();
    transaction.attach(&attachment(&managed)).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();

    let view = view(&store).await;
    let of_role = view.attached_policies(&principal, None, 9).unwrap();
    assert_eq!(of_role, [attachment(&customer), attachment(&managed)]);
    let rest = view.attached_policies(&principal, Some(&customer), 9).unwrap();
    assert_eq!(rest, [attachment(&managed)]);
    assert_eq!(view.attached_principals(&managed, None, 9).unwrap(), [attachment(&managed)]);
    assert_eq!(view.attachment_count(&customer).unwrap(), 1);

    let mut transaction = begin(&store).await;
    transaction.detach(&attachment(&managed).id);
    assert_eq!(transaction.attached_policies(&principal, None, 9).unwrap().len(), 1);
    assert_eq!(transaction.attachment_count(&managed).unwrap(), 0);
}

#[tokio::test]
async fn an_access_key_comes_and_goes_with_its_secret() {
    let store = MemoryStore::new();
    let owner = PrincipalId::new("AIDA1");
    let status = AccessKeyStatus::Active;
    let mut key = AccessKey { id: "AKIA1".into(), owner: owner.clone(), status, created: NOW };
    let secret = SealedSecret::new(vec![0xff, 0, 1]);
    let mut transaction = begin(&store).await;
    transaction.create_access_key(&key, &secret).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();

    let mut transaction = begin(&store).await;
    key.status = AccessKeyStatus::Inactive;
    transaction.put(&key).unwrap();
    assert_eq!(transaction.access_keys_of(&owner).unwrap(), std::slice::from_ref(&key));
    assert_eq!(transaction.access_key_secret("AKIA1").unwrap(), Some(secret));
    transaction.commit(&store, op_id()).await.unwrap();

    let mut transaction = begin(&store).await;
    transaction.remove_access_key(&key);
    transaction.commit(&store, op_id()).await.unwrap();
    let view = view(&store).await;
    assert_eq!(view.find::<AccessKey>("AKIA1").unwrap(), None);
    assert_eq!(view.access_key_secret("AKIA1").unwrap(), None);
    assert!(view.access_keys_of(&owner).unwrap().is_empty());
    assert_eq!(
        view.count(&Prefix::new(format!("a/{ACCOUNT}/"))).unwrap(),
        0,
        "nothing is left behind"
    );
}

#[tokio::test]
async fn boundaries_and_births_are_found_from_both_ends() {
    let store = MemoryStore::new();
    let (seal, parent) = (PolicyId::new("ANPA1"), PrincipalId::new("AIDA1"));
    let mut transaction = begin(&store).await;
    let policy = PolicyReference::Customer(seal.clone());
    let used_by_parent =
        |use_as| Reference { policy: policy.clone(), use_as, entity: parent.to_string() };
    for use_as in ReferenceKind::ALL {
        transaction.put(&used_by_parent(use_as)).unwrap();
    }
    let edge = LineageEdge { child: "AROA1".into(), parent: parent.clone(), created: NOW };
    transaction.put_lineage_edge(&edge).unwrap();
    transaction.put(&CarriedUntil::session_expiry(seal.clone(), NOW)).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();

    let mut transaction = begin(&store).await;
    let inherited = transaction.references(&policy, ReferenceKind::Inherited, None, 9).unwrap();
    assert_eq!(inherited, [used_by_parent(ReferenceKind::Inherited)]);
    assert_eq!(transaction.children_of(&parent, None, 9).unwrap(), std::slice::from_ref(&edge));
    assert_eq!(transaction.find::<LineageEdge>("AROA1").unwrap(), Some(edge.clone()));
    let carried = transaction.find::<CarriedUntil>(&seal).unwrap().unwrap();
    assert!(carried.until > NOW);
    transaction.remove_lineage_edge(&edge);
    transaction.remove::<Reference>(inherited.first().unwrap());
    assert!(transaction.children_of(&parent, None, 9).unwrap().is_empty());
    assert_eq!(transaction.reference_count(&policy, ReferenceKind::Inherited).unwrap(), 0);
    assert_eq!(transaction.reference_count(&policy, ReferenceKind::Boundary).unwrap(), 1);
}

#[tokio::test]
async fn every_other_record_survives_its_codec() {
    let store = MemoryStore::new();
    let account_id = AccountId::new(ACCOUNT);
    let id = PolicyId::new("ANPA1");
    let kind = ObjectKind::Policy;
    let policy = Policy {
        name: "baseline".into(),
        path: "/entail/transitive/".into(),
        description: Some("\"quoted\"\n".into()),
        created: NOW,
        updated: NOW,
        default_version: 2,
        next_version: 3,
        versions: vec![PolicyVersionSummary { number: 2, created: NOW }],
        tags: Tags::new(),
        is_attachable: true,
        lineage: ObjectLineage::unlabelled(ObjectId::from(&id), kind, account_id.clone()),
        id: id.clone(),
    };
    let version_id = PolicyVersionId { policy: id.clone(), number: 2 };
    let version = PolicyVersion { id: version_id, created: NOW, document: "{ }".into() };
    let user_id = PrincipalId::new("AIDA1");
    let user = User {
        name: "dev".into(),
        path: "/".into(),
        created: NOW,
        tags: Tags::new(),
        inline_policies: [].into(),
        password_last_used: None,
        lineage: PrincipalLineage::unlabelled(user_id.clone(), PrincipalKind::User, account_id),
        id: user_id.clone(),
    };
    let label = Label::new();
    let account = Account { id: ACCOUNT.into(), created: NOW, alias: None, label };
    let mut transaction = begin(&store).await;
    transaction.put(&policy).unwrap();
    transaction.put(&version).unwrap();
    transaction.put(&user).unwrap();
    transaction.put(&account).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();

    let view = view(&store).await;
    assert_eq!(view.policy(&id).unwrap(), Some(policy));
    assert_eq!(view.find::<PolicyVersion>(&version.id).unwrap(), Some(version));
    assert_eq!(view.user(&user_id).unwrap(), Some(user));
    assert_eq!(view.account_record().unwrap(), Some(account));
    let wrong = view.role(&user_id);
    assert!(matches!(wrong, Err(RecordError::Unreadable { noun: "role", .. })), "{wrong:?}");
}

#[tokio::test]
async fn a_membership_is_found_from_both_ends_and_removed_at_both() {
    let store = MemoryStore::new();
    let (ann, bob) = (PrincipalId::new("AIDA1"), PrincipalId::new("AIDA2"));
    let (admins, staff) = (ObjectId::new("AGPA1"), ObjectId::new("AGPA2"));
    let membership = |user: &PrincipalId, group: &ObjectId| Membership {
        id: MembershipId { user: user.clone(), group: group.clone() },
        added: NOW,
    };
    let all = [membership(&ann, &admins), membership(&ann, &staff), membership(&bob, &staff)];
    let mut transaction = begin(&store).await;
    for one in &all {
        transaction.add_member(one).unwrap();
    }
    transaction.commit(&store, op_id()).await.unwrap();
    let seen = view(&store).await;
    assert_eq!(seen.groups_of(&ann, None, 10).unwrap(), all[..2]);
    assert_eq!(seen.groups_of(&ann, Some(&admins), 10).unwrap(), all[1..2]);
    assert_eq!(seen.members_of(&staff, None, 10).unwrap(), all[1..]);
    assert_eq!(seen.members_of(&staff, Some(&ann), 10).unwrap(), all[2..]);

    let mut transaction = begin(&store).await;
    transaction.remove_member(&all[1].id);
    assert_eq!(transaction.members_of(&staff, None, 10).unwrap(), all[2..]);
    transaction.commit(&store, op_id()).await.unwrap();
    let seen = view(&store).await;
    assert_eq!(seen.groups_of(&ann, None, 10).unwrap(), all[..1]);
    assert_eq!(seen.members_of(&staff, None, 10).unwrap(), all[2..]);
}

#[tokio::test]
async fn a_group_survives_its_stored_form() {
    let store = MemoryStore::new();
    let (id, kind) = (ObjectId::new("AGPA1"), ObjectKind::Group);
    let group = Group {
        name: "Admins".into(),
        path: "/team/".into(),
        created: NOW,
        inline_policies: [("notes".to_owned(), "{ }".to_owned())].into(),
        lineage: ObjectLineage::unlabelled(id.clone(), kind, AccountId::new(ACCOUNT)),
        id: id.clone(),
    };
    let name = Name { kind: NameKind::Group, name: group.name.clone(), id: id.to_string() };
    let mut transaction = begin(&store).await;
    transaction.claim_name(&name).unwrap();
    transaction.put(&group).unwrap();
    transaction.commit(&store, op_id()).await.unwrap();
    let seen = view(&store).await;
    assert_eq!(seen.group(&id).unwrap().as_ref(), Some(&group));
    assert_eq!(seen.group_named("ADMINS").unwrap(), Some(group));
}

#[tokio::test]
async fn accounts_are_listed_and_do_not_see_one_another() {
    let store = MemoryStore::new();
    for account_id in ["000000000002", "000000000001"] {
        let mut transaction = Transaction::begin(&store, account_id).await.unwrap();
        transaction.claim_name(&name_of(&role(1))).unwrap();
        transaction.put(&role(1)).unwrap();
        assert!(transaction.commit(&store, op_id()).await.is_ok());
    }
    let snapshot = store.read(crate::store::ReadAt::Latest).await.unwrap();
    assert_eq!(account::all(&*snapshot).unwrap(), ["000000000001", "000000000002"]);
    assert!(view(&store).await.role_named("Role-1").unwrap().is_none());
}

#[tokio::test]
async fn a_name_without_its_entity_is_damage() {
    let store = MemoryStore::new();
    let mut transaction = begin(&store).await;
    transaction.claim_name(&name_of(&role(1))).unwrap();
    let found = transaction.role_named("Role-1");
    assert!(matches!(found, Err(RecordError::Read(_))), "{found:?}");
}

#[tokio::test]
async fn a_last_use_is_written_whatever_happens_meanwhile() {
    let store = MemoryStore::new();
    let region = "eu-west-1".to_owned();
    let used = crate::records::RoleLastUsed { id: "AROA1".into(), used: NOW, region };
    let txn = last_used::write_unguarded(ACCOUNT, &used, op_id()).unwrap();
    assert!(txn.guards.is_empty());
    store.commit(txn).await.unwrap();
    assert_eq!(view(&store).await.find("AROA1").unwrap(), Some(used));
    let key = crate::records::RoleLastUsed::key(ACCOUNT, "AROA1");
    let mut broken = Txn::new(op_id());
    broken.puts.push((Key::new(key.as_str()), Value::new(&b"{}"[..])));
    store.commit(broken).await.unwrap();
    assert!(view(&store).await.find::<crate::records::RoleLastUsed>("AROA1").is_err());
}
