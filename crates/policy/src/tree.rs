//! The policy as a tree: what AWS's grammar knows, each part with its place in the source.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

mod action;
mod condition;
mod document;
mod principal;
mod resource;
mod statement;

pub use action::{ActionElement, ActionPattern};
pub use condition::{
    Condition, ConditionKey, ConditionOperator, ConditionValue, Presence, SetQualifier,
};
pub use document::{Document, Version};
pub use principal::{Principal, PrincipalElement};
pub use resource::ResourceElement;
pub use statement::{Effect, Polarity, Statement};
