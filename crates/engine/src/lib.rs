//! The decision: compiled policies and a request in, a decision with its explanation out.
//!
//! Three types matter: a [`Request`] (who, which action, which resource, which condition keys), a
//! [`PolicySet`] (all policies it meets, by layer), and the [`Decision`] that [`decide`] makes of
//! them: effect, the layer that decided, and the statement it decided by. An [`Explanation`] is an
//! observer of the same decision; a [`Report`](explain::Report) adds what would allow.
//!
//! ```
//! use std::sync::Arc;
//! use entail_engine::{Effect, Layer, Policy, PolicySet, Principal, Request, Silent};
//!
//! let everything = Policy::from_text("admin", r#"{
//!     "Version": "2012-10-17",
//!     "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" }
//! }"#);
//! let messages = Policy::from_text("baseline", r#"{
//!     "Version": "2012-10-17",
//!     "Statement": { "Effect": "Allow", "Action": "sqs:*", "Resource": "*" }
//! }"#);
//! let policies = PolicySet {
//!     identity: vec![Arc::new(everything)],
//!     permissions_boundary: Some(Arc::new(messages)),
//!     ..PolicySet::default()
//! };
//!
//! let user = Principal::User { arn: "arn:aws:iam::111122223333:user/dev".to_owned() };
//! let mut request = Request::new(user, "s3:GetObject", "arn:aws:s3:::bucket/key");
//! request.fill_in_principal_keys();
//!
//! let decision = entail_engine::decide(&request, &policies, &mut Silent);
//! assert_eq!(decision.effect, Effect::ImplicitDeny);
//! assert_eq!(decision.layer, Layer::PermissionsBoundary);
//! assert_eq!(
//!     entail_engine::denial_message(&request, &decision),
//!     "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: s3:GetObject on \
//!      resource: \"arn:aws:s3:::bucket/key\" because no permissions boundary allows the \
//!      s3:GetObject action",
//! );
//! ```
//!
//! # What is relied on
//!
//! * [`decide`] is total and pure: no I/O, no clock, no randomness; everything is in the request.
//! * What cannot be evaluated (an unknown operator, a malformed value, a key that an inherited
//!   boundary must not believe) makes an Allow not apply and a Deny apply. A policy that cannot be
//!   read denies in a layer that applies. All of it appears in the explanation.
//! * There is one code path: an explained decision is the unexplained one.
//!
//! # What is not here
//!
//! Policy text and its faults are read by `entail-policy`, the crate before this one on the way.
//! Whether credentials may be used at all, and the gates of the lineage, are the server's affair,
//! which comes after. Sizes of documents are limited by `entail-policy`, those of cases in
//! [`limits`].
#![warn(missing_docs)]

mod boundary_advice;
pub mod case;
mod compile;
mod condition;
mod decide;
mod decision;
mod denial;
pub mod explain;
pub mod limits;
mod matching;
pub mod observer;
mod policy_set;
pub mod request;
mod truth;

pub use boundary_advice::{
    BOUNDED_PATH, Cost, ESCAPES, Escape, InPart, Naming, advise_boundary, closed_in_part,
    demands_itself, deny_the_rest,
};
pub use compile::Policy;
pub use decide::decide;
pub use decision::{Decision, Effect, Layer, StatementPointer, StatementReference};
pub use denial::{denial_message, gate_denial_message};
pub use explain::Explanation;
pub use observer::{Observer, Silent};
pub use policy_set::{InheritedBoundary, PolicySet, UndecidableKeys};
pub use request::{Action, Context, KmsKeyManager, Principal, Request, Resource, Value, ValueRef};
pub use truth::Truth;
