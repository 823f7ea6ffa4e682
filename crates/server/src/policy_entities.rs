//! The users, roles and groups that use a managed policy.

use std::collections::BTreeSet;

use entail_store::{
    Records as _, Transaction,
    limits::SCAN_ENTRIES_MAX,
    records::{Attachment, PolicyReference, ReferenceKind, reference::Reference},
};
use entail_wire::shapes::iam::{EntityType, PolicyUsageType};

use crate::{
    control_error::ControlError, entities, identifiers::IdKind, lineage_descent::Descent,
    policy_holders::HolderRecord, principals::PrincipalRecord, scan,
};

/// Which users of a policy are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) kind: Option<EntityType>,
    pub(crate) usage: Option<PolicyUsageType>,
    pub(crate) path_prefix: &'a str,
}

impl Wanted<'_> {
    /// As what the entities use the policy, besides by attachment.
    ///
    /// CHOICE: whoever asks for uses as boundary sees every use that the policy's
    /// `PermissionsBoundaryUsageCount` counts, and that keeps it from being deleted. Whoever names
    /// no filter, as stock tools do, sees the boundaries that AWS knows, and no inherited ones.
    const fn boundary_uses(self) -> &'static [ReferenceKind] {
        match self.usage {
            Some(PolicyUsageType::PermissionsPolicy) => &[],
            Some(PolicyUsageType::PermissionsBoundary) => {
                &[ReferenceKind::Boundary, ReferenceKind::Transitive]
            }
            None => &[ReferenceKind::Boundary],
        }
    }

    /// Whether those who inherited the policy are wanted, too.
    const fn shows_inheritance(self) -> bool {
        matches!(self.usage, Some(PolicyUsageType::PermissionsBoundary))
    }

    const fn wants_attachments(self) -> bool {
        !matches!(self.usage, Some(PolicyUsageType::PermissionsBoundary))
    }

    /// AWS answers the two kinds of policies that the filter's type has besides with empty lists.
    fn covers(self, entity: &HolderRecord) -> bool {
        self.kind.is_none_or(|kind| kind == type_of(entity))
            && entity.path().starts_with(self.path_prefix)
    }
}

/// The groups, users and roles that use the policy, each with the key by which it is listed: groups
/// before users before roles, each by name.
pub(crate) fn of(
    policy: &PolicyReference,
    wanted: Wanted<'_>,
    view: &Transaction,
) -> Result<Vec<(String, HolderRecord)>, ControlError> {
    let mut ids = BTreeSet::new();
    if wanted.wants_attachments() {
        let attachments = scan::to_the_end(|last: Option<&Attachment>| {
            let after = last.map(|it| &it.id.principal);
            view.attached_principals(policy, after, SCAN_ENTRIES_MAX)
        })?;
        ids.extend(attachments.into_iter().map(|it| it.id.principal.to_string()));
    }
    for use_as in wanted.boundary_uses() {
        let uses = scan::to_the_end(|last: Option<&Reference>| {
            let after = last.map(|it| it.entity.as_str());
            view.references(policy, *use_as, after, SCAN_ENTRIES_MAX)
        })?;
        ids.extend(uses.into_iter().map(|it| it.entity));
    }
    if wanted.shows_inheritance()
        && let Some(policy) = entities::by_reference(view, policy)?
    {
        let holders = Descent::new(view).holders(&policy.id())?;
        ids.extend(holders.iter().map(ToString::to_string));
    }
    let mut entities = Vec::new();
    for id in ids {
        if let Some(entity) = load(&id, view)?.filter(|entity| wanted.covers(entity)) {
            entities.push((sort_key(&entity), entity));
        }
    }
    entities.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(entities)
}

/// The user, role or group with this id; policies too inherit boundaries, and are not listed.
fn load(id: &str, view: &Transaction) -> Result<Option<HolderRecord>, ControlError> {
    let principal = match IdKind::of(id) {
        Some(IdKind::User) => view.user(&id.into())?.map(Box::new).map(PrincipalRecord::User),
        Some(IdKind::Role) => view.role(&id.into())?.map(Box::new).map(PrincipalRecord::Role),
        Some(IdKind::Group) => {
            return Ok(view.group(&id.into())?.map(Box::new).map(HolderRecord::Group));
        }
        _ => None,
    };
    Ok(principal.map(HolderRecord::Principal))
}

const fn type_of(entity: &HolderRecord) -> EntityType {
    match entity {
        HolderRecord::Group(_) => EntityType::Group,
        HolderRecord::Principal(PrincipalRecord::User(_)) => EntityType::User,
        HolderRecord::Principal(PrincipalRecord::Role(_)) => EntityType::Role,
    }
}

fn sort_key(entity: &HolderRecord) -> String {
    let rank = match type_of(entity) {
        EntityType::Group => 0,
        EntityType::User => 1,
        _ => 2,
    };
    format!("{rank}/{}", entity.name().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(usage: Option<PolicyUsageType>) -> Wanted<'static> {
        Wanted { kind: None, usage, path_prefix: "/" }
    }

    #[test]
    fn no_filter_shows_attachments_and_the_boundaries_that_aws_knows() {
        assert!(wanted(None).wants_attachments());
        assert_eq!(wanted(None).boundary_uses(), [ReferenceKind::Boundary]);
    }

    #[test]
    fn the_filters_separate_the_uses() {
        let attached = wanted(Some(PolicyUsageType::PermissionsPolicy));
        assert!(attached.wants_attachments() && attached.boundary_uses().is_empty());
        let boundary = wanted(Some(PolicyUsageType::PermissionsBoundary));
        assert!(!boundary.wants_attachments());
        assert_eq!(boundary.boundary_uses(), [ReferenceKind::Boundary, ReferenceKind::Transitive]);
        assert!(boundary.shows_inheritance());
    }
}
