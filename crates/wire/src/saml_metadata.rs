//! SAML metadata: the XML document in which an identity provider describes itself.
//!
//! The document comes from outside and is read once, event by event: nothing is looked up for it,
//! no entity of its own is known, and it nests as deep as [`SAML_METADATA_DEPTH_MAX`].
//!
//! Source: <https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf>

mod reading;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use quick_xml::{
    NsReader,
    events::{BytesRef, Event},
};

use self::reading::Reading;
use crate::limits::SAML_METADATA_DEPTH_MAX;

/// What is known of an identity provider from its metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamlMetadata {
    /// The name by which the provider issues its assertions.
    pub entity_id: String,
    /// Until when the metadata may be used, where it says so; the earliest where it says so twice.
    pub valid_until: Option<Timestamp>,
}

/// Why a document is no metadata of an identity provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SamlMetadataError {
    /// It is not well-formed XML with namespaces.
    #[error("the document is not well-formed: {0}")]
    NotWellFormed(String),
    /// It has a document type, by which entities could be defined.
    #[error("the document has a document type")]
    DocumentType,
    /// Its elements nest too deep, or one has too many attributes.
    #[error(
        "the document nests more than {SAML_METADATA_DEPTH_MAX} deep, or has too many attributes"
    )]
    TooLarge,
    /// It does not describe one entity that has a name.
    #[error("the document is no `EntityDescriptor` with an `entityID`")]
    NoEntity,
    /// The entity is no identity provider.
    #[error("the entity has no `IDPSSODescriptor`")]
    NoIdentityProvider,
    /// The identity provider has no certificate, or one that is none.
    #[error("the identity provider has no readable `X509Certificate`")]
    NoCertificate,
    /// A date is none.
    #[error("`{0}` is no date and time")]
    ValidUntil(String),
}

impl From<quick_xml::Error> for SamlMetadataError {
    fn from(error: quick_xml::Error) -> Self {
        Self::NotWellFormed(error.to_string())
    }
}

/// Reads a metadata document.
///
/// # Errors
/// The document is not well-formed, or does not describe an identity provider with a certificate.
pub fn parse(document: &str) -> Result<SamlMetadata, SamlMetadataError> {
    if let Some(character) = document.chars().find(|character| !is_xml(*character)) {
        return Err(not_well_formed(format!("the character {character:?}")));
    }
    let mut reader = NsReader::from_str(document);
    let config = reader.config_mut();
    config.check_comments = true;
    config.expand_empty_elements = true;
    let mut reading = Reading::default();
    loop {
        let (namespace, event) = reader.read_resolved_event()?;
        match event {
            Event::Start(start) => reading.open(&namespace, &start)?,
            Event::End(_) => reading.close()?,
            Event::Text(text) => reading.text(&text)?,
            Event::CData(text) => reading.text(&text)?,
            Event::GeneralRef(reference) => reading.text(&resolved(&reference)?)?,
            Event::DocType(_) => return Err(SamlMetadataError::DocumentType),
            Event::Eof => return reading.finish(),
            Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// A character reference, or one of the five entities that XML itself has.
fn resolved(reference: &BytesRef<'_>) -> Result<String, SamlMetadataError> {
    if let Some(character) = reference.resolve_char_ref()? {
        return Ok(character.to_string());
    }
    let entity = quick_xml::escape::resolve_predefined_entity(reference);
    let unknown = || not_well_formed(format!("the unknown entity `{}`", &**reference));
    entity.map(str::to_owned).ok_or_else(unknown)
}

/// Whether XML 1.0 has the character.
const fn is_xml(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => false,
        _ => true,
    }
}

fn not_well_formed(reason: impl Into<String>) -> SamlMetadataError {
    SamlMetadataError::NotWellFormed(reason.into())
}
