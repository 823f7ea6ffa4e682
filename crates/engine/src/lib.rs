//! The decision: compiled policies and a request in, a decision with its explanation out.
#![warn(missing_docs)]

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

pub use compile::Policy;
pub use decide::decide;
pub use decision::{Decision, Effect, Layer, StatementReference};
pub use denial::{denial_message, gate_denial_message};
pub use explain::Explanation;
pub use observer::{Observer, Silent};
pub use policy_set::{InheritedBoundary, PolicySet, UndecidableKeys};
pub use request::{Context, Principal, Request, Value};
pub use truth::Truth;
