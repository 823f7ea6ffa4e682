//! What a policy lets through where it is a permissions boundary that is meant to hold.
//!
//! A boundary that lets its holder create users and roles holds only if they get it too, and if
//! nobody under it can take it off, change it, or act as somebody without it. [`advise_boundary`]
//! asks: it decides requests that would be a way out, each with the condition keys that AWS sends,
//! and says which of them the policy allows. No text is compared but for accounts and spelling.
//!
//! What reads names and tags is told too: an inherited boundary does not always believe them.
//!
//! Each way out is an [`Escape`] in [`ESCAPES`], with the statement that closes it: all of them
//! beside an Allow make a boundary that refers to itself.
//!
//! What holds only under a condition that somebody may bring about is taken to be allowed, and not to
//! be denied; resources that the policy names are asked about, too. So what is found may need a name,
//! an address or a tag; what is not found is closed as far as requests and the table go.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

mod account;
mod actions;
mod allow_list;
mod another;
mod catalogue;
mod demand;
mod escape;
mod in_part;
mod line_chosen;
mod named;
mod probe;
mod reach;
mod relaxed;
mod requirement;

use std::collections::BTreeSet;
use std::sync::Arc;

use entail_policy::Diagnostic;
use entail_policy::arn::Arn;
use entail_policy::finding::Finding;
use entail_policy::tree::{Document, Effect, Polarity, Statement};

pub use catalogue::{BOUNDED_PATH, ESCAPES};
pub use demand::demands_itself;
pub use escape::{Cost, Escape, Naming};
pub use in_part::{InPart, closed_in_part};

use crate::compile::Policy;
use crate::limits::BOUNDARY_ACTIONS_NAMED;
use escape::Hit;
use named::Names;
use probe::Prober;
use relaxed::{Deciding, Tags, undecided_keys};

/// Says what a document lets through as a permissions boundary, in the order of the places.
///
/// `own_arn` is the ARN of the policy itself. Without it, it is taken to be the first one that the
/// policy's conditions on `iam:PermissionsBoundary` name. A document that cannot be read has no
/// advice.
///
/// ```
/// use entail_engine::advise_boundary;
///
/// let source = r#"{
///     "Version": "2012-10-17",
///     "Statement": [
///         { "Effect": "Allow", "Action": ["iam:CreateRole", "iam:CreateUser"], "Resource": "*" },
///         { "Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*", "Condition": {
///             "StringNotEquals": { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/Dev" }
///         } }
///     ]
/// }"#;
/// let found = advise_boundary(&entail_policy::parse(source).document, None);
/// assert_eq!(found[0].code.id, "P0200");
/// assert_eq!(
///     found[0].message,
///     "`iam:CreateUser` is allowed without this boundary: create one, give it every permission, act as it",
/// );
/// ```
pub fn advise_boundary(document: &Document, own_arn: Option<&Arn>) -> Vec<Diagnostic> {
    let policy = Policy::from_text("the boundary", &document.source);
    if policy.unreadable_reason().is_some() {
        return Vec::new();
    }
    let policy = Arc::new(policy);
    let names = Names::new(document, own_arn);
    let prober = Prober::new(document, &names, Tags::TellBounded);
    let mut found: Vec<Diagnostic> = ESCAPES
        .iter()
        .filter_map(|escape| let_through(escape, document, &prober, &names))
        .collect();
    let elsewhere = account::advise(document, &names);
    // A policy of another account can't be a boundary here: that would be said twice.
    if elsewhere.is_empty() {
        found.extend(requirement::advise(document, &prober, &names));
    }
    found.extend(elsewhere);
    found.extend(another::advise(&prober, &names));
    found.extend(allow_list::advise(document, &policy, &names));
    found.extend(line_chosen::advise(document));
    found.sort_by_key(|found| (found.primary.span, found.code));
    found
}

/// The statement that denies whatever a boundary's Allow statements leave out: JSON on one line.
///
/// None where everything is allowed, or denied already: in the same account, a resource policy that
/// names a session or user gives what the boundary of either leaves out and does not deny.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
pub fn deny_the_rest(document: &Document) -> Option<String> {
    allow_list::deny_the_rest(document)
}

