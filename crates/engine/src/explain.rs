//! The explanation: everything a decision looked at, as data and in words.
//!
//! An [`Explanation`] is an [`Observer`]: give it to [`decide`](crate::decide) and it holds, for
//! each layer, each statement with what matched, what did not, and why. From that it tells
//!
//! * [`Explanation::reason`]: the shortest reason, one sentence for every outcome;
//! * [`Explanation::denials`]: every Deny that takes effect, in whatever layer;
//! * [`Explanation::shortages`]: every layer that must allow and does not, and how near it came.
//!
//! A [`Report`] is all of it at once, with the smallest changes that would allow the request; it
//! serializes to JSON, and [`Report::draw`] draws it for a person.
//!
//! All of it tells what policies say: it is for whoever holds them, in a log too, and not for the
//! caller of a server, who gets AWS's own text.

mod changes;
mod drawing;
mod findings;
mod reason;
mod report;
mod statement;
mod words;

pub use changes::{Change, ContextChange, ContextValue};
pub use drawing::Detail;
pub use findings::{Denial, Nearest, Shortage};
pub use report::{Obstacle, Remedy, Report};
pub use words::printable;

use serde::Serialize;

use crate::compile::Policy;
use crate::decision::{Decision, Layer, StatementPointer};
use crate::observer::{Compared, Element, LayerOutcome, Observer};
use crate::request::Request;
use crate::truth::Truth;
use entail_policy::tree::Effect;

/// Why a decision is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The layers in the order in which a denial names one. Empty where the action needs no
    /// permission at all.
    pub layers: Vec<LayerExplanation>,
    #[serde(skip)]
    request: Option<Request>,
    #[serde(skip)]
    decision: Option<Decision<'static>>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerExplanation {
    /// Which one.
    pub layer: Layer,
    /// What it came to.
    pub outcome: LayerOutcome,
    /// Whether it must allow and does not, whether or not something denies.
    pub short: bool,
    /// Why it does not apply, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<&'static str>,
    /// How many levels it has, where it has levels; a level may hold no policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<usize>,
    /// Its policies in the order given.
    pub policies: Vec<PolicyExplanation>,
}

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyExplanation {
    /// The policy's name.
    pub name: String,
    /// The level of the organization it is attached at, root first, counted from zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
    /// Why it cannot be read, where it cannot: then it denies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
    /// Its statements in document order.
    pub statements: Vec<StatementExplanation>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementExplanation {
    /// JSON pointer in its document.
    pub pointer: String,
    /// The statement's `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: &'static str,
    /// Whether it matches.
    pub matches: Truth,
    /// Whether it takes effect: a Deny that is undecided does, an Allow that is undecided does not.
    pub applies: bool,
    /// What was compared.
    pub elements: Vec<ElementExplanation>,
}

/// One element of a statement, or one key of its condition block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ElementExplanation {
    /// Which element.
    pub element: Element,
    /// Whether it matches.
    pub matches: Truth,
    /// The element or the operator as the policy names it, such as `NotAction` or `StringLike`.
    pub name: String,
    /// The condition key as the policy names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The policy's values as written.
    pub expected: Vec<String>,
    /// The request's values; none where it has none.
    pub found: Option<Vec<String>>,
    /// The entry of `expected` that covers what was found, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<String>,
    /// What else there is to know: what a variable stands for, what cannot be evaluated and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// All of it in one line for a person.
    pub why: String,
}

impl Explanation {
    /// An explanation of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn current_policy(&mut self) -> Option<&mut PolicyExplanation> {
        self.layers.last_mut()?.policies.last_mut()
    }

    fn current_statement(&mut self) -> Option<&mut StatementExplanation> {
        self.current_policy()?.statements.last_mut()
    }

    fn layer_mut(&mut self, layer: Layer) -> Option<&mut LayerExplanation> {
        self.layers.iter_mut().find(|explained| explained.layer == layer)
    }
}

impl ElementExplanation {
    fn new(element: Element, matches: Truth, compared: Compared) -> Self {
        let Compared { name, key, expected, found, covered_by, mut notes } = compared;
        if words::has_unread_variables(element, &name, &expected, &notes) {
            notes.push("without Version 2012-10-17 a policy has no variables".to_owned());
        }
        let why = String::new();
        let mut explained =
            Self { element, matches, name, key, expected, found, covered_by, notes, why };
        explained.why = words::why(&explained);
        explained
    }
}

impl Observer for Explanation {
    const COMPLETE: bool = true;

    fn request(&mut self, request: &Request) {
        self.request = Some(request.clone());
    }

    fn layer(&mut self, layer: Layer, why_not: Option<&'static str>) {
        self.layers.push(LayerExplanation {
            layer,
            outcome: LayerOutcome::NotApplicable,
            short: false,
            why_not,
            levels: None,
            policies: Vec::new(),
        });
    }

    fn level(&mut self, level: usize) {
        if let Some(layer) = self.layers.last_mut() {
            layer.levels = Some(level + 1);
        }
    }

    fn policy(&mut self, policy: &Policy, level: Option<usize>) {
        let explanation = PolicyExplanation {
            name: policy.name().to_owned(),
            level,
            unreadable: policy.unreadable_reason().map(str::to_owned),
            statements: Vec::new(),
        };
        if let Some(layer) = self.layers.last_mut() {
            layer.policies.push(explanation);
        }
    }

    fn statement(&mut self, pointer: StatementPointer, sid: Option<&str>, effect: Effect) {
        let explanation = StatementExplanation {
            pointer: pointer.to_string(),
            sid: sid.map(str::to_owned),
            effect: effect.as_str(),
            matches: Truth::Undecided,
            applies: false,
            elements: Vec::new(),
        };
        if let Some(policy) = self.current_policy() {
            policy.statements.push(explanation);
        }
    }

    fn element(&mut self, element: Element, truth: Truth, compared: impl FnOnce() -> Compared) {
        let explanation = ElementExplanation::new(element, truth, compared());
        if let Some(statement) = self.current_statement() {
            statement.elements.push(explanation);
        }
    }

    fn statement_end(&mut self, truth: Truth) {
        if let Some(statement) = self.current_statement() {
            statement.matches = truth;
            statement.applies = match truth {
                Truth::True => true,
                Truth::False => false,
                Truth::Undecided => statement.effect == Effect::Deny.as_str(),
            };
        }
    }

    fn short(&mut self, layer: Layer) {
        if let Some(explained) = self.layer_mut(layer) {
            explained.short = true;
        }
    }

    fn layer_end(&mut self, layer: Layer, outcome: LayerOutcome) {
        if let Some(explained) = self.layer_mut(layer) {
            explained.outcome = outcome;
        }
    }

    fn decision(&mut self, decision: &Decision<'_>) {
        debug_assert!(
            self.layers.is_empty() || self.layers.iter().any(|l| l.layer == decision.layer),
            "the deciding layer is among those explained"
        );
        self.decision = Some(decision.clone().into_owned());
    }
}
