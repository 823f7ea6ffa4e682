//! The transitive permissions boundary as a pure state machine
#![warn(missing_docs)]

pub mod attribute;
pub mod condition;
pub mod create;
pub mod gates;
pub mod identifier;
pub mod invariants;
pub mod label;
pub mod lifecycle;
pub mod limits;
pub mod object;
pub mod principal;
pub mod refusal;
pub mod seal;
pub mod session;
pub mod standing;
pub mod tag;
pub mod world;

pub use attribute::{Aspect, Attribute};
pub use identifier::{AccountId, ObjectId, PolicyId, PrincipalId, SessionId};
pub use label::{AdoptMode, Label, Origin};
pub use object::{ObjectKind, ObjectLineage, Reference};
pub use principal::{
    ApplyToSelf, ObtainMode, PermissionsBoundary, PrincipalKind, PrincipalLineage, Source,
    TransitiveBoundary,
};
pub use refusal::{Closure, GateName, GateRefusal, Refusal, Refused};
pub use seal::{BoundaryPolicy, Marking, SealSet};
pub use session::{DerivationStep, SessionKind, SessionLineage, SessionRecord};
pub use standing::Standing;
pub use world::{PolicyReferences, PolicyUsage, World};
