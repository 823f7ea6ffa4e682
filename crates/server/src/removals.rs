//! Removing a user, role or group: what must be gone before, and what goes with it.

use std::collections::BTreeMap;

use entail_lineage::{PrincipalId, PrincipalLineage};
use entail_store::{Records as _, Transaction, records::NameKind};

use crate::{control_error::ControlError, lineage_records, names};

/// AWS's text where a user is still in a group, be it the user or the group that is to be deleted.
pub(crate) const IN_GROUP: &str = "Cannot delete entity, must remove users from group first.";

/// AWS's text where an instance profile still holds a role, be it the profile or the role that is to
/// be deleted.
pub(crate) const IN_INSTANCE_PROFILE: &str =
    "Cannot delete entity, must remove roles from instance profile first.";

/// Refuses while policies are attached or inline. Both are looked at with guards: whatever is
/// attached meanwhile makes the commit fail.
pub(crate) fn check_without_policies(
    id: &PrincipalId,
    inline_policies: &BTreeMap<String, String>,
    view: &Transaction,
) -> Result<(), ControlError> {
    if !view.attached_policies(id, None, 1)?.is_empty() {
        let message = "Cannot delete entity, must detach all policies first.";
        return Err(ControlError::delete_conflict(message));
    }
    if !inline_policies.is_empty() {
        let message = "Cannot delete entity, must delete policies first.";
        return Err(ControlError::delete_conflict(message));
    }
    Ok(())
}

/// Gives its name back, and forgets what it used and who made it. The record itself is the
/// operation's to remove.
pub(crate) fn forget(
    kind: NameKind,
    name: &str,
    lineage: &PrincipalLineage,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    names::release(kind, name, transaction);
    lineage_records::reindex_principal(transaction, Some(lineage), None)?;
    lineage_records::forget_principal(transaction, lineage)
}
