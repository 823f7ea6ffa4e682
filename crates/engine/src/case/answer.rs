//! The answer to a case.

use serde::Serialize;

use super::Case;
use crate::decide::decide;
use crate::decision::{Effect, Layer};
use crate::denial::denial_message;
use crate::explain::Explanation;
use crate::observer::{Observer, Silent};

/// What a case came to: one line of `entail decide --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The case's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The effect.
    pub decision: Effect,
    /// The layer that decided.
    pub layer: Layer,
    /// The statement that decided, as `NAME#/Statement/0`; empty for an implicit deny.
    pub because: Vec<String>,
    /// The text of the denial; none where the request is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether the expectation held; none where the case has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass: Option<bool>,
}

impl Case {
    /// Decides the case.
    pub fn run(&self) -> Answer {
        self.run_observed(&mut Silent)
    }

    /// Decides the case and explains it.
    pub fn explain(&self) -> (Answer, Explanation) {
        let mut explanation = Explanation::new();
        let answer = self.run_observed(&mut explanation);
        (answer, explanation)
    }

    fn run_observed(&self, observer: &mut impl Observer) -> Answer {
        let decision = decide(&self.request, &self.policies, observer);
        let message = (!decision.is_allowed()).then(|| denial_message(&self.request, &decision));
        let because = decision.statement.iter().map(ToString::to_string).collect();
        let mut answer = Answer {
            name: self.name.clone(),
            decision: decision.effect,
            layer: decision.layer,
            because,
            message,
            pass: None,
        };
        answer.pass = self.expect.as_ref().map(|expect| expect.differences(&answer).is_empty());
        answer
    }
}
