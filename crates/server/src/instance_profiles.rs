//! Instance profiles: how requests find them, and how answers show them.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html>

use entail_lineage::{Aspect, PrincipalId, gates::write::Write};
use entail_policy::arn::AccountId;
use entail_store::{
    Records, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{InstanceProfile, NameKind, PassedRole, ProfileOfRole, Role},
};
use entail_wire::shapes::iam;

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    describe,
    limits::ROLES_PER_INSTANCE_PROFILE_MAX,
    lineage_keys, questions, scan,
};

/// The service that assumes the roles in instance profiles: the value of `iam:PassedToService`.
pub(crate) const SERVICE: &str = "ec2.amazonaws.com";

/// The instance profile of this name, in any case, if it exists.
pub(crate) fn look_up(
    view: &Transaction,
    name: &str,
) -> Result<Option<InstanceProfile>, ControlError> {
    Ok(view.entity_named(NameKind::InstanceProfile, name)?)
}

/// The instance profile of this name, in any case.
pub(crate) fn find(view: &Transaction, name: &str) -> Result<InstanceProfile, ControlError> {
    look_up(view, name)?.ok_or_else(|| {
        ControlError::no_such_entity(format!("Instance Profile {name} cannot be found."))
    })
}

/// A question about the instance profile of this name, with its tags.
pub(crate) fn question(
    action: &'static str,
    name: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let account = context.account();
    let Some(profile) = look_up(view, name)? else {
        return Ok(Question::new(action, arns::instance_profile(account, "/", name)));
    };
    let question = Question::new(action, arns::of_instance_profile(account, &profile))
        .with_resource_tags(questions::pairs(&profile.tags));
    lineage_keys::with_object(question, &profile.lineage, account, &view.covered())
}

/// The gate for a change of the instance profile of this name; a missing one has none.
pub(crate) fn gate(view: &Transaction, name: &str) -> Result<Vec<Write>, ControlError> {
    Ok(look_up(view, name)?.map(|profile| Write::Object(profile.id)).into_iter().collect())
}

/// The instance profiles that a role is in.
pub(crate) fn of_role(
    role: &PrincipalId,
    view: &impl Records,
) -> Result<Vec<InstanceProfile>, ControlError> {
    let links = scan::to_the_end(|last: Option<&ProfileOfRole>| {
        view.profiles_of_role(role, last.map(|link| &link.profile), SCAN_ENTRIES_MAX)
    })?;
    let find = |link: &ProfileOfRole| {
        view.find::<InstanceProfile>(link.profile.as_str())?.ok_or_else(|| {
            let profile = &link.profile;
            ControlError::internal(format!("the profile `{profile}` of `{role}` is missing"))
        })
    };
    links.iter().map(find).collect()
}

/// Puts a role into an instance profile. Whoever did it is the last who passed the role there.
pub(crate) fn add_role(
    mut profile: InstanceProfile,
    mut role: Role,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if profile.role.is_some() {
        let quota = "InstanceSessionsPerInstanceProfile";
        return Err(ControlError::quota(quota, ROLES_PER_INSTANCE_PROFILE_MAX));
    }
    let provenance = permit.passed().map(|passed| passed.provenance.clone()).unwrap_or_default();
    profile.role = Some(PassedRole { id: role.id.clone(), provenance });
    role.lineage.record_writer(passed_to(&profile), permit.standing().seals());
    transaction.put(&link(&profile, &role))?;
    transaction.put(&role)?;
    Ok(transaction.put(&profile)?)
}

/// Takes a role out of an instance profile.
pub(crate) fn remove_role(
    mut profile: InstanceProfile,
    mut role: Role,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    if profile.role.as_ref().is_none_or(|passed| passed.id != role.id) {
        let (role, profile) = (&role.name, &profile.name);
        let message = format!("Role {role} in Instance Profile {profile} cannot be found.");
        return Err(ControlError::no_such_entity(message));
    }
    profile.role = None;
    role.lineage.forget_writer(&passed_to(&profile));
    transaction.remove::<ProfileOfRole>(&link(&profile, &role));
    transaction.put(&role)?;
    Ok(transaction.put(&profile)?)
}

/// Under which name a role's record keeps who put it into the profile.
fn passed_to(profile: &InstanceProfile) -> Aspect {
    Aspect::Pass(profile.id.to_string())
}

fn link(profile: &InstanceProfile, role: &Role) -> ProfileOfRole {
    ProfileOfRole { role: role.id.clone(), profile: profile.id.clone() }
}

/// An instance profile as `GetInstanceProfile` shows it.
pub(crate) fn describe(
    profile: &InstanceProfile,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::InstanceProfile, ControlError> {
    let mut roles = Vec::new();
    if let Some(passed) = &profile.role {
        let role = view.role(&passed.id)?.ok_or_else(|| {
            let (profile, role) = (&profile.id, &passed.id);
            ControlError::internal(format!("the role `{role}` of `{profile}` is missing"))
        })?;
        roles.push(describe::role_in_profile(&role, account, view)?);
    }
    Ok(iam::InstanceProfile {
        path: profile.path.clone(),
        instance_profile_name: profile.name.clone(),
        instance_profile_id: profile.id.to_string(),
        arn: arns::of_instance_profile(account, profile),
        create_date: describe::date(profile.created),
        roles,
        tags: describe::tags(&profile.tags),
    })
}

/// An instance profile as lists show it: without tags.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html>
pub(crate) fn describe_listed(
    profile: &InstanceProfile,
    account: &AccountId,
    view: &impl Records,
) -> Result<iam::InstanceProfile, ControlError> {
    Ok(iam::InstanceProfile { tags: None, ..describe(profile, account, view)? })
}
