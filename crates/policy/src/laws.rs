//! The laws of this crate as functions: property tests and fuzz targets call the same bodies.

use crate::advice::review;
use crate::check::{PolicyKind, validate};
use crate::diagnostic::Diagnostic;
use crate::limits::DOCUMENT_CHARACTERS_MAX;
use crate::parse::parse;
use crate::print::{pretty, print};
use crate::text::ValueKind;

/// Any text can be parsed, checked and printed for any use, and every span lies in the text.
pub fn parse_never_panics(source: &str) {
    for kind in [PolicyKind::Identity, PolicyKind::RoleTrust, PolicyKind::ResourceControl] {
        let validated = validate(source, kind);
        assert_places_lie_in(source, &validated.diagnostics);
        assert!(validated.has_errors() || validated.malformed_message().is_none());
    }
    let document = parse(source).document;
    assert!(document.map_principals(|_| None) == source, "mapping nothing changed the text");
}

/// Any text gets advice as a policy of any kind, and every span lies in the text.
pub fn advise_never_panics(source: &str) {
    for kind in [
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Resource,
        PolicyKind::RoleTrust,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
    ] {
        assert_places_lie_in(source, &review(source, kind).diagnostics);
    }
}

fn assert_places_lie_in(source: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        for label in std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary) {
            let range = label.span.start as usize..label.span.end as usize;
            assert!(source.get(range).is_some(), "{diagnostic:?} is no place in the text");
        }
        assert!(diagnostic.line_column(source).line >= 1);
    }
}

/// Printing and parsing again gives the same JSON, and printing that gives the same text.
///
/// A text that printing makes longer than a document may be (by escapes, by indentation) is not
/// read again, so the law ends there.
pub fn print_parse_roundtrip(source: &str) {
    let document = parse(source).document;
    let printed = print(&document);
    assert!(printed.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    if printed.len() > DOCUMENT_CHARACTERS_MAX {
        return;
    }
    let again = parse(&printed);
    // What could not be read prints as `null`, so only readable documents come back the same.
    let is_readable = !contains_missing(&document.json);
    assert!(!is_readable || again.document.json.is_same(&document.json), "{printed}");
    assert!(print(&again.document) == printed, "{printed}");
    let prettier = pretty(&document);
    if prettier.len() <= DOCUMENT_CHARACTERS_MAX {
        assert!(print(&parse(&prettier).document) == printed, "{prettier}");
    }
}

fn contains_missing(value: &crate::text::Value) -> bool {
    match &value.kind {
        ValueKind::Missing => true,
        ValueKind::Array(elements) => elements.iter().any(contains_missing),
        ValueKind::Object(members) => members.iter().any(|m| contains_missing(&m.value)),
        _ => false,
    }
}
