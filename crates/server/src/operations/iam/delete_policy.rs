//! `DeletePolicy` — removes a managed policy that nothing uses.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html>

use entail_lineage::{Standing, gates::write::Write, lifecycle::delete_policy};
use entail_store::{
    Records as _, Transaction,
    records::{
        CarriedUntil, HeldUntil, NameKind, Policy, PolicyVersion, PolicyVersionId, ReferenceKind,
    },
};
use entail_wire::shapes::iam::{DeletePolicyRequest, DeletePolicyResponse};

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    entities::{self, ManagedPolicy},
    lineage_world::LineageWorld,
    managed_policies::{self, Edit},
    objects,
    operation::{Effect, Operation},
    questions,
};

/// The operation.
#[derive(Debug)]
pub struct DeletePolicy;

impl Operation for DeletePolicy {
    type Input = DeletePolicyRequest;
    type Output = DeletePolicyResponse;
    const EFFECT: Effect = Effect::Changes;

    fn questions(
        input: &Self::Input,
        context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![questions::on_policy("iam:DeletePolicy", &input.policy_arn, context, view)?])
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
        let (account, arn) = (context.account(), &input.policy_arn);
        let policy = managed_policies::editable(transaction, account, arn, Edit::Delete)?
            .ok_or_else(|| entities::no_such_policy(arn))?;
        check_unused(&policy, transaction)?;
        let world = LineageWorld::new(transaction, account, context.now());
        delete_policy(&world, permit.standing(), &policy.id)?;
        remove(&policy, transaction)?;
        Ok(DeletePolicyResponse)
    }
}

/// AWS's own conflicts. Every use is looked up with a guard of its own: creations, which bump no
/// authorization, may make a principal that has the policy as boundary or inherits it.
fn check_unused(policy: &Policy, transaction: &Transaction) -> Result<(), ControlError> {
    let conflict = |message| Err(ControlError::delete_conflict(message));
    let reference = ManagedPolicy::Customer(Box::new(policy.clone())).reference();
    let attachments = transaction.attachment_count(&reference)?;
    let boundaries = transaction.reference_count(&reference, ReferenceKind::Boundary)?;
    // The lineage refuses these, and reads without guards.
    transaction.reference_count(&reference, ReferenceKind::Transitive)?;
    transaction.reference_count(&reference, ReferenceKind::Inherited)?;
    transaction.find::<CarriedUntil>(&policy.id)?;
    if attachments > 0 || boundaries > 0 {
        return conflict("Cannot delete a policy attached to entities.");
    }
    if policy.versions.len() > 1 {
        return conflict(
            "This policy has more than one version. Before you delete a policy, you must delete \
             the policy's versions. The default version is deleted with the policy.",
        );
    }
    Ok(())
}

fn remove(policy: &Policy, transaction: &mut Transaction) -> Result<(), ControlError> {
    objects::forget(NameKind::Policy, &policy.name, &policy.lineage, transaction)?;
    for version in &policy.versions {
        let id = PolicyVersionId { policy: policy.id.clone(), number: version.number };
        transaction.remove::<PolicyVersion>(&id);
    }
    transaction.remove::<CarriedUntil>(&policy.id);
    transaction.remove::<HeldUntil>(&policy.id);
    transaction.remove::<Policy>(policy.id.as_str());
    Ok(())
}
