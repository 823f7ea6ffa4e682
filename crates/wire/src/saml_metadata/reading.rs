//! A metadata document while it is read.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use quick_xml::{
    XmlVersion,
    events::BytesStart,
    name::{Namespace, ResolveResult},
};

use super::{SamlMetadata, SamlMetadataError, not_well_formed};
use crate::limits::{SAML_METADATA_ATTRIBUTES_MAX, SAML_METADATA_DEPTH_MAX};

const METADATA: Namespace<'static> = Namespace("urn:oasis:names:tc:SAML:2.0:metadata");
const SIGNATURE: Namespace<'static> = Namespace("http://www.w3.org/2000/09/xmldsig#");

/// The first byte of a DER sequence, which every certificate is.
const DER_SEQUENCE: u8 = 0x30;

/// What an open element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Entity,
    IdentityProvider,
    Certificate,
    Other,
}

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Reading {
    open: Vec<Element>,
    entity_id: Option<String>,
    valid_until: Option<Timestamp>,
    has_identity_provider: bool,
    has_certificate: bool,
    certificate: String,
}

impl Reading {
    /// An element begins.
    pub(super) fn open(
        &mut self,
        namespace: &ResolveResult<'_>,
        start: &BytesStart<'_>,
    ) -> Result<(), SamlMetadataError> {
        if let ResolveResult::Unknown(prefix) = namespace {
            return Err(not_well_formed(format!("the unknown prefix `{prefix}`")));
        }
        let parent = self.open.last().copied();
        if parent.is_none() && self.entity_id.is_some() {
            return Err(not_well_formed("a second root"));
        }
        if self.open.len() >= SAML_METADATA_DEPTH_MAX {
            return Err(SamlMetadataError::TooLarge);
        }
        let name = start.local_name();
        let element = match (namespace, name.as_ref()) {
            (ResolveResult::Bound(METADATA), "EntityDescriptor") if parent.is_none() => {
                Element::Entity
            }
            _ if parent.is_none() => return Err(SamlMetadataError::NoEntity),
            // A certificate is text and nothing else.
            _ if parent == Some(Element::Certificate) => {
                return Err(SamlMetadataError::NoCertificate);
            }
            (ResolveResult::Bound(METADATA), "IDPSSODescriptor")
                if parent == Some(Element::Entity) =>
            {
                Element::IdentityProvider
            }
            (ResolveResult::Bound(SIGNATURE), "X509Certificate") => Element::Certificate,
            _ => Element::Other,
        };
        self.attributes(element, start)?;
        self.has_identity_provider |= element == Element::IdentityProvider;
        self.certificate.clear();
        self.open.push(element);
        Ok(())
    }

    /// The innermost element ends.
    pub(super) fn close(&mut self) -> Result<(), SamlMetadataError> {
        if self.open.pop() != Some(Element::Certificate) {
            return Ok(());
        }
        self.certificate.retain(|character| !character.is_ascii_whitespace());
        if !is_certificate(&self.certificate) {
            return Err(SamlMetadataError::NoCertificate);
        }
        self.has_certificate |= self.open.contains(&Element::IdentityProvider);
        Ok(())
    }

    /// A piece of text.
    pub(super) fn text(&mut self, text: &str) -> Result<(), SamlMetadataError> {
        match self.open.last() {
            None if text.chars().all(|character| character.is_ascii_whitespace()) => Ok(()),
            None => Err(not_well_formed("text outside of the root")),
            Some(Element::Certificate) => {
                self.certificate.push_str(text);
                Ok(())
            }
            Some(_) => Ok(()),
        }
    }

    /// The document ends.
    pub(super) fn finish(self) -> Result<SamlMetadata, SamlMetadataError> {
        if !self.open.is_empty() {
            return Err(not_well_formed("it is cut off"));
        }
        let entity_id = self.entity_id.ok_or(SamlMetadataError::NoEntity)?;
        if !self.has_identity_provider {
            return Err(SamlMetadataError::NoIdentityProvider);
        }
        if !self.has_certificate {
            return Err(SamlMetadataError::NoCertificate);
        }
        Ok(SamlMetadata { entity_id, valid_until: self.valid_until })
    }

    fn attributes(
        &mut self,
        element: Element,
        start: &BytesStart<'_>,
    ) -> Result<(), SamlMetadataError> {
        // Each is compared with all before it.
        if start.attributes().with_checks(false).count() > SAML_METADATA_ATTRIBUTES_MAX {
            return Err(SamlMetadataError::TooLarge);
        }
        let mut entity_id = None;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| not_well_formed(error.to_string()))?;
            if attribute.value.contains('<') {
                return Err(not_well_formed("an attribute with `<`"));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0)?;
            match (element, attribute.key.as_ref()) {
                (Element::Entity, "entityID") if !value.is_empty() => {
                    entity_id = Some(value.into_owned());
                }
                (Element::Entity | Element::IdentityProvider, "validUntil") => {
                    let until = date(&value)?;
                    let earliest = self.valid_until.map_or(until, |other| other.min(until));
                    self.valid_until = Some(earliest);
                }
                _ => {}
            }
        }
        if element == Element::Entity {
            self.entity_id = Some(entity_id.ok_or(SamlMetadataError::NoEntity)?);
        }
        Ok(())
    }
}

/// A date and time of XML Schema; SAML's are in UTC, also where they do not say so.
fn date(text: &str) -> Result<Timestamp, SamlMetadataError> {
    let text = text.trim();
    let zoned = text.parse::<Timestamp>().ok();
    let plain = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    zoned
        .or_else(|| plain().map(|zoned| zoned.timestamp()))
        .ok_or_else(|| SamlMetadataError::ValidUntil(text.to_owned()))
}

/// Whether this is the Base64 of one DER sequence.
///
/// CHOICE: AWS reads the certificate. What the sequence holds is not looked at here: nothing is
/// trusted for it before an assertion is verified with it.
fn is_certificate(text: &str) -> bool {
    let Ok(bytes) = STANDARD.decode(text) else { return false };
    let (Some(&DER_SEQUENCE), Some(&length)) = (bytes.first(), bytes.get(1)) else { return false };
    let head: usize = 2;
    let (head, content) = if length < 0x80 {
        (head, usize::from(length))
    } else {
        let digits = usize::from(length & 0x7f);
        let Some(digits) = bytes.get(head..head.saturating_add(digits)) else { return false };
        if !(1..=4).contains(&digits.len()) {
            return false;
        }
        let content = digits.iter().fold(0, |sum: usize, digit| (sum << 8) | usize::from(*digit));
        (head.saturating_add(digits.len()), content)
    };
    content > 0 && head.saturating_add(content) == bytes.len()
}
