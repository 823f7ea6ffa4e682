//! A second opinion: AWS's evaluation of policies, written from AWS's text and for reading aloud.
//!
//! It shares no code with the engine but the names of effects and layers, and none with the policy
//! crate: it reads cases, policies, patterns, conditions and variables by itself, slowly. Where it
//! and the engine answer differently, one of them is wrong; [`agreement`](crate::agreement) looks
//! for such cases.
//!
//! The pages it is written from:
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//! with its neighbours, <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>
//! and <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html>. Each
//! file names its own, and follows its sentences in our words. What AWS leaves open follows the case
//! format and the fixed order of layers (see ARCHITECTURE.md, "Where we chose").

mod base64;
pub mod case;
mod comparison;
mod condition;
mod date;
mod document;
mod evaluation;
mod filled;
mod glob;
pub mod json;
mod number;
mod principal;
mod statement;
mod truth;

pub use case::{Case, NotACase};
pub use evaluation::{Answer, decide};
