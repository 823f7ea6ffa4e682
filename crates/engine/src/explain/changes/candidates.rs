//! A value of a condition key that would satisfy all that a statement asks of it.
//!
//! Values are guessed from the policy's own and tried by the engine, operator by operator: an
//! equality is satisfied by what it names, a range by its bounds and what is next to them, a
//! negation by anything else.

use std::sync::Arc;

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{ConditionOperator, SetQualifier};
use entail_policy::variable::{Part, Template};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};

use crate::compile::Policy;
use crate::decide::decide;
use crate::explain::{ElementExplanation, StatementExplanation};
use crate::limits::EXPLAINED_GUESSES;
use crate::observer::Silent;
use crate::policy_set::{InheritedBoundary, PolicySet, UndecidableKeys};
use crate::request::{Request, Value, ValueRef, folded_key};

/// What is tried where anything but the policy's values will do.
const OTHER_TEXTS: &[&str] = &["x", "another", "0", "1", "arn:aws:x:::y"];
/// Addresses of the ranges for documentation, of which at least one is in no range of a policy's.
/// RFC 5737, RFC 3849.
const OTHER_ADDRESSES: &[&str] = &["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"];

/// Conditions of one statement on one key.
#[derive(Debug)]
pub(super) struct Group<'a> {
    key: &'a str,
    pub(super) elements: Vec<&'a ElementExplanation>,
}

/// What a value is to bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All conditions hold.
    AllHold,
    /// They do not all hold.
    SomeFails,
}

impl<'a> Group<'a> {
    /// All conditions on the key.
    pub(super) fn of_key(key: &'a str, statement: &'a StatementExplanation) -> Self {
        let folded = folded_key(key);
        let is_of_key = |element: &&ElementExplanation| {
            element.key.as_deref().is_some_and(|other| folded_key(other) == folded)
        };
        Self { key, elements: statement.elements.iter().filter(is_of_key).collect() }
    }

    /// One condition.
    pub(super) fn of_one(key: &'a str, element: &'a ElementExplanation) -> Self {
        Self { key, elements: vec![element] }
    }

    /// The first guess that brings about what is wanted: a value, or none for the key's absence.
    /// Nothing where no guess does.
    #[expect(clippy::option_option, reason = "no guess, and the guess that the key is left out")]
    pub(super) fn value(&self, request: &Request, wanted: Wanted) -> Option<Option<Value>> {
        let test = self.as_policies();
        self.guesses(request).into_iter().take(EXPLAINED_GUESSES).find(|guess| {
            let mut request = request.clone();
            match guess {
                Some(value) => request.context.insert(self.key, value.clone()),
                None => request.context.remove(self.key),
            };
            let all_hold = decide(&request, &test, &mut Silent).is_allowed();
            all_hold == (wanted == Wanted::AllHold)
        })
    }

    /// The conditions as a ceiling's, which binds every kind of caller, below policies that allow
    /// everything.
    fn as_policies(&self) -> PolicySet {
        let mut condition = Map::new();
        for element in &self.elements {
            let keys = condition.entry(element.name.clone()).or_insert_with(|| json!({}));
            if let Some(keys) = keys.as_object_mut() {
                keys.insert(self.key.to_owned(), json!(element.expected));
            }
        }
        let policy = |statement: serde_json::Value| {
            let document = json!({ "Version": "2012-10-17", "Statement": statement });
            Arc::new(Policy::from_text("guess", &document.to_string()))
        };
        let all = policy(json!({ "Effect": "Allow", "Action": "*", "Resource": "*" }));
        let everyone =
            json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" });
        let tested =
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition });
        PolicySet {
            identity: vec![Arc::clone(&all)],
            session: Some(vec![all]),
            resource: Some(policy(everyone)),
            inherited_boundaries: vec![InheritedBoundary {
                policy: policy(tested),
                undecidable_keys: UndecidableKeys::default(),
            }],
            ..PolicySet::default()
        }
    }

    fn guesses(&self, request: &Request) -> Vec<Option<Value>> {
        let is_multivalued = matches!(request.context.get(self.key), Some(ValueRef::Multi(_)))
            || self.elements.iter().any(|element| qualifier(element).is_some());
        let present: Option<Vec<String>> =
            request.context.get(self.key).map(|value| value.values().map(str::to_owned).collect());
        let mut guesses = Vec::new();
        for text in self.elements.iter().flat_map(|element| texts(element, request)) {
            if !is_multivalued {
                guesses.push(Some(Value::Single(text)));
                continue;
            }
            // Added to what is there, where that will do; else alone.
            let mut more = present.clone().unwrap_or_default();
            more.push(text.clone());
            guesses.extend([Some(Value::Multi(more)), Some(Value::Multi(vec![text]))]);
        }
        guesses.push(None);
        guesses
    }
}

