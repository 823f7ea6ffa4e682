//! `DeletePolicy`: a policy that is in use as boundary or seal stays.

use crate::gates::write::{Write, check};
use crate::identifier::PolicyId;
use crate::refusal::{Refusal, Refused};
use crate::standing::Standing;
use crate::world::World;

/// Whether a managed policy may be deleted, as far as lineage is concerned. Attachments and
/// versions are AWS's own conflicts and the server's matter.
///
/// # Errors
/// The write gate refuses; a boundary, a transitive boundary, a label or a live session refers to
/// the policy, whoever asks.
pub fn delete_policy<W: World>(
    world: &W,
    standing: &Standing<'_>,
    policy: &PolicyId,
) -> Result<(), Refused<W::Error>> {
    check(world, standing, &Write::Policy(policy.clone()))?;
    let usage = world.policy_usage(policy).map_err(Refused::World)?;
    if usage.is_unused() {
        return Ok(());
    }
    Err(Refusal::InUse { policy: policy.clone(), usage }.into())
}
