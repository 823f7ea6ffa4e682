//! Operators, keys, values and policy variables.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::collections::BTreeMap;

use super::{PolicyKind, date, value};
use crate::diagnostic::{Diagnostic, Severity};
use crate::faults::Faults;
use crate::finding::condition::{
    CONDITION_KEY_CASE, CONDITION_KEY_FORM, INVALID_DATE, INVALID_VARIABLE, NULL_IF_EXISTS,
    UNKNOWN_OPERATOR, VALUE_TYPE, WILDCARD_WITHOUT_LIKE,
};
use crate::operators::{Family, Operator};
use crate::span::{Span, Spanned};
use crate::tree::{Condition, ConditionOperator, ConditionValue, Document, Statement, Version};
use crate::variable::{Template, TemplateError};

pub(super) fn check(
    document: &Document,
    statement: &Statement,
    kind: PolicyKind,
    faults: &mut Faults,
) {
    let has_variables = document.effective_version() == Version::V2012_10_17;
    if has_variables {
        for pattern in statement.resource.iter().flat_map(|element| &element.patterns) {
            variables(document, &pattern.value, pattern.span, faults);
        }
    }
    for condition in &statement.conditions {
        let meant = ConditionOperator::parse_ignoring_case(&condition.operator.value);
        operator(condition, meant, kind, faults);
        keys(condition, faults);
        let values = condition.keys.iter().flat_map(|key| &key.values);
        for written in values {
            if has_variables {
                variables(document, written.value.as_text(), written.span, faults);
            }
            if let Some(meant) = meant {
                one_value(meant.operator, written, faults);
            }
        }
    }
}

fn variables(document: &Document, text: &str, span: Span, faults: &mut Faults) {
    let Err(error) = Template::parse(text) else { return };
    let message = match error {
        TemplateError::MissingBrace { .. } => "the variable has no closing brace",
        TemplateError::Empty { .. } => "the variable names no key",
        TemplateError::Space { .. } => "a space stands beside the key of the variable",
        TemplateError::MissingQuote { .. } => "the default does not stand in single quotes",
    };
    // Escapes move places: only where there are none can the variable itself be shown.
    let has_escapes = span.text(&document.source).contains('\\');
    let start = span.start as usize + 1 + error.offset();
    let place = if has_escapes { span } else { Span::new(start, span.end as usize - 1) };
    faults.push(Diagnostic::new(&INVALID_VARIABLE, place, message));
}

/// AWS takes an operator that it does not know where no key follows it.
fn operator(
    condition: &Condition,
    meant: Option<ConditionOperator>,
    kind: PolicyKind,
    faults: &mut Faults,
) {
    let written = &condition.operator;
    if condition.keys.is_empty() || condition.parsed.is_some() {
        return;
    }
    let is_null_if_exists = written.value.to_ascii_lowercase().ends_with("nullifexists");
    let mut fault = match meant {
        Some(meant) => {
            let message = format!("`{}` is written `{meant}`", written.value);
            let fault = Diagnostic::new(&UNKNOWN_OPERATOR, written.span, message);
            fault.with_help(format!("write `{meant}`"))
        }
        None if is_null_if_exists => {
            let message = "`Null` takes no `IfExists`";
            Diagnostic::new(&NULL_IF_EXISTS, written.span, message).with_help("write `Null`")
        }
        None => {
            let message = format!("`{}` is no condition operator", written.value);
            with_similar(Diagnostic::new(&UNKNOWN_OPERATOR, written.span, message), written)
        }
    };
    // CHOICE: services that keep policies themselves are known to take other case, such as
    // `bool` in a bucket policy. A decision does not rest on it: it holds them undecided.
    if kind.is_kept_by_another_service() && meant.is_some() {
        fault.severity = Severity::Warning;
    }
    faults.push(fault);
}

/// Proposes the operator of the same length or one letter more that begins alike.
fn with_similar(fault: Diagnostic, written: &Spanned<String>) -> Diagnostic {
    let name = written.value.as_str();
    let candidates = [format!("{name}s"), name.trim_end_matches('s').to_owned()];
    let similar =
        candidates.iter().find_map(|candidate| ConditionOperator::parse_ignoring_case(candidate));
    match similar {
        Some(operator) => fault.with_help(format!("write `{operator}`")),
        None => fault,
    }
}

fn keys(condition: &Condition, faults: &mut Faults) {
    let mut first: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    for key in &condition.keys {
        let name = &key.key;
        if !name.value.contains(':') {
            let message = format!("the condition key `{}` has no service prefix", name.value);
            faults.push(Diagnostic::new(&CONDITION_KEY_FORM, name.span, message));
        }
        let lower = name.value.to_lowercase();
        match first.get(&lower) {
            // The reader has reported keys that are equal to the letter.
            Some(earlier) if earlier.value != name.value => {
                let message = format!("`{}` is the same condition key", name.value);
                let fault = Diagnostic::new(&CONDITION_KEY_CASE, name.span, message);
                faults.push(fault.with_secondary(earlier.span, "first defined here"));
            }
            Some(_) => {}
            None => drop(first.insert(lower, name)),
        }
    }
}

fn one_value(operator: Operator, written: &Spanned<ConditionValue>, faults: &mut Faults) {
    let text = written.value.as_text();
    // What a variable will hold is not known here.
    if text.contains("${") {
        return;
    }
    if operator.family() == Family::Date {
        if !date::is_date(text) {
            let message = format!("`{text}` is no date");
            faults.push(Diagnostic::new(&INVALID_DATE, written.span, message));
        }
    } else if !value::fits(operator.family(), text) {
        let message = format!("`{operator}` cannot compare `{text}`");
        faults.push(Diagnostic::new(&VALUE_TYPE, written.span, message));
    }
    let like = match operator {
        Operator::StringEquals => Operator::StringLike,
        Operator::StringNotEquals => Operator::StringNotLike,
        _ => return,
    };
    if text.contains(['*', '?']) {
        let message = format!("`{operator}` compares `*` and `?` themselves");
        let fault = Diagnostic::new(&WILDCARD_WITHOUT_LIKE, written.span, message);
        faults.push(fault.with_help(format!("write `{like}`")));
    }
}
