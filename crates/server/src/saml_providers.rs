//! SAML providers: how requests find them, and what their settings must be.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html>

use entail_lineage::gates::write::Write;
use entail_policy::arn::AccountId;
use entail_store::{
    Records as _, Transaction,
    records::{
        AssertionEncryption, NameKind, SamlPrivateKey, SamlProvider, SealedSecret, Timestamp,
    },
};
use entail_wire::{
    error::ErrorCode, saml_metadata, secret::Secret, shapes::iam::AssertionEncryptionModeType,
};
use jiff::{ToSpan as _, tz::TimeZone};

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    identifiers::{self, IdKind},
    keyring::Purpose,
    limits::{SAML_METADATA_VALID_YEARS, SAML_PRIVATE_KEYS_MAX},
    lineage_keys, questions,
};

/// The provider with this ARN, if it exists: its name is part of the ARN, case included.
pub(crate) fn look_up(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Option<SamlProvider>, ControlError> {
    let Some(name) = arn.strip_prefix(&arns::saml_provider(account, "")) else { return Ok(None) };
    let found = view.entity_named(NameKind::SamlProvider, name)?;
    Ok(found.filter(|provider: &SamlProvider| provider.name == name))
}

/// The provider with this ARN.
pub(crate) fn find(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<SamlProvider, ControlError> {
    look_up(view, account, arn)?
        .ok_or_else(|| ControlError::no_such_entity(format!("Manifest not found for arn {arn}")))
}

/// A question about the provider with this ARN, with its tags.
pub(crate) fn question(
    action: &'static str,
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = Question::new(action, arn);
    let account = context.account();
    let Some(provider) = look_up(view, account, arn)? else { return Ok(question) };
    let question = question.with_resource_tags(questions::pairs(&provider.tags));
    lineage_keys::with_object(question, &provider.lineage, account, &view.covered())
}

/// The gate for a change of the provider with this ARN; a missing one has none.
pub(crate) fn gate(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Vec<Write>, ControlError> {
    let provider = look_up(view, account, arn)?;
    Ok(provider.map(|provider| Write::Object(provider.id)).into_iter().collect())
}

/// Until when metadata may be used; a document that is no metadata of an identity provider is
/// refused.
pub(crate) fn check_metadata(
    document: &str,
    now: jiff::Timestamp,
) -> Result<Timestamp, ControlError> {
    let metadata = saml_metadata::parse(document).map_err(|error| ControlError {
        internal: Some(error.to_string()),
        ..ControlError::new(ErrorCode::InvalidInput, "Could not parse metadata")
    })?;
    let without_end = || {
        let now = now.to_zoned(TimeZone::UTC);
        now.checked_add(SAML_METADATA_VALID_YEARS.years()).map(|end| end.timestamp())
    };
    let valid_until = match metadata.valid_until {
        Some(until) => until,
        None => without_end().map_err(|error| ControlError::internal(error.to_string()))?,
    };
    Ok(Timestamp::from_unix_seconds(valid_until.as_second()))
}

/// The mode in a record.
pub(crate) const fn assertion_encryption(mode: AssertionEncryptionModeType) -> AssertionEncryption {
    match mode {
        AssertionEncryptionModeType::Required => AssertionEncryption::Required,
        AssertionEncryptionModeType::Allowed => AssertionEncryption::Allowed,
    }
}

/// The mode in an answer.
pub(crate) const fn assertion_encryption_mode(
    mode: AssertionEncryption,
) -> AssertionEncryptionModeType {
    match mode {
        AssertionEncryption::Required => AssertionEncryptionModeType::Required,
        AssertionEncryption::Allowed => AssertionEncryptionModeType::Allowed,
    }
}

/// Refuses encryption that nothing could open.
pub(crate) fn check_decryption(provider: &SamlProvider) -> Result<(), ControlError> {
    let is_required = provider.assertion_encryption == AssertionEncryption::Required;
    if is_required && provider.private_keys.is_empty() {
        let message = "A private key is required when the assertion encryption mode is Required.";
        return Err(ControlError::new(ErrorCode::InvalidInput, message));
    }
    Ok(())
}

/// Seals a private key and adds it to the provider.
pub(crate) fn add_private_key(
    provider: &mut SamlProvider,
    key: &Secret,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if provider.private_keys.len() >= SAML_PRIVATE_KEYS_MAX {
        return Err(ControlError::quota("PrivateKeysPerSAMLProvider", SAML_PRIVATE_KEYS_MAX));
    }
    if !is_private_key(key.expose()) {
        let message = "The private key must be in PEM format.";
        return Err(ControlError::new(ErrorCode::InvalidInput, message));
    }
    let context = permit.context();
    let id = identifiers::unique_id(IdKind::SamlPrivateKey)?;
    let keyring = &context.services.keyring;
    let sealed = keyring.seal(Purpose::SecretAtRest, &id, key.expose().as_bytes())?;
    transaction.put_saml_private_key(&id, &SealedSecret::new(sealed));
    provider.private_keys.push(SamlPrivateKey { id, added: context.record_time() });
    Ok(())
}

/// Removes the private key with this id.
pub(crate) fn remove_private_key(
    provider: &mut SamlProvider,
    id: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let before = provider.private_keys.len();
    provider.private_keys.retain(|key| key.id != id);
    if provider.private_keys.len() == before {
        let message = format!("The private key with id {id} cannot be found.");
        return Err(ControlError::no_such_entity(message));
    }
    transaction.remove_saml_private_key(id);
    Ok(())
}

/// Whether the text is one PEM block of a private key. What is in it matters when an assertion is
/// decrypted.
fn is_private_key(text: &str) -> bool {
    let mut lines = text.trim().lines();
    let first = lines.next().unwrap_or_default().trim_end();
    let label = first.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----"));
    let Some(label) = label.filter(|label| label.ends_with("PRIVATE KEY")) else { return false };
    let last = lines.next_back().unwrap_or_default().trim_end();
    last == format!("-----END {label}-----") && lines.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_without_an_end_is_valid_for_a_hundred_years() {
        let document = include_str!("../../../corpus/wire/saml/office.xml");
        let now: jiff::Timestamp = "2026-02-03T04:05:06Z".parse().unwrap();
        let until = |document: &str| check_metadata(document, now).unwrap().unix_seconds();
        let seconds = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        assert_eq!(until(document), seconds("2035-05-06T07:08:09Z"));
        let without_end = document.replace(" validUntil=\"2035-05-06T07:08:09.123Z\"", "");
        assert_eq!(until(&without_end), seconds("2126-02-03T04:05:06Z"));
    }

    #[test]
    fn a_private_key_is_one_pem_block() {
        let key = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";
        assert!(is_private_key(key));
        assert!(is_private_key(&key.replace("PRIVATE", "ENCRYPTED PRIVATE").replace('\n', "\r\n")));
        for wrong in [
            "",
            "MAMCAQE=",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----",
        ] {
            assert!(!is_private_key(wrong), "{wrong}");
        }
    }
}
