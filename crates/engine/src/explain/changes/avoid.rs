//! Condition keys with which a Deny would not match.

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{ConditionOperator, SetQualifier};

use super::candidates::{Group, Wanted};
use super::{ContextChange, ContextValue, is_fixed};
use crate::decide::decide;
use crate::explain::{Denial, ElementExplanation, Explanation, StatementExplanation, words};
use crate::limits::EXPLAINED_CONDITIONS;
use crate::observer::Element;
use crate::policy_set::PolicySet;
use crate::request::Request;

/// The first key with another value of which the Deny does not match and no other does; none where
/// the statement has no condition that could fail.
pub(in crate::explain) fn avoid(
    denial: &Denial,
    explanation: &Explanation,
    request: &Request,
    policies: &PolicySet,
) -> Option<ContextChange> {
    let statement = statement_of(denial, explanation)?;
    let before = explanation.denials();
    let conditions = statement.elements.iter().filter(|it| it.element == Element::Condition);
    let conditions = conditions.take(EXPLAINED_CONDITIONS);
    conditions.filter_map(|condition| failing(condition, request)).find(|change| {
        let mut request = request.clone();
        change.apply(&mut request);
        let mut explanation = Explanation::new();
        decide(&request, policies, &mut explanation);
        let after = explanation.denials();
        let is_same = |one: &Denial, other: &Denial| {
            (one.layer, &one.policy, &one.pointer) == (other.layer, &other.policy, &other.pointer)
        };
        !after.iter().any(|it| is_same(it, denial))
            && after.iter().all(|it| before.iter().any(|other| is_same(it, other)))
    })
}

fn statement_of<'a>(
    denial: &Denial,
    explanation: &'a Explanation,
) -> Option<&'a StatementExplanation> {
    let layer = explanation.layers.iter().find(|layer| layer.layer == denial.layer)?;
    let policies = layer
        .policies
        .iter()
        .filter(|policy| policy.name == denial.policy && policy.level == denial.level);
    let mut statements = policies.flat_map(|policy| &policy.statements);
    statements.find(|statement| Some(&statement.pointer) == denial.pointer.as_ref())
}

/// Another value of the condition's key, with which the condition fails.
fn failing(condition: &ElementExplanation, request: &Request) -> Option<ContextChange> {
    let key = condition.key.as_deref().filter(|key| !is_fixed(key))?;
    let opposite = opposite(condition)?;
    // What satisfies the opposite is a better guess than anything at all.
    let value = Group::of_one(key, &opposite)
        .value(request, Wanted::AllHold)
        .or_else(|| Group::of_one(key, condition).value(request, Wanted::SomeFails))?;
    Some(ContextChange {
        key: key.to_owned(),
        value: value.map(ContextValue::from),
        rule: words::rules(&[&opposite]),
    })
}

/// The condition that holds where this one fails, the key being there.
fn opposite(condition: &ElementExplanation) -> Option<ElementExplanation> {
    let ConditionOperator { qualifier, operator, .. } = ConditionOperator::parse(&condition.name)?;
    let qualifier = match qualifier {
        None => "",
        Some(SetQualifier::ForAllValues) => "ForAnyValue:",
        Some(SetQualifier::ForAnyValue) => "ForAllValues:",
    };
    let mut opposite = condition.clone();
    let operator = if matches!(operator.family(), Family::Boolean | Family::Null) {
        for text in &mut opposite.expected {
            *text = (!text.eq_ignore_ascii_case("true")).to_string();
        }
        operator
    } else {
        negated(operator)?
    };
    opposite.name = format!("{qualifier}{}", operator.name());
    Some(opposite)
}

fn negated(operator: Operator) -> Option<Operator> {
    Some(match operator {
        Operator::StringEquals => Operator::StringNotEquals,
        Operator::StringNotEquals => Operator::StringEquals,
        Operator::StringEqualsIgnoreCase => Operator::StringNotEqualsIgnoreCase,
        Operator::StringNotEqualsIgnoreCase => Operator::StringEqualsIgnoreCase,
        Operator::StringLike => Operator::StringNotLike,
        Operator::StringNotLike => Operator::StringLike,
        Operator::NumericEquals => Operator::NumericNotEquals,
        Operator::NumericNotEquals => Operator::NumericEquals,
        Operator::NumericLessThan => Operator::NumericGreaterThanEquals,
        Operator::NumericLessThanEquals => Operator::NumericGreaterThan,
        Operator::NumericGreaterThan => Operator::NumericLessThanEquals,
        Operator::NumericGreaterThanEquals => Operator::NumericLessThan,
        Operator::DateEquals => Operator::DateNotEquals,
        Operator::DateNotEquals => Operator::DateEquals,
        Operator::DateLessThan => Operator::DateGreaterThanEquals,
        Operator::DateLessThanEquals => Operator::DateGreaterThan,
        Operator::DateGreaterThan => Operator::DateLessThanEquals,
        Operator::DateGreaterThanEquals => Operator::DateLessThan,
        Operator::IpAddress => Operator::NotIpAddress,
        Operator::NotIpAddress => Operator::IpAddress,
        Operator::ArnEquals | Operator::ArnLike => Operator::ArnNotLike,
        Operator::ArnNotEquals | Operator::ArnNotLike => Operator::ArnLike,
        Operator::BinaryEquals | Operator::Bool | Operator::Null => return None,
    })
}
