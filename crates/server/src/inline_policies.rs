//! Inline policies of users, roles and groups.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use entail_lineage::Aspect;
use entail_policy::{PolicyKind, size_without_white_space};
use entail_store::Transaction;
use entail_wire::error::ErrorCode;

use crate::{
    authorize::Permit,
    control_error::ControlError,
    limits::INLINE_POLICIES_BYTES_MAX,
    policy_documents,
    policy_holders::{HolderName, HolderRecord},
};

/// Adds or replaces one, within the size that all of them together may have.
pub(crate) fn put<'a>(
    name: impl Into<HolderName<'a>>,
    policy_name: &str,
    document: String,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let name = name.into();
    let mut record = name.find(transaction)?;
    record.refuse_service_linked()?;
    policy_documents::check(&document, PolicyKind::InlineIdentity)?;
    record.inline_policies_mut().insert(policy_name.to_owned(), document);
    check_size(name, &record)?;
    let aspect = Aspect::InlinePolicy(policy_name.to_owned());
    record.record_writer(aspect, permit.standing().seals());
    Ok(record.put(transaction)?)
}

/// The document of one.
pub(crate) fn get<'a>(
    name: impl Into<HolderName<'a>>,
    policy_name: &str,
    view: &Transaction,
) -> Result<String, ControlError> {
    let name = name.into();
    let record = name.find(view)?;
    let document = record.inline_policies().get(policy_name).cloned();
    document.ok_or_else(|| missing(name, policy_name))
}

/// Removes one.
pub(crate) fn delete<'a>(
    name: impl Into<HolderName<'a>>,
    policy_name: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let name = name.into();
    let mut record = name.find(transaction)?;
    record.refuse_service_linked()?;
    if record.inline_policies_mut().remove(policy_name).is_none() {
        return Err(missing(name, policy_name));
    }
    record.forget_writer(&Aspect::InlinePolicy(policy_name.to_owned()));
    Ok(record.put(transaction)?)
}

fn check_size(name: HolderName<'_>, record: &HolderRecord) -> Result<(), ControlError> {
    let (kind, name, characters_max) = (name.noun(), record.name(), record.inline_characters_max());
    let documents = record.inline_policies().values();
    let characters: usize = documents.clone().map(|text| size_without_white_space(text)).sum();
    let bytes: usize = documents.map(String::len).sum();
    if characters <= characters_max && bytes <= INLINE_POLICIES_BYTES_MAX {
        return Ok(());
    }
    Err(ControlError::new(
        ErrorCode::LimitExceeded,
        format!("Maximum policy size of {characters_max} bytes exceeded for {kind} {name}"),
    ))
}

fn missing(name: HolderName<'_>, policy_name: &str) -> ControlError {
    let kind = name.noun();
    ControlError::no_such_entity(format!(
        "The {kind} policy with name {policy_name} cannot be found."
    ))
}
