//! What operations on roles have in common.

use entail_lineage::PrincipalKind;
use entail_store::records::Role;
use entail_wire::error::ErrorCode;

use crate::control_error::ControlError;

/// Refuses changes to roles that only AWS changes.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>
pub(crate) fn refuse_service_linked(role: &Role) -> Result<(), ControlError> {
    if role.lineage.kind != PrincipalKind::ServiceLinkedRole {
        return Ok(());
    }
    Err(ControlError::new(
        ErrorCode::UnmodifiableEntity,
        format!(
            "Cannot perform the operation on the protected role '{}' - this role is only \
             modifiable by AWS",
            role.name
        ),
    ))
}

/// A description as it is kept: an empty one is none.
pub(crate) fn description(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
