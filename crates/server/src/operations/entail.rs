//! The operations of the administrator's API.

mod admit;
mod adopt;
mod analyze_boundary_impact;
mod apply_to_self;
mod cascade_transitive_boundary;
mod disown;
mod explain_ceilings;
mod get_lineage;
mod list_descendants;
mod list_references;
mod set_obtain_mode;
mod withdraw_admit;
mod withdraw_cascade;
mod withdraw_reference;

pub use admit::Admit;
pub use adopt::Adopt;
pub use analyze_boundary_impact::AnalyzeBoundaryImpact;
pub use apply_to_self::ApplyToSelf;
pub use cascade_transitive_boundary::CascadeTransitiveBoundary;
pub use disown::Disown;
pub use explain_ceilings::ExplainCeilings;
pub use get_lineage::GetLineage;
pub use list_descendants::ListDescendants;
pub use list_references::ListReferences;
pub use set_obtain_mode::SetObtainMode;
pub use withdraw_admit::WithdrawAdmit;
pub use withdraw_cascade::WithdrawCascade;
pub use withdraw_reference::WithdrawReference;

use crate::operation::AnyOperation;

/// Every operation of the service.
pub static OPERATIONS: &[&dyn AnyOperation] = &[
    &Admit,
    &Adopt,
    &AnalyzeBoundaryImpact,
    &ApplyToSelf,
    &CascadeTransitiveBoundary,
    &Disown,
    &ExplainCeilings,
    &GetLineage,
    &ListDescendants,
    &ListReferences,
    &SetObtainMode,
    &WithdrawAdmit,
    &WithdrawCascade,
    &WithdrawReference,
];
