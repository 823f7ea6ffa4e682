//! A refusal by the lineage names things as people know them: by ARN, not by unique id.

use entail_testkit::client::Answer;

use crate::support::{
    assert_denied,
    documents::{allow_all, role_arn},
    people::{Fenced, create_role, keys_of, make_policy, make_role},
};

const OUTSIDER: &str = "arn:aws:iam::111122223333:user/outsider";
const DEV: &str = "arn:aws:iam::111122223333:user/dev";

#[track_caller]
fn assert_told(refused: &Answer, code: &str, text: &str) {
    assert_eq!((refused.code().as_str(), refused.message().as_str()), (code, text));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_that_is_too_sealed_to_be_handed_on_is_told_by_arn() {
    let Fenced { house: _house, root, dev, fence } = Fenced::new().await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    let named = ("TransitivePermissionsBoundary", own.as_str());
    let text = |of: &str| {
        format!(
            "Policy `{own}` inherits `{fence}` that {of} lacks, and can't be its transitive boundary."
        )
    };
    root.iam("CreateUser", &[("UserName", "outsider")]).await.expect_success();
    let put = root.iam("PutUserPermissionsBoundary", &[("UserName", "outsider"), named]).await;
    assert_told(&put, "InvalidInput", &text(&format!("`{OUTSIDER}`")));
    // What is only being made has no name yet that anybody could look up.
    let role = create_role(&root, "made", &[named]).await;
    assert_told(&role, "InvalidInput", &text("the new role"));
    let user = root.iam("CreateUser", &[("UserName", "made"), named]).await;
    assert_told(&user, "InvalidInput", &text("the new user"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_ask_learns_nothing_of_the_seals() {
    let Fenced { house: _house, root, dev, fence } = Fenced::new().await;
    let own = make_policy(&dev, "/", "own", &allow_all()).await;
    root.iam("CreateUser", &[("UserName", "outsider")]).await.expect_success();
    let outsider = keys_of(&root, "outsider").await;
    let named = [("TransitivePermissionsBoundary", own.as_str())];
    let refused = create_role(&outsider, "made", &named).await;
    assert_denied(&refused, "because no identity-based policy allows the iam:CreateRole action");
    assert!(!refused.body.contains(&fence), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_boundary_that_was_set_another_way_is_told_with_the_arn_of_its_user() {
    let Fenced { house: _house, root, fence, .. } = Fenced::new().await;
    let parameters = [("UserName", "dev"), ("TransitivePermissionsBoundary", fence.as_str())];
    assert_told(
        &root.iam("DeleteUserPermissionsBoundary", &parameters).await,
        "InvalidInput",
        &format!(
            "Transitive boundary of `{DEV}` was set by a marked permissions boundary policy, not by \
             parameter TransitivePermissionsBoundary."
        ),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_line_wrote_under_a_seal_is_told_by_arn_and_so_is_the_seal() {
    let Fenced { house: _house, root, dev, fence } = Fenced::new().await;
    make_role(&root, "service").await;
    let service = role_arn("service");
    let label = [("ResourceArn", service.as_str()), ("PolicyArn", fence.as_str())];
    root.entail("Adopt", &[&label[..], &[("Mode", "Write")]].concat()).await.expect_success();
    let inline = allow_all();
    let put = [("RoleName", "service"), ("PolicyName", "inline"), ("PolicyDocument", &inline)];
    dev.iam("PutRolePolicy", &put).await.expect_success();
    assert_told(
        &root.entail("Disown", &label).await,
        "DeleteConflict",
        &format!(
            "Sessions under `{fence}` were the last to write inline_policy/inline of `{service}`."
        ),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_role_or_does_not_admit_is_told_by_arn() {
    let Fenced { house: _house, root, fence, .. } = Fenced::new().await;
    let exit = [("RoleArn", DEV), ("PolicyArn", fence.as_str())];
    let refused = root.entail("Admit", &exit).await;
    assert_told(&refused, "InvalidInput", &format!("`{DEV}` is not a role."));
    make_role(&root, "service").await;
    let service = role_arn("service");
    let exit = [("RoleArn", service.as_str()), ("PolicyArn", fence.as_str())];
    assert_told(
        &root.entail("WithdrawAdmit", &exit).await,
        "NoSuchEntity",
        &format!("Role `{service}` does not admit `{fence}`."),
    );
}
