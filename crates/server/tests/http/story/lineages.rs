//! The administrator looks at a line, changes what it is bound by, and changes it back.

use entail_testkit::client::Caller;

use crate::{
    golden::Recorder,
    support::{
        documents::{allow_all_except, role_arn},
        house::ACCOUNT,
        people::{FENCED_ACTION, create_role, keys_of, make_fence, make_role, make_user},
    },
};

pub(super) async fn are_administered(root: &Caller, record: &mut Recorder) {
    make_user(root, "maker").await;
    let maker = keys_of(root, "maker").await;
    make_role(&maker, "early").await;
    let fence = make_fence(root, "line").await;
    let bound = [("UserName", "maker"), ("TransitivePermissionsBoundary", fence.as_str())];
    root.iam("PutUserPermissionsBoundary", &bound).await.expect_success();
    cascades(root, record, &fence).await;
    exits(root, record, &fence).await;
    everything_is_looked_at(root, record, &fence).await;
    let maker = user("maker");
    let withdraw =
        [("PrincipalArn", maker.as_str()), ("PolicyArn", fence.as_str()), ("AcceptWrites", "true")];
    record.entail(root, "WithdrawCascade", &withdraw).await;
}

async fn cascades(root: &Caller, record: &mut Recorder, fence: &str) {
    let maker = user("maker");
    let maker = ("PrincipalArn", maker.as_str());
    record.entail(root, "CascadeTransitiveBoundary", &[maker]).await;
    record.entail(root, "ApplyToSelf", &[maker, ("State", "Enabled")]).await;
    create_role(root, "shared", &[]).await.expect_success();
    let shared = role_arn("shared");
    let label = [("ResourceArn", shared.as_str()), ("PolicyArn", fence)];
    record.entail(root, "Adopt", &[&label[..], &[("Mode", "Write")]].concat()).await;
    record.entail(root, "Disown", &[&label[..], &[("DryRun", "true")]].concat()).await;
    let origin = [&label[..], &[("OriginId", ACCOUNT)]].concat();
    record.entail(root, "WithdrawReference", &origin).await;
}

async fn exits(root: &Caller, record: &mut Recorder, fence: &str) {
    let shared = role_arn("shared");
    let exit = [("RoleArn", shared.as_str()), ("PolicyArn", fence)];
    record.entail(root, "Admit", &exit).await;
    record.entail(root, "WithdrawAdmit", &exit).await;
    record.entail(root, "SetObtainMode", &[exit[0], ("Mode", "Strict")]).await;
}

async fn everything_is_looked_at(root: &Caller, record: &mut Recorder, fence: &str) {
    let (maker, early) = (user("maker"), role_arn("early"));
    record.entail(root, "GetLineage", &[("ResourceArn", early.as_str())]).await;
    record.entail(root, "ExplainCeilings", &[("PrincipalArn", early.as_str())]).await;
    let page = [("PrincipalArn", maker.as_str()), ("MaxResults", "10")];
    record.entail(root, "ListDescendants", &page).await;
    record.entail(root, "ListReferences", &[("PolicyArn", fence)]).await;
    let narrower = allow_all_except(&[FENCED_ACTION, "s3:GetObject"]);
    let parameters = [("PolicyArn", fence), ("PolicyDocument", narrower.as_str())];
    record.entail(root, "AnalyzeBoundaryImpact", &parameters).await;
}

fn user(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}
