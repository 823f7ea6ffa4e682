use super::{Document, Node};

fn root_of<'d>(document: &'d Document<'_>) -> Node<'d> {
    document.root().unwrap()
}

/// The texts of everything below a node, in order, keys before values.
fn texts<'t>(document: &Document<'t>, node: Node<'_>, into: &mut Vec<&'t str>) {
    for (key, value) in node.entries() {
        into.push(document.slice(key.span()));
        into.push(document.slice(value.span()));
        texts(document, value, into);
    }
    for item in node.items() {
        into.push(document.slice(item.span()));
        texts(document, item, into);
    }
}

fn spans(text: &str) -> Vec<&str> {
    let document = Document::read(text).unwrap();
    let mut into = Vec::new();
    texts(&document, root_of(&document), &mut into);
    into
}

#[test]
fn json_parts_have_their_places() {
    assert_eq!(
        spans("\u{feff}{\"a\": [1, \"é\"], \"b\": null}"),
        ["\"a\"", "[1, \"é\"]", "1", "\"é\"", "\"b\"", "null"]
    );
}

#[test]
fn yaml_parts_have_their_places() {
    let text =
        "é: plain # comment\nb: !Sub \"x\"\nc: |\n  one\n\n  two\n\nd: {e: 1, f: [g, h,], }\n";
    assert_eq!(
        spans(text),
        [
            "é",
            "plain",
            "b",
            "!Sub \"x\"",
            "c",
            "|\n  one\n\n  two",
            "d",
            "{e: 1, f: [g, h,], }",
            "e",
            "1",
            "f",
            "[g, h,]",
            "g",
            "h"
        ]
    );
}

#[test]
fn block_collections_end_with_their_last_part() {
    let text = "a:\n  b: 1\n  c:\n  - x\n  - y: !If\n    - p\n    - q\n\n# comment\nd: 2\n";
    assert_eq!(
        spans(text),
        [
            "a",
            "b: 1\n  c:\n  - x\n  - y: !If\n    - p\n    - q",
            "b",
            "1",
            "c",
            "- x\n  - y: !If\n    - p\n    - q",
            "x",
            "y: !If\n    - p\n    - q",
            "y",
            "!If\n    - p\n    - q",
            "p",
            "q",
            "d",
            "2"
        ]
    );
}

#[test]
fn what_is_empty_stands_after_its_indicator() {
    let document = Document::read("a: # comment\nb:\nc: &x\n? d\n").unwrap();
    let ends: Vec<_> = root_of(&document).entries().map(|(_, value)| value.span()).collect();
    assert_eq!(ends, [2..2, 15..15, 19..21, 25..25]);
    assert!(root_of(&document).entries().all(|(_, value)| value.is_null()));
}

#[test]
fn anchors_and_tags_stand_before_the_content() {
    let text = "a: &x !Foo\n  b: 1\nc: !Sub &y\n  |\n   text\nd: *x\n";
    let document = Document::read(text).unwrap();
    let root = root_of(&document);
    let content = |key: &str| document.slice(root.get(key).unwrap().content());
    assert_eq!(content("a"), "b: 1");
    assert_eq!(content("c"), "|\n   text");
    assert!(root.get("d").unwrap().is_alias());
    assert_eq!(document.slice(root.get("d").unwrap().resolved().content()), "b: 1");
    assert!(document.is_shared(&(13..13)) && document.is_shared(&(0..4)));
    assert!(!document.is_shared(&(0..2)) && !document.is_shared(&(25..30)));
}

#[test]
fn both_spellings_of_a_function_are_one() {
    for text in ["a: !Sub x", "a: {'Fn::Sub': x}", "{\"a\": {\"Fn::Sub\": \"x\"}}"] {
        let document = Document::read(text).unwrap();
        let (name, argument) = root_of(&document).get("a").unwrap().function().unwrap();
        assert_eq!((name, argument.text()), ("Sub", Some("x")), "{text}");
    }
    let document = Document::read("a: !Ref x\nb: {Ref: x}\nc: {Ref: x, other: y}").unwrap();
    let root = root_of(&document);
    assert_eq!(root.get("a").unwrap().function().unwrap().0, "Ref");
    assert_eq!(root.get("b").unwrap().function().unwrap().0, "Ref");
    assert!(root.get("c").unwrap().function().is_none());
    assert_eq!(root.get("a").unwrap().text(), None);
}

