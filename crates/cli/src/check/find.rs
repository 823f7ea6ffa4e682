//! Where the policies of a file stand, and what kind each of them is.
//!
//! A file is a policy itself, a `CloudFormation` template, or a Terraform plan or state as JSON.
//! Each policy keeps its places in the file.

mod guess;
mod plan;
mod resolve;
mod template;
#[cfg(test)]
pub(super) mod tests;

use entail_policy::text::{Value, read_file};
use entail_policy::{Diagnostic, PolicyKind, Span};

use super::boundary;
use super::mapped::{Mapped, unescaped};
use super::places::Place;
use super::read::{AskedFor, ReadFile};

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// The policies, in the order of their places.
    pub(super) policies: Vec<Found>,
    /// Faults of the JSON around them.
    pub(super) faults: Vec<Diagnostic>,
    /// Policies that are only known when the stack or plan is made.
    pub(super) unknown: usize,
    /// Policies in other languages than IAM's.
    pub(super) other_languages: usize,
}

/// A policy in a file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) text: Mapped,
    /// The JSON pointer to it; none where it is the whole file.
    pub(super) pointer: Option<String>,
    /// The logical id of the template's resource, or the address of the plan's without indexes.
    pub(super) resource: Option<String>,
    pub(super) kind: PolicyKind,
    pub(super) layout: Layout,
}

/// How a policy is written in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// As JSON of the file.
    Json,
    /// As a string that holds JSON, which begins here.
    Text(Span),
}

/// Searches a file; `kind` overrides what is seen from where policies stand.
pub(super) fn policies(file: &ReadFile, kind: Option<PolicyKind>) -> Search {
    let ReadFile { name, text, asked_for } = file;
    let (value, faults) = read_file(text);
    // A file from a folder may be in a language that only resembles JSON.
    let is_due = *asked_for == AskedFor::ByName || looks_like_policy(text);
    let mut search = Search::default();
    if template::is_template(&value) {
        template::search(text, &value, &mut search);
    } else if plan::is_plan(&value) {
        plan::search(text, &value, &mut search);
    } else {
        if kind.is_some() || is_policy(&value) || (is_due && !faults.is_empty()) {
            let kind = kind.unwrap_or_else(|| guess::kind(name, &value));
            let text = Mapped::whole(text);
            search.policies.push(Found {
                text,
                pointer: None,
                resource: None,
                kind,
                layout: Layout::Json,
            });
        }
        // Whatever is wrong with the JSON is told as of a policy.
        return search;
    }
    search.faults = faults;
    boundary::mark(&value, &mut search.policies);
    for policy in &mut search.policies {
        policy.kind = kind.unwrap_or(policy.kind);
    }
    search
}

/// Whether a value is a policy, or was meant for one.
fn is_policy(value: &Value) -> bool {
    let version = value.get("Version").and_then(Value::as_str);
    value.get("Statement").is_some() || version.is_some_and(|it| it.starts_with("20"))
}

/// The same of a text that is no JSON.
fn looks_like_policy(text: &str) -> bool {
    text.trim().is_empty() || text.contains("Statement") || text.contains("Effect")
}

/// Whether some statement under `Statement` has an effect: rules of WAF and of data protection
/// have statements of their own.
fn has_effect(value: &Value) -> bool {
    let Some(statement) = value.get("Statement") else { return false };
    let is_one = |value: &Value| value.get("Effect").is_some();
    is_one(statement) || statement.elements().iter().any(is_one)
}

/// The JSON of a string; none where it holds no object and none is due.
fn policy_in(source: &str, value: &Value, place: Option<Place>) -> Option<(Mapped, Value)> {
    let text = value.as_str()?.trim_start();
    let is_due = matches!(place, Some(Place::Policy(_))) && !text.is_empty();
    if !text.starts_with('{') && !is_due {
        return None;
    }
    let mapped = unescaped(source, value.span);
    let (inner, _) = read_file(mapped.text());
    Some((mapped, inner))
}

/// A member's name in a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
