//! The audit trail: a record of every write and of every refusal, in `CloudTrail`'s format.
//!
//! A write's event is in the write's own commit, so that neither is there without the other; a
//! refusal's is committed before the refusal is answered. Only callers whose signature was verified
//! leave events, so that a stranger can't fill the disk. A follower copies events to a log of
//! JSON lines ([`AuditLog`]), and from it the lineage can be rebuilt ([`Lineage`]).
//!
//! AWS: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html>
//!
//! INVARIANT: no secret is in an event: see [`elements::HIDDEN_MEMBERS`].

pub mod baseline;
mod descent;
mod draft;
pub mod elements;
pub mod event;
pub mod lineage;
mod log;
mod user_identity;

mod follow;
#[cfg(test)]
mod tests;

pub(crate) use self::draft::Draft;
pub use self::{
    event::Event,
    follow::Following,
    lineage::{Lineage, RebuildError},
    log::{AuditLog, AuditLogError, files},
};
