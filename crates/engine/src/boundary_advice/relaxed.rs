//! The policy as it is for somebody who may choose whatever can be chosen.
//!
//! Addresses, times, names and tags are chosen, or come about: what is allowed under a condition on
//! them is allowed to somebody, and what is denied under one is not denied to everybody. So Allow
//! statements lose such conditions, and Deny statements with one deny nothing. What is left is decided
//! by the call itself; it allows at least what the policy lets anybody do.

use entail_policy::tree::{
    ActionElement, Condition, ConditionKey, Document, Effect, Polarity, ResourceElement, Statement,
    Version,
};
use entail_policy::variable::{Part, Template};

use super::has_effect;
use super::named::{BOUNDARY_KEY, Names};

/// Keys that the request decides: nobody chooses them, or each of their values is asked.
const DECIDED: [&str; 3] = [BOUNDARY_KEY, "iam:AWSServiceName", "aws:PrincipalIsAWSService"];

/// What is believed of the tags of resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tags {
    /// They tell what is bounded, as names do: outside they are not there.
    TellBounded,
    /// Somebody may have them outside, or set them.
    Chosen,
}

/// Which conditions the request decides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deciding {
    version: Version,
    /// Whether the callers are of the boundary's account for sure: only one is asked with.
    is_account_known: bool,
    tags: Tags,
}

impl Deciding {
    pub(super) fn new(document: &Document, names: &Names<'_>, tags: Tags) -> Self {
        let version = document.effective_version();
        Self { version, is_account_known: names.is_account_known, tags }
    }

    fn decides(self, condition: &Condition, key: &ConditionKey) -> bool {
        let name = key.key.value.as_str();
        let is_known = DECIDED.iter().any(|decided| decided.eq_ignore_ascii_case(name))
            || self.is_account_known && is_account(name)
            || self.tags == Tags::TellBounded && is_tag_of_resource(name);
        let mut values = key.values.iter().map(|value| value.value.as_text());
        condition.parsed.is_some()
            && is_known
            && values.all(|text| variables(text, self.version).iter().all(|key| is_account(key)))
    }
}

/// The document as far as it holds against everybody; its statements keep their places.
pub(super) fn relaxed(document: &Document, deciding: Deciding) -> Document {
    let mut relaxed = document.clone();
    for statement in &mut relaxed.statements {
        if has_effect(statement, Effect::Allow) {
            widen(statement, deciding);
        } else {
            narrow(statement, deciding);
        }
    }
    relaxed
}

/// The keys of a statement's conditions that the request does not decide.
pub(super) fn undecided_keys(statement: &Statement, deciding: Deciding) -> Vec<&str> {
    let conditions = statement.conditions.iter();
    let keys = conditions.flat_map(|it| it.keys.iter().map(move |key| (it, key)));
    let undecided = keys.filter(|(condition, key)| !deciding.decides(condition, key));
    undecided.map(|(_, key)| key.key.value.as_str()).collect()
}

/// The tags of resources that a statement's conditions read.
pub(super) fn tags_of_resources(statement: &Statement) -> impl Iterator<Item = &str> {
    let keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
    keys.map(|key| key.key.value.as_str()).filter(|key| is_tag_of_resource(key))
}

fn is_account(key: &str) -> bool {
    key.eq_ignore_ascii_case("aws:PrincipalAccount")
}

fn is_tag_of_resource(key: &str) -> bool {
    let name = key.split_once(':').map(|(_, name)| name.to_ascii_lowercase());
    name.is_some_and(|name| name.starts_with("resourcetag/"))
}

fn variables(text: &str, version: Version) -> Vec<String> {
    parts(text, version)
        .into_iter()
        .filter_map(|part| match part {
            Part::Variable { key, .. } => Some(key),
            _ => None,
        })
        .collect()
}

fn parts(text: &str, version: Version) -> Vec<Part> {
    match Template::parse(text) {
        Ok(template) if version == Version::V2012_10_17 => template.parts,
        _ => Vec::new(),
    }
}

/// Lets an Allow statement allow whatever it may.
fn widen(statement: &mut Statement, deciding: Deciding) {
    let version = deciding.version;
    for condition in &mut statement.conditions {
        let whole = condition.clone();
        condition.keys.retain(|key| deciding.decides(&whole, key));
    }
    statement.conditions.retain(|condition| !condition.keys.is_empty());
    if let Some(element) = &mut statement.resource {
        match element.polarity {
            Polarity::Positive => put_wildcards(element, version),
            Polarity::Negated => drop_variables(element, version),
        }
    }
}

/// Lets a Deny statement deny only what it denies to everybody.
fn narrow(statement: &mut Statement, deciding: Deciding) {
    let version = deciding.version;
    if !undecided_keys(statement, deciding).is_empty()
        && let Some(action) = &mut statement.action
    {
        deny_nothing(action);
    }
    if let Some(element) = &mut statement.resource {
        match element.polarity {
            Polarity::Positive => drop_variables(element, version),
            Polarity::Negated => put_wildcards(element, version),
        }
    }
}

fn deny_nothing(action: &mut ActionElement) {
    action.polarity = Polarity::Positive;
    action.patterns.clear();
}

fn put_wildcards(element: &mut ResourceElement, version: Version) {
    for pattern in &mut element.patterns {
        if let Some(widest) = widest(&pattern.value, version) {
            pattern.value = widest;
        }
    }
}

fn drop_variables(element: &mut ResourceElement, version: Version) {
    element.patterns.retain(|pattern| widest(&pattern.value, version).is_none());
}

/// The pattern with a wildcard for each variable that somebody may choose; none where it has none.
fn widest(text: &str, version: Version) -> Option<String> {
    let parts = parts(text, version);
    let is_variable = |part: &Part| matches!(part, Part::Variable { .. });
    if !parts.iter().any(is_variable) || is_own_user(&parts) {
        return None;
    }
    let texts = parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::AnySequence | Part::Variable { .. } => "*".to_owned(),
        Part::AnyCharacter => "?".to_owned(),
        Part::LiteralCharacter(character) => format!("${{{character}}}"),
    });
    Some(texts.collect())
}

/// Whether the pattern takes in nobody but the caller: `user/${aws:username}`, below any path. Names
/// of users are unique in an account, whatever their paths.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
fn is_own_user(parts: &[Part]) -> bool {
    let [before @ .., Part::Text(text), Part::Variable { key, .. }] = parts else { return false };
    let is_of_users = |part: &Part| matches!(part, Part::Text(text) if text.contains(":user/"));
    key.eq_ignore_ascii_case("aws:username")
        && text.ends_with('/')
        && parts.iter().any(is_of_users)
        && !before.iter().any(|part| matches!(part, Part::Variable { .. }))
}
