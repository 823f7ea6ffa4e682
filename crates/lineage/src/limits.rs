//! Limits of the lineage, each with its unit and the text that names it.

/// Most seals in one label when the step is taken by a sealed session (F17).
///
/// A step that would pass it is refused; a label is never truncated.
pub const INHERITED_BOUNDARIES_MAX: usize = 8;

/// Most seals in one label when the step is taken by an unsealed session (F17).
pub const INHERITED_BOUNDARIES_UNSEALED_MAX: usize = 64;

/// Most origins in one label, over all its seals, when the step is taken by a sealed session.
///
/// Each generation may set the same seal as transitive boundary again and so add an origin; the
/// label travels in session tokens, which end at a few thousand bytes.
pub const ORIGINS_PER_LABEL_MAX: usize = 128;

/// Most different principals on one session's derivation.
///
/// Repeated principals are merged without loss, so that ordinary role chaining never reaches it.
/// What a session makes is indexed under each of them, at both ends, in one transaction, whose
/// operations are counted too.
pub const DERIVATION_STEPS_MAX: usize = 32;

/// Most principals that something created by a sealed session may descend from, through all
/// generations.
///
/// Cascades are read with every one of them, so that a line without end would be a load on whoever
/// answers for it.
pub const ANCESTORS_MAX: usize = 10_000;

/// Most seals that one role admits. They travel in session tokens, as labels do.
pub const ADMITTED_SEALS_MAX: usize = 64;

/// Most seals that were ever cascaded from one principal. One record holds them all, and outlives
/// the principal.
pub const CASCADED_SEALS_PER_ROOT_MAX: usize = 256;

/// Name of the quota on seals, as it stands in the denial text.
pub const INHERITED_BOUNDARIES_QUOTA: &str = "InheritedBoundariesPerRole";

/// Name of the quota on origins, as it stands in the denial text.
pub const ORIGINS_PER_LABEL_QUOTA: &str = "OriginsPerInheritedBoundaries";

/// Name of the quota on derivation steps, as it stands in the denial text.
pub const DERIVATION_STEPS_QUOTA: &str = "PrincipalsPerSessionChain";

/// Name of the quota on ancestors, as it stands in the denial text.
pub const ANCESTORS_QUOTA: &str = "AncestorsPerPrincipal";

/// Name of the quota on admitted seals, as it stands in the denial text.
pub const ADMITTED_SEALS_QUOTA: &str = "AdmittedBoundariesPerRole";

/// Name of the quota on cascaded seals, as it stands in the denial text.
pub const CASCADED_SEALS_PER_ROOT_QUOTA: &str = "CascadedBoundariesPerPrincipal";
