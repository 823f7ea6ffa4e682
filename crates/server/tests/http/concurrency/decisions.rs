//! A decision is never older than its write: what was taken away at one revision allows nothing at a
//! later one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
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

/// How long writers run before something is taken from them.
const A_WHILE: Duration = Duration::from_millis(60);

/// What a writer was acknowledged, and whether it was refused in the end.
struct Writer {
    acknowledged: Vec<(String, u64)>,
    refused: Option<Answer>,
}

/// Creates roles one after another until refused, or told to stop.
async fn write_until_refused(by: Caller, name: String, stop: Arc<AtomicBool>) -> Writer {
    let mut writer = Writer { acknowledged: Vec::new(), refused: None };
    for number in 0.. {
        let role = format!("{name}-{number}");
        let answer = create_role(&by, &role, &[]).await;
        if answer.is_success() {
            writer.acknowledged.push((role, revision(&answer)));
        } else if answer.code() != "ConcurrentModification" {
            writer.refused = Some(answer);
            break;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    writer
}

/// Runs four writers, takes their permission away with `revoke` while they write, and asserts that
/// no write of theirs was acknowledged at a later revision than that.
async fn assert_no_write_after(
    house: &House,
    writer: &Caller,
    action: &str,
    revoke: &[(&str, &str)],
) {
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for number in 0..4 {
        let name = format!("{}-{number}", action.to_lowercase());
        writers.spawn(write_until_refused(writer.clone(), name, Arc::clone(&stop)));
    }
    sleep(A_WHILE).await;
    let revoked = loop {
        let answer = house.root.iam(action, revoke).await;
        if answer.code() != "ConcurrentModification" {
            break revision(&answer.expect_success());
        }
    };
    for writer in writers.join_all().await {
        let refused = writer.refused.expect("a writer may go on");
        assert!(["AccessDenied", "InvalidClientTokenId"].contains(&refused.code().as_str()));
        for (role, written) in writer.acknowledged {
            assert!(written < revoked, "{role} was written at {written}, after {revoked}");
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
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for number in 0..3 {
        let name = format!("made-{number}");
        writers.spawn(write_until_refused(writer.clone(), name, Arc::clone(&stop)));
    }
    sleep(A_WHILE).await;
    let parameters = [("UserName", "writer"), ("PermissionsBoundary", seal.as_str())];
    let set = root.iam("PutUserPermissionsBoundary", &parameters).await.expect_success();
    let set = revision(&set);
    sleep(A_WHILE).await;
    stop.store(true, Ordering::Relaxed);
    let made: Vec<(String, u64)> =
        writers.join_all().await.into_iter().flat_map(|writer| writer.acknowledged).collect();
    let (mut before, mut after) = (0, 0);
    for (role, written) in made {
        let inherited = inherited_by_role(root, &role).await;
        if written > set {
            assert_eq!(inherited, [seal.as_str()], "{role} at {written}, seal at {set}");
            after += 1;
        } else {
            assert!(inherited.is_empty(), "{role} at {written}, seal at {set}");
            before += 1;
        }
    }
    assert!(before > 0 && after > 0, "{before} before and {after} after: nothing was concurrent");
}
