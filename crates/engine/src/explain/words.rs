//! What was compared with what, in words.
//!
//! Texts of policies and requests stand in a sentence as they are where nothing in them could be
//! taken for the sentence's own, and in backticks otherwise. They never bring control characters to
//! a terminal.

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{ConditionOperator, Presence, SetQualifier};

use super::ElementExplanation;
use crate::limits::{EXPLAINED_TEXT_CHARACTERS, EXPLAINED_VALUES};
use crate::observer::Element;
use crate::truth::Truth;

/// A text as it stands in a sentence.
pub(super) fn shown(text: &str) -> String {
    if text.is_empty() {
        return "an empty text".to_owned();
    }
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "-_.:/*?+=@$#%~".contains(character);
    let cut = text.chars().nth(EXPLAINED_TEXT_CHARACTERS).is_some();
    let short = text.chars().take(EXPLAINED_TEXT_CHARACTERS).collect::<String>();
    let end = if cut { "..." } else { "" };
    if short.chars().all(is_plain) {
        return format!("{short}{end}");
    }
    format!("`{}{end}`", printable(&short))
}

/// A text that draws nothing but itself: control characters and those that no line shows are
/// written as escapes.
pub fn printable(text: &str) -> String {
    let escape = |character: char| -> Box<dyn Iterator<Item = char>> {
        let is_invisible = matches!(
            u32::from(character),
            0x00ad | 0x061c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
        );
        if character.is_control() || is_invisible {
            Box::new(character.escape_unicode())
        } else {
            Box::new(std::iter::once(character))
        }
    };
    text.chars().flat_map(escape).collect()
}

