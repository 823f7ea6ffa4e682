//! The smallest changes that would allow a request that is denied implicitly.
//!
//! A change is found by trying: what is proposed has been decided by the engine itself, together
//! with what is proposed for the other places that are short. Nothing is proposed that widens more
//! than this request needs: a statement names the exact action, resource and caller.

mod avoid;
mod candidates;
mod statement;
mod trial;

use serde::Serialize;

use super::findings::Place;
use super::words;
use super::{ElementExplanation, Explanation, StatementExplanation};
use crate::limits::{EXPLAINED_CONDITIONS, EXPLAINED_TRIALS};
use crate::observer::Element;
use crate::policy_set::PolicySet;
use crate::request::{Request, Value, folded_key};
use crate::truth::Truth;
pub(super) use avoid::avoid;
use candidates::{Group, Wanted};
use trial::{Proposal, Trial};

/// A change that would make a place allow that does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Ask with other condition keys: no policy has to change.
    Context {
        /// The keys, each with a value that would do.
        keys: Vec<ContextChange>,
    },
    /// Add a statement to a policy.
    Statement {
        /// The policy; none where there is none yet, which takes a new one.
        #[serde(skip_serializing_if = "Option::is_none")]
        policy: Option<String>,
        /// The statement, as it would stand in the policy.
        statement: serde_json::Value,
    },
}

/// A condition key that would have to have another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContextChange {
    /// The key as the policy names it.
    pub key: String,
    /// A value that would do: a string, a list for a multivalued key, null for no value at all.
    pub value: Option<ContextValue>,
    /// What the key must be like, a sentence: `aws:RequestedRegion must be one of a, b`.
    pub rule: String,
}

/// The value of a condition key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ContextValue {
    /// Of a key with one value.
    Single(String),
    /// Of a multivalued key.
    Multi(Vec<String>),
}

/// What would have to change at one place that is short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PlaceChanges {
    /// Each would do by itself; the smallest first. Empty where nothing helps.
    pub(super) changes: Vec<Change>,
    /// Whether the statements for the other places allow the request without this one.
    pub(super) is_spared: bool,
}

/// The changes for each place of `explanation`, in its order.
pub(super) fn find(
    explanation: &Explanation,
    request: &Request,
    policies: &PolicySet,
) -> Vec<PlaceChanges> {
    let places = explanation.places();
    let trial = Trial::new(request, policies);
    let mut proposals: Vec<Proposal> =
        places.iter().map(|place| Proposal::of(place, request)).collect();
    let mut found: Vec<PlaceChanges> = vec![PlaceChanges::default(); places.len()];
    if proposals.iter().all(|proposal| proposal.statement.is_some()) && trial.allows(&proposals) {
        for (found, proposal) in found.iter_mut().zip(&proposals) {
            found.changes.extend(proposal.as_change());
        }
        mark_spared(&trial, &proposals, &mut found);
    }
    for (number, place) in places.iter().enumerate() {
        let Some(keys) = context_change(&trial, &mut proposals, number, place) else { continue };
        if let Some(found) = found.get_mut(number) {
            found.changes.insert(0, Change::Context { keys });
        }
    }
    found
}

/// A place whose statement the others' do without, such as the identity-based policies' where the
/// role's trust policy comes to name the caller itself.
fn mark_spared(trial: &Trial<'_>, proposals: &[Proposal], found: &mut [PlaceChanges]) {
    let mut kept = proposals.to_vec();
    for number in 0..proposals.len() {
        let mut without = kept.clone();
        if let Some(proposal) = without.get_mut(number) {
            *proposal = proposal.nothing();
        }
        if trial.allows(&without) {
            kept = without;
            if let Some(found) = found.get_mut(number) {
                found.is_spared = true;
            }
        }
    }
}

/// A change of condition keys that makes an Allow of the place match, with what has been found for
/// the places before it. It is kept in the place's proposal.
fn context_change(
    trial: &Trial<'_>,
    proposals: &mut Vec<Proposal>,
    number: usize,
    place: &Place<'_>,
) -> Option<Vec<ContextChange>> {
    for (_, statement) in place.near_misses().into_iter().take(EXPLAINED_TRIALS) {
        let Some(keys) = keys_for(statement, trial.request) else { continue };
        let mut tried = proposals.clone();
        tried.get_mut(number)?.keys.clone_from(&keys);
        if trial.allows(&tried) {
            *proposals = tried;
            return Some(keys);
        }
    }
    None
}

/// Values for the keys of a statement that would make its conditions hold; none where something
/// other than conditions is missing, or too many of them, or a key says who the caller is or whose
/// the resource is.
fn keys_for(statement: &StatementExplanation, request: &Request) -> Option<Vec<ContextChange>> {
    let missing: Vec<&ElementExplanation> =
        statement.elements.iter().filter(|it| it.matches != Truth::True).collect();
    if missing.len() > EXPLAINED_CONDITIONS {
        return None;
    }
    let mut keys: Vec<ContextChange> = Vec::new();
    for element in missing {
        let key = element.key.as_deref().filter(|_| element.element == Element::Condition)?;
        if is_fixed(key) {
            return None;
        }
        if keys.iter().any(|found| folded_key(&found.key) == folded_key(key)) {
            continue;
        }
        let group = Group::of_key(key, statement);
        let value = group.value(request, Wanted::AllHold)?;
        keys.push(ContextChange {
            key: key.to_owned(),
            value: value.map(ContextValue::from),
            rule: words::rules(&group.elements),
        });
    }
    (!keys.is_empty()).then_some(keys)
}

/// Keys that follow from who the caller is and whose the resource is: nobody can ask with others.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const FIXED_KEYS: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:userid",
    "aws:username",
];

fn is_fixed(key: &str) -> bool {
    FIXED_KEYS.contains(&folded_key(key).as_str())
}

impl ContextChange {
    fn apply(&self, request: &mut Request) {
        match &self.value {
            None => {
                request.context.remove(&self.key);
            }
            Some(ContextValue::Single(value)) => {
                request.context.insert(&self.key, value.as_str());
            }
            Some(ContextValue::Multi(values)) => {
                request.context.insert(&self.key, values.clone());
            }
        }
    }
}

impl From<Value> for ContextValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Single(value) => Self::Single(value),
            Value::Multi(values) => Self::Multi(values),
        }
    }
}