#[test]
fn a_block_scalar_ends_before_a_comment_and_after_its_last_line() {
    let text = "a: >-\n\n  x\n  y\n# comment\nb: |+\n  z\n\n\nc: ''";
    let document = Document::read(text).unwrap();
    let root = root_of(&document);
    assert_eq!(document.slice(root.get("a").unwrap().span()), ">-\n\n  x\n  y");
    assert_eq!(document.slice(root.get("b").unwrap().span()), "|+\n  z");
}

#[test]
fn faults_have_line_and_column() {
    let fault = |text: &str| Document::read(text).unwrap_err().to_string();
    assert!(fault("{\n  \"a\": 1,\n  \"b\" 2\n}").starts_with("line 3, column 3: "));
    assert!(fault("a: 1\n\tb: 2\n").starts_with("line "));
    assert!(fault("a: 1\n---\nb: 2\n").starts_with("line 2, column 1: a second document"));
    assert!(fault("a: *nowhere\n").starts_with("line 1, column 4: "));
    assert!(fault(&"[".repeat(1000)).contains("nested deeper"));
    assert!(
        fault(&format!("a: {}x{}", "[".repeat(200), "]".repeat(200))).contains("nested deeper")
    );
}

#[test]
fn a_question_mark_that_versions_of_yaml_read_differently_is_refused() {
    for text in ["R: {?Type: x}", "R: {a: 1, ?\"Type\": x}", "R: [?a]"] {
        let fault = Document::read(text).unwrap_err().to_string();
        assert!(fault.contains("versions of YAML read this differently"), "{text}: {fault}");
    }
    assert_eq!(spans("R: {? a : b}\n?c: d"), ["R", "{? a : b}", "a", "b", "?c", "d"]);
}

#[test]
fn json_in_flow_style_without_quotes_is_yaml() {
    assert_eq!(spans("{a: 1}"), ["a", "1"]);
}

#[test]
fn white_space_and_comments_after_a_part_are_not_of_it() {
    let text = "{ # x\n \"a\": { \"b\" : \"it\\\"s\" , c: 'it''s' } , # y }\n d: [ 1 ] }\n";
    assert_eq!(
        spans(text),
        [
            "\"a\"",
            "{ \"b\" : \"it\\\"s\" , c: 'it''s' }",
            "\"b\"",
            "\"it\\\"s\"",
            "c",
            "'it''s'",
            "d",
            "[ 1 ]",
            "1"
        ]
    );
    assert_eq!(spans("a: 'x' # y\nb: \"\" # z\n"), ["a", "'x'", "b", "\"\""]);
}

#[test]
fn lines_inside_of_braces_and_quotes_need_no_indentation() {
    let text = "a:\n  b:\n    c: {\n  \"d\": [\n1, é\n],\n}\n    e: \"x\ny\n\n z\" # f\n    g: 'h\n'\n  i: j\n";
    assert_eq!(
        spans(text),
        [
            "a",
            "b:\n    c: {\n  \"d\": [\n1, é\n],\n}\n    e: \"x\ny\n\n z\" # f\n    g: 'h\n'\n  i: j",
            "b",
            "c: {\n  \"d\": [\n1, é\n],\n}\n    e: \"x\ny\n\n z\" # f\n    g: 'h\n'",
            "c",
            "{\n  \"d\": [\n1, é\n],\n}",
            "\"d\"",
            "[\n1, é\n]",
            "1",
            "é",
            "e",
            "\"x\ny\n\n z\"",
            "g",
            "'h\n'",
            "i",
            "j",
        ]
    );
    let document = Document::read(text).unwrap();
    let inner = root_of(&document).get("a").unwrap().get("b").unwrap();
    assert_eq!(inner.get("e").unwrap().text(), Some("x y\nz"));
    let fault = Document::read("a:\n  b: {\n c: d\n  e: f }\n").unwrap_err().to_string();
    assert!(fault.starts_with("line 4, column 4: "), "{fault}");
}
