//! Patterns of actions, compared with one another.

use entail_policy::tree::{ActionElement, ActionPattern, Polarity};

/// Whether every action that `inner` names is one of `outer`; no where that can't be told.
pub(super) fn is_within(inner: &str, outer: &str) -> bool {
    let outer_pattern = ActionPattern { text: outer.to_owned() };
    // A wildcard of `inner` stands for itself here: only a `*` of `outer` takes in what it may be.
    outer.eq_ignore_ascii_case(inner) || !outer.contains('?') && outer_pattern.matches(inner)
}

pub(super) fn is_within_some(inner: &str, outer: &[&str]) -> bool {
    outer.iter().any(|outer| is_within(inner, outer))
}

/// Whether some action is one of both.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let one: Vec<u8> = one.to_ascii_lowercase().into_bytes();
    let other: Vec<u8> = other.to_ascii_lowercase().into_bytes();
    // For the rest of `one` behind each place: whether it overlaps the rest of `other`, by place.
    let mut below: Vec<bool> = ends(&other);
    for letter in one.iter().rev() {
        let mut here = vec![false; other.len() + 1];
        let at = |row: &[bool], place: usize| row.get(place).copied().unwrap_or_default();
        let end = *letter == b'*' && at(&below, other.len());
        if let Some(last) = here.last_mut() {
            *last = end;
        }
        for (place, against) in other.iter().enumerate().rev() {
            let is_met = match (*letter, *against) {
                (b'*', _) | (_, b'*') => at(&below, place) || at(&here, place + 1),
                (b'?', _) | (_, b'?') => at(&below, place + 1),
                (letter, against) => letter == against && at(&below, place + 1),
            };
            if let Some(cell) = here.get_mut(place) {
                *cell = is_met;
            }
        }
        below = here;
    }
    below.first().copied().unwrap_or_default()
}

/// Whether the rest of a pattern behind each place can be nothing.
fn ends(pattern: &[u8]) -> Vec<bool> {
    let mut ends = vec![true];
    let mut is_empty = true;
    for letter in pattern.iter().rev() {
        is_empty &= *letter == b'*';
        ends.push(is_empty);
    }
    ends.reverse();
    ends
}

/// Whether the element may name an action of the pattern.
pub(super) fn may_name(element: &ActionElement, pattern: &str) -> bool {
    let texts: Vec<&str> = texts(element);
    match element.polarity {
        Polarity::Positive => texts.iter().any(|text| overlap(text, pattern)),
        Polarity::Negated => !is_within_some(pattern, &texts),
    }
}

/// The patterns of an element as they are written.
pub(super) fn texts(element: &ActionElement) -> Vec<&str> {
    element.patterns.iter().map(|pattern| pattern.value.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_overlap_where_some_action_is_of_both() {
        for (one, other) in [
            ("*", "iam:Get*"),
            ("iam:*Role", "iam:Create*"),
            ("IAM:createrole", "iam:Create?ole"),
            ("a*b*c", "*x*"),
            ("iam:Get*", "*"),
        ] {
            assert!(overlap(one, other) && overlap(other, one), "{one} {other}");
        }
        for (one, other) in
            [("iam:Get*", "iam:Put*"), ("sso:*", "sts:*"), ("a", ""), ("a?", "a"), ("*a", "*b")]
        {
            assert!(!overlap(one, other) && !overlap(other, one), "{one} {other}");
        }
    }

    #[test]
    fn a_pattern_is_within_another_that_takes_in_all_of_it() {
        assert!(is_within("iam:Create*", "iam:*"));
        assert!(is_within("s3:GetObject", "S3:getobject"));
        assert!(!is_within("iam:*", "iam:Create*"));
        assert!(!is_within("iam:Create*", "iam:Create?"));
    }
}
