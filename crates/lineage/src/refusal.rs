//! Refusals: what a step was refused for, with everything a clear message needs. They are not AWS
//! error codes; each variant says which answer fits.

use std::collections::BTreeSet;
use std::fmt;

use crate::administration::LineageWrite;
use crate::identifier::{PolicyId, PrincipalId};
use crate::object::Reference;
use crate::principal::Source;
use crate::seal::SealSet;
use crate::world::PolicyUsage;

/// The three gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GateName {
    /// G-write.
    Write,
    /// G-obtain.
    Obtain,
    /// G-pass.
    Pass,
}

/// Which rule of a gate refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closure {
    /// The gate's own comparison of seals with the object's label.
    Label,
    /// Something that refers to the policy is less sealed (w1, with members of groups).
    W1,
    /// A member of the group is less sealed (w2).
    W2,
    /// The policy is one of the session's own seals (w3).
    W3,
    /// A boundary was set by a session with fewer seals (w4).
    W4,
    /// What is attached would be more sealed than what it is attached to (w5).
    W5,
    /// A sealed session may not change its own transitive boundary.
    OwnTransitiveBoundary,
    /// Open to unsealed sessions only.
    UnsealedOnly,
}

/// A gate said no. Answer: access denied, "with an explicit deny in a transitive permissions
/// boundary".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRefusal {
    /// The gate.
    pub gate: GateName,
    /// The rule.
    pub closure: Closure,
    /// Seals of the session that the object lacks; for w3 the policy itself, for w5 the seals
    /// that the object lacks of what was to be attached.
    pub missing: SealSet,
    /// The object that was compared; for w1 and w2 the referring object or member.
    pub object: Reference,
}

/// Why a step was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A gate refused: answer access denied.
    #[error("{0}")]
    Gate(GateRefusal),
    /// A label or derivation would grow too long: answer limit exceeded with this very text.
    #[error("Cannot exceed quota for {quota}: {limit}")]
    LimitExceeded {
        /// Name of the quota.
        quota: &'static str,
        /// Its value.
        limit: usize,
    },
    /// The transitive boundary was set another way: answer invalid input.
    #[error("transitive boundary of `{principal}` was set by {existing}, not by {requested}")]
    SourceMismatch {
        /// The principal.
        principal: PrincipalId,
        /// How it was set.
        existing: Source,
        /// How it was to be changed or removed.
        requested: Source,
    },
    /// Parameter and tag both name a transitive boundary: answer invalid input.
    #[error("a transitive boundary is named by both parameter and tag")]
    AmbiguousSource,
    /// The policy bears seals that the principal lacks, so that its own makers would be locked
    /// out of it (F5): answer invalid input.
    #[error(
        "policy `{policy}` inherits {} that `{principal}` lacks, and can't be its transitive boundary",
        List(missing)
    )]
    TransitiveBoundaryTooSealed {
        /// The policy.
        policy: PolicyId,
        /// The principal.
        principal: PrincipalId,
        /// Seals of the policy that the principal lacks.
        missing: SealSet,
    },
    /// The policy is in use as boundary or seal: answer delete conflict.
    #[error("policy `{policy}` is in use as a boundary")]
    InUse {
        /// The policy.
        policy: PolicyId,
        /// Its uses.
        usage: PolicyUsage,
    },
    /// No boundary can be set on a service-linked role or root user: answer unmodifiable entity.
    #[error("boundaries of `{0}` can't be changed")]
    Unmodifiable(PrincipalId),
    /// Trust, policies, settings, credentials or a pass were last written by sessions under the seal
    /// that would be withdrawn (F8): answer delete conflict.
    #[error("sessions under `{seal}` were the last to write {}", Writes(writes))]
    WrittenUnderSeal {
        /// The seal.
        seal: PolicyId,
        /// What they wrote.
        writes: BTreeSet<LineageWrite>,
    },
    /// The seal inherits seals that the object lacks, so that its own makers would be locked out of
    /// it (F5): answer invalid input.
    #[error("`{seal}` inherits {} that `{object}` lacks, and can't be its seal", List(missing))]
    SealTooSealed {
        /// The seal.
        seal: PolicyId,
        /// What would bear it.
        object: Reference,
        /// Seals of the seal that the object lacks.
        missing: SealSet,
    },
    /// Only the root's transitive boundary can be cascaded: answer invalid input.
    #[error("`{policy}` is not the transitive boundary of `{principal}`")]
    NotTransitiveBoundary {
        /// The root.
        principal: PrincipalId,
        /// The policy named.
        policy: PolicyId,
    },
    /// There is nothing that could apply to itself: answer no such entity.
    #[error("`{0}` has no transitive boundary")]
    NoTransitiveBoundary(PrincipalId),
    /// Only roles are obtained and passed: answer invalid input.
    #[error("`{0}` is not a role")]
    NotARole(PrincipalId),
    /// The role does not admit the seal: answer no such entity.
    #[error("role `{role}` does not admit `{seal}`")]
    NotAdmitted {
        /// The role.
        role: PrincipalId,
        /// The seal.
        seal: PolicyId,
    },
    /// The object does not have the seal from there: answer no such entity.
    #[error("`{object}` does not have `{seal}` from there")]
    NoSuchOrigin {
        /// The object.
        object: Reference,
        /// The seal.
        seal: PolicyId,
    },
    /// The origin comes from a cascade, which is withdrawn as a whole: answer invalid input.
    #[error("`{object}` has `{seal}` from a cascade, which can be withdrawn only as a whole")]
    CascadedOrigin {
        /// The object.
        object: Reference,
        /// The seal.
        seal: PolicyId,
    },
    /// There is no such object, or none that takes a label: answer no such entity.
    #[error("`{0}` does not exist or takes no label")]
    UnknownObject(Reference),
    /// The principal is gone: answer as for a missing entity, or invalid credentials where it is
    /// the caller.
    #[error("principal `{0}` does not exist")]
    UnknownPrincipal(PrincipalId),
}

