//! The member `expect`, and holding a decision against it.

use super::answer::Answer;
use super::json::Node;
use super::reader::{Reader, below};
use crate::decision::{Effect, Layer};

/// What is expected of a decision. What is absent is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// The effect.
    pub decision: Option<Effect>,
    /// The layer that decides.
    pub layer: Option<Layer>,
    /// The statements that decide, as `NAME#/Statement/0`; empty for an implicit deny.
    pub because: Option<Vec<String>>,
    /// The whole text of the denial.
    pub message: Option<String>,
}

impl Expectation {
    /// What an answer has otherwise, one sentence for each; empty where it holds.
    pub fn differences(&self, answer: &Answer) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: Option<String>, found: String| {
            if let Some(expected) = expected.filter(|expected| *expected != found) {
                differences.push(format!("{what}: expected `{expected}`, found `{found}`"));
            }
        };
        compare(
            "decision",
            self.decision.map(|effect| effect.to_string()),
            answer.decision.to_string(),
        );
        compare("layer", self.layer.map(|layer| layer.to_string()), answer.layer.to_string());
        let because = self.because.as_ref().map(|because| because.join(", "));
        compare("because", because, answer.because.join(", "));
        compare("message", self.message.clone(), answer.message.clone().unwrap_or_default());
        differences
    }
}

impl Reader<'_> {
    pub(super) fn expectation(&mut self, node: &Node, path: &str) -> Option<Expectation> {
        let members = self.object(node, path, &["decision", "layer", "because", "message"])?;
        let mut expectation = Expectation::default();
        if let Some(member) = members.get("decision") {
            let known = [Effect::Allow, Effect::ExplicitDeny, Effect::ImplicitDeny]
                .map(|effect| (effect.as_str(), effect));
            expectation.decision = self.one_of(member, path, &known);
        }
        if let Some(member) = members.get("layer") {
            let known = Layer::ALL.map(|layer| (layer.as_str(), layer));
            expectation.layer = self.one_of(member, path, &known);
        }
        if let Some(member) = members.get("because") {
            expectation.because = self.strings(&member.value, &below(path, "because"));
        }
        if let Some(member) = members.get("message") {
            expectation.message = self.string(member, path);
        }
        Some(expectation)
    }
}
