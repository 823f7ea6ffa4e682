//! A decision is never older than its write: what was taken away at one revision allows nothing at a
//! later one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use entail_testkit::client::{Answer, Caller};
use tokio::{task::JoinSet, time::sleep};

use crate::support::{
    documents::{TRANSITIVE_PATH, allow, allow_all, allow_all_except, document},
    house::House,
    people::{create_role, inherited_by_role, keys_of, make_policy, make_user},
    revision,
};

/// How many writes are acknowledged before something is taken from the writers, and after it.
const WRITES: usize = 12;

/// What a writer was acknowledged, and whether it was refused in the end.
struct Written {
    acknowledged: Vec<(String, u64)>,
    refused: Option<Answer>,
}

/// Tasks that create roles one after another, until refused or told to stop.
struct Writers {
    running: JoinSet<Written>,
    acknowledged: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Writers {
    fn start(by: &Caller, name: &str) -> Self {
        let mut writers =
            Self { running: JoinSet::new(), acknowledged: Arc::default(), stop: Arc::default() };
        for number in 0..4 {
            let name = format!("{}-{number}", name.to_lowercase());
            let (count, stop) = (Arc::clone(&writers.acknowledged), Arc::clone(&writers.stop));
            writers.running.spawn(write_until_refused(by.clone(), name, count, stop));
        }
        writers
    }

    /// Waits until this many more writes were acknowledged.
    async fn wait_for(&self, writes: usize) {
        let wanted = self.acknowledged.load(Ordering::Relaxed) + writes;
        while self.acknowledged.load(Ordering::Relaxed) < wanted {
            sleep(Duration::from_millis(1)).await;
        }
    }
}

async fn write_until_refused(
    by: Caller,
    name: String,
    count: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> Written {
    let mut written = Written { acknowledged: Vec::new(), refused: None };
    for number in 0.. {
        let role = format!("{name}-{number}");
        let answer = create_role(&by, &role, &[]).await;
        if answer.is_success() {
            written.acknowledged.push((role, revision(&answer)));
            count.fetch_add(1, Ordering::Relaxed);
        } else if answer.code() != "ConcurrentModification" {
            written.refused = Some(answer);
            break;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    written
}

/// Takes the permission of four writers away with `revoke` while they write, and asserts that no
/// write of theirs was acknowledged at a later revision than that.
async fn assert_no_write_after(
    house: &House,
    writer: &Caller,
    action: &str,
    revoke: &[(&str, &str)],
) {
    let writers = Writers::start(writer, action);
    writers.wait_for(WRITES).await;
    let revoked = loop {
        let answer = house.root.iam(action, revoke).await;
        if answer.code() != "ConcurrentModification" {
            break revision(&answer.expect_success());
        }
    };
    for written in writers.running.join_all().await {
        let refused = written.refused.expect("a writer may go on");
        assert!(["AccessDenied", "InvalidClientTokenId"].contains(&refused.code().as_str()));
        for (role, at) in written.acknowledged {
            assert!(at < revoked, "{role} was written at {at}, after {revoked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_acknowledged_after_the_removal_of_the_policy_that_allowed_it() {
    let house = House::new().await;
    let root = &house.root;
    let creating = document(&[allow(&["iam:CreateRole"])]);
    root.iam("CreateUser", &[("UserName", "writer")]).await.expect_success();
    let writer = keys_of(root, "writer").await;
    let user = ("UserName", "writer");
    let inline = [user, ("PolicyName", "create"), ("PolicyDocument", creating.as_str())];
    root.iam("PutUserPolicy", &inline).await.expect_success();
    let removal = [user, ("PolicyName", "create")];
    assert_no_write_after(&house, &writer, "DeleteUserPolicy", &removal).await;

    let managed = make_policy(root, "/", "create", &creating).await;
    let attachment = [user, ("PolicyArn", managed.as_str())];
    root.iam("AttachUserPolicy", &attachment).await.expect_success();
    assert_no_write_after(&house, &writer, "DetachUserPolicy", &attachment).await;

    root.iam("AttachUserPolicy", &attachment).await.expect_success();
    let nothing = document(&[allow(&["s3:*"])]);
    let version =
        [("PolicyArn", managed.as_str()), ("PolicyDocument", &nothing), ("SetAsDefault", "true")];
    assert_no_write_after(&house, &writer, "CreatePolicyVersion", &version).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_acknowledged_after_a_boundary_forbids_it_or_its_key_is_switched_off() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "writer").await;
    let writer = keys_of(root, "writer").await;
    let user = ("UserName", "writer");
    let boundary = make_policy(root, "/", "no-roles", &allow_all_except(&["iam:CreateRole"])).await;
    let parameters = [user, ("PermissionsBoundary", boundary.as_str())];
    assert_no_write_after(&house, &writer, "PutUserPermissionsBoundary", &parameters).await;
    root.iam("DeleteUserPermissionsBoundary", &[user]).await.expect_success();
    let key = writer.credentials.as_ref().unwrap().access_key_id.clone();
    let parameters = [user, ("AccessKeyId", key.as_str()), ("Status", "Inactive")];
    assert_no_write_after(&house, &writer, "UpdateAccessKey", &parameters).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_after_a_transitive_boundary_was_set_bears_it() {
    let house = House::new().await;
    let root = &house.root;
    make_user(root, "writer").await;
    let writer = keys_of(root, "writer").await;
    let seal = make_policy(root, TRANSITIVE_PATH, "seal", &allow_all()).await;
    let writers = Writers::start(&writer, "made");
    writers.wait_for(WRITES).await;
    let parameters = [("UserName", "writer"), ("PermissionsBoundary", seal.as_str())];
    let set = root.iam("PutUserPermissionsBoundary", &parameters).await.expect_success();
    let set = revision(&set);
    writers.wait_for(WRITES).await;
    writers.stop.store(true, Ordering::Relaxed);
    let written = writers.running.join_all().await;
    let made: Vec<(String, u64)> = written.into_iter().flat_map(|it| it.acknowledged).collect();
    let (before, after): (Vec<_>, Vec<_>) = made.into_iter().partition(|(_, at)| *at < set);
    assert!(before.len() >= WRITES && after.len() >= 4, "nothing was concurrent");
    for (role, at) in before {
        let inherited = inherited_by_role(root, &role).await;
        assert!(inherited.is_empty(), "{role} at {at}, seal at {set}");
    }
    for (role, at) in after {
        let inherited = inherited_by_role(root, &role).await;
        assert_eq!(inherited, [seal.as_str()], "{role} at {at}, seal at {set}");
    }
}
