//! The explanation: everything a decision looked at, as data.
//!
//! An [`Explanation`] is an [`Observer`]: give it to [`decide`](crate::decide) and it holds, for
//! each layer, each statement with what matched, what did not, and why. It serializes to JSON; the
//! text for a person is made by whoever shows it.

use serde::Serialize;

use crate::compile::Policy;
use crate::decision::{Decision, Layer};
use crate::observer::{Element, LayerOutcome, Observer};
use crate::truth::Truth;
use entail_policy::tree::Effect;

/// Why a decision is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The layers in the order in which a denial names one. Empty where the action needs no
    /// permission at all.
    pub layers: Vec<LayerExplanation>,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerExplanation {
    /// Which one.
    pub layer: Layer,
    /// What it came to.
    pub outcome: LayerOutcome,
    /// Why it does not apply, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<&'static str>,
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
    /// What was compared with what.
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
}

impl Observer for Explanation {
    const COMPLETE: bool = true;

    fn layer(&mut self, layer: Layer, why_not: Option<&'static str>) {
        let outcome = LayerOutcome::NotApplicable;
        self.layers.push(LayerExplanation { layer, outcome, why_not, policies: Vec::new() });
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

    fn statement(&mut self, pointer: &str, sid: Option<&str>, effect: Effect) {
        let explanation = StatementExplanation {
            pointer: pointer.to_owned(),
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

    fn element(&mut self, element: Element, truth: Truth, why: impl FnOnce() -> String) {
        let why = why();
        if let Some(statement) = self.current_statement() {
            statement.elements.push(ElementExplanation { element, matches: truth, why });
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

    fn layer_end(&mut self, layer: Layer, outcome: LayerOutcome) {
        if let Some(explained) = self.layers.iter_mut().find(|explained| explained.layer == layer) {
            explained.outcome = outcome;
        }
    }

    fn decision(&mut self, decision: &Decision) {
        debug_assert!(
            self.layers.is_empty() || self.layers.iter().any(|l| l.layer == decision.layer),
            "the deciding layer is among those explained"
        );
    }
}
