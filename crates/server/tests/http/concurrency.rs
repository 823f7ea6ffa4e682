//! Laws that hold whatever runs at the same time: names and quotas here, decisions, references and
//! races that are made to happen in files of their own.

mod decisions;
mod held;
mod references;
mod withdrawals;

use entail_store::{Transaction, records::Quota};
use entail_testkit::client::{Answer, Caller};
use tokio::task::JoinSet;

use crate::support::{
    documents::{allow_all, trust_account},
    house::{ACCOUNT, House, op_id},
    people::{create_role, make_policy},
};

/// How often the same request is sent again where the server says that too many others changed the
/// account meanwhile, as AWS's clients do.
const ATTEMPTS_MAX: usize = 50;

/// Sends the same request from many tasks at once, with `{}` in its parameters numbered.
async fn all_at_once(
    by: &Caller,
    tasks: usize,
    action: &'static str,
    parameters: &[(&'static str, &str)],
) -> Vec<Answer> {
    let mut running = JoinSet::new();
    for task in 0..tasks {
        let by = by.clone();
        let number = |value: &str| value.replace("{}", &task.to_string());
        let parameters: Vec<(&'static str, String)> =
            parameters.iter().map(|(key, value)| (*key, number(value))).collect();
        running.spawn(async move {
            let parameters: Vec<(&str, &str)> =
                parameters.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let mut attempts = 0;
            loop {
                let answer = by.iam(action, &parameters).await;
                attempts += 1;
                if answer.code() != "ConcurrentModification" || attempts == ATTEMPTS_MAX {
                    return answer;
                }
            }
        });
    }
    running.join_all().await
}

fn successes(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.is_success()).count()
}

/// Asserts that exactly `allowed` requests were done, and all others refused with this code.
#[track_caller]
fn assert_exactly(answers: &[Answer], allowed: usize, code: &str) {
    assert_eq!(successes(answers), allowed);
    for answer in answers.iter().filter(|answer| !answer.is_success()) {
        assert_eq!(answer.code(), code, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_roles_of_one_name_exactly_one_is_made() {
    let house = House::new().await;
    let trust = trust_account();
    for round in ["first", "SECOND", "Third"] {
        let parameters = [("RoleName", round), ("AssumeRolePolicyDocument", trust.as_str())];
        let answers = all_at_once(&house.root, 24, "CreateRole", &parameters).await;
        assert_exactly(&answers, 1, "EntityAlreadyExists");
        let made = answers.iter().find(|answer| answer.is_success()).unwrap().text("RoleId");
        let found = house.root.iam("GetRole", &[("RoleName", round)]).await.text("RoleId");
        assert_eq!(found, made);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_roles_of_many_names_are_all_made() {
    let house = House::new().await;
    let trust = trust_account();
    let parameters = [("RoleName", "role-{}"), ("AssumeRolePolicyDocument", trust.as_str())];
    let answers = all_at_once(&house.root, 40, "CreateRole", &parameters).await;
    assert_exactly(&answers, 40, "");
    let roles = house.root.iam("ListRoles", &[]).await.find_all("RoleName");
    assert_eq!(roles.len(), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotas_hold_when_everybody_comes_at_once() {
    let house = House::new().await;
    let root = &house.root;
    root.iam("CreateUser", &[("UserName", "ann")]).await.expect_success();
    let answers = all_at_once(root, 8, "CreateAccessKey", &[("UserName", "ann")]).await;
    assert_exactly(&answers, 2, "LimitExceeded");

    for number in 0..14 {
        make_policy(root, "/", &format!("policy-{number}"), &allow_all()).await;
    }
    let attached = format!("arn:aws:iam::{ACCOUNT}:policy/policy-{{}}");
    let parameters = [("UserName", "ann"), ("PolicyArn", attached.as_str())];
    let answers = all_at_once(root, 14, "AttachUserPolicy", &parameters).await;
    assert_exactly(&answers, 10, "LimitExceeded");

    let policy = format!("arn:aws:iam::{ACCOUNT}:policy/policy-0");
    let everything = allow_all();
    let parameters = [("PolicyArn", policy.as_str()), ("PolicyDocument", &everything)];
    let answers = all_at_once(root, 9, "CreatePolicyVersion", &parameters).await;
    assert_exactly(&answers, 4, "LimitExceeded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_quota_of_roles_holds_to_the_last_one() {
    let house = House::new().await;
    let mut transaction = Transaction::begin(house.store.as_ref(), ACCOUNT).await.unwrap();
    transaction.count_quota(Quota::Roles, 995, 1_000);
    transaction.commit(house.store.as_ref(), op_id()).await.unwrap();
    let trust = trust_account();
    let parameters = [("RoleName", "role-{}"), ("AssumeRolePolicyDocument", trust.as_str())];
    let answers = all_at_once(&house.root, 20, "CreateRole", &parameters).await;
    assert_exactly(&answers, 5, "LimitExceeded");
    house
        .root
        .iam("DeleteRole", &[("RoleName", first_made(&answers).as_str())])
        .await
        .expect_success();
    create_role(&house.root, "again", &[]).await.expect_success();
    let refused = create_role(&house.root, "one-more", &[]).await;
    assert_eq!(refused.message(), "Cannot exceed quota for RolesPerAccount: 1000");
}

fn first_made(answers: &[Answer]) -> String {
    answers.iter().find(|answer| answer.is_success()).unwrap().text("RoleName")
}
