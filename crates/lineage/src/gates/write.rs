//! G-write: a session may change an object only if the object bears all the session's seals.
//! Closures w1 to w5 follow what a change reaches beyond the object itself.

use crate::gates::require;
use crate::identifier::{AccountId, ObjectId, PolicyId, PrincipalId};
use crate::label::Label;
use crate::object::Reference;
use crate::principal::PrincipalLineage;
use crate::refusal::{Closure, GateName, GateRefusal, Refused};
use crate::seal::SealSet;
use crate::session::SessionKind;
use crate::standing::Standing;
use crate::world::{PolicyReferences, World, label_of, policy_label};

/// A change, as the write gate sees it. Boundaries are changed through [`crate::lifecycle`], which
/// asks this gate itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Trust policy, inline policies, detachment, ordinary tags, name, path, description.
    Principal(PrincipalId),
    /// Deletion of a user or role; also w4.
    DeletePrincipal(PrincipalId),
    /// Credentials of a user: keys, password, MFA, certificates. A user may change its own.
    Credentials(PrincipalId),
    /// Attachment of a managed policy to a user, role, group or permission set; also w5, and w2
    /// for a group.
    Attach {
        /// What it is attached to.
        to: Reference,
        /// The policy.
        policy: PolicyId,
    },
    /// Group policies, name, path, deletion, detachment; also w2.
    Group(ObjectId),
    /// `AddUserToGroup`: the user is what is written; also w5.
    AddMember {
        /// The user.
        user: PrincipalId,
        /// The group.
        group: ObjectId,
    },
    /// `RemoveUserFromGroup`: the user is what is written.
    RemoveMember(PrincipalId),
    /// Versions and deletion of a managed policy; also w1, w3 and w4.
    Policy(PolicyId),
    /// Tags of a managed policy; also w3, for a tag may unmark it.
    PolicyTags(PolicyId),
    /// Any other labelled object.
    Object(ObjectId),
    /// An account-wide setting.
    Account(AccountId),
    /// Operations that no session with seals or provenance may use.
    UnsealedOnly(AccountId),
}

/// Asks the gate.
///
/// # Errors
/// The gate refuses, or the world failed.
pub fn check<W: World>(
    world: &W,
    standing: &Standing<'_>,
    write: &Write,
) -> Result<(), Refused<W::Error>> {
    // Nothing stops an administrator, so that an edit by one need not wait for what refers to it.
    if standing.is_unsealed() {
        return Ok(());
    }
    match write {
        Write::Principal(principal) | Write::RemoveMember(principal) => {
            check_label(world, standing, &Reference::Principal(principal.clone()))
        }
        Write::DeletePrincipal(principal) => check_deletion(world, standing, principal),
        Write::Credentials(user) if is_self_service(standing, user) => Ok(()),
        Write::Credentials(user) => {
            check_label(world, standing, &Reference::Principal(user.clone()))
        }
        Write::Attach { to, policy } => check_attach(world, standing, to, policy),
        Write::Group(group) => check_group(world, standing, group),
        Write::AddMember { user, group } => check_add_member(world, standing, user, group),
        Write::Policy(policy) => check_policy(world, standing, policy),
        Write::PolicyTags(policy) => {
            check_label(world, standing, &Reference::Object(policy.into()))?;
            Ok(check_own_seal(standing, policy)?)
        }
        Write::Object(object) => check_label(world, standing, &Reference::Object(object.clone())),
        Write::Account(account) => {
            check_label(world, standing, &Reference::Account(account.clone()))
        }
        Write::UnsealedOnly(account) => Ok(require(
            GateName::Write,
            Closure::UnsealedOnly,
            standing.guarded_seals(),
            &SealSet::new(),
            &Reference::Account(account.clone()),
        )?),
    }
}

/// The gate's own comparison.
pub(crate) fn check_label<W: World>(
    world: &W,
    standing: &Standing<'_>,
    object: &Reference,
) -> Result<(), Refused<W::Error>> {
    check_present(world, Closure::Label, standing.seals(), object)
}

/// w4: whoever changes a boundary must bear no seal that its last setter did not bear.
pub(crate) fn check_setter(
    standing: &Standing<'_>,
    setter_label: &SealSet,
    principal: &PrincipalId,
) -> Result<(), GateRefusal> {
    let object = Reference::Principal(principal.clone());
    require(GateName::Write, Closure::W4, standing.guarded_seals(), setter_label, &object)
}

/// w5: by a sealed session, what is attached bears no seal that its target lacks.
pub(crate) fn check_points_up(
    standing: &Standing<'_>,
    attached: &Label,
    target_label: &Label,
    target: &Reference,
) -> Result<(), GateRefusal> {
    if standing.seals().is_empty() {
        return Ok(());
    }
    let (needed, present) = (attached.write_seals(), target_label.write_seals());
    require(GateName::Write, Closure::W5, &needed, &present, target)
}

fn check_present<W: World>(
    world: &W,
    closure: Closure,
    needed: &SealSet,
    object: &Reference,
) -> Result<(), Refused<W::Error>> {
    if needed.is_empty() {
        return Ok(());
    }
    let present = label_of(world, object).map_err(Refused::World)?.write_seals();
    Ok(require(GateName::Write, closure, needed, &present, object)?)
}

