//! Statements.

use super::condition::conditions;
use super::elements::{string, strings, unknown};
use super::principal::principals;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::action::MISSING_ACTION;
use crate::finding::statement::{EFFECT_CASE, ELEMENT_CONFLICT, INVALID_EFFECT, MISSING_EFFECT};
use crate::span::{Span, Spanned};
use crate::text::{Member, Value};
use crate::tree::{
    ActionElement, ActionPattern, Effect, Polarity, PrincipalElement, ResourceElement, Statement,
};

const KNOWN: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Builds a statement of its members.
pub(super) fn statement(
    members: &[Member],
    span: Span,
    pointer: String,
    faults: &mut Faults,
) -> Statement {
    for member in members {
        if !KNOWN.contains(&member.key.value.as_str()) {
            faults.push(unknown(member, KNOWN));
        }
    }
    Statement {
        span,
        pointer,
        sid: find(members, "Sid").and_then(|member| string("Sid", &member.value, faults)),
        effect: effect(members, span, faults),
        principal: pair(members, "Principal", "NotPrincipal", faults)
            .and_then(|(polarity, member)| principal(polarity, member, faults)),
        action: action(members, span, faults),
        resource: pair(members, "Resource", "NotResource", faults)
            .and_then(|(polarity, member)| resource(polarity, member, faults)),
        conditions: find(members, "Condition")
            .map(|member| conditions(&member.value, faults))
            .unwrap_or_default(),
    }
}

fn find<'members>(members: &'members [Member], name: &str) -> Option<&'members Member> {
    members.iter().find(|member| member.key.value == name)
}

/// Finds an element or its negation; where both stand, reports it and takes the first written.
fn pair<'members>(
    members: &'members [Member],
    name: &str,
    negated_name: &str,
    faults: &mut Faults,
) -> Option<(Polarity, &'members Member)> {
    match (find(members, name), find(members, negated_name)) {
        (None, None) => None,
        (Some(positive), None) => Some((Polarity::Positive, positive)),
        (None, Some(negated)) => Some((Polarity::Negated, negated)),
        (Some(positive), Some(negated)) => {
            let positive_is_first = positive.key.span < negated.key.span;
            let (first, second) =
                if positive_is_first { (positive, negated) } else { (negated, positive) };
            let message = format!("`{name}` and `{negated_name}` stand in one statement");
            let fault = Diagnostic::new(&ELEMENT_CONFLICT, second.key.span, message);
            faults.push(fault.with_secondary(first.key.span, "the other one is here"));
            let polarity = if positive_is_first { Polarity::Positive } else { Polarity::Negated };
            Some((polarity, first))
        }
    }
}

fn effect(members: &[Member], span: Span, faults: &mut Faults) -> Option<Spanned<Effect>> {
    let Some(member) = find(members, "Effect") else {
        faults.push(Diagnostic::new(&MISSING_EFFECT, span, "the statement has no `Effect`"));
        return None;
    };
    let text = string("Effect", &member.value, faults)?;
    let known = [Effect::Allow, Effect::Deny];
    let Some(effect) =
        known.into_iter().find(|effect| effect.as_str().eq_ignore_ascii_case(&text.value))
    else {
        let message = format!("`{}` is neither `Allow` nor `Deny`", text.value);
        faults.push(Diagnostic::new(&INVALID_EFFECT, text.span, message));
        return None;
    };
    if effect.as_str() != text.value {
        let message = format!("`{}` is written `{}`", text.value, effect.as_str());
        faults.push(Diagnostic::new(&EFFECT_CASE, text.span, message));
    }
    Some(Spanned::new(effect, text.span))
}

fn principal(polarity: Polarity, member: &Member, faults: &mut Faults) -> Option<PrincipalElement> {
    let principals = principals(&member.key.value, &member.value, faults)?;
    Some(PrincipalElement { polarity, span: member.value.span, principals })
}

fn action(members: &[Member], span: Span, faults: &mut Faults) -> Option<ActionElement> {
    let Some((polarity, member)) = pair(members, "Action", "NotAction", faults) else {
        let message = "the statement has neither `Action` nor `NotAction`";
        faults.push(Diagnostic::new(&MISSING_ACTION, span, message));
        return None;
    };
    let value = &member.value;
    let patterns: Vec<Spanned<ActionPattern>> = strings(&member.key.value, value, faults)?
        .into_iter()
        .map(|text| Spanned::new(ActionPattern { text: text.value }, text.span))
        .collect();
    if is_empty_list(value) {
        let message = format!("`{}` is an empty list", member.key.value);
        faults.push(Diagnostic::new(&MISSING_ACTION, value.span, message));
    }
    Some(ActionElement { polarity, span: value.span, patterns })
}

fn is_empty_list(value: &Value) -> bool {
    matches!(&value.kind, crate::text::ValueKind::Array(elements) if elements.is_empty())
}

fn resource(polarity: Polarity, member: &Member, faults: &mut Faults) -> Option<ResourceElement> {
    let patterns = strings(&member.key.value, &member.value, faults)?;
    Some(ResourceElement { polarity, span: member.value.span, patterns })
}
