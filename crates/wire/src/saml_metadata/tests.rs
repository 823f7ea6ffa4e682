use proptest::prelude::{any, proptest};

use super::{SamlMetadata, SamlMetadataError, parse};
use crate::laws::saml_metadata_parse_never_panics;
use crate::limits::{SAML_METADATA_ATTRIBUTES_MAX, SAML_METADATA_DEPTH_MAX};

const OFFICE: &str = include_str!("../../../../corpus/wire/saml/office.xml");

/// One DER sequence with an integer in it.
const CERTIFICATE: &str = "MAMCAQE=";

fn metadata(attributes: &str, certificate: &str) -> String {
    format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" {attributes}>\
         <IDPSSODescriptor><KeyDescriptor><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\
         <X509Certificate>{certificate}</X509Certificate></KeyInfo></KeyDescriptor>\
         </IDPSSODescriptor></EntityDescriptor>"
    )
}

fn named(certificate: &str) -> String {
    metadata("entityID='idp'", certificate)
}

#[track_caller]
fn assert_not_well_formed(document: &str) {
    let read = parse(document);
    assert!(matches!(read, Err(SamlMetadataError::NotWellFormed(_))), "{document}: {read:?}");
}

#[test]
fn metadata_says_who_issues_and_until_when() {
    let expected = SamlMetadata {
        entity_id: "https://idp.example.com/saml?tenant=1&v=2".to_owned(),
        valid_until: Some("2035-05-06T07:08:09.123Z".parse().unwrap()),
    };
    assert_eq!(parse(OFFICE).unwrap(), expected);
    let until = |attributes: &str| parse(&metadata(attributes, CERTIFICATE)).unwrap().valid_until;
    assert_eq!(until("entityID='idp'"), None);
    let date = Some("2030-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(until("entityID='idp' validUntil='2030-01-01T00:00:00'"), date);
    assert_eq!(until("entityID='idp' validUntil=' 2030-01-01T01:00:00+01:00 '"), date);
    let refused = parse(&metadata("entityID='idp' validUntil='soon'", CERTIFICATE));
    assert_eq!(refused, Err(SamlMetadataError::ValidUntil("soon".to_owned())));
}

#[test]
fn the_earlier_of_two_ends_counts() {
    let role = "<md:IDPSSODescriptor validUntil=\"2031-01-01T00:00:00Z\" ";
    let earlier = OFFICE.replace("<md:IDPSSODescriptor ", role);
    let until = Some("2031-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(parse(&earlier).unwrap().valid_until, until);
}

#[test]
fn entities_are_neither_defined_nor_looked_up() {
    let typed = OFFICE.replace("?>\n", "?>\n<!DOCTYPE m SYSTEM \"http://example.com/m.dtd\">\n");
    assert_eq!(parse(&typed), Err(SamlMetadataError::DocumentType));
    assert_not_well_formed(&OFFICE.replace("persistent<", "&external;<"));
    assert_not_well_formed(&OFFICE.replace("tenant=1&amp;", "tenant=1&external;"));
    assert!(parse(&OFFICE.replace("persistent<", "&lt;&#x41;&amp;<")).is_ok());
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for (piece, broken) in [
        ("</md:EntityDescriptor>", ""),
        ("</md:EntityDescriptor>", "</md:EntityDescriptor><a/>"),
        ("</md:EntityDescriptor>", "</md:EntityDescriptor>text"),
        ("</md:EntityDescriptor>", "</md:EntityDescriptor></a>"),
        ("</md:IDPSSODescriptor>", "</md:SPSSODescriptor>"),
        ("use=\"signing\"", "use=\"signing\" use=\"encryption\""),
        ("use=\"signing\"", "use=signing"),
        ("use=\"signing\"", "use=\"<\""),
        ("<ds:X509Data>", "<dsig:X509Data>"),
        ("persistent<", "persistent\u{1}<"),
        ("What a", "What -- a"),
    ] {
        assert!(OFFICE.contains(piece));
        assert_not_well_formed(&OFFICE.replace(piece, broken));
    }
}

#[test]
fn what_describes_no_identity_provider_is_refused() {
    for (document, error) in [
        (String::new(), SamlMetadataError::NoEntity),
        ("<a/>".to_owned(), SamlMetadataError::NoEntity),
        (OFFICE.replace("SAML:2.0:metadata", "SAML:1.0:metadata"), SamlMetadataError::NoEntity),
        (OFFICE.replace("entityID", "entityid"), SamlMetadataError::NoEntity),
        (metadata("entityID=''", CERTIFICATE), SamlMetadataError::NoEntity),
        (OFFICE.replace("IDPSSO", "SPSSO"), SamlMetadataError::NoIdentityProvider),
        (OFFICE.replace("X509C", "X509D"), SamlMetadataError::NoCertificate),
    ] {
        assert_eq!(parse(&document), Err(error), "{document}");
    }
}

#[test]
fn a_certificate_is_one_der_sequence_in_base64() {
    assert!(parse(&named(CERTIFICATE)).is_ok());
    assert!(parse(&named("MA\n MC\tAQE=")).is_ok());
    for wrong in
        ["", "MAMCAQ", "MIIDGoogle", "MAMCAQEA", "MAQCAQE=", "MAA=", "MAM", "hello", "AgEB"]
    {
        assert_eq!(parse(&named(wrong)), Err(SamlMetadataError::NoCertificate), "{wrong}");
    }
    let inner = named(&format!("{CERTIFICATE}<a/>"));
    assert_eq!(parse(&inner), Err(SamlMetadataError::NoCertificate));
}

#[test]
fn depth_and_attributes_are_bounded() {
    let nested = |depth: usize| {
        let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
        OFFICE.replace("<md:NameIDFormat>", &format!("{open}{close}<md:NameIDFormat>"))
    };
    assert!(parse(&nested(SAML_METADATA_DEPTH_MAX - 2)).is_ok());
    assert_eq!(parse(&nested(SAML_METADATA_DEPTH_MAX - 1)), Err(SamlMetadataError::TooLarge));
    let with = |count: usize| {
        let attributes: Vec<String> = (0..count).map(|number| format!(" a{number}=\"\"")).collect();
        let attributes = attributes.concat();
        OFFICE.replace("<md:NameIDFormat>", &format!("<md:NameIDFormat{attributes}>"))
    };
    assert!(parse(&with(SAML_METADATA_ATTRIBUTES_MAX)).is_ok());
    assert_eq!(parse(&with(SAML_METADATA_ATTRIBUTES_MAX + 1)), Err(SamlMetadataError::TooLarge));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        saml_metadata_parse_never_panics(&text);
    }

    #[test]
    fn near_misses_are_read_or_refused(
        attributes in "(entityID='[a-z&;]{0,4}' ?|validUntil='[0-9T:Z-]{0,20}' ?){0,2}",
        certificate in "(MAMCAQE=|<!\\[CDATA\\[|\\]\\]>|&#?[a-z0-9]{1,3};|<[a/]{1,2}>){0,3}",
    ) {
        saml_metadata_parse_never_panics(&metadata(&attributes, &certificate));
    }
}