fn qualifier(element: &ElementExplanation) -> Option<SetQualifier> {
    ConditionOperator::parse(&element.name)?.qualifier
}

/// Values worth trying for one condition.
fn texts(element: &ElementExplanation, request: &Request) -> Vec<String> {
    let Some(ConditionOperator { operator, .. }) = ConditionOperator::parse(&element.name) else {
        return Vec::new();
    };
    let named = element.expected.iter().filter_map(|text| filled(text, request));
    let mut texts: Vec<String> = match operator.family() {
        Family::String if !has_wildcards(operator) => named.collect(),
        Family::String | Family::Arn => named.map(|text| without_wildcards(&text)).collect(),
        Family::Numeric => named.flat_map(|text| around_number(&text)).collect(),
        Family::Date => named.flat_map(|text| around_date(&text)).collect(),
        Family::IpAddress => named.map(|text| address(&text)).collect(),
        Family::Boolean | Family::Binary => named.collect(),
        Family::Null => Vec::new(),
    };
    let others = if operator.family() == Family::IpAddress { OTHER_ADDRESSES } else { OTHER_TEXTS };
    texts.extend(others.iter().map(|&text| text.to_owned()));
    texts
}

fn has_wildcards(operator: Operator) -> bool {
    matches!(operator, Operator::StringLike | Operator::StringNotLike)
}

/// A value of a policy with its variables filled in, as far as the request has them.
fn filled(text: &str, request: &Request) -> Option<String> {
    let Ok(template) = Template::parse(text) else { return Some(text.to_owned()) };
    let mut filled = String::new();
    for part in &template.parts {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::AnySequence => filled.push('*'),
            Part::AnyCharacter => filled.push('?'),
            Part::LiteralCharacter(character) => filled.push(*character),
            Part::Variable { key, default } => match request.context.get(key) {
                Some(ValueRef::Single(value)) => filled.push_str(value),
                Some(ValueRef::Multi(_)) => return None,
                None => filled.push_str(default.as_deref()?),
            },
        }
    }
    Some(filled)
}

/// A text that a pattern matches.
fn without_wildcards(pattern: &str) -> String {
    pattern.replace(['*', '?'], "x")
}

/// The first address of a range.
fn address(range: &str) -> String {
    range.split('/').next().unwrap_or_default().to_owned()
}

/// The number and its neighbours.
fn around_number(text: &str) -> Vec<String> {
    let mut numbers = vec![text.to_owned()];
    if let Ok(number) = text.trim().parse::<i64>() {
        numbers
            .extend([number.saturating_add(1).to_string(), number.saturating_sub(1).to_string()]);
    } else if let Ok(number) = text.trim().parse::<f64>() {
        numbers.extend([(number + 1.0).to_string(), (number - 1.0).to_string()]);
    }
    numbers
}

/// The instant, the second before and the second after.
fn around_date(text: &str) -> Vec<String> {
    let day = format!("{text}T00:00:00Z");
    let instant = text
        .parse::<Timestamp>()
        .or_else(|_| day.parse::<Timestamp>())
        .ok()
        .or_else(|| Timestamp::from_second(text.parse().ok()?).ok());
    let mut dates = vec![text.to_owned()];
    let second = SignedDuration::from_secs(1);
    if let Some(instant) = instant {
        let neighbours = [instant.checked_add(second), instant.checked_sub(second)];
        dates.extend(neighbours.into_iter().flatten().map(|instant| instant.to_string()));
    }
    dates
}