/// A user's own long-term or `GetSessionToken` session; it yields only its own principal.
fn is_self_service(standing: &Standing<'_>, user: &PrincipalId) -> bool {
    standing.principal_id() == user
        && matches!(standing.session().kind, SessionKind::LongTerm | SessionKind::SessionToken)
}

fn check_deletion<W: World>(
    world: &W,
    standing: &Standing<'_>,
    principal: &PrincipalId,
) -> Result<(), Refused<W::Error>> {
    check_label(world, standing, &Reference::Principal(principal.clone()))?;
    let Some(record) = world.principal(principal).map_err(Refused::World)? else {
        return Ok(());
    };
    // Deleting and creating again would lift what an administrator set (F7).
    Ok(check_boundary_setters(standing, &record)?)
}

fn check_boundary_setters(
    standing: &Standing<'_>,
    record: &PrincipalLineage,
) -> Result<(), GateRefusal> {
    if let Some(boundary) = &record.permissions_boundary {
        check_setter(standing, &boundary.setter_label, &record.id)?;
    }
    if let Some(transitive) = &record.transitive_boundary {
        check_setter(standing, &transitive.setter_label, &record.id)?;
    }
    Ok(())
}

fn check_attach<W: World>(
    world: &W,
    standing: &Standing<'_>,
    to: &Reference,
    policy: &PolicyId,
) -> Result<(), Refused<W::Error>> {
    check_label(world, standing, to)?;
    if let Reference::Object(group) = to {
        check_members(world, standing, Closure::W2, group)?;
    }
    let attached = policy_label(world, policy).map_err(Refused::World)?;
    let target = label_of(world, to).map_err(Refused::World)?;
    Ok(check_points_up(standing, &attached, &target, to)?)
}

fn check_group<W: World>(
    world: &W,
    standing: &Standing<'_>,
    group: &ObjectId,
) -> Result<(), Refused<W::Error>> {
    check_label(world, standing, &Reference::Object(group.clone()))?;
    check_members(world, standing, Closure::W2, group)
}

fn check_members<W: World>(
    world: &W,
    standing: &Standing<'_>,
    closure: Closure,
    group: &ObjectId,
) -> Result<(), Refused<W::Error>> {
    for member in world.group_members(group).map_err(Refused::World)? {
        check_present(world, closure, standing.seals(), &Reference::Principal(member))?;
    }
    Ok(())
}

fn check_add_member<W: World>(
    world: &W,
    standing: &Standing<'_>,
    user: &PrincipalId,
    group: &ObjectId,
) -> Result<(), Refused<W::Error>> {
    let target = Reference::Principal(user.clone());
    check_label(world, standing, &target)?;
    let attached = label_of(world, &Reference::Object(group.clone())).map_err(Refused::World)?;
    let label = label_of(world, &target).map_err(Refused::World)?;
    Ok(check_points_up(standing, &attached, &label, &target)?)
}

fn check_policy<W: World>(
    world: &W,
    standing: &Standing<'_>,
    policy: &PolicyId,
) -> Result<(), Refused<W::Error>> {
    check_label(world, standing, &Reference::Object(policy.into()))?;
    check_own_seal(standing, policy)?;
    let references = world.policy_references(policy).map_err(Refused::World)?;
    check_references(world, standing, policy, &references)?;
    for principal in &references.permissions_boundary_of {
        check_edited_boundary(world, standing, policy, principal)?;
    }
    Ok(())
}

/// w3: the lineage does not edit its own seal, whatever the policy's label.
fn check_own_seal(standing: &Standing<'_>, policy: &PolicyId) -> Result<(), GateRefusal> {
    if !standing.guarded_seals().contains(policy) {
        return Ok(());
    }
    Err(GateRefusal {
        gate: GateName::Write,
        closure: Closure::W3,
        missing: SealSet::from([policy.clone()]),
        object: Reference::Object(policy.into()),
    })
}

/// w1: whatever the policy determines must bear the session's seals too (F5, F6).
fn check_references<W: World>(
    world: &W,
    standing: &Standing<'_>,
    policy: &PolicyId,
    references: &PolicyReferences,
) -> Result<(), Refused<W::Error>> {
    let objects = references.attached_to.iter().chain(&references.inherited_by);
    for object in objects {
        check_present(world, Closure::W1, standing.seals(), object)?;
        if let Reference::Object(group) = object {
            check_members(world, standing, Closure::W1, group)?;
        }
    }
    let principals =
        references.permissions_boundary_of.iter().chain(&references.transitive_boundary_of);
    for principal in principals {
        let object = Reference::Principal(principal.clone());
        check_present(world, Closure::W1, standing.seals(), &object)?;
    }
    for seals in &references.live_sessions {
        let object = Reference::Object(policy.into());
        require(GateName::Write, Closure::W1, standing.seals(), seals, &object)?;
    }
    Ok(())
}

/// w4 through the policy's text: a boundary set by an administrator is not lifted by editing it.
fn check_edited_boundary<W: World>(
    world: &W,
    standing: &Standing<'_>,
    policy: &PolicyId,
    principal: &PrincipalId,
) -> Result<(), Refused<W::Error>> {
    let record = world.principal(principal).map_err(Refused::World)?;
    let boundary = record.and_then(|record| record.permissions_boundary);
    match boundary.filter(|boundary| &boundary.policy == policy) {
        Some(boundary) => Ok(check_setter(standing, &boundary.setter_label, principal)?),
        None => Ok(()),
    }
}