/// `a`, `a, b and 3 more`.
pub(super) fn listed(texts: &[String]) -> String {
    let shown_texts: Vec<String> =
        texts.iter().take(EXPLAINED_VALUES).map(|text| shown(text)).collect();
    let joined = shown_texts.join(", ");
    match texts.len().saturating_sub(EXPLAINED_VALUES) {
        0 => joined,
        rest => format!("{joined} and {rest} more"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn series(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The first few, with a note of how many more there are.
pub(super) fn first_few(mut texts: Vec<String>) -> Vec<String> {
    let rest = texts.len().saturating_sub(EXPLAINED_VALUES);
    if rest > 0 {
        texts.truncate(EXPLAINED_VALUES);
        texts.push(format!("{rest} more"));
    }
    texts
}

/// One line that tells what was compared with what, and how it came out.
pub(super) fn why(compared: &ElementExplanation) -> String {
    let text = match compared.element {
        Element::Principal => principal(compared),
        Element::Action | Element::Resource => covered(compared),
        Element::Condition => return condition(compared),
    };
    with_notes(text, &compared.notes)
}

pub(super) fn with_notes(text: String, notes: &[String]) -> String {
    let notes: Vec<String> = notes.iter().map(|note| printable(note)).collect();
    match (text.is_empty(), notes.is_empty()) {
        (_, true) => text,
        (true, false) => notes.join(", "),
        (false, false) => format!("{text} ({})", notes.join(", ")),
    }
}

/// Whether there are variables that were taken as they stand: those that are read have notes.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
pub(super) fn has_unread_variables(
    element: Element,
    name: &str,
    expected: &[String],
    notes: &[String],
) -> bool {
    let is_read = match element {
        Element::Resource => true,
        Element::Condition => ConditionOperator::parse(name)
            .is_some_and(|parsed| matches!(parsed.operator.family(), Family::String | Family::Arn)),
        Element::Principal | Element::Action => false,
    };
    let has_variable = |text: &String| {
        let mut after = text.split("${").skip(1);
        after.any(|rest| !["*}", "?}", "$}"].iter().any(|escape| rest.starts_with(escape)))
    };
    is_read && notes.is_empty() && expected.iter().any(has_variable)
}

/// The texts found, as a sentence names them.
fn found(compared: &ElementExplanation) -> String {
    match compared.found.as_deref() {
        None => "absent".to_owned(),
        Some([]) => "an empty set".to_owned(),
        Some(values) => listed(values),
    }
}

fn is_exception(compared: &ElementExplanation) -> bool {
    compared.name.starts_with("Not")
}

fn principal(compared: &ElementExplanation) -> String {
    if compared.found.is_none() {
        return String::new();
    }
    let caller = found(compared);
    let by = compared.covered_by.as_deref().map(shown);
    match (is_exception(compared), by) {
        (false, Some(by)) if by == caller => format!("{caller} is named"),
        (false, Some(by)) => format!("{caller} is named by {by}"),
        (false, None) => format!("{caller} is not named by {}", listed(&compared.expected)),
        // A Deny may match all the same; a note says so.
        (true, Some(_)) if compared.matches == Truth::True => format!("{caller} is listed"),
        (true, Some(by)) => format!("{caller} is excepted by {by}"),
        (true, None) => format!("{caller} is not excepted by {}", listed(&compared.expected)),
    }
}

fn covered(compared: &ElementExplanation) -> String {
    if compared.found.is_none() {
        return String::new();
    }
    let asked = found(compared);
    let by = compared.covered_by.as_deref().map(shown);
    match (is_exception(compared), by) {
        (_, Some(by)) if compared.matches == Truth::Undecided => {
            format!("whether {by} covers {asked} cannot be told")
        }
        (false, Some(by)) if by == asked => format!("{asked} is named"),
        (false, Some(by)) => format!("{asked} matches {by}"),
        (true, Some(by)) => format!("{asked} is excepted by {by}"),
        (false, None) if compared.expected.len() > 1 => {
            format!("{asked} matches none of {}", listed(&compared.expected))
        }
        (false, None) => format!("{asked} does not match {}", listed(&compared.expected)),
        (true, None) => format!("{asked} is not excepted by {}", listed(&compared.expected)),
    }
}

fn condition(compared: &ElementExplanation) -> String {
    match compared.matches {
        Truth::True => with_notes(fact(compared), &compared.notes),
        Truth::False => format!("{}; it is {}", rule(compared), found(compared)),
        Truth::Undecided => undecided(compared),
    }
}

/// What a condition asks for: `aws:RequestedRegion must be eu-west-1`.
fn rule(compared: &ElementExplanation) -> String {
    let rule = format!("{} must {}", subject(compared), demand(compared));
    with_notes(rule, &compared.notes)
}

/// What several conditions on one key ask for.
pub(super) fn rules(compared: &[&ElementExplanation]) -> String {
    let rules: Vec<String> = compared.iter().map(|compared| rule(compared)).collect();
    series(&rules)
}

fn undecided(compared: &ElementExplanation) -> String {
    let why = if compared.notes.is_empty() {
        "this cannot be evaluated".to_owned()
    } else {
        with_notes(String::new(), &compared.notes)
    };
    if ConditionOperator::parse(&compared.name).is_none() {
        return format!("{} cannot be evaluated: {why}", shown(&compared.name));
    }
    let (subject, demand) = (subject(compared), demand(compared));
    format!("{subject} must {demand}; it is {}; {why}", found(compared))
}

/// What a condition that does not hold wants, and what it finds: `wants aws:RequestedRegion to be
/// eu-west-1; it is us-east-1`.
pub(super) fn want(compared: &ElementExplanation) -> String {
    if compared.matches == Truth::Undecided {
        return format!("has a condition that cannot be evaluated: {}", compared.why);
    }
    let demand = demand(compared);
    let demand = match demand.strip_prefix("not ") {
        Some(rest) => format!("not to {rest}"),
        None => format!("to {demand}"),
    };
    let text = with_notes(format!("wants {} {demand}", subject(compared)), &compared.notes);
    format!("{text}; it is {}", found(compared))
}

/// What is true of a condition that holds: `aws:SourceIp is 192.0.2.1, not in 10.0.0.0/8`.
pub(super) fn fact(compared: &ElementExplanation) -> String {
    let key = shown(compared.key.as_deref().unwrap_or_default());
    let found_text = found(compared);
    let relation = match (ConditionOperator::parse(&compared.name), &compared.found) {
        (Some(operator), Some(_)) => relation(operator, compared),
        _ => String::new(),
    };
    if relation.is_empty() {
        format!("{key} is {found_text}")
    } else {
        format!("{key} is {found_text}, {relation}")
    }
}

/// Whose values a condition speaks of.
fn subject(compared: &ElementExplanation) -> String {
    let key = shown(compared.key.as_deref().unwrap_or_default());
    let operator = ConditionOperator::parse(&compared.name);
    match operator.map(|operator| (operator.qualifier, operator.presence)) {
        Some((Some(SetQualifier::ForAllValues), _)) => format!("each value of {key}"),
        Some((Some(SetQualifier::ForAnyValue), _)) => format!("some value of {key}"),
        Some((None, Presence::IfExists)) => format!("{key}, where it is there,"),
        _ => key,
    }
}

/// What a condition demands of its key: `be one of a, b`.
fn demand(compared: &ElementExplanation) -> String {
    let Some(ConditionOperator { operator, .. }) = ConditionOperator::parse(&compared.name) else {
        return format!("pass {}", shown(&compared.name));
    };
    if operator.family() == Family::Null {
        let is_absent = compared.expected.iter().any(|text| text.eq_ignore_ascii_case("true"));
        return if is_absent { "be absent".to_owned() } else { "be present".to_owned() };
    }
    let values = listed(&compared.expected);
    let is_one = compared.expected.len() == 1;
    let choice = match (operator.is_negated(), is_one) {
        (false, true) => "be",
        (false, false) => "be one of",
        (true, true) => "not be",
        (true, false) => "be none of",
    };
    let similar = match (operator.is_negated(), is_one) {
        (false, true) => "be like",
        (false, false) => "be like one of",
        (true, true) => "not be like",
        (true, false) => "be like none of",
    };
    let words = match operator {
        Operator::StringLike
        | Operator::StringNotLike
        | Operator::ArnEquals
        | Operator::ArnLike
        | Operator::ArnNotEquals
        | Operator::ArnNotLike => similar,
        Operator::IpAddress if is_one => "be in",
        Operator::IpAddress => "be in one of",
        Operator::NotIpAddress if is_one => "not be in",
        Operator::NotIpAddress => "be in none of",
        other => ordering(other).map_or(choice, |(demand, _)| demand),
    };
    format!("{words} {values}")
}

/// How an operator that orders is said: as a demand, and as a fact.
fn ordering(operator: Operator) -> Option<(&'static str, &'static str)> {
    Some(match operator {
        Operator::NumericLessThan => ("be less than", "less than"),
        Operator::NumericLessThanEquals => ("be at most", "at most"),
        Operator::NumericGreaterThan => ("be greater than", "greater than"),
        Operator::NumericGreaterThanEquals => ("be at least", "at least"),
        Operator::DateLessThan => ("be before", "before"),
        Operator::DateLessThanEquals => ("be no later than", "no later than"),
        Operator::DateGreaterThan => ("be after", "after"),
        Operator::DateGreaterThanEquals => ("be no earlier than", "no earlier than"),
        _ => return None,
    })
}

/// How a value stands to those of a condition that holds; empty where the value says it all.
fn relation(operator: ConditionOperator, compared: &ElementExplanation) -> String {
    let operator = operator.operator;
    let values = listed(&compared.expected);
    let is_one = compared.expected.len() == 1;
    let words = match operator {
        Operator::IpAddress if is_one => "in",
        Operator::IpAddress => "in one of",
        Operator::NotIpAddress if is_one => "not in",
        Operator::NotIpAddress => "in none of",
        Operator::StringLike | Operator::ArnEquals | Operator::ArnLike if is_one => "like",
        Operator::StringLike | Operator::ArnEquals | Operator::ArnLike => "like one of",
        Operator::StringNotLike | Operator::ArnNotEquals | Operator::ArnNotLike if is_one => {
            "not like"
        }
        Operator::StringNotLike | Operator::ArnNotEquals | Operator::ArnNotLike => "like none of",
        other if other.is_negated() && is_one => "not",
        other if other.is_negated() => "none of",
        other => match ordering(other) {
            Some((_, fact)) => fact,
            None => return String::new(),
        },
    };
    let is_same = compared.found.as_deref() == Some(compared.expected.as_slice());
    if is_same && !operator.is_negated() { String::new() } else { format!("{words} {values}") }
}
