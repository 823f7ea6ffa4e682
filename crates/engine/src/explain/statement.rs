//! A statement in words: what it is called, what made it match, and what it lacks.

use super::StatementExplanation;
use super::words::{self, first_few, series, shown};
use crate::observer::Element;
use crate::truth::Truth;
use entail_policy::tree::Effect;

impl StatementExplanation {
    /// Its `Sid`, else its number; nothing where a policy has this one alone, without a `Sid`.
    pub(super) fn label(&self) -> Option<String> {
        if let Some(sid) = self.sid.as_ref().filter(|sid| !sid.is_empty()) {
            return Some(format!("`{}`", words::printable(sid)));
        }
        let (_, number) = self.pointer.rsplit_once('/')?;
        let number: usize = number.parse().ok()?;
        Some(format!("number {}", number + 1))
    }

    /// How a sentence calls it: `Deny number 2`.
    pub(super) fn name(&self) -> String {
        match self.label() {
            Some(label) => format!("{} {label}", self.effect),
            None => self.effect.to_owned(),
        }
    }

    /// What made it match, in short: its conditions, or what it covers where it has none.
    pub(super) fn grounds(&self) -> String {
        let of_truth = |truth| self.elements.iter().filter(move |it| it.matches == truth);
        let undecided: Vec<String> =
            of_truth(Truth::Undecided).map(|element| element.why.clone()).collect();
        if !undecided.is_empty() {
            return series(&first_few(undecided));
        }
        let is_condition = |element: Element| element == Element::Condition;
        let facts: Vec<String> = of_truth(Truth::True)
            .filter(|it| is_condition(it.element) || it.name == "NotPrincipal")
            .map(|it| if is_condition(it.element) { words::fact(it) } else { it.why.clone() })
            .collect();
        if !facts.is_empty() {
            return first_few(facts).join("; ");
        }
        let covers: Vec<String> = of_truth(Truth::True)
            .filter(|it| it.element == Element::Action || it.element == Element::Resource)
            .filter(|it| it.element == Element::Action || it.covered_by.as_deref() != Some("*"))
            .map(|it| it.why.clone())
            .collect();
        series(&covers)
    }

    /// An Allow that speaks of the action and does not take effect.
    pub(super) fn is_near_miss(&self) -> bool {
        let mut actions = self.elements.iter().filter(|it| it.element == Element::Action);
        self.effect == Effect::Allow.as_str()
            && !self.applies
            && actions.all(|it| it.matches == Truth::True)
    }

    /// How far it is from matching: its conditions are nearer than the resource or the caller.
    pub(super) fn distance(&self) -> usize {
        let weight = |element| if element == Element::Condition { 1 } else { 1000 };
        let missing = self.elements.iter().filter(|it| it.matches != Truth::True);
        missing.map(|it| weight(it.element)).sum()
    }

    /// What keeps it from matching.
    pub(super) fn lacks(&self) -> Vec<String> {
        let missing = self.elements.iter().filter(|it| it.matches != Truth::True);
        missing
            .map(|it| match (it.element, it.matches) {
                (Element::Condition, _) => words::want(it),
                (_, Truth::Undecided) => format!("cannot be evaluated: {}", it.why),
                (_, _) if it.name.starts_with("Not") => {
                    let by = it.covered_by.as_deref().unwrap_or_default();
                    format!("excepts {}", shown(by))
                }
                (Element::Principal, _) => format!("names {}", words::listed(&it.expected)),
                _ => {
                    let text = format!("is for {}", words::listed(&it.expected));
                    words::with_notes(text, &it.notes)
                }
            })
            .collect()
    }
}
