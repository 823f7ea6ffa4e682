//! XML read back.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::ErrorCode;
use crate::service::Service;
use crate::xml::error_response;

/// Any text in an answer is read back as it was, but for characters that XML cannot carry.
pub fn xml_roundtrip(text: &str) {
    let answer = error_response(Service::Iam, ErrorCode::ValidationError, text, "id");
    let expected: String = text.chars().map(carried).collect();
    let read = texts(&answer);
    let message = read.iter().find(|(path, _)| path.ends_with("/Message"));
    let message = message.map(|(_, text)| text.as_str()).unwrap_or_default();
    assert!(message == expected, "`{message}` was written as `{expected}`");
    assert!(read.len() == 4, "the text changed the structure of the answer");
}

/// The character that XML 1.0 has in its place.
const fn carried(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => character,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        other => other,
    }
}

/// Every leaf of a document as its path and its text; nothing of a document that is not well formed.
pub fn texts(document: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(document);
    let mut path: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut text = String::new();
    let mut is_leaf = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                path.push(start.name().as_ref().to_owned());
                text.clear();
                is_leaf = true;
            }
            Ok(Event::Empty(empty)) => {
                let name = empty.name();
                found.push((format!("{}/{}", path.join("/"), name.as_ref()), String::new()));
                is_leaf = false;
            }
            Ok(Event::Text(piece)) => text.push_str(&piece),
            Ok(Event::GeneralRef(reference)) => text.push_str(&resolve(&reference)),
            Ok(Event::End(_)) => {
                if is_leaf {
                    found.push((path.join("/"), text.clone()));
                }
                path.pop();
                is_leaf = false;
            }
            Ok(Event::Eof) if path.is_empty() => return found,
            Ok(Event::Eof) | Err(_) => return Vec::new(),
            Ok(_) => {}
        }
    }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or_default().to_owned()
}
