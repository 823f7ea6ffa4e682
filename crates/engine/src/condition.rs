//! The `Condition` block: one file for each family of operators.
//!
//! Here stands what all operators share: missing keys, `IfExists`, several values, and the set
//! qualifiers. A positive operator holds where some policy value matches some request value, a
//! negated one where none does.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

pub(crate) mod arn;
pub(crate) mod binary;
pub(crate) mod boolean;
pub(crate) mod date;
pub(crate) mod ip;
pub(crate) mod null;
pub(crate) mod numeric;
pub(crate) mod string;

use entail_policy::tree::{Presence, SetQualifier};

use crate::compile::{Condition, Test, Values};
use crate::matching::variables::Variables;
use crate::request::Value;
use crate::truth::Truth;

/// Whether the condition holds. One that cannot be evaluated is undecided.
pub(crate) fn evaluate(condition: &Condition, variables: &Variables<'_>) -> Truth {
    let Some(test) = &condition.test else { return Truth::Undecided };
    if variables.is_undecidable(&condition.folded_key) {
        return Truth::Undecided;
    }
    let value = variables.context.get(&condition.folded_key);
    if let Values::Null(expected) = &test.values {
        return null::matches(expected, value);
    }
    match value {
        Some(value) => present(test, value, variables),
        None => missing(test).into(),
    }
}

/// AWS: a missing key fails a positive operator and satisfies a negated one; `IfExists` and
/// `ForAllValues` are satisfied, `ForAnyValue` is not, negated or not.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
fn missing(test: &Test) -> bool {
    match (test.presence, test.qualifier) {
        (Presence::IfExists, _) | (_, Some(SetQualifier::ForAllValues)) => true,
        (_, Some(SetQualifier::ForAnyValue)) => false,
        (_, None) => test.is_negated,
    }
}

fn present(test: &Test, value: &Value, variables: &Variables<'_>) -> Truth {
    let values = value.values();
    let some_policy_value = |value: &String| test.values.any_matches(test, value, variables);
    let holds_for = |value: &String| {
        let matched = some_policy_value(value);
        if test.is_negated { !matched } else { matched }
    };
    match test.qualifier {
        Some(SetQualifier::ForAllValues) if is_null_data_set(values) => Truth::True,
        Some(SetQualifier::ForAllValues) => Truth::all(values.iter().map(holds_for)),
        Some(SetQualifier::ForAnyValue) => Truth::any(values.iter().map(holds_for)),
        None => {
            let matched = Truth::any(values.iter().map(some_policy_value));
            if test.is_negated { !matched } else { matched }
        }
    }
}

/// AWS: `ForAllValues` is also true where the values come to "a null data set, such as an empty
/// string" (the page named at [`missing`]).
fn is_null_data_set(values: &[String]) -> bool {
    values.iter().all(String::is_empty)
}

impl Values {
    /// Whether some value of the policy matches this value of the request.
    fn any_matches(&self, test: &Test, value: &str, variables: &Variables<'_>) -> Truth {
        match self {
            Self::Literal(texts) => string::equals(test.operator, texts, value, variables),
            Self::Wildcard(texts) => string::like(texts, value, variables),
            Self::Arn(texts) => arn::matches(texts, value, variables),
            Self::Numeric(numbers) => numeric::matches(test.operator, numbers, value),
            Self::Date(instants) => date::matches(test.operator, instants, value),
            Self::Boolean(expected) => boolean::matches(expected, value),
            Self::Binary(expected) => binary::matches(expected, value),
            Self::Ip(ranges) => ip::matches(ranges, value),
            // `evaluate` has answered these: they look at the key, not at its values.
            Self::Null(_) => Truth::Undecided,
        }
    }
}

/// What was compared, for a person.
pub(crate) fn describe(condition: &Condition, variables: &Variables<'_>) -> String {
    let key = &condition.key;
    let values = quoted(&condition.value_texts);
    let asked = format!("{} `{key}` {values}", condition.operator_text);
    if condition.test.is_none() {
        return format!("{asked}: there is no such operator");
    }
    if variables.is_undecidable(&condition.folded_key) {
        return format!("{asked}: the key's value was chosen by the lineage and does not count");
    }
    let mut text = match variables.context.get(&condition.folded_key) {
        None => format!("{asked}: the key is absent"),
        Some(Value::Single(value)) => format!("{asked}: the request has `{value}`"),
        Some(Value::Multi(found)) if found.is_empty() => {
            format!("{asked}: the request has an empty set")
        }
        Some(Value::Multi(found)) => format!("{asked}: the request has {}", quoted(found)),
    };
    let notes = condition.test.as_ref().map_or_else(Vec::new, |test| notes(test, variables));
    if !notes.is_empty() {
        text.extend([" (", &notes.join(", "), ")"]);
    }
    if evaluate(condition, variables) == Truth::Undecided {
        text.push_str("; it cannot be evaluated");
    }
    text
}

fn notes(test: &Test, variables: &Variables<'_>) -> Vec<String> {
    match &test.values {
        Values::Literal(texts) => texts.iter().filter_map(|text| text.note(variables)).collect(),
        Values::Wildcard(texts) => texts.iter().filter_map(|text| text.note(variables)).collect(),
        Values::Arn(texts) => texts.iter().filter_map(|text| text.note(variables)).collect(),
        _ => Vec::new(),
    }
}

fn quoted(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}
