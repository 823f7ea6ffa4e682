//! The `Condition` block.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use super::elements::wrong_type;
use crate::faults::Faults;
use crate::span::Spanned;
use crate::text::{Member, Value, ValueKind};
use crate::tree::{Condition, ConditionKey, ConditionOperator, ConditionValue};

/// Reads the block: operators, their keys, their values. An unknown operator stays in the tree
/// with `parsed: None`, because an engine must know that there is a condition it cannot evaluate;
/// [`check`](crate::check) reports it.
pub(super) fn conditions(value: &Value, faults: &mut Faults) -> Vec<Condition> {
    let ValueKind::Object(operators) = &value.kind else {
        wrong_type("Condition", "an object", value, faults);
        return Vec::new();
    };
    operators
        .iter()
        .map(|operator| Condition {
            span: operator.span(),
            operator: operator.key.clone(),
            parsed: ConditionOperator::parse(&operator.key.value),
            keys: keys(operator, faults),
        })
        .collect()
}

fn keys(operator: &Member, faults: &mut Faults) -> Vec<ConditionKey> {
    let ValueKind::Object(keys) = &operator.value.kind else {
        wrong_type(&operator.key.value, "an object of condition keys", &operator.value, faults);
        return Vec::new();
    };
    keys.iter()
        .map(|key| ConditionKey { key: key.key.clone(), values: values(key, faults) })
        .collect()
}

fn values(key: &Member, faults: &mut Faults) -> Vec<Spanned<ConditionValue>> {
    let name = key.key.value.as_str();
    match &key.value.kind {
        ValueKind::Array(elements) => {
            elements.iter().filter_map(|element| scalar(name, element, faults)).collect()
        }
        _ => scalar(name, &key.value, faults).into_iter().collect(),
    }
}

fn scalar(name: &str, value: &Value, faults: &mut Faults) -> Option<Spanned<ConditionValue>> {
    let read = match &value.kind {
        ValueKind::String(text) => ConditionValue::String(text.clone()),
        ValueKind::Number(text) => ConditionValue::Number(text.clone()),
        ValueKind::Boolean(truth) => ConditionValue::Boolean(*truth),
        _ => {
            wrong_type(name, "strings, numbers and booleans", value, faults);
            return None;
        }
    };
    Some(Spanned::new(read, value.span))
}
