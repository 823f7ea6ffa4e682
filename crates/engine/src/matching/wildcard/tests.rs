use super::{
    Form, LITERAL_COLON, LITERAL_QUESTION_MARK, LITERAL_STAR, SEGMENTED_BYTES_WALKED,
    has_restricted_wildcard, matches, steps, thorough,
};
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
        ("ab*c*", Form::PrefixAndByte { prefix: 2, byte: b'c' }),
        ("*c*", Form::PrefixAndByte { prefix: 0, byte: b'c' }),
        ("ab*cd*", Form::Stars { beginning: 2, ending: 0 }),
        ("ab***", Form::Stars { beginning: 2, ending: 0 }),
        ("ab*?*", Form::General),
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
fn a_literal_colon_parts_no_segments() {
    let pattern = [b"a:b*".as_slice(), &[LITERAL_COLON], b"c:d".as_slice()].concat();
    assert!(has_restricted_wildcard(&pattern));
    assert!(matches(Form::Segmented, &pattern, b"a:bx:c:d"));
    assert!(!matches(Form::Segmented, &pattern, b"a:bx:y:c:d"));
    assert!(thorough::matches(&[b'*', LITERAL_COLON], b"a:"));
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

/// At most so many looks for each byte of pattern and text together, where no `?` stands.
const LINEAR: usize = 40;

fn steps_of(form: Form, pattern: &[u8], text: &[u8]) -> usize {
    steps::counted(|| matches(form, pattern, text)).0
}

/// Patterns and texts that are all beginnings of themselves.
fn worst() -> Vec<(Vec<u8>, Vec<u8>)> {
    let many = |piece: &str, count: usize| piece.repeat(count).into_bytes();
    let mut worst = Vec::new();
    for size in [10, 100, 400] {
        let text = many("a", 10 * size);
        let half = many("a", size);
        for pattern in [
            [b"*".as_slice(), &half, b"b*"].concat(),
            [&half, b"*".as_slice(), &half, b"b"].concat(),
            [many("*", size), b"b".to_vec()].concat(),
            [many("a*", size), b"b".to_vec()].concat(),
            [many("*aaaaaaab", size / 8 + 1), b"*".to_vec()].concat(),
            [b"*".as_slice(), &half, &[LITERAL_STAR], b"*"].concat(),
            [many("*aa", size), vec![LITERAL_QUESTION_MARK]].concat(),
            [many("*a?", size), b"b".to_vec()].concat(),
            [many("?", size), b"*ab*".to_vec()].concat(),
            [b"arn:a*a:".as_slice(), &half, b"*b:*"].concat(),
        ] {
            worst.push((pattern, text.clone()));
        }
        worst.push((many("a:*a", size), many("a:", size)));
        worst.push(([many("a*", 3 * size), many(":", 6)].concat(), many("a:", 8 * size)));
        worst.push(([many("a", 3 * size), b"*b:*".to_vec()].concat(), many(":", 8 * size)));
        worst.push((
            [b"*:*:*:a*a:*:".to_vec(), many("a:", 3 * size), b"b*".to_vec()].concat(),
            many("a:", 8 * size),
        ));
    }
    worst
}

#[test]
fn no_pattern_takes_more_steps_than_its_length_times_the_texts() {
    for (pattern, text) in worst() {
        for form in [Form::of(&pattern), Form::General, Form::Segmented] {
            let taken = steps_of(form, &pattern, &text);
            let most = 2 * (pattern.len() + 1) * (text.len() + 1);
            assert!(taken <= most, "{form:?} took {taken} steps of {most}");
        }
    }
}

#[test]
fn a_pattern_without_question_mark_is_matched_in_linear_time() {
    let mut thoroughly = 0;
    for (pattern, text) in worst() {
        if pattern.contains(&b'?') {
            continue;
        }
        for form in [Form::of(&pattern), Form::General, Form::Segmented] {
            let taken = steps_of(form, &pattern, &text);
            let is_walked = form == Form::Segmented && pattern.len() <= SEGMENTED_BYTES_WALKED;
            let most = if is_walked {
                (SEGMENTED_BYTES_WALKED + 2) * (text.len() + 1)
            } else {
                LINEAR * (pattern.len() + text.len())
            };
            assert!(taken <= most, "{form:?} took {taken} steps of {most}");
            thoroughly += usize::from(taken > pattern.len() + 16 * text.len());
        }
    }
    assert!(thoroughly > 0, "no pattern was bad enough to be searched for thoroughly");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_thorough_search_finds_what_the_cheap_one_does(
        pattern in "[ab*]{0,12}", text in "[ab]{0,24}",
    ) {
        let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
        prop_assert_eq!(thorough::matches(pattern, text), matches(Form::General, pattern, text));
    }

    #[test]
    fn the_thorough_search_keeps_to_segments_as_the_walk_does(
        pattern in "[ab*]{0,4}(:[ab*]{0,4}){0,6}", text in "[ab]{0,3}(:[ab]{0,3}){0,8}",
    ) {
        let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
        prop_assert_eq!(
            thorough::matches_segmented(pattern, text),
            matches(Form::Segmented, pattern, text)
        );
    }

    #[test]
    fn steps_stay_below_pattern_times_text(
        pattern in "[ab:*?]{0,60}", text in "[ab:]{0,200}",
    ) {
        let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
        for form in [Form::of(pattern), Form::General, Form::Segmented] {
            let most = 2 * (pattern.len() + 1) * (text.len() + 1);
            prop_assert!(steps_of(form, pattern, text) <= most);
        }
        if !pattern.contains(&b'?') {
            let taken = steps_of(Form::of(pattern), pattern, text);
            prop_assert!(taken <= LINEAR * (pattern.len() + text.len() + 1));
        }
    }
}
