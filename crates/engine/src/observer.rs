//! What watches a decision being made.
//!
//! [`decide`](crate::decide) tells its observer what it finds as it goes. There is one code path:
//! an explanation is what [`Explanation`](crate::explain::Explanation) collected, and with
//! [`Silent`] every call compiles to nothing.

use crate::compile::Policy;
use crate::decision::{Decision, Layer, StatementPointer};
use crate::request::Request;
use crate::truth::Truth;
use entail_policy::tree::Effect;

/// Sees the parts of a decision in the order in which they are made: per layer its policies, per
/// policy its statements, per statement its elements. Every method does nothing by default.
pub trait Observer {
    /// Whether statements that cannot change the answer any more are looked at too. An explanation
    /// wants to show them all; the answer is the same either way.
    const COMPLETE: bool = false;

    /// A request begins.
    fn request(&mut self, request: &Request) {
        let _ = request;
    }

    /// A layer begins; `why` says in a few words why it does not apply, where it does not.
    fn layer(&mut self, layer: Layer, why_not: Option<&'static str>) {
        let _ = (layer, why_not);
    }

    /// A level of SCPs or RCPs begins, root first, counted from zero. It may hold no policy.
    fn level(&mut self, level: usize) {
        let _ = level;
    }

    /// A policy begins, at a level of SCPs or RCPs counted from zero where the layer has levels.
    fn policy(&mut self, policy: &Policy, level: Option<usize>) {
        let _ = (policy, level);
    }

    /// A statement begins.
    fn statement(&mut self, pointer: StatementPointer, sid: Option<&str>, effect: Effect) {
        let _ = (pointer, sid, effect);
    }

    /// An element of the statement was compared; `compared` tells what with what.
    fn element(&mut self, element: Element, truth: Truth, compared: impl FnOnce() -> Compared) {
        let _ = (element, truth, compared);
    }

    /// The statement as a whole: matched, not matched, or undecided.
    fn statement_end(&mut self, truth: Truth) {
        let _ = truth;
    }

    /// A layer must allow and does not, whether or not something denies. With
    /// [`COMPLETE`](Self::COMPLETE) all such layers are told.
    fn short(&mut self, layer: Layer) {
        let _ = layer;
    }

    /// A layer is done.
    fn layer_end(&mut self, layer: Layer, outcome: LayerOutcome) {
        let _ = (layer, outcome);
    }

    /// The decision is made.
    fn decision(&mut self, decision: &Decision<'_>) {
        let _ = decision;
    }
}

/// The element of a statement that was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// One key of one operator of the `Condition` block.
    Condition,
}

/// An element of a statement beside what the request has: everything that a person, or whoever
/// looks for a change that would make it match, has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The element or the operator as the policy names it, such as `NotAction` or `StringLike`.
    pub name: String,
    /// The condition key as the policy names it; none outside of conditions.
    pub key: Option<String>,
    /// The policy's values as written.
    pub expected: Vec<String>,
    /// The request's values; none where it has none.
    pub found: Option<Vec<String>>,
    /// The entry of `expected` that covers what was found, where one does.
    pub covered_by: Option<String>,
    /// What else there is to know: what a variable stands for, what cannot be evaluated and why.
    pub notes: Vec<String>,
}

impl Compared {
    /// An element that cannot be compared, and why.
    pub(crate) fn impossible(name: &str, why: &str) -> Self {
        Self { name: name.to_owned(), notes: vec![why.to_owned()], ..Self::default() }
    }
}

/// What a layer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerOutcome {
    /// It denies explicitly.
    ExplicitDeny,
    /// It must allow and does not.
    ImplicitDeny,
    /// It allows.
    Allow,
    /// It neither denies nor is it needed.
    NotNeeded,
    /// It does not apply to this request.
    NotApplicable,
}

/// The observer that looks away: a decision without an explanation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
