//! The transitive permissions boundary as a pure state machine.
//!
//! A *seal* is a managed policy that some principal emits as its transitive boundary. Every object
//! and every session has a *label*, a set of seals. Labels only grow: what a session creates takes
//! its seals, what it obtains carries them, and it changes an object only if the object bears them
//! all. Every seal that a session inherited or carries is a ceiling: that policy must allow each
//! request. So nobody below a seal gets out from under it, and nobody has to name it.
//!
//! Three types matter. [`PrincipalLineage`] and [`SessionLineage`] are what the store keeps and the
//! token seals in; [`Standing`] is what a session's seals and ceilings are at one revision of a
//! [`World`]. The rest are functions from these to a new record or a [`Refusal`]: [`create`], the
//! three [`gates`], the [`lifecycle`] of boundaries, the tools of [`administration`], and what
//! [`condition`] keys see. Which of them an operation needs stands in [`gates::table`]. What an
//! object inherits is its stored label and the [`cascade`]s of its ancestors: ask [`inherited`],
//! not the record.
//!
//! The rules have names, by which comments and refusals call them: S(s), the gates G-write,
//! G-obtain and G-pass, the closures w1 to w5, F1 to F18, the invariants I1 to I6.
//! `docs/containment.md` in the repository states each of them.
//!
//! ```
//! use entail_lineage::{Standing, gates::write::{Write, check}};
//! # use std::{collections::*, convert::Infallible};
//! # use entail_lineage::*;
//! # struct Memory(BTreeMap<PrincipalId, PrincipalLineage>);
//! # impl Ancestry for Memory {
//! #     type Error = Infallible;
//! #     fn created_by(&self, _: &Reference) -> Result<Vec<SessionRecord>, Infallible> {
//! #         Ok(Vec::new())
//! #     }
//! #     fn cascades(&self, _: &PrincipalId) -> Result<Cascades, Infallible> {
//! #         Ok(Cascades::default())
//! #     }
//! #     fn cascade_revision(&self) -> Result<u64, Infallible> { Ok(0) }
//! # }
//! # impl World for Memory {
//! #     fn principal(&self, id: &PrincipalId) -> Result<Option<PrincipalLineage>, Infallible> {
//! #         Ok(self.0.get(id).cloned())
//! #     }
//! #     fn last_out(&self, _: &PrincipalId) -> Result<Label, Infallible> { Ok(Label::new()) }
//! #     fn object(&self, _: &ObjectId) -> Result<Option<ObjectLineage>, Infallible> { Ok(None) }
//! #     fn account_label(&self, _: &AccountId) -> Result<Label, Infallible> { Ok(Label::new()) }
//! #     fn group_members(&self, _: &ObjectId) -> Result<BTreeSet<PrincipalId>, Infallible> {
//! #         Ok(BTreeSet::new())
//! #     }
//! #     fn policy_references(&self, _: &PolicyId) -> Result<PolicyReferences, Infallible> {
//! #         Ok(PolicyReferences::default())
//! #     }
//! #     fn policies_and_groups_of(&self, _: &Reference) -> Result<BTreeSet<ObjectId>, Infallible> {
//! #         Ok(BTreeSet::new())
//! #     }
//! #     fn policy_usage(&self, _: &PolicyId) -> Result<PolicyUsage, Infallible> {
//! #         Ok(PolicyUsage::default())
//! #     }
//! #     fn descendants(&self, _: &PrincipalId) -> Result<BTreeSet<Reference>, Infallible> {
//! #         Ok(BTreeSet::new())
//! #     }
//! # }
//! # let account = AccountId::from("111122223333");
//! # let role = |id: &str| PrincipalLineage::unlabelled(id.into(), PrincipalKind::Role, account.clone());
//! # let (mut child, outside) = (role("AROACHILD"), role("AROAOUTSIDE"));
//! # child.inherited.add("ANPASEAL".into(), Origin::Principal("AIDADEV".into()));
//! # let records = [child, outside].into_iter().map(|one| (one.id.clone(), one)).collect();
//! # let world = Memory(records);
//! // The role AROACHILD inherited the seal ANPASEAL when it was made; AROAOUTSIDE did not.
//! let session = SessionLineage::long_term("ASIA1".into(), "AROACHILD".into());
//! let standing = Standing::read(&world, &session)?;
//! assert!(standing.hard_ceilings().contains(&"ANPASEAL".into()));
//! assert!(check(&world, &standing, &Write::Principal("AROACHILD".into())).is_ok());
//! assert!(check(&world, &standing, &Write::Principal("AROAOUTSIDE".into())).is_err());
//! # Ok::<(), Refused<Infallible>>(())
//! ```
//!
//! Not here: policy evaluation (`entail-engine`; the ceilings go into its `inherited_boundaries`),
//! storage (`entail-store` keeps the records), AWS error codes and who may call what
//! (`entail-server`).
//!
//! Limits stand in [`limits`]: 8 seals a label, 64 in steps by unsealed sessions.
//!
//! Before: `entail-policy` parses what a seal says. After: `entail-server` asks the gates inside
//! the transaction that the answer is written in.
#![warn(missing_docs)]

pub mod administration;
pub mod attribute;
pub mod cascade;
pub mod condition;
pub mod create;
pub mod gates;
pub mod identifier;
pub mod inherited;
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
pub use cascade::{Cascade, CascadeChange, Cascades};
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
pub use world::{Ancestry, PolicyReferences, PolicyUsage, World};