/// A refusal, or a failure of the world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused<E> {
    /// The step is refused.
    #[error("{0}")]
    Refusal(#[from] Refusal),
    /// A look-up failed; nothing was decided.
    #[error("{0}")]
    World(E),
}

impl<E> From<GateRefusal> for Refused<E> {
    fn from(refusal: GateRefusal) -> Self {
        Self::Refusal(Refusal::Gate(refusal))
    }
}

impl fmt::Display for GateName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Write => "write",
            Self::Obtain => "obtain",
            Self::Pass => "pass",
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Parameter => "parameter TransitivePermissionsBoundary",
            Self::Tag => "tag entail:transitive-boundary",
            Self::MarkedPolicy => "a marked permissions boundary policy",
        })
    }
}

impl fmt::Display for GateRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gate, closure, missing, object } = self;
        let missing = List(missing);
        match closure {
            Closure::Label => {
                write!(formatter, "{gate} gate: `{object}` does not inherit {missing}")
            }
            Closure::W1 => {
                write!(
                    formatter,
                    "{gate} gate: the policy is used by `{object}`, which does not inherit {missing}"
                )
            }
            Closure::W2 => {
                write!(
                    formatter,
                    "{gate} gate: member `{object}` of the group does not inherit {missing}"
                )
            }
            Closure::W3 => {
                write!(formatter, "{gate} gate: {missing} is a seal of the session itself")
            }
            Closure::W4 => write!(
                formatter,
                "{gate} gate: a boundary of `{object}` was set by a session that is not sealed by {missing}"
            ),
            Closure::W5 => write!(
                formatter,
                "{gate} gate: what is attached inherits {missing}, which `{object}` does not"
            ),
            Closure::OwnTransitiveBoundary => {
                write!(
                    formatter,
                    "{gate} gate: a session sealed by {missing} can't change its own transitive boundary"
                )
            }
            Closure::UnsealedOnly => {
                write!(formatter, "{gate} gate: not open to sessions sealed by {missing}")
            }
        }
    }
}

struct Writes<'a>(&'a BTreeSet<LineageWrite>);

impl fmt::Display for Writes<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, LineageWrite { object, aspect }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}{aspect} of `{object}`")?;
        }
        Ok(())
    }
}

struct List<'a>(&'a SealSet);

impl fmt::Display for List<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, seal) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}`{seal}`")?;
        }
        Ok(())
    }
}
