//! `GetCallerIdentity` — who signed the request. Needs no permission, and can't be denied.
//!
//! AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use entail_lineage::Standing;
use entail_store::Transaction;
use entail_wire::shapes::sts::{
    AttachedPermissionsBoundary, GetCallerIdentityRequest, GetCallerIdentityResponse,
    PermissionsBoundaryAttachmentType,
};

use crate::{
    administration::describe::Describer,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    operation::{Effect, Operation},
};

/// The operation.
#[derive(Debug)]
pub struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    type Input = GetCallerIdentityRequest;
    type Output = GetCallerIdentityResponse;
    const EFFECT: Effect = Effect::Reads;

    fn questions(
        _input: &Self::Input,
        _context: &RequestContext<'_>,
        _standing: &Standing<'_>,
        _view: &Transaction,
    ) -> Result<Vec<Question>, ControlError> {
        Ok(vec![Question::new("sts:GetCallerIdentity", "*")])
    }

    fn run(
        _input: Self::Input,
        permit: &Permit<'_>,
        transaction: &mut Transaction,
    ) -> Result<Self::Output, ControlError> {
        let context = permit.context();
        // Whoever relies on this answer to know the caller must be able to see its ceilings, and the
        // lines that it belongs to or comes from (F10).
        let standing = permit.standing();
        let describer = Describer { account: context.account(), view: &transaction.covered() };
        let ceilings = describer.arns(standing.hard_ceilings())?.into_iter().map(attached);
        Ok(GetCallerIdentityResponse {
            user_id: context.caller.user_id(),
            account: context.account().to_string(),
            arn: context.caller.arn(),
            inherited_permissions_boundaries: unless_empty(ceilings.collect()),
            seals: unless_empty(describer.arns(standing.seals())?),
            provenance: unless_empty(describer.arns(&standing.provenance().seals())?),
        })
    }
}

/// An unsealed caller's answer is AWS's to the letter.
fn unless_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|it| !it.is_empty())
}

const fn attached(permissions_boundary_arn: String) -> AttachedPermissionsBoundary {
    let permissions_boundary_type = PermissionsBoundaryAttachmentType::Policy;
    AttachedPermissionsBoundary { permissions_boundary_type, permissions_boundary_arn }
}
