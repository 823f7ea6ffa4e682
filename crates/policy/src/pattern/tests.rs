use super::{Pattern, Shape, Token};
use proptest::prelude::{prop, proptest};

/// The definition, one case a line: slow, exponential, and easy to believe.
fn reference(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(('*', rest)), None) => reference(rest, text),
        (Some(('*', rest)), Some((_, tail))) => reference(rest, text) || reference(pattern, tail),
        (Some(_), None) => false,
        (Some((wanted, rest)), Some((found, tail))) => {
            (*wanted == '?' || wanted == found) && reference(rest, tail)
        }
    }
}

fn by_reference(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    reference(&pattern, &text)
}

proptest! {
    #[test]
    fn matcher_agrees_with_the_definition(pattern in "[abé*?]{0,9}", text in "[abé]{0,12}") {
        assert_eq!(Pattern::new(&pattern).matches(&text), by_reference(&pattern, &text));
    }

    #[test]
    fn matcher_ignoring_case_agrees_with_the_definition_on_lower_case(
        pattern in "[abÉé*?AB]{0,9}",
        text in "[abéABÉ]{0,12}",
    ) {
        let expected = by_reference(&pattern.to_lowercase(), &text.to_lowercase());
        assert_eq!(Pattern::new(&pattern).matches_ignoring_case(&text), expected);
    }

    #[test]
    fn literal_tokens_match_themselves_only(text in "[ab*?]{0,8}", other in "[ab*?]{0,8}") {
        let pattern = Pattern::from_tokens([Token::Literal(text.clone())]);
        assert!(pattern.matches(&text));
        assert_eq!(pattern.matches(&other), text == other);
    }

    #[test]
    fn concatenated_literals_match_around_a_star(
        parts in prop::collection::vec("[a-c]{1,3}", 1..6),
        filler in "[a-c]{0,4}",
    ) {
        assert!(Pattern::new(&parts.join("*")).matches(&parts.join(&filler)));
    }
}

#[test]
fn shapes_are_told_apart() {
    assert_eq!(Pattern::new("abc").shape(), &Shape::Literal("abc".into()));
    assert_eq!(Pattern::new("abc*").shape(), &Shape::Prefix("abc".into()));
    assert_eq!(Pattern::new("abc**").shape(), &Shape::Prefix("abc".into()));
    assert_eq!(Pattern::new("*").shape(), &Shape::Prefix(String::new()));
    assert!(matches!(Pattern::new("a*c").shape(), Shape::General(_)));
    assert!(matches!(Pattern::new("abc?").shape(), Shape::General(_)));
    assert_eq!(Pattern::new("ab?c").literal_prefix(), "ab");
}

#[test]
fn star_matches_the_empty_text_and_question_mark_does_not() {
    assert!(Pattern::new("*").matches(""));
    assert!(!Pattern::new("?").matches(""));
    assert!(Pattern::new("").matches(""));
}

#[test]
fn question_mark_takes_a_character_not_a_byte() {
    assert!(Pattern::new("a?c").matches("aéc"));
    assert!(Pattern::new("a?c").matches("a𝄞c"));
    assert!(!Pattern::new("a??c").matches("aéc"));
}

#[test]
fn many_stars_do_not_explode() {
    let pattern = Pattern::new(&"a*".repeat(2_000));
    let text = format!("{}b", "a".repeat(4_000));
    assert!(pattern.matches(&text));
    let hopeless = Pattern::new(&format!("{}c", "a*".repeat(2_000)));
    let started = std::time::Instant::now();
    assert!(!hopeless.matches(&text));
    assert!(started.elapsed().as_secs() < 5);
}
