//! Every condition operator has a case in every cell: how the key stands in the request, with and
//! without `IfExists` and the set qualifiers, once holding and once not.

use std::collections::BTreeSet;

use entail_policy::operators::{CONDITION_OPERATORS, Family, Operator};
use entail_policy::tree::{ConditionOperator, Presence, SetQualifier};
use serde_json::Value;

/// How the key stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Absent,
    Single,
    Several,
    EmptySet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Plain,
    IfExists,
    ForAllValues,
    ForAnyValue,
}

/// A cell: does an operator of this form hold where the key stands so?
type Cell = (Operator, Form, Key, bool);

/// A case with one condition, in one statement of one identity policy.
struct Lone<'a> {
    operator: ConditionOperator,
    condition: &'a Value,
    effect: &'a str,
    key: Key,
    value: Option<&'a Value>,
    decision: &'a str,
}

impl Lone<'_> {
    /// Whether the statement applied.
    fn applies(&self) -> bool {
        self.decision == if self.effect == "Allow" { "allow" } else { "explicit_deny" }
    }

    fn form(&self) -> Option<Form> {
        match (self.operator.qualifier, self.operator.presence) {
            (None, Presence::Required) => Some(Form::Plain),
            (None, Presence::IfExists) => Some(Form::IfExists),
            (Some(SetQualifier::ForAllValues), Presence::Required) => Some(Form::ForAllValues),
            (Some(SetQualifier::ForAnyValue), Presence::Required) => Some(Form::ForAnyValue),
            (Some(_), Presence::IfExists) => None,
        }
    }
}

/// The case as one with a lone condition, where it is one.
fn lone(case: &Value) -> Option<Lone<'_>> {
    let policies = case.get("policies")?.as_object()?;
    let [policy] = policies.get("identity")?.as_array()?.as_slice() else { return None };
    if policies.len() != 1 {
        return None;
    }
    let statements = policy.pointer("/policy/Statement")?.as_array()?;
    let mut conditions = statements.iter().filter(|statement| statement.get("Condition").is_some());
    let (statement, None) = (conditions.next()?, conditions.next()) else { return None };
    let condition = statement.get("Condition")?;
    let operators = condition.as_object()?;
    let (name, keys) = operators.iter().next().filter(|_| operators.len() == 1)?;
    let keys = keys.as_object().filter(|keys| keys.len() == 1)?;
    let (key, _) = keys.iter().next()?;
    let value = case
        .pointer("/request/context")
        .and_then(|context| context.get(key))
        .filter(|value| !value.is_null());
    Some(Lone {
        operator: ConditionOperator::parse(name)?,
        condition,
        effect: statement.get("Effect")?.as_str()?,
        key: match value {
            None => Key::Absent,
            Some(Value::Array(values)) if values.is_empty() => Key::EmptySet,
            Some(Value::Array(_)) => Key::Several,
            Some(_) => Key::Single,
        },
        value,
        decision: case.pointer("/expect/decision")?.as_str()?,
    })
}

/// What there must be for each operator that compares values.
fn wanted(operator: Operator) -> Vec<Cell> {
    let negated = operator.is_negated();
    let cell = |form, key, holds| (operator, form, key, holds);
    let mut wanted = vec![
        cell(Form::Plain, Key::Absent, negated),
        cell(Form::Plain, Key::EmptySet, negated),
        cell(Form::IfExists, Key::Absent, true),
        cell(Form::ForAllValues, Key::Absent, true),
        cell(Form::ForAllValues, Key::EmptySet, true),
        cell(Form::ForAnyValue, Key::Absent, false),
        cell(Form::ForAnyValue, Key::EmptySet, false),
    ];
    for holds in [true, false] {
        wanted.extend([
            cell(Form::Plain, Key::Single, holds),
            cell(Form::Plain, Key::Several, holds),
            cell(Form::IfExists, Key::Single, holds),
            cell(Form::ForAllValues, Key::Several, holds),
            cell(Form::ForAnyValue, Key::Several, holds),
        ]);
    }
    wanted
}

fn compared() -> impl Iterator<Item = Operator> {
    let operators = CONDITION_OPERATORS.iter().map(|entry| entry.operator);
    operators.filter(|operator| operator.family() != Family::Null)
}

#[test]
fn every_operator_has_a_case_in_every_cell() {
    let cases = super::raw_cases().unwrap();
    let found: BTreeSet<Cell> = cases
        .iter()
        .filter_map(lone)
        .filter_map(|lone| Some((lone.operator.operator, lone.form()?, lone.key, lone.applies())))
        .collect();
    let missing: Vec<Cell> =
        compared().flat_map(wanted).filter(|cell| !found.contains(cell)).collect();
    assert!(missing.is_empty(), "no case has (operator, form, key, holds): {missing:#?}");
    for holds in [true, false] {
        for key in [Key::Absent, Key::Single, Key::Several, Key::EmptySet] {
            let cell = (Operator::Null, Form::Plain, key, holds);
            assert!(found.contains(&cell), "no case has {cell:?}");
        }
    }
}

#[test]
fn every_operator_is_tried_in_a_deny_with_the_key_missing() {
    let cases = super::raw_cases().unwrap();
    let found: BTreeSet<(Operator, bool)> = cases
        .iter()
        .filter_map(lone)
        .filter(|lone| lone.effect == "Deny" && lone.key == Key::Absent)
        .filter(|lone| lone.form() == Some(Form::Plain))
        .map(|lone| (lone.operator.operator, lone.applies()))
        .collect();
    for operator in compared() {
        assert!(found.contains(&(operator, operator.is_negated())), "{operator}");
    }
}

/// A value that cannot be read shows as a pair: the same condition on the same value applies in no
/// Allow and in every Deny.
#[test]
fn every_operator_that_reads_its_values_is_tried_on_values_that_cannot_be_read() {
    let cases = super::raw_cases().unwrap();
    let lone: Vec<Lone<'_>> = cases.iter().filter_map(lone).collect();
    let is_undecided = |allow: &&Lone<'_>| {
        allow.effect == "Allow"
            && !allow.applies()
            && lone.iter().any(|deny| {
                deny.effect == "Deny"
                    && deny.applies()
                    && (deny.condition, deny.value) == (allow.condition, allow.value)
            })
    };
    for operator in compared().filter(|operator| operator.family() != Family::String) {
        let of_operator = |allow: &&&Lone<'_>| allow.operator.operator == operator;
        let count = lone.iter().filter(is_undecided).filter(|lone| of_operator(&lone)).count();
        assert!(count >= 2, "{operator}: {count} pairs, of the policy and of the request");
    }
}
