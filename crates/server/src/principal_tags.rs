//! Tags of users and roles, and the reserved tag among them.
//!
//! The reserved tag sets a transitive boundary, so that it needs the permission to put (or delete)
//! a boundary besides the one to tag, and the lineage decides whether it may be set.

use entail_lineage::{lifecycle::DirectSource, tag::TRANSITIVE_BOUNDARY_TAG};
use entail_store::Transaction;
use entail_wire::shapes::iam::Tag;

use crate::{
    authorize::{Permit, Question},
    boundaries,
    context::RequestContext,
    control_error::ControlError,
    entities,
    principals::PrincipalName,
    questions,
    tagging::{self, Tagged},
};

/// May the caller set these tags?
pub(crate) fn tag_questions(
    name: PrincipalName<'_>,
    tags: &[Tag],
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let question = questions::on_principal(tag_action(name), name, context, view)?;
    let mut questions = vec![question.with_request_tags(tagging::pairs(tags))];
    if let Some(arn) = tagging::transitive_boundary_arn(tags) {
        questions.push(boundaries::put_question(name, None, Some(arn), context, view)?);
    }
    Ok(questions)
}

/// May the caller remove the tags with these keys?
pub(crate) fn untag_questions(
    name: PrincipalName<'_>,
    keys: &[String],
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let question = questions::on_principal(untag_action(name), name, context, view)?;
    let mut questions = vec![question.with_set("aws:TagKeys", keys.to_vec())];
    if tagging::names_transitive_boundary(keys) {
        let record = name.look_up(view)?;
        let in_force = record.and_then(|it| it.lineage().transitive_boundary.clone());
        let arn = in_force
            .map(|it| entities::policy_arn_by_id(&view.covered(), context.account(), &it.policy))
            .transpose()?;
        questions.push(boundaries::delete_question(name, arn.as_deref(), context, view)?);
    }
    Ok(questions)
}

/// Sets tags.
pub(crate) fn tag(
    name: PrincipalName<'_>,
    tags: &[Tag],
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let tagged = tagged(name);
    tagging::check(tags, tagged)?;
    if let Some(arn) = tagging::transitive_boundary_arn(tags) {
        let record = name.find(transaction)?;
        boundaries::put_transitive(record, arn, DirectSource::Tag, permit, transaction)?;
    }
    let mut record = name.find(transaction)?;
    tagging::add(record.tags_mut(), tags, tagged)?;
    let keys = tags.iter().map(|tag| tag.key.as_str());
    tagging::record_setter(record.lineage_mut(), keys, permit.standing());
    Ok(record.put(transaction)?)
}

/// Removes tags.
pub(crate) fn untag(
    name: PrincipalName<'_>,
    keys: &[String],
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let record = name.find(transaction)?;
    let is_set = record.tags().get(TRANSITIVE_BOUNDARY_TAG).is_some();
    if is_set && tagging::names_transitive_boundary(keys) {
        boundaries::delete_transitive(record, DirectSource::Tag, permit, transaction)?;
    }
    let mut record = name.find(transaction)?;
    // A key that is not there stays as whoever left it unset has left it: to record it would let
    // the record grow with every key that anybody thinks of.
    let mut removed = Vec::new();
    for key in keys {
        removed.extend(record.tags_mut().remove(key));
    }
    let keys = removed.iter().map(|tag| tag.key.as_str());
    tagging::record_setter(record.lineage_mut(), keys, permit.standing());
    Ok(record.put(transaction)?)
}

const fn tagged(name: PrincipalName<'_>) -> Tagged {
    match name {
        PrincipalName::User(_) => Tagged::User,
        PrincipalName::Role(_) => Tagged::Role,
    }
}

const fn tag_action(name: PrincipalName<'_>) -> &'static str {
    match name {
        PrincipalName::User(_) => "iam:TagUser",
        PrincipalName::Role(_) => "iam:TagRole",
    }
}

const fn untag_action(name: PrincipalName<'_>) -> &'static str {
    match name {
        PrincipalName::User(_) => "iam:UntagUser",
        PrincipalName::Role(_) => "iam:UntagRole",
    }
}
