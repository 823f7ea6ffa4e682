//! `CreatePolicy` — adds a managed policy, which bears its creator's seals.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>

use entail_lineage::{ObjectKind, PolicyId, Standing};
use entail_store::{
    Transaction,
    records::{NameKind, Policy, PolicyVersion, PolicyVersionId, PolicyVersionSummary},
};
use entail_wire::shapes::iam::{CreatePolicyRequest, CreatePolicyResponse};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities::ManagedPolicy,
    identifiers::IdKind,
    managed_policies::{self, Shown, Usage},
    objects::{self, CreateActions, NewObject},
    operation::{Effect, Operation},
    policy_versions,
    tagging::{self, Tagged},
};

/// The operation.
#[derive(Debug)]
pub struct CreatePolicy;

impl Operation for CreatePolicy {
    type Input = CreatePolicyRequest;
    type Output = CreatePolicyResponse;
    const EFFECT: Effect = Effect::Creates;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        let path = input.path.as_deref().unwrap_or("/");
        let arn = arns::policy(context.account(), path, &input.policy_name);
        let actions = CreateActions { create: "iam:CreatePolicy", tag: Some("iam:TagPolicy") };
        objects::questions(actions, &arn, &input.tags, context, standing, view)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let created = context.record_time();
        tagging::check(&input.tags, Tagged::Policy)?;
        policy_versions::check_document(&input.policy_document)?;
        let new = NewObject {
            kind: ObjectKind::Policy,
            id_kind: IdKind::ManagedPolicy,
            name_kind: NameKind::Policy,
            name: &input.policy_name,
        };
        let lineage = objects::create(&new, permit, transaction)?;
        let policy = Policy {
            id: PolicyId::new(lineage.id.as_str()),
            name: input.policy_name,
            path: input.path.unwrap_or_else(|| "/".to_owned()),
            description: input.description,
            created,
            updated: created,
            default_version: policy_versions::FIRST,
            next_version: policy_versions::FIRST + 1,
            versions: vec![PolicyVersionSummary { number: policy_versions::FIRST, created }],
            tags: tagging::pairs(&input.tags).collect(),
            is_attachable: true,
            lineage,
        };
        let version = PolicyVersionId { policy: policy.id.clone(), number: policy_versions::FIRST };
        let document = input.policy_document;
        transaction.put(&PolicyVersion { id: version, created, document })?;
        transaction.put(&policy)?;
        let policy = ManagedPolicy::Customer(Box::new(policy));
        let account = context.account();
        let policy = managed_policies::describe(&policy, Usage::NONE, account, Shown::Created);
        Ok(CreatePolicyResponse { policy })
    }
}
