//! SAML metadata from outside.

use crate::saml_metadata::parse;

/// Any text is read or refused, and always in the same way; what is read has a name, and is refused
/// with a document type before it, inside another element, and cut off.
pub fn saml_metadata_parse_never_panics(text: &str) {
    let read = parse(text);
    assert!(read == parse(text), "the second reading differs");
    let Ok(read) = read else { return };
    assert!(!read.entity_id.is_empty());
    assert!(parse(&format!("<!DOCTYPE a>{text}")).is_err(), "a document type is taken");
    assert!(parse(&format!("<a>{text}</a>")).is_err(), "another root is taken");
    assert!(parse(&format!("{text}{text}")).is_err(), "two roots are taken");
    let (cut, _) = text.rsplit_once("</").unwrap_or_default();
    assert!(parse(cut).is_err(), "a document that is cut off is taken");
}
