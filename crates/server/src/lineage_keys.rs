//! Entail's own condition keys. The first two tell of the caller's session and are there in every
//! request; the others tell of what the request is about.
//!
//! | key | what it holds |
//! |---|---|
//! | `entail:Sealed` | whether the session has seals |
//! | `entail:SessionSeals` | its seals; absent where it has none |
//! | `entail:InheritedBoundaries` | what the target inherited, or will when it is created |
//! | `entail:TransitiveBoundary` | what a call sets or removes; else the target's, with its own boundary |
//! | `entail:CreatorArn` | the principal whose session made the target; absent on creation |
//!
//! `entail:ExecutionRoleArn` is for services to send when they ask for a decision. No request of a
//! principal may set it, so that it is absent from all of them.

use entail_engine::{Context, Value};
use entail_lineage::{Label, ObjectLineage, PrincipalLineage, SessionRecord, Standing, inherited};
use entail_policy::arn::AccountId;
use entail_store::Records;

use crate::{
    administration::entity,
    authorize::Question,
    control_error::ControlError,
    entities,
    lineage_descent::Descent,
    questions::{TRANSITIVE_BOUNDARY, policy_arns},
};

const SEALED: &str = "entail:Sealed";
const SESSION_SEALS: &str = "entail:SessionSeals";
const CREATOR_ARN: &str = "entail:CreatorArn";

/// The key with the boundaries that the target inherited, or will inherit.
pub(crate) const INHERITED_BOUNDARIES: &str = "entail:InheritedBoundaries";

/// Adds what the keys tell of the caller's session.
pub(crate) fn add_session(
    keys: &mut Context,
    standing: &Standing<'_>,
    account: &AccountId,
    view: &impl Records,
) -> Result<(), ControlError> {
    let sealed = !standing.seals().is_empty();
    keys.insert(SEALED, Value::Single(sealed.to_string()));
    if sealed {
        let seals = policy_arns(standing.seals(), account, view)?;
        keys.insert(SESSION_SEALS, Value::Multi(seals));
    }
    Ok(())
}

/// Adds what the keys tell of an existing user or role.
pub(crate) fn with_principal(
    question: Question,
    target: &PrincipalLineage,
    account: &AccountId,
    view: &impl Records,
) -> Result<Question, ControlError> {
    let inherited = inherited::of_principal(&Descent::new(view), target)?;
    with_birth(question, &inherited, &target.created_by, account, view)
}

/// Adds the transitive boundary that an existing principal has.
pub(crate) fn with_transitive_boundary(
    question: Question,
    target: &PrincipalLineage,
    account: &AccountId,
    view: &impl Records,
) -> Result<Question, ControlError> {
    let Some(transitive) = &target.transitive_boundary else { return Ok(question) };
    let arn = entities::policy_arn_by_id(view, account, &transitive.policy)?;
    Ok(question.with(TRANSITIVE_BOUNDARY, arn))
}

/// Adds what the keys tell of any other object that exists.
pub(crate) fn with_object(
    question: Question,
    target: &ObjectLineage,
    account: &AccountId,
    view: &impl Records,
) -> Result<Question, ControlError> {
    let inherited = inherited::of_object(&Descent::new(view), target)?;
    with_birth(question, &inherited, &target.created_by, account, view)
}

fn with_birth(
    question: Question,
    inherited: &Label,
    created_by: &[SessionRecord],
    account: &AccountId,
    view: &impl Records,
) -> Result<Question, ControlError> {
    let creator = match created_by.last() {
        Some(record) => {
            let id = record.principal.as_str();
            let creator = entity::by_id(id, account, view)?;
            // AWS shows who is gone by its id, too.
            Some(creator.map_or_else(|| id.to_owned(), |creator| creator.arn))
        }
        None => None,
    };
    Ok(question
        .with_set(INHERITED_BOUNDARIES, policy_arns(&inherited.seals(), account, view)?)
        .with_optional(CREATOR_ARN, creator.as_deref()))
}
