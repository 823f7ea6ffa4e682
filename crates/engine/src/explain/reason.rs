//! The shortest reason of a decision: one sentence.

use super::findings::noun;
use super::words::shown;
use super::{Explanation, LayerExplanation, StatementExplanation};
use crate::decision::{Decision, Effect as Outcome, Layer};
use crate::observer::{Element, LayerOutcome};
use entail_policy::tree::Effect;

impl Explanation {
    /// One sentence that says why: which statement denies or allows and what in it matched, or
    /// which layer has no Allow and what the nearest one lacks. Empty before a decision is made.
    pub fn reason(&self) -> String {
        let Some(decision) = &self.decision else { return String::new() };
        match decision.effect {
            Outcome::Allow => self.reason_of_allow(decision),
            Outcome::ExplicitDeny => self.reason_of_denial(),
            Outcome::ImplicitDeny => {
                let first = self.shortages().into_iter().next();
                first.map_or_else(String::new, |shortage| shortage.why)
            }
        }
    }

    fn reason_of_denial(&self) -> String {
        let denials = self.denials();
        let Some(first) = denials.first() else { return String::new() };
        match denials.len() - 1 {
            0 => first.why.clone(),
            1 => format!("{} (another Deny matches too)", first.why),
            more => format!("{} ({more} other Denies match too)", first.why),
        }
    }

    fn reason_of_allow(&self, decision: &Decision<'_>) -> String {
        if self.layers.is_empty() {
            return format!("{} needs no permission", shown(self.action()));
        }
        let Some((policy, statement)) = self.deciding_statement(decision) else {
            return "nothing denies, and the root user needs no identity policy".to_owned();
        };
        let of_policy = format!("the {} {}", noun(decision.layer), shown(policy));
        let grant = format!("the {} in {of_policy} grants it", statement.name());
        if decision.layer == Layer::Identity {
            return format!("{grant}{}", self.also_by_resource());
        }
        format!("{grant}{}", self.stood_in_for(statement))
    }

    /// AWS: a resource policy that names the caller itself stands in for other layers.
    fn stood_in_for(&self, statement: &StatementExplanation) -> String {
        let spared: Vec<&str> = self
            .layers
            .iter()
            .filter(|layer| layer.outcome == LayerOutcome::NotNeeded)
            .map(|layer| noun(layer.layer))
            .collect();
        let named = statement.elements.iter().find(|it| it.element == Element::Principal);
        let Some(named) = named.and_then(|it| it.covered_by.as_deref()) else {
            return String::new();
        };
        let spared = match spared.as_slice() {
            [] => return String::new(),
            [only] => format!("no {only}"),
            [rest @ .., last] => format!("neither {} nor {last}", rest.join(", ")),
        };
        format!("; as it names {}, {spared} has to", shown(named))
    }

    fn deciding_statement(&self, decision: &Decision<'_>) -> Option<(&str, &StatementExplanation)> {
        let reference = decision.statement.as_ref()?;
        let layer = self.layers.iter().find(|layer| layer.layer == decision.layer)?;
        let named = layer.policies.iter().filter(|policy| *policy.name == *reference.policy);
        let mut statements = named.flat_map(|policy| {
            policy.statements.iter().map(move |statement| (policy.name.as_str(), statement))
        });
        let pointer = reference.pointer.to_string();
        statements.find(|(_, statement)| statement.pointer == pointer)
    }

    fn also_by_resource(&self) -> String {
        let is_resource =
            |layer: &&LayerExplanation| matches!(layer.layer, Layer::Resource | Layer::Trust);
        let layer = self.layers.iter().find(is_resource);
        match layer.and_then(|layer| Some((layer.layer, first_allow(layer)?))) {
            Some((layer, (policy, statement))) => {
                let name = statement.name();
                format!(", and so does the {name} in the {} {}", noun(layer), shown(policy))
            }
            None => String::new(),
        }
    }
}

/// The first Allow of a layer that takes effect, with its policy's name.
fn first_allow(layer: &LayerExplanation) -> Option<(&str, &StatementExplanation)> {
    let statements = layer.policies.iter().flat_map(|policy| {
        policy.statements.iter().map(move |statement| (policy.name.as_str(), statement))
    });
    let mut allows = statements
        .filter(|(_, statement)| statement.applies && statement.effect == Effect::Allow.as_str());
    allows.next()
}
