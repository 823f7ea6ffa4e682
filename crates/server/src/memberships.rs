//! Who is in which group.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html>

use entail_lineage::{Aspect, ObjectId, PrincipalId, gates::write::Write};
use entail_store::{
    Records, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Group, Membership, User, membership::MembershipId},
};

use crate::{
    authorize::Permit, control_error::ControlError, entities, limits::GROUPS_PER_USER_MAX, scan,
};

/// The groups of a user, by name.
pub(crate) fn groups_of(
    user: &PrincipalId,
    view: &impl Records,
) -> Result<Vec<Group>, ControlError> {
    let memberships = view.groups_of(user, None, SCAN_ENTRIES_MAX)?;
    let groups = memberships.into_iter().map(|it| {
        let group = view.group(&it.id.group)?;
        group.ok_or_else(|| damaged(&it.id))
    });
    let mut groups: Vec<Group> = groups.collect::<Result<_, _>>()?;
    groups.sort_by_cached_key(|group| group.name.to_lowercase());
    Ok(groups)
}

/// The users in a group, by name.
pub(crate) fn members_of(group: &ObjectId, view: &impl Records) -> Result<Vec<User>, ControlError> {
    let memberships = scan::to_the_end(|last: Option<&Membership>| {
        let after = last.map(|it| &it.id.user);
        view.members_of(group, after, SCAN_ENTRIES_MAX)
    })?;
    let users = memberships.into_iter().map(|it| {
        let user = view.user(&it.id.user)?;
        user.ok_or_else(|| damaged(&it.id))
    });
    let mut users: Vec<User> = users.collect::<Result<_, _>>()?;
    users.sort_by_cached_key(|user| user.name.to_lowercase());
    Ok(users)
}

/// What the gate looks at before a user is added: the user is what is written.
pub(crate) fn add_gates(
    user: &str,
    group: &str,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    let Some(user) = view.user_named(user)? else { return Ok(Vec::new()) };
    Ok(vec![match view.group_named(group)? {
        Some(group) => Write::AddMember { user: user.id, group: group.id },
        None => Write::Principal(user.id),
    }])
}

/// Adds a user. Who is in the group already stays as it is, with whoever added it.
pub(crate) fn add(
    user: &str,
    group: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let (mut user, id) = find(user, group, transaction)?;
    if transaction.find::<Membership>(&id)?.is_some() {
        return Ok(());
    }
    // With a guard on the list: two that are added at once can't both be the tenth.
    if transaction.groups_of(&user.id, None, SCAN_ENTRIES_MAX)?.len() >= GROUPS_PER_USER_MAX {
        return Err(ControlError::quota("GroupsPerUser", GROUPS_PER_USER_MAX));
    }
    let (aspect, seals) = (aspect(&id.group), permit.standing().seals());
    transaction.add_member(&Membership { id, added: permit.context().record_time() })?;
    if !seals.is_empty() {
        user.lineage.record_writer(aspect, seals);
        transaction.put(&user)?;
    }
    Ok(())
}

/// Removes a user. One that is not in the group is no error, as on AWS.
pub(crate) fn remove(
    user: &str,
    group: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let (mut user, id) = find(user, group, transaction)?;
    let aspect = aspect(&id.group);
    transaction.remove_member(&id);
    if user.lineage.writer_of(&aspect).is_some() {
        user.lineage.forget_writer(&aspect);
        transaction.put(&user)?;
    }
    Ok(())
}

fn find(user: &str, group: &str, view: &Transaction) -> Result<(User, MembershipId), ControlError> {
    let group = entities::group(view, group)?;
    let user = entities::user(view, user)?;
    let id = MembershipId { user: user.id.clone(), group: group.id };
    Ok((user, id))
}

/// Under which name a user's record keeps who added it.
fn aspect(group: &ObjectId) -> Aspect {
    Aspect::Group(group.to_string())
}

fn damaged(id: &MembershipId) -> ControlError {
    ControlError::internal(format!("user `{}` or its group `{}` is missing", id.user, id.group))
}
