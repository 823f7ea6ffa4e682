use proptest::prelude::{any, proptest};

use super::{
    json_parse_never_panics, query_parse_never_panics, sigv4_canonical_stable, texts, xml_roundtrip,
};

proptest! {
    #[test]
    fn parameters_survive_any_bytes(input in any::<Vec<u8>>()) {
        query_parse_never_panics(&input);
    }

    #[test]
    fn parameters_survive_near_misses(
        input in "((Tags|TagKeys|RoleName|PolicyArns)(\\.member)?(\\.[0-9]{0,3})?(\\.Key|\\.Value)?=?[a-z%+]{0,4}&?){0,8}",
    ) {
        query_parse_never_panics(input.as_bytes());
    }

    #[test]
    fn json_survives_any_bytes(input in any::<Vec<u8>>()) {
        json_parse_never_panics(&input);
    }

    #[test]
    fn json_survives_near_misses(
        input in "\\{((\"(ResourceArn|DryRun|Mode|L)\":)?(\"[a-z.]{0,3}\"|[0-9]{1,3}|true|null|[\\[\\]{},]){0,3}){0,5}\\}",
    ) {
        json_parse_never_panics(input.as_bytes());
    }

    #[test]
    fn signatures_are_stable_over_near_requests(
        path in "/[a-z./~%+ -]{0,12}",
        query in "([a-zA-Z+*~]{0,3}=?[a-z+/]{0,3}&?){0,6}",
        header in "[a-z-]{1,8}: {0,3}[ -~]{0,12}",
        body in "[ -~]{0,20}",
    ) {
        let text = format!("POST {path}?{query} HTTP/1.1\n{header}\nx-dup: a\nx-dup: b\n\n{body}");
        sigv4_canonical_stable(text.as_bytes());
    }

    #[test]
    fn signatures_survive_any_bytes(input in any::<Vec<u8>>()) {
        sigv4_canonical_stable(&input);
    }

    #[test]
    fn any_text_survives_an_answer(text in any::<String>()) {
        xml_roundtrip(&text);
    }
}

#[test]
fn a_document_that_is_cut_off_has_no_texts() {
    assert!(texts("<a><b>text</b>").is_empty());
    assert_eq!(texts("<a><b>text</b></a>"), [("a/b".to_owned(), "text".to_owned())]);
}
