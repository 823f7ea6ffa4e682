//! One condition: an operator, a key, and the values that the policy lists.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>

use super::case::{Case, Value};
use super::comparison::{Comparison, Order, boolean};
use super::document::{Condition, Version};
use super::filled::{Filled, fill};
use super::statement::Believed;
use super::truth::Truth;

/// A condition operator taken apart.
struct Operator {
    set: Option<Set>,
    if_exists: bool,
    kind: Kind,
}

enum Set {
    ForAllValues,
    ForAnyValue,
}

enum Kind {
    Null,
    Positive(Comparison),
    Negated(Comparison),
}

/// Whether the condition holds.
pub(super) fn holds(
    condition: &Condition,
    version: Version,
    case: &Case,
    believed: Believed<'_>,
) -> Truth {
    let Some(operator) = operator(&condition.operator) else { return Truth::Unknown };
    if believed.must_not_believe(&condition.key) {
        return Truth::Unknown;
    }
    let value = case.value(&condition.key);
    let (comparison, is_negated) = match operator.kind {
        Kind::Null => return null(&condition.values, value.is_some()),
        Kind::Positive(comparison) => (comparison, false),
        Kind::Negated(comparison) => (comparison, true),
    };
    let Some(value) = value else { return on_missing_key(&operator, is_negated) };
    let values = match value {
        Value::Single(value) => std::slice::from_ref(value),
        Value::Multi(values) => values.as_slice(),
    };
    // Several values of the policy: positive operators want one of them, negated ones none.
    let is_listed = |value: &String| {
        if !comparison.can_read(value) {
            return Truth::Unknown;
        }
        Truth::any(condition.values.iter().map(|wanted| {
            compare(comparison, wanted, value, |wanted| fill(wanted, version, case, believed))
        }))
    };
    let alone = |value: &String| {
        if is_negated { is_listed(value).not() } else { is_listed(value) }
    };
    match operator.set {
        Some(Set::ForAllValues) => {
            // It also returns true ... if the context key value resolves to a null dataset, such as
            // an empty string.
            let is_null_dataset = values.iter().all(String::is_empty);
            if is_null_dataset { Truth::Yes } else { Truth::all(values.iter().map(alone)) }
        }
        Some(Set::ForAnyValue) => Truth::any(values.iter().map(alone)),
        None if is_negated => Truth::any(values.iter().map(is_listed)).not(),
        None => Truth::any(values.iter().map(is_listed)),
    }
}

fn compare(
    comparison: Comparison,
    wanted: &str,
    value: &str,
    fill: impl Fn(&str) -> Filled,
) -> Truth {
    if !comparison.takes_variables() {
        return comparison.with_text(wanted, value);
    }
    match fill(wanted) {
        Filled::Pattern(pattern) => comparison.with_pattern(&pattern, value),
        Filled::NoValue => Truth::No,
        Filled::Unknown => Truth::Unknown,
    }
}

/// If the key that you specify in a policy condition is not present in the request context, the
/// values do not match and the condition is false. If the policy condition requires that the key is
/// not matched, ... and the right key is not present, the condition is true. `IfExists`: if the
/// key is not present, evaluate the condition element as true. `ForAllValues` also returns true if
/// there are no context keys in the request, `ForAnyValue` false.
fn on_missing_key(operator: &Operator, is_negated: bool) -> Truth {
    match operator.set {
        _ if operator.if_exists => Truth::Yes,
        Some(Set::ForAllValues) => Truth::Yes,
        Some(Set::ForAnyValue) => Truth::No,
        None => Truth::from(is_negated),
    }
}

/// `true` (the key doesn't exist - it is null) or `false` (the key exists and its value is not
/// null).
fn null(wanted: &[String], is_there: bool) -> Truth {
    Truth::any(wanted.iter().map(|wanted| match boolean(wanted) {
        Some(wants_absence) => Truth::from(wants_absence != is_there),
        None => Truth::Unknown,
    }))
}

/// An operator by its name, which is case-sensitive; none where AWS knows no such operator.
fn operator(name: &str) -> Option<Operator> {
    let (set, name) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
        (Some(Set::ForAllValues), rest)
    } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
        (Some(Set::ForAnyValue), rest)
    } else {
        (None, name)
    };
    let (if_exists, name) = match name.strip_suffix("IfExists") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let kind = match name {
        // The IfExists condition type ... You can add IfExists to the end of any condition operator
        // name except the Null condition.
        "Null" if !if_exists => Kind::Null,
        "StringEquals" => Kind::Positive(Comparison::StringEquals),
        "StringNotEquals" => Kind::Negated(Comparison::StringEquals),
        "StringEqualsIgnoreCase" => Kind::Positive(Comparison::StringEqualsIgnoreCase),
        "StringNotEqualsIgnoreCase" => Kind::Negated(Comparison::StringEqualsIgnoreCase),
        "StringLike" => Kind::Positive(Comparison::StringLike),
        "StringNotLike" => Kind::Negated(Comparison::StringLike),
        // ArnEquals and ArnLike behave identically.
        "ArnEquals" | "ArnLike" => Kind::Positive(Comparison::Arn),
        "ArnNotEquals" | "ArnNotLike" => Kind::Negated(Comparison::Arn),
        "Bool" => Kind::Positive(Comparison::Bool),
        "BinaryEquals" => Kind::Positive(Comparison::Binary),
        "IpAddress" => Kind::Positive(Comparison::Ip),
        "NotIpAddress" => Kind::Negated(Comparison::Ip),
        _ => ordered(name)?,
    };
    Some(Operator { set, if_exists, kind })
}

fn ordered(name: &str) -> Option<Kind> {
    let (comparison, order): (fn(Order) -> Comparison, &str) = match name.strip_prefix("Numeric") {
        Some(order) => (Comparison::Numeric, order),
        None => (Comparison::Date, name.strip_prefix("Date")?),
    };
    Some(match order {
        "Equals" => Kind::Positive(comparison(Order::Equal)),
        "NotEquals" => Kind::Negated(comparison(Order::Equal)),
        "LessThan" => Kind::Positive(comparison(Order::Less)),
        "LessThanEquals" => Kind::Positive(comparison(Order::LessOrEqual)),
        "GreaterThan" => Kind::Positive(comparison(Order::Greater)),
        "GreaterThanEquals" => Kind::Positive(comparison(Order::GreaterOrEqual)),
        _ => return None,
    })
}
