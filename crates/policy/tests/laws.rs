//! The laws of the crate over made-up documents, made-up texts, and what once broke.

use entail_policy::laws::{parse_never_panics, print_parse_roundtrip};
use entail_policy::tree::Statement;
use entail_policy::{PolicyKind, parse, pretty, print, validate};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use proptest::test_runner::Config;

/// JSON values of any form, as text, with white space where JSON allows it.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|truth| truth.to_string()),
        any::<i32>().prop_map(|number| number.to_string()),
        "[ -~]{0,6}".prop_map(|text| quoted(&text)),
        "\\PC{0,4}".prop_map(|text| quoted(&text)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let member = ("[A-Za-z]{1,4}", inner.clone())
            .prop_map(|(key, value)| format!("{} : {value}", quoted(&key)));
        prop_oneof![
            prop::collection::vec(inner, 0..4)
                .prop_map(|elements| format!("[{}]", elements.join(" ,\n"))),
            prop::collection::vec(member, 0..4)
                .prop_map(|members| format!("{{{}}}", members.join(",\t"))),
        ]
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Well-formed statements of every form.
fn statement() -> impl Strategy<Value = String> {
    let effect = prop_oneof![Just("Allow"), Just("Deny")];
    let action = prop_oneof![
        Just(r#""Action":"*""#),
        Just(r#""Action":["s3:Get*","sts:AssumeRole"]"#),
        Just(r#""NotAction":"iam:*""#),
    ];
    let resource = prop_oneof![
        Just(r#""Resource":"*""#),
        Just(r#""NotResource":["arn:aws:s3:::b/${aws:username, 'x'}/*"]"#),
    ];
    let condition = prop_oneof![
        Just(String::new()),
        Just(r#","Condition":{"Bool":{"aws:SecureTransport":true}}"#.to_owned()),
        "[a-z]{1,3}".prop_map(|value| {
            format!(r#","Condition":{{"StringLike":{{"aws:username":["{value}*","${{*}}"]}}}}"#)
        }),
    ];
    (effect, action, resource, condition).prop_map(|(effect, action, resource, condition)| {
        format!(r#"{{"Effect":"{effect}",{action},{resource}{condition}}}"#)
    })
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(statement(), 1..5).prop_map(|statements| {
        format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","))
    })
}

proptest! {
    #![proptest_config(Config::with_cases(400))]

    #[test]
    fn any_text_is_parsed(source in "\\PC{0,60}") {
        parse_never_panics(&source);
        print_parse_roundtrip(&source);
    }

    #[test]
    fn text_of_json_characters_is_parsed(source in "[\\[\\]{}:,\"\\\\u0-9a-f \n/*.+-]{0,80}") {
        parse_never_panics(&source);
        print_parse_roundtrip(&source);
    }

    #[test]
    fn any_json_is_printed_and_parsed_back(source in json()) {
        parse_never_panics(&source);
        print_parse_roundtrip(&source);
    }

    #[test]
    fn well_formed_policies_have_no_errors(source in document()) {
        assert!(!validate(&source, PolicyKind::Identity).has_errors());
        print_parse_roundtrip(&source);
        assert_eq!(print(&parse(&source).document), source);
    }

    #[test]
    fn a_damaged_policy_is_still_read(
        source in document(),
        place in any::<prop::sample::Index>(),
        damage in prop_oneof![Just(""), Just("\""), Just("{"), Just("]"), Just(","), Just("\\")],
    ) {
        let place = place.index(source.len());
        let (before, after) = source.split_at(place);
        let damaged = format!("{before}{damage}{}", after.get(1..).unwrap_or(""));
        parse_never_panics(&damaged);
        print_parse_roundtrip(&damaged);
    }

    #[test]
    fn white_space_changes_no_statement(source in document()) {
        let spread = pretty(&parse(&source).document).replace('\n', "\r\n\t ");
        let (plain, spread) = (parse(&source).document, parse(&spread).document);
        assert_eq!(spread.statements.len(), plain.statements.len());
        for (left, right) in spread.statements.iter().zip(&plain.statements) {
            let actions = |statement: &Statement| {
                let patterns = statement.action.iter().flat_map(|action| &action.patterns);
                patterns.map(|pattern| pattern.value.clone()).collect::<Vec<_>>()
            };
            assert_eq!(actions(left), actions(right));
            assert_eq!(left.pointer, right.pointer);
        }
    }
}

/// Found with the largest of AWS's managed policies: within the limit as it is, beyond it when it
/// is printed with indentation.
#[test]
fn a_document_that_printing_makes_too_long_keeps_the_laws() {
    let actions = vec!["\"s3:GetObject\""; 8_000].join(",");
    print_parse_roundtrip(&format!("{{\"Statement\":{{\"Action\":[{actions}]}}}}"));
    print_parse_roundtrip(&format!("[\"{}\"]", "é".repeat(130_000)));
}

#[test]
fn seeds_keep_the_laws() {
    for seed in [
        "",
        "\u{feff}",
        "\"\\u",
        "\"\\ud834\\u",
        "{\"Statement\":[{\"Principal\":{\"AWS\":\"",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":}}}}}}",
        "/*",
        "//",
        "{\"Statement\":{\"Principal\":\"*\",\"Principal\":\"*\"}}",
        "{\"Statement\":[1,{\"Effect\":\"Allow\"},[],{}]}",
        "\u{0}",
        "{\"\\u0000\":1}",
        "é\"é",
    ] {
        parse_never_panics(seed);
        print_parse_roundtrip(seed);
    }
}
