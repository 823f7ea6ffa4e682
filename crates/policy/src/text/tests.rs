use super::{Value, ValueKind, read};
use crate::faults::Faults;
use crate::limits::NESTING_DEPTH_MAX;
use crate::span::Span;

fn reading(source: &str) -> (Value, Vec<(&'static str, Span)>) {
    let mut faults = Faults::default();
    let value = read(source, NESTING_DEPTH_MAX, &mut faults);
    let faults = faults.into_sorted();
    (value, faults.iter().map(|fault| (fault.code.name, fault.primary.span)).collect())
}

fn names(source: &str) -> Vec<&'static str> {
    reading(source).1.into_iter().map(|(name, _)| name).collect()
}

fn string(source: &str) -> String {
    match reading(source).0.kind {
        ValueKind::String(text) => text,
        other => panic!("{other:?} is no string"),
    }
}

#[test]
fn spans_order_and_duplicates_are_kept() {
    let source = r#" {"b": [1.50, true], "a": null, "b": "x"} "#;
    let (value, faults) = reading(source);
    assert_eq!(value.span.text(source), source.trim());
    let ValueKind::Object(members) = value.kind else { panic!("no object") };
    let keys: Vec<&str> = members.iter().map(|member| member.key.value.as_str()).collect();
    assert_eq!(keys, ["b", "a", "b"]);
    assert_eq!(members[0].value.span.text(source), "[1.50, true]");
    assert_eq!(members[0].span().text(source), r#""b": [1.50, true]"#);
    let ValueKind::Array(elements) = &members[0].value.kind else { panic!("no array") };
    assert_eq!(elements[0].kind, ValueKind::Number("1.50".into()));
    assert_eq!(faults, [("duplicate-key", Span::new(32, 35))]);
}

#[test]
fn escapes_are_resolved() {
    assert_eq!(string(r#""a\"\\\/\b\f\n\r\t\u0041\ud834\udd1e""#), "a\"\\/\u{8}\u{c}\n\r\tA𝄞");
}

#[test]
fn broken_escapes_are_reported_and_passed() {
    assert_eq!(
        names(r#"["\x", "\u12", "\u12é4", "\ud834", "\udd1e", "\ud834\u0041"]"#),
        [
            "invalid-escape",
            "invalid-escape",
            "invalid-escape",
            "lone-surrogate",
            "lone-surrogate",
            "lone-surrogate",
        ]
    );
    assert_eq!(string(r#""\ud834A""#), "\u{fffd}A");
}

#[test]
fn control_characters_are_reported() {
    assert_eq!(names("\"a\u{1}b\""), ["control-character"]);
    assert_eq!(names("\"a\u{0}b\""), ["control-character"]);
}

#[test]
fn unclosed_string_ends_with_its_line() {
    let source = "{\"a\": \"x,\n\"b\": 1}";
    let (value, faults) = reading(source);
    let names: Vec<&str> = faults.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["unterminated-string", "missing-comma"]);
    let ValueKind::Object(members) = value.kind else { panic!("no object") };
    assert_eq!(members.len(), 2);
}

#[test]
fn commas_are_asked_for_and_refused_where_json_does() {
    assert_eq!(names("[1, 2,]"), ["trailing-comma"]);
    assert_eq!(names("{\"a\": 1,}"), ["trailing-comma"]);
    assert_eq!(names("[1 2]"), ["missing-comma"]);
    assert_eq!(names("{\"a\": 1 \"b\": 2}"), ["missing-comma"]);
    assert_eq!(names("[,]"), ["unexpected-character", "trailing-comma"]);
}

#[test]
fn every_fault_of_a_text_is_reported() {
    let source = "{\"a\" 1, \"b\": 01, \"c\": True, \"d\": [1,], e: 5, \"f\": 'x'} y";
    assert_eq!(
        names(source),
        [
            "missing-colon",
            "invalid-number",
            "invalid-literal",
            "trailing-comma",
            "unexpected-character",
            "invalid-literal",
            "trailing-text",
        ]
    );
}

#[test]
fn numbers_follow_the_grammar() {
    for good in ["0", "-0", "10", "1.5", "1e5", "1E+5", "-1.25e-3"] {
        assert_eq!(reading(good).0.kind, ValueKind::Number(good.into()), "{good}");
        assert!(names(good).is_empty(), "{good}");
    }
    for bad in ["01", "-", "+1", ".5", "1.", "1e", "0x10", "1_000", "--1"] {
        assert_eq!(names(bad), ["invalid-number"], "{bad}");
    }
}

#[test]
fn unclosed_containers_say_where_they_were_opened() {
    let mut faults = Faults::default();
    read("{\"a\": [1", NESTING_DEPTH_MAX, &mut faults);
    let faults = faults.into_sorted();
    assert_eq!(faults.len(), 2);
    assert!(faults.iter().all(|fault| fault.code.name == "unexpected-end"));
    assert_eq!(faults[0].secondary[0].span, Span::new(6, 7));
    assert_eq!(faults[1].secondary[0].span, Span::new(0, 1));
}

#[test]
fn nesting_beyond_the_limit_is_passed_without_recursion() {
    for source in ["[".repeat(10_000), format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))] {
        assert!(names(&source).contains(&"nesting-too-deep"));
    }
    let source = "{\"a\":".repeat(10_000);
    assert!(names(&source).contains(&"nesting-too-deep"));
    let deepest = format!("{}{}", "[".repeat(32), "]".repeat(32));
    assert!(names(&deepest).is_empty());
}

#[test]
fn what_follows_a_value_that_is_too_deep_is_read() {
    let source = format!("[{}{}, tru]", "[".repeat(40), "]".repeat(40));
    assert_eq!(names(&source), ["nesting-too-deep", "invalid-literal"]);
}

#[test]
fn byte_order_mark_and_comments_are_passed() {
    assert_eq!(names("\u{feff}[]"), ["byte-order-mark"]);
    assert_eq!(names("[1 // one\n, /* two */ 2]"), ["comment", "comment"]);
    assert_eq!(names("[] /* open"), ["comment"]);
}

#[test]
fn empty_text_is_one_fault() {
    assert_eq!(names(""), ["unexpected-end"]);
    assert_eq!(names("  \n"), ["unexpected-end"]);
}
