//! Objects and arrays, and how reading goes on after a fault inside them.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::{Member, ValueKind, string};
use crate::diagnostic::Diagnostic;
use crate::finding::json;
use crate::span::{Span, Spanned};

/// What follows an element of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Another element.
    Element,
    /// The end of the container, or of the text.
    End,
}

/// Reads an object; the next character is its brace.
pub(super) fn object(reader: &mut Reader<'_, '_>) -> ValueKind {
    let open = reader.cursor.next_span();
    reader.cursor.next();
    let mut members: Vec<Member> = Vec::new();
    let mut next = begin(reader, open, '}');
    while next == Next::Element {
        members.extend(member(reader));
        next = after_element(reader, open, '}');
    }
    report_duplicates(reader, &members);
    ValueKind::Object(members)
}

/// Reads an array; the next character is its bracket.
pub(super) fn array(reader: &mut Reader<'_, '_>) -> ValueKind {
    let open = reader.cursor.next_span();
    reader.cursor.next();
    let mut elements = Vec::new();
    let mut next = begin(reader, open, ']');
    while next == Next::Element {
        elements.push(reader.value());
        next = after_element(reader, open, ']');
    }
    ValueKind::Array(elements)
}

/// Passes an object or array without looking into it, however deep it is: brackets are counted,
/// strings are passed whole.
pub(super) fn skip_balanced(reader: &mut Reader<'_, '_>) {
    let mut depth = 0_usize;
    while let Some(character) = reader.cursor.next() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            '"' => skip_string(reader),
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

fn skip_string(reader: &mut Reader<'_, '_>) {
    while let Some(character) = reader.cursor.next() {
        match character {
            '\\' => drop(reader.cursor.next()),
            '"' | '\n' => return,
            _ => {}
        }
    }
}

fn begin(reader: &mut Reader<'_, '_>, open: Span, close: char) -> Next {
    reader.skip_blank();
    if reader.cursor.take(close) {
        return Next::End;
    }
    if reader.cursor.peek().is_none() {
        report_unclosed(reader, open, close);
        return Next::End;
    }
    Next::Element
}

fn member(reader: &mut Reader<'_, '_>) -> Option<Member> {
    reader.skip_blank();
    let start = reader.cursor.position();
    if reader.cursor.peek() != Some('"') {
        let span = reader.cursor.next_span();
        let message = "expected a key in double quotes";
        reader.fault(&json::UNEXPECTED_CHARACTER, span, message);
        skip_to_separator(reader);
        return None;
    }
    let key = Spanned::new(string::string(reader), reader.cursor.span_since(start));
    reader.skip_blank();
    if !reader.cursor.take(':') {
        let message = format!("no colon after the key `{}`", key.value);
        reader.fault(&json::MISSING_COLON, key.span, message);
        if matches!(reader.cursor.peek(), None | Some(',' | '}' | ']')) {
            let span = Span { start: key.span.end, end: key.span.end };
            let value = super::Value { span, kind: ValueKind::Missing };
            return Some(Member { key, value });
        }
    }
    let value = reader.value();
    Some(Member { key, value })
}

/// Takes the comma or the closing bracket after an element, or finds the way to the next one.
fn after_element(reader: &mut Reader<'_, '_>, open: Span, close: char) -> Next {
    reader.skip_blank();
    let span = reader.cursor.next_span();
    match reader.cursor.peek() {
        None => {
            report_unclosed(reader, open, close);
            Next::End
        }
        Some(',') => after_comma(reader, open, close),
        Some(character) if character == close => {
            reader.cursor.next();
            Next::End
        }
        Some(character @ ('}' | ']')) => {
            let message = format!("expected `{close}`, found `{character}`");
            let fault = Diagnostic::new(&json::UNEXPECTED_CHARACTER, span, message);
            reader.push(fault.with_secondary(open, "opened here"));
            reader.cursor.next();
            Next::End
        }
        Some('"' | '{' | '[' | '-' | '0'..='9' | 'a'..='z') => {
            let place = Span { start: span.start, end: span.start };
            reader.fault(&json::MISSING_COMMA, place, "a comma is missing here");
            Next::Element
        }
        Some(character) => {
            let message =
                format!("expected a comma or `{close}`, found `{}`", character.escape_debug());
            reader.fault(&json::UNEXPECTED_CHARACTER, span, message);
            reader.cursor.next();
            skip_to_separator(reader);
            after_fault(reader, open, close)
        }
    }
}

fn after_comma(reader: &mut Reader<'_, '_>, open: Span, close: char) -> Next {
    let comma = reader.cursor.next_span();
    reader.cursor.next();
    reader.skip_blank();
    match reader.cursor.peek() {
        None => {
            report_unclosed(reader, open, close);
            Next::End
        }
        Some(character) if character == close => {
            let message = format!("a comma stands before `{close}`");
            reader.fault(&json::TRAILING_COMMA, comma, message);
            reader.cursor.next();
            Next::End
        }
        Some(_) => Next::Element,
    }
}

/// After a skip the next character is a separator, a closing bracket or the end.
fn after_fault(reader: &mut Reader<'_, '_>, open: Span, close: char) -> Next {
    match reader.cursor.peek() {
        None => {
            report_unclosed(reader, open, close);
            Next::End
        }
        Some(',') => after_comma(reader, open, close),
        Some(_) => {
            reader.cursor.next();
            Next::End
        }
    }
}

/// Passes everything up to the next comma or closing bracket of this container.
fn skip_to_separator(reader: &mut Reader<'_, '_>) {
    while let Some(character) = reader.cursor.peek() {
        match character {
            ',' | '}' | ']' => return,
            '{' | '[' => skip_balanced(reader),
            '"' => {
                reader.cursor.next();
                skip_string(reader);
            }
            _ => drop(reader.cursor.next()),
        }
    }
}

fn report_unclosed(reader: &mut Reader<'_, '_>, open: Span, close: char) {
    let message = format!("the text ends before the closing `{close}`");
    let end = reader.cursor.next_span();
    let fault = Diagnostic::new(&json::UNEXPECTED_END, end, message);
    reader.push(fault.with_secondary(open, "opened here"));
}

fn report_duplicates(reader: &mut Reader<'_, '_>, members: &[Member]) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for member in members {
        let key = &member.key;
        if let Some(earlier) = first.get(key.value.as_str()) {
            let message = format!("the key `{}` is written twice", key.value);
            let fault = Diagnostic::new(&json::DUPLICATE_KEY, key.span, message);
            reader.push(fault.with_secondary(*earlier, "first defined here"));
        } else {
            first.insert(&key.value, key.span);
        }
    }
}
