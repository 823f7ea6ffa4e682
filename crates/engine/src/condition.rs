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

use entail_policy::tree::{ConditionOperator, Presence, SetQualifier};

use crate::compile::{Condition, Prepared, ReadValues, Statements, Test, Values};
use crate::matching::reading::Reading;
use crate::matching::variables::Variables;
use crate::observer::Compared;
use crate::request::ValueRef;
use crate::truth::Truth;

/// Whether the condition of a policy holds. One that cannot be evaluated is undecided.
#[inline]
pub(crate) fn evaluate(
    condition: &Condition,
    policy: &Statements,
    variables: &Variables<'_>,
) -> Truth {
    let Some(test) = &condition.test else { return Truth::Undecided };
    let folded_key = policy.pool.bytes(condition.key.folded);
    if variables.is_undecidable(folded_key) {
        return Truth::Undecided;
    }
    let value = variables.context.get_folded(condition.key_hash, folded_key);
    let comparison = Comparison { test, values: policy.values(condition), policy, variables };
    if let Values::Null(expected) = &test.values {
        return null::matches(*expected, value);
    }
    match (value, test.operator.qualifier) {
        (None, _) => missing(test).into(),
        (Some(ValueRef::Single(value)), None) => comparison.holds_for(value),
        (Some(value), qualifier) => comparison.holds_for_all(qualifier, value),
    }
}

/// AWS: a missing key fails a positive operator and satisfies a negated one; `IfExists` and
/// `ForAllValues` are satisfied, `ForAnyValue` is not, negated or not.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>
fn missing(test: &Test) -> bool {
    match (test.operator.presence, test.operator.qualifier) {
        (Presence::IfExists, _) | (_, Some(SetQualifier::ForAllValues)) => true,
        (_, Some(SetQualifier::ForAnyValue)) => false,
        (_, None) => test.is_negated,
    }
}

/// An operator and the policy's values, to be compared with those of a key that the request has.
#[derive(Clone, Copy)]
struct Comparison<'a> {
    test: &'a Test,
    values: &'a [Prepared],
    policy: &'a Statements,
    variables: &'a Variables<'a>,
}

impl Comparison<'_> {
    /// Whether the operator holds for all values of the key, as its qualifier wants.
    fn holds_for_all(&self, qualifier: Option<SetQualifier>, value: ValueRef<'_>) -> Truth {
        let values = value.values();
        match qualifier {
            None => {
                let matched = Truth::any(values.map(|value| self.some_value_matches(value)));
                if self.test.is_negated { !matched } else { matched }
            }
            Some(SetQualifier::ForAllValues) if is_null_data_set(value) => Truth::True,
            Some(SetQualifier::ForAllValues) => {
                Truth::all(values.map(|value| self.holds_for(value)))
            }
            Some(SetQualifier::ForAnyValue) => {
                Truth::any(values.map(|value| self.holds_for(value)))
            }
        }
    }

    /// Whether the operator holds for this one value of the request.
    #[inline]
    fn holds_for(&self, value: &str) -> Truth {
        let matched = self.some_value_matches(value);
        if self.test.is_negated { !matched } else { matched }
    }

    /// Whether some value of the policy matches this value of the request.
    #[inline]
    fn some_value_matches(&self, value: &str) -> Truth {
        let Self { test, values, policy, variables } = self;
        let pool = &policy.pool;
        let operator = test.operator.operator;
        match &test.values {
            Values::Text(Reading::Arn) => arn::matches(values, value, pool, variables),
            Values::Text(reading) => string::matches(*reading, values, value, pool, variables),
            Values::Numeric => {
                let numbers = values.iter().map(|text| pool.text(text.text()));
                numeric::matches(operator, numbers, value)
            }
            Values::Boolean(expected) => boolean::matches(*expected, value),
            Values::Read(values) => match &**values {
                ReadValues::Date(instants) => date::matches(operator, instants, value),
                ReadValues::Binary(expected) => binary::matches(expected, value),
                ReadValues::Ip(ranges) => ip::matches(ranges, value),
            },
            // `evaluate` has answered these: they look at the key, not at its values.
            Values::Null(_) => Truth::Undecided,
        }
    }
}

/// AWS: `ForAllValues` is also true where the values come to "a null data set, such as an empty
/// string" (the page named at [`missing`]).
fn is_null_data_set(value: ValueRef<'_>) -> bool {
    value.values().all(str::is_empty)
}

/// What was compared.
pub(crate) fn describe(
    condition: &Condition,
    policy: &Statements,
    variables: &Variables<'_>,
) -> Compared {
    let pool = &policy.pool;
    let values = policy.values(condition);
    let folded_key = pool.bytes(condition.key.folded);
    let found = variables.context.get_folded(condition.key_hash, folded_key);
    let operator = condition.operator(pool);
    Compared {
        key: Some(condition.key.written(pool)),
        expected: values.iter().map(|value| pool.text(value.text()).to_owned()).collect(),
        found: found.map(|value| value.values().map(str::to_owned).collect()),
        covered_by: None,
        notes: notes(condition, &operator, values, folded_key, variables),
        name: operator,
    }
}

fn notes(
    condition: &Condition,
    operator: &str,
    values: &[Prepared],
    folded_key: &[u8],
    variables: &Variables<'_>,
) -> Vec<String> {
    if variables.is_undecidable(folded_key) {
        return vec!["its value was chosen by the lineage and does not count".to_owned()];
    }
    match condition.test.as_ref().map(|test| &test.values) {
        None => vec![no_such_operator(operator)],
        Some(Values::Text(_)) => values.iter().filter_map(|value| value.note(variables)).collect(),
        Some(_) => Vec::new(),
    }
}

fn no_such_operator(written: &str) -> String {
    match ConditionOperator::parse_ignoring_case(written) {
        Some(meant) => format!("there is no such operator, it is written `{meant}`"),
        None => "there is no such operator".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::no_such_operator;

    #[test]
    fn an_operator_in_other_case_is_told_as_it_is_written() {
        let told = no_such_operator("foranyValue:stringEquals");
        assert_eq!(told, "there is no such operator, it is written `ForAnyValue:StringEquals`");
        assert_eq!(no_such_operator("StringSounds"), "there is no such operator");
    }
}
