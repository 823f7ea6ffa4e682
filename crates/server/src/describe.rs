//! Records as the structures of AWS's answers.

use entail_lineage::{PolicyId, PrincipalLineage, inherited};
use entail_policy::arn::AccountId;
use entail_store::{
    Records,
    records::{Group, Role, RoleLastUsed, Tags, Timestamp, User},
};
use entail_wire::shapes::iam::{self, AttachedPermissionsBoundary};

use crate::{
    arns, control_error::ControlError, entities, lineage_descent::Descent, trust_policies,
};

/// A user as `GetUser` shows it. The boundary is the user's own only: what it inherits is in
/// elements of Entail's, which stock clients skip.
pub(crate) fn user(
    user: &User,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::User, ControlError> {
    let boundaries = boundaries(&user.lineage, account, view)?;
    Ok(iam::User {
        path: Some(user.path.clone()),
        user_name: Some(user.name.clone()),
        user_id: user.id.to_string(),
        arn: arns::of_user(account, user),
        create_date: date(user.created),
        password_last_used: user.password_last_used.map(date),
        permissions_boundary: boundaries.own,
        tags: tags(&user.tags),
        transitive_permissions_boundary: boundaries.transitive,
        inherited_permissions_boundaries: boundaries.inherited,
    })
}

/// A user as `ListUsers` shows it: without boundary and tags.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>
pub(crate) fn listed_user(
    record: &User,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::User, ControlError> {
    Ok(iam::User {
        permissions_boundary: None,
        tags: None,
        transitive_permissions_boundary: None,
        inherited_permissions_boundaries: None,
        ..user(record, account, view)?
    })
}

/// A group as every operation shows it.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Group.html>
pub(crate) fn group(group: &Group, account: &AccountId) -> iam::Group {
    iam::Group {
        path: group.path.clone(),
        group_name: group.name.clone(),
        group_id: group.id.to_string(),
        arn: arns::of_group(account, group),
        create_date: date(group.created),
    }
}

/// A role as `GetRole` shows it.
pub(crate) fn role(
    role: &Role,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::Role, ControlError> {
    let boundaries = boundaries(&role.lineage, account, view)?;
    let last_used = view.find::<RoleLastUsed>(role.id.as_str())?;
    Ok(iam::Role {
        path: role.path.clone(),
        role_name: role.name.clone(),
        role_id: role.id.to_string(),
        arn: arns::of_role(account, role),
        create_date: date(role.created),
        assume_role_policy_document: Some(trust_policies::shown(
            &role.trust_policy,
            account,
            view,
        )?),
        description: role.description.clone(),
        max_session_duration: i32::try_from(role.max_session_duration_seconds).ok(),
        permissions_boundary: boundaries.own,
        tags: tags(&role.tags),
        role_last_used: Some(role_last_used(last_used)),
        source_role_template: None,
        transitive_permissions_boundary: boundaries.transitive,
        inherited_permissions_boundaries: boundaries.inherited,
    })
}

/// The last use of a role; one that was never used has an empty element.
pub(crate) fn role_last_used(last_used: Option<RoleLastUsed>) -> iam::RoleLastUsed {
    iam::RoleLastUsed {
        last_used_date: last_used.as_ref().map(|it| date(it.used)),
        region: last_used.map(|it| it.region),
    }
}

/// A role as the operations show it that write it: its last use is told by `GetRole` alone.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html>
pub(crate) fn written_role(
    record: &Role,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::Role, ControlError> {
    Ok(iam::Role { role_last_used: None, ..role(record, account, view)? })
}

/// A role as `CreateRole` shows it.
///
/// AWS: of the recorded answers none has the longest session, which `GetRole` always shows.
pub(crate) fn created_role(
    record: &Role,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::Role, ControlError> {
    Ok(iam::Role { max_session_duration: None, ..written_role(record, account, view)? })
}

/// A role as `ListRoles` shows it: without boundary, tags and last use.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>
pub(crate) fn listed_role(
    record: &Role,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::Role, ControlError> {
    Ok(iam::Role {
        permissions_boundary: None,
        tags: None,
        role_last_used: None,
        transitive_permissions_boundary: None,
        inherited_permissions_boundaries: None,
        ..role(record, account, view)?
    })
}

/// A role as instance profiles show it: what names it, and its trust policy.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html>
pub(crate) fn role_in_profile(
    record: &Role,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::Role, ControlError> {
    let listed = listed_role(record, account, view)?;
    Ok(iam::Role { description: None, max_session_duration: None, ..listed })
}

/// The boundaries of a principal, by ARN.
pub(crate) struct Boundaries {
    pub(crate) own: Option<AttachedPermissionsBoundary>,
    pub(crate) transitive: Option<AttachedPermissionsBoundary>,
    pub(crate) inherited: Option<Vec<AttachedPermissionsBoundary>>,
}

/// Own, transitive and inherited boundaries; an empty list of inherited ones is left out.
pub(crate) fn boundaries(
    lineage: &PrincipalLineage,
    account: &AccountId,
    view: &impl Records,
) -> Result<Boundaries, ControlError> {
    let attached = |policy: &PolicyId| boundary(policy, account, view);
    let own = lineage.permissions_boundary.as_ref().map(|it| attached(&it.policy)).transpose()?;
    let transitive =
        lineage.transitive_boundary.as_ref().map(|it| attached(&it.policy)).transpose()?;
    let seals = inherited::of_principal(&Descent::new(view), lineage)?.seals();
    let inherited: Vec<_> = seals.iter().map(attached).collect::<Result<_, _>>()?;
    Ok(Boundaries { own, transitive, inherited: Some(inherited).filter(|it| !it.is_empty()) })
}

/// A policy as a boundary in an answer.
pub(crate) fn boundary(
    policy: &PolicyId,
    account: &AccountId,
    view: &impl Records,
) -> Result<AttachedPermissionsBoundary, ControlError> {
    Ok(AttachedPermissionsBoundary {
        permissions_boundary_type: iam::PermissionsBoundaryAttachmentType::Policy,
        permissions_boundary_arn: entities::policy_arn_by_id(view, account, policy)?,
    })
}

/// Tags as AWS lists them; an entity without tags has no element.
pub(crate) fn tags(tags: &Tags) -> Option<Vec<iam::Tag>> {
    let listed = tag_list(tags);
    Some(listed).filter(|it| !it.is_empty())
}

/// Tags as the `List*Tags` operations show them.
pub(crate) fn tag_list(tags: &Tags) -> Vec<iam::Tag> {
    tags.iter().map(|tag| iam::Tag { key: tag.key.clone(), value: tag.value.clone() }).collect()
}

/// A recorded time in an answer.
pub(crate) fn date(time: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(time.unix_seconds()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}
