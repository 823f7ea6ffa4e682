//! Labelled objects other than users and roles: how they come into being and go.

use entail_lineage::{
    ObjectKind, ObjectLineage, Standing,
    create::{CreateObject, create_object},
};
use entail_store::{Transaction, records::NameKind};
use entail_wire::shapes::iam::Tag;

use crate::{
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    identifiers::{self, IdKind},
    lineage_keys::INHERITED_BOUNDARIES,
    lineage_records, names,
    questions::policy_arns,
    tagging,
};

/// An object that is asked for.
#[derive(Debug)]
pub(crate) struct NewObject<'a> {
    pub(crate) kind: ObjectKind,
    pub(crate) id_kind: IdKind,
    pub(crate) name_kind: NameKind,
    pub(crate) name: &'a str,
}

/// The actions that are asked about before an object is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CreateActions {
    pub(crate) create: &'static str,
    /// Asked too where the request has tags; groups have none.
    pub(crate) tag: Option<&'static str>,
}

/// May the caller create the object with this ARN, and tag it?
pub(crate) fn questions(
    actions: CreateActions,
    arn: &str,
    tags: &[Tag],
    context: &RequestContext<'_>,
    standing: &Standing<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let inherited = policy_arns(standing.seals(), context.account(), &view.covered())?;
    let question = |action| {
        Question::new(action, arn)
            .with_request_tags(tagging::pairs(tags))
            .with_set(INHERITED_BOUNDARIES, inherited.clone())
    };
    let mut questions = vec![question(actions.create)];
    if !tags.is_empty() {
        questions.extend(actions.tag.map(question));
    }
    Ok(questions)
}

/// Gives it an id, its name, and the label of whoever makes it. The record itself is the operation's
/// to write.
pub(crate) fn create(
    new: &NewObject<'_>,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<ObjectLineage, ControlError> {
    let context = permit.context();
    let id = identifiers::unique_id(new.id_kind)?;
    names::claim(new.name_kind, new.name, &id, transaction)?;
    let request = CreateObject {
        id: id.as_str().into(),
        kind: new.kind,
        account: context.account().as_str().into(),
        time: context.unix_seconds(),
    };
    let lineage = create_object::<ControlError>(permit.standing(), &request)?;
    lineage_records::reindex_object(transaction, None, Some(&lineage))?;
    let created_by = &lineage.created_by;
    lineage_records::record_birth(transaction, &id, created_by, context.record_time())?;
    Ok(lineage)
}

/// Gives its name back, and forgets what it inherited and who made it. The record itself is the
/// operation's to remove.
pub(crate) fn forget(
    kind: NameKind,
    name: &str,
    lineage: &ObjectLineage,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    names::release(kind, name, transaction);
    lineage_records::reindex_object(transaction, Some(lineage), None)?;
    lineage_records::forget_birth(transaction, lineage.id.as_str(), &lineage.created_by)
}
