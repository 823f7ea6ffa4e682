//! What AWS takes and hardly means: names that no service knows, ARNs that match nothing, conditions
//! that do not compare what they seem to, statements that allow more than they seem to.
//!
//! Advice rests on the [service authorization facts](crate::service_authorization), which are
//! never complete: its errors are no reason to refuse a document, and nothing is decided by them.
//! [`validate`](crate::validate) says what AWS refuses.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod action;
mod address;
mod condition;
mod control;
mod document;
mod glob;
mod key;
mod permission;
mod redundant;
mod resource;
mod resource_kind;
mod sensitive;
mod similar;
mod support;
mod tag;
#[cfg(test)]
mod tests;
mod trust;
mod trust_keys;
mod value;

pub use similar::most_similar;

use crate::check::{PolicyKind, validate};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::parse::Parsed;
use crate::text::ValueKind;
use crate::tree::{Document, Effect, Statement};

/// Gives advice on a document, in the order of the places.
///
/// What [`check`](crate::check()) reports is not repeated.
pub fn advise(document: &Document, kind: PolicyKind) -> Vec<Diagnostic> {
    if document.json.kind == ValueKind::Missing {
        return Vec::new();
    }
    let mut faults = Faults::default();
    document::advise(document, kind, &mut faults);
    for statement in &document.statements {
        action::advise(statement, &mut faults);
        resource::advise(statement, kind, &mut faults);
        condition::advise(statement, &mut faults);
        permission::advise(statement, kind, &mut faults);
        redundant::advise(statement, &mut faults);
        tag::advise(statement, &mut faults);
        support::advise(statement, kind, &mut faults);
        resource_kind::advise(statement, kind, &mut faults);
        trust::advise(document, statement, kind, &mut faults);
        trust_keys::advise(document, statement, kind, &mut faults);
        control::advise(statement, kind, &mut faults);
    }
    faults.into_sorted()
}

/// Parses, checks and gives advice in one: all diagnostics in the order of the places.
///
/// ```
/// use entail_policy::{PolicyKind, review};
///
/// let source = r#"{
///     "Version": "2012-10-17",
///     "Statement": { "Effect": "Allow", "Action": "s3:GetObjects", "Resource": "*" }
/// }"#;
/// let reviewed = review(source, PolicyKind::Identity);
/// let fault = &reviewed.diagnostics[0];
/// assert_eq!(fault.code.to_string(), "P0101 unknown-action");
/// assert_eq!(fault.help.as_deref(), Some("write `s3:GetObject`"));
/// ```
pub fn review(source: &str, kind: PolicyKind) -> Parsed {
    let mut parsed = validate(source, kind);
    let mut advice = advise(&parsed.document, kind);
    advice.retain(|found| !parsed.diagnostics.iter().any(|other| says_it(other, found)));
    parsed.diagnostics.extend(advice);
    parsed.diagnostics.sort_by_key(|found| (found.primary.span, found.code));
    parsed
}

/// What [`check`](crate::check()) reports, and the advice that says the same of the same place.
const SAID_ALREADY: [(&str, &str); 3] =
    [("P0042", "P0101"), ("P0055", "P0115"), ("P0056", "P0113")];

fn says_it(reported: &Diagnostic, advice: &Diagnostic) -> bool {
    reported.primary.span == advice.primary.span
        && SAID_ALREADY.contains(&(reported.code.id, advice.code.id))
}

/// Whether the statement allows.
fn allows(statement: &Statement) -> bool {
    statement.effect.as_ref().is_some_and(|effect| effect.value == Effect::Allow)
}

/// Whether some condition of the statement asks for the key; case does not matter.
fn asks_for(statement: &Statement, name: &str) -> bool {
    let mut keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
    keys.any(|key| key.key.value.eq_ignore_ascii_case(name))
}
