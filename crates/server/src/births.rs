//! What creating a user, a role or a policy has in common.

use entail_lineage::{PrincipalKind, PrincipalLineage, Standing};
use entail_store::{
    Claim, Transaction,
    records::{Name, NameKind, Quota, Timestamp},
};
use entail_wire::{error::ErrorCode, shapes::iam::Tag};

use crate::{
    authorize::Question,
    boundaries,
    context::RequestContext,
    control_error::ControlError,
    limits::{POLICIES_PER_ACCOUNT_MAX, ROLES_PER_ACCOUNT_MAX, USERS_PER_ACCOUNT_MAX},
    lineage_records,
    principals::PrincipalName,
    questions::{self, PERMISSIONS_BOUNDARY},
    tagging,
};

/// A user or role that is asked for.
#[derive(Debug)]
pub(crate) struct Birth<'a> {
    pub(crate) name: PrincipalName<'a>,
    pub(crate) arn: String,
    pub(crate) permissions_boundary: Option<&'a str>,
    pub(crate) transitive_parameter: Option<&'a str>,
    pub(crate) tags: &'a [Tag],
}

/// May the caller create it, tag it, and set a transitive boundary on it? The boundary key holds
/// what will be in force: the boundary named and the creator's own seals.
pub(crate) fn questions(
    birth: &Birth<'_>,
    context: &RequestContext<'_>,
    standing: &Standing<'_>,
    view: &Transaction,
) -> Result<Vec<Question>, ControlError> {
    let (create, tag) = match birth.name {
        PrincipalName::User(_) => ("iam:CreateUser", "iam:TagUser"),
        PrincipalName::Role(_) => ("iam:CreateRole", "iam:TagRole"),
    };
    let mut boundaries_in_force =
        questions::policy_arns(standing.seals(), context.account(), &view.covered())?;
    if let Some(arn) = birth.permissions_boundary
        && !boundaries_in_force.iter().any(|other| other == arn)
    {
        boundaries_in_force.push(arn.to_owned());
    }
    let question = |action| {
        Question::new(action, birth.arn.as_str()).with_request_tags(tagging::pairs(birth.tags))
    };
    let mut questions =
        vec![question(create).with_set(PERMISSIONS_BOUNDARY, boundaries_in_force.clone())];
    if !birth.tags.is_empty() {
        questions.push(question(tag));
    }
    let transitive =
        birth.transitive_parameter.or_else(|| tagging::transitive_boundary_arn(birth.tags));
    if let Some(transitive) = transitive {
        questions.push(
            question(boundaries::put_action(birth.name))
                .with_set(PERMISSIONS_BOUNDARY, boundaries_in_force)
                .with(questions::TRANSITIVE_BOUNDARY, transitive),
        );
    }
    Ok(questions)
}

/// Refuses the paths of roles that only AWS makes: a role under them would count as
/// service-linked, and no ceiling binds those.
pub(crate) fn check_path(path: &str) -> Result<(), ControlError> {
    if !path.starts_with("/aws-service-role/") && !path.starts_with("/aws-reserved/") {
        return Ok(());
    }
    Err(ControlError::new(
        ErrorCode::InvalidInput,
        format!("The path {path} is reserved for roles that AWS creates."),
    ))
}

/// Takes a name for a new entity and counts it.
pub(crate) fn claim_name(
    kind: NameKind,
    name: &str,
    id: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let claim = Name { kind, name: name.to_owned(), id: id.to_owned() };
    match transaction.claim_name(&claim)? {
        Claim::Made => {
            count(kind, 1, transaction);
            Ok(())
        }
        Claim::Taken(_) => Err(already_exists(kind, name)),
    }
}

/// Gives a deleted entity's name back and counts it no more.
pub(crate) fn release_name(kind: NameKind, name: &str, transaction: &mut Transaction) {
    transaction.release_name(kind, name);
    count(kind, -1, transaction);
}

/// Changes an entity's name; a change of case only is one too.
pub(crate) fn rename(
    kind: NameKind,
    old: &str,
    new: &str,
    id: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    transaction.release_name(kind, old);
    let claim = Name { kind, name: new.to_owned(), id: id.to_owned() };
    match transaction.claim_name(&claim)? {
        Claim::Made => Ok(()),
        Claim::Taken(_) => Err(already_exists(kind, new)),
    }
}

/// `EntityAlreadyExists` in AWS's words.
pub(crate) fn already_exists(kind: NameKind, name: &str) -> ControlError {
    let message = match kind {
        NameKind::User => format!("User with name {name} already exists."),
        NameKind::Role => format!("Role with name {name} already exists."),
        NameKind::Group => format!("Group with name {name} already exists."),
        NameKind::InstanceProfile => format!("Instance Profile {name} already exists."),
        NameKind::Policy => {
            format!("A policy called {name} already exists. Duplicate names are not allowed.")
        }
    };
    ControlError::new(ErrorCode::EntityAlreadyExists, message)
}

fn count(kind: NameKind, delta: i64, transaction: &mut Transaction) {
    let (quota, at_most) = match kind {
        NameKind::User => (Quota::Users, USERS_PER_ACCOUNT_MAX),
        NameKind::Role => (Quota::Roles, ROLES_PER_ACCOUNT_MAX),
        NameKind::Policy => (Quota::Policies, POLICIES_PER_ACCOUNT_MAX),
        NameKind::Group | NameKind::InstanceProfile => return,
    };
    transaction.count_quota(quota, delta, at_most);
}

/// Writes the indexes of a new principal: its uses of policies, and who made it.
pub(crate) fn record_principal(
    lineage: &PrincipalLineage,
    created: Timestamp,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    debug_assert!(matches!(lineage.kind, PrincipalKind::User | PrincipalKind::Role));
    lineage_records::reindex_principal(transaction, None, Some(lineage))?;
    lineage_records::record_birth(transaction, lineage.id.as_str(), &lineage.created_by, created)
}
