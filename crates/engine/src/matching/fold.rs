//! Comparing without regard to case: both sides are folded, character by character.
//!
//! A character whose lower case is several (there is one, `İ`) stays as it is: folded texts are
//! equal if and only if the lower cases of their characters are, one by one.

/// The character in lower case.
fn folded(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => character,
    }
}

/// The text in lower case.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// Whether a text of a policy and a value are equal but for case.
pub(crate) fn equal_ignoring_case(text: &[u8], value: &str) -> bool {
    if text.is_ascii() && value.is_ascii() {
        return text.eq_ignore_ascii_case(value.as_bytes());
    }
    let text = std::str::from_utf8(text).unwrap_or_default();
    text.chars().map(folded).eq(value.chars().map(folded))
}

#[cfg(test)]
mod tests {
    use super::{equal_ignoring_case, fold};

    #[test]
    fn letters_of_every_script_are_folded_one_by_one() {
        assert_eq!(fold("É\u{212a}İA"), "ékİa");
    }

    #[test]
    fn a_dotted_capital_i_is_not_an_i_and_a_dot() {
        assert!(equal_ignoring_case("École".as_bytes(), "éCOLE"));
        assert!(!equal_ignoring_case("i\u{307}".as_bytes(), "İ"));
        assert!(!equal_ignoring_case(b"red", "redder"));
    }
}