/// One diagnostic for all that an escape finds allowed.
fn let_through(
    escape: &'static Escape,
    document: &Document,
    prober: &Prober,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let hits = escape.hits(prober, names);
    let first = hits.first()?;
    let message = format!("{}: {}", message(&hits), escape.way);
    let found = at_statement(escape.finding, document, &first.pointer.to_string(), message);
    let closing = escape.closing_statement(&names.own_arn());
    let deciding = Deciding::new(document, names, Tags::TellBounded);
    let (standing_in, idle) = (names.standing_in(&closing), idle(&hits, document, deciding));
    let found = found.with_help(format!("add {closing}{standing_in}{idle}"));
    Some(match forgetful(escape, &hits, document) {
        Some((action, statement)) => {
            let span = statement.action.as_ref().map_or(statement.span, |action| action.span);
            found.with_secondary(span, format!("`{action}` is left out here"))
        }
        None => found,
    })
}

/// Says which Deny statements do not count, because somebody may choose what their conditions read.
fn idle(hits: &[Hit], document: &Document, deciding: Deciding) -> String {
    let denies = document.statements.iter().filter(|statement| has_effect(statement, Effect::Deny));
    let idle = denies.filter(|statement| hits.iter().any(|hit| covers(statement, hit.action)));
    let keys: BTreeSet<&str> = idle.flat_map(|it| undecided_keys(it, deciding)).collect();
    if keys.is_empty() {
        return String::new();
    }
    let keys = joined(keys.into_iter().map(|key| format!("`{key}`")).collect());
    format!("; a Deny under a condition on {keys} leaves it open for whoever does not meet that")
}

/// A finding at the actions of a statement, or at the beginning of the document.
fn at_statement(
    finding: &Finding,
    document: &Document,
    pointer: &str,
    message: impl Into<String>,
) -> Diagnostic {
    let statement = document.statements.iter().find(|statement| statement.pointer == pointer);
    let place = statement.and_then(|statement| statement.action.as_ref());
    let span = place.map_or(document.json.span, |action| action.span);
    Diagnostic::new(finding, span, message)
}

/// `a`, `b` and 2 more are allowed ...; one clause for each kind of call.
fn message(hits: &[Hit]) -> String {
    let mut clauses: Vec<(&str, Vec<String>)> = Vec::new();
    for hit in hits {
        let name = format!("`{}`", hit.action);
        match clauses.iter_mut().find(|(words, _)| **words == hit.words) {
            Some((_, names)) => names.push(name),
            None => clauses.push((&hit.words, vec![name])),
        }
    }
    let clauses =
        clauses.into_iter().map(|(words, names)| format!("{} allowed {words}", listed(names)));
    clauses.collect::<Vec<_>>().join("; ")
}

/// "a is", "a and b are", "a, b, c and 5 more are".
fn listed(names: Vec<String>) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", joined(names))
}

/// "a", "a and b", "a, b, c and 5 more".
fn joined(mut names: Vec<String>) -> String {
    if names.len() > BOUNDARY_ACTIONS_NAMED {
        let rest = names.split_off(BOUNDARY_ACTIONS_NAMED - 1).len();
        names.push(format!("{rest} more"));
    }
    let last = names.pop().unwrap_or_default();
    let before = if names.is_empty() { String::new() } else { names.join(", ") + " and " };
    format!("{before}{last}")
}

/// The first Deny that names some of an escape's actions and not the one that was let through.
fn forgetful<'document>(
    escape: &Escape,
    hits: &[Hit],
    document: &'document Document,
) -> Option<(&'static str, &'document Statement)> {
    let denies = document.statements.iter().filter(|statement| has_effect(statement, Effect::Deny));
    let mut pairs =
        denies.flat_map(|statement| hits.iter().map(move |hit| (hit.action, statement)));
    pairs.find(|(action, statement)| {
        lists_names(statement)
            && !covers(statement, action)
            && escape.actions().any(|other| covers(statement, other))
    })
}

/// Whether `Action` has no wildcard: whoever writes names can forget one.
fn lists_names(statement: &Statement) -> bool {
    statement.action.as_ref().is_some_and(|element| {
        let mut texts = element.patterns.iter().map(|pattern| pattern.value.text.as_str());
        element.polarity == Polarity::Positive && texts.all(|text| !text.contains(['*', '?']))
    })
}

fn has_effect(statement: &Statement, effect: Effect) -> bool {
    statement.effect.as_ref().is_some_and(|written| written.value == effect)
}

/// Whether the statement is about the action, whatever the resource and the conditions.
fn covers(statement: &Statement, action: &str) -> bool {
    statement.action.as_ref().is_some_and(|element| {
        let is_listed = element.patterns.iter().any(|pattern| pattern.value.matches(action));
        is_listed == (element.polarity == Polarity::Positive)
    })
}
