use super::{Form, LITERAL_QUESTION_MARK, LITERAL_STAR, has_restricted_wildcard, matches};
use entail_policy::pattern::Pattern;
use proptest::prelude::*;

fn matched(pattern: &str, text: &str) -> bool {
    matches(Form::of(pattern.as_bytes()), pattern.as_bytes(), text.as_bytes())
}

#[test]
fn forms_are_told_apart() {
    for (pattern, form) in [
        ("", Form::Literal),
        ("abc", Form::Literal),
        ("*", Form::Everything),
        ("abc*", Form::Prefix),
        ("a*c", Form::Stars { beginning: 1, ending: 1 }),
        ("*a*cde", Form::Stars { beginning: 0, ending: 3 }),
        ("abc?", Form::General),
        ("ab**", Form::Stars { beginning: 2, ending: 0 }),
    ] {
        assert_eq!(Form::of(pattern.as_bytes()), form, "{pattern}");
    }
}

#[test]
fn a_literal_wildcard_matches_itself_alone() {
    let pattern = [b"a".as_slice(), &[LITERAL_STAR, LITERAL_QUESTION_MARK], b"*"].concat();
    assert!(matches(Form::of(&pattern), &pattern, b"a*?z"));
    assert!(!matches(Form::of(&pattern), &pattern, b"axyz"));
}

#[test]
fn only_wildcards_in_the_midst_of_a_segment_are_restricted() {
    assert!(!has_restricted_wildcard(b"*"));
    assert!(!has_restricted_wildcard(b"arn:aws:ec2:*:111122223333:instance/*"));
    assert!(!has_restricted_wildcard(b"arn:aws:s3:::b?/*.key:*x"));
    assert!(has_restricted_wildcard(b"arn:aws:ec2:us-*-1:111122223333:instance/*"));
    assert!(has_restricted_wildcard(b"arn:aws:ec2:us-east-?:111122223333:instance/*"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Two matchers that share no code.
    #[test]
    fn a_pattern_of_bytes_matches_what_the_pattern_of_characters_does(
        pattern in "[abé*?]{0,8}", text in "[abé]{0,10}",
    ) {
        prop_assert_eq!(matched(&pattern, &text), Pattern::new(&pattern).matches(&text));
    }

    /// Where no colon stands in the way, no wildcard is held back.
    #[test]
    fn without_colons_a_segmented_pattern_matches_as_a_general_one(
        pattern in "[abé*?]{0,8}", text in "[abé]{0,10}",
    ) {
        prop_assert_eq!(
            matches(Form::Segmented, pattern.as_bytes(), text.as_bytes()),
            matches(Form::General, pattern.as_bytes(), text.as_bytes()),
        );
    }
}
