//! `CreatePolicyVersion` — adds a version to a managed policy, and makes it the default if asked to.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html>

use entail_lineage::{Aspect, Standing, gates::write::Write};
use entail_store::{
    Transaction,
    records::{PolicyVersion, PolicyVersionId, PolicyVersionSummary},
};
use entail_wire::{
    error::ErrorCode,
    shapes::iam::{CreatePolicyVersionRequest, CreatePolicyVersionResponse},
};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe, entities,
    limits::POLICY_VERSIONS_MAX,
    managed_policies::{self, Edit},
    operation::{Effect, Operation},
    policy_versions::{self, Version},
    questions,
};

const TOO_MANY_VERSIONS: &str = "A managed policy can have up to 5 versions. Before you create a \
                                 new version, you must delete an existing version.";

/// The operation.
#[derive(Debug)]
pub struct CreatePolicyVersion;

impl Operation for CreatePolicyVersion {
    type Input = CreatePolicyVersionRequest;
    type Output = CreatePolicyVersionResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:CreatePolicyVersion", &input.policy_arn, context, view)?])
    }

    fn gates(
        input: &Self::Input,
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Vec<Write>, ControlError> {
        entities::gate_of_policy(view, context.account(), &input.policy_arn, Write::Policy)
    }

    fn run(
        input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        let arn = &input.policy_arn;
        let mut policy =
            managed_policies::editable(transaction, context.account(), arn, Edit::CreateVersion)?
                .ok_or_else(|| entities::no_such_policy(arn))?;
        policy_versions::check_document(&input.policy_document)?;
        if policy.versions.len() >= POLICY_VERSIONS_MAX {
            return Err(ControlError::new(ErrorCode::LimitExceeded, TOO_MANY_VERSIONS));
        }
        let number = policy.next_version;
        let created = context.record_time();
        policy.next_version = number.saturating_add(1);
        policy.versions.push(PolicyVersionSummary { number, created });
        // AWS: the update date is that of the newest version, in force or not.
        policy.updated = created;
        let seals = permit.standing().seals();
        if input.set_as_default == Some(true) {
            policy.default_version = number;
            policy.lineage.record_writer(Aspect::Settings, seals);
        } else {
            policy.lineage.add_writer(Aspect::Settings, seals);
        }
        let id = PolicyVersionId { policy: policy.id.clone(), number };
        transaction.put(&PolicyVersion { id, created, document: input.policy_document })?;
        transaction.put(&policy)?;
        let policy_version = Version {
            id: policy_versions::id(number),
            created: describe::date(created),
            is_default: policy.default_version == number,
        };
        Ok(CreatePolicyVersionResponse { policy_version: policy_version.describe(None) })
    }
}
