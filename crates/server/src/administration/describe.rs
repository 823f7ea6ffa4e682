//! Lineages as the structures of the administrator's answers, with ARNs beside ids.

use std::collections::BTreeMap;

use entail_lineage::{
    AdoptMode, ApplyToSelf, Label, ObtainMode, Origin, PermissionsBoundary, PolicyId,
    PrincipalKind, PrincipalLineage, SealSet, SessionRecord, Source, TransitiveBoundary,
};
use entail_policy::arn::AccountId;
use entail_store::Records;
use entail_wire::shapes::entail as shapes;

use super::entity::{self, Entity};
use crate::{control_error::ControlError, entities};

/// Writes ids out: what an id names is looked up on the request's revision.
pub(crate) struct Describer<'a, V> {
    pub(crate) account: &'a AccountId,
    pub(crate) view: &'a V,
}

impl<V: Records> Describer<'_, V> {
    /// Everything that is recorded of an entity; `label` is its label as the gates see it.
    pub(crate) fn lineage(
        &self,
        entity: &Entity,
        label: &Label,
    ) -> Result<shapes::Lineage, ControlError> {
        let principal = entity.as_principal();
        let own = principal.and_then(|it| it.permissions_boundary.as_ref());
        let emitted = principal.and_then(|it| it.transitive_boundary.as_ref());
        let (mut admits, mut writers, mut setters) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(principal) = principal {
            admits = self.seals(&principal.admits)?;
            writers = self.last_writers(&principal.writers)?;
            setters = self.last_writers(&principal.attribute_setters)?;
        }
        Ok(shapes::Lineage {
            arn: entity.arn.clone(),
            id: entity.id(),
            kind: entity.kind(),
            permissions_boundary: own.map(|it| self.own_boundary(it)).transpose()?,
            transitive_boundary: emitted.map(|it| self.emitted_boundary(it)).transpose()?,
            inherited_boundaries: self.label(label)?,
            provenance: principal.map_or(Ok(Vec::new()), |it| self.label(&it.provenance))?,
            created_by: self.sessions(entity.created_by())?,
            admits,
            obtain_mode: principal.and_then(obtain_mode),
            last_writers: writers,
            attribute_setters: setters,
        })
    }

    /// An entity as one of a line.
    pub(crate) fn descendant(
        &self,
        entity: &Entity,
        label: &Label,
    ) -> Result<shapes::Descendant, ControlError> {
        let principal = entity.as_principal();
        let own = principal.and_then(|it| it.permissions_boundary.as_ref());
        let emitted = principal.and_then(|it| it.transitive_boundary.as_ref());
        Ok(shapes::Descendant {
            arn: entity.arn.clone(),
            id: entity.id(),
            kind: entity.kind(),
            created_by: self.sessions(entity.created_by())?,
            permissions_boundary_arn: own.map(|it| self.arn(&it.policy)).transpose()?,
            transitive_boundary_arn: emitted.map(|it| self.arn(&it.policy)).transpose()?,
            inherited_boundary_arns: self.arns(&label.seals())?,
        })
    }

    /// Policies by ARN, sorted by it.
    pub(crate) fn arns(&self, seals: &SealSet) -> Result<Vec<String>, ControlError> {
        let mut arns = seals.iter().map(|it| self.arn(it)).collect::<Result<Vec<_>, _>>()?;
        arns.sort();
        Ok(arns)
    }

    /// Policies by ARN and id, sorted by ARN.
    pub(crate) fn seals(&self, seals: &SealSet) -> Result<Vec<shapes::Seal>, ControlError> {
        let seal = |id: &PolicyId| {
            Ok(shapes::Seal { policy_arn: self.arn(id)?, policy_id: id.to_string() })
        };
        let mut seals = seals.iter().map(seal).collect::<Result<Vec<_>, ControlError>>()?;
        seals.sort_by(|one, other| one.policy_arn.cmp(&other.policy_arn));
        Ok(seals)
    }

    /// The sessions on the way to something, the oldest first.
    pub(crate) fn sessions(
        &self,
        records: &[SessionRecord],
    ) -> Result<Vec<shapes::CreationSession>, ControlError> {
        let session = |record: &SessionRecord| {
            Ok(shapes::CreationSession {
                principal_id: record.principal.to_string(),
                principal_arn: self.entity_arn(record.principal.as_str())?,
                session_id: record.session.to_string(),
                time: time(record.time),
            })
        };
        records.iter().map(session).collect()
    }

    /// Where an entry of a label comes from.
    pub(crate) fn origins<'o>(
        &self,
        origins: impl IntoIterator<Item = &'o Origin>,
    ) -> Result<Vec<shapes::Origin>, ControlError> {
        origins.into_iter().map(|origin| self.origin(origin)).collect()
    }

    /// The ARN of the policy with this id; the id itself where it is gone.
    pub(crate) fn arn(&self, policy: &PolicyId) -> Result<String, ControlError> {
        entities::policy_arn_by_id(self.view, self.account, policy)
    }

    /// The ARN of what has this unique id, if it exists.
    pub(crate) fn entity_arn(&self, id: &str) -> Result<Option<String>, ControlError> {
        Ok(entity::by_id(id, self.account, self.view)?.map(|entity| entity.arn))
    }

    /// A label's seals with where each comes from.
    pub(crate) fn label(
        &self,
        label: &Label,
    ) -> Result<Vec<shapes::InheritedBoundary>, ControlError> {
        let boundary = |(seal, origins): (&PolicyId, _)| {
            Ok(shapes::InheritedBoundary {
                policy_arn: self.arn(seal)?,
                policy_id: seal.to_string(),
                origins: self.origins(origins)?,
            })
        };
        label.iter().map(boundary).collect()
    }

    fn origin(&self, origin: &Origin) -> Result<shapes::Origin, ControlError> {
        let (kind, id, mode) = match origin {
            Origin::Principal(id) => (shapes::OriginKind::Principal, id.to_string(), None),
            Origin::Account(id) => (shapes::OriginKind::Account, id.to_string(), None),
            Origin::Adopt { administrator, mode } => {
                let mode = match mode {
                    AdoptMode::Pass => shapes::AdoptMode::Pass,
                    AdoptMode::Write => shapes::AdoptMode::Write,
                };
                (shapes::OriginKind::Adoption, administrator.to_string(), Some(mode))
            }
        };
        let arn = self.entity_arn(&id)?;
        Ok(shapes::Origin { kind, deleted: arn.is_none(), arn, id, mode })
    }

    fn own_boundary(
        &self,
        boundary: &PermissionsBoundary,
    ) -> Result<shapes::OwnBoundary, ControlError> {
        Ok(shapes::OwnBoundary {
            policy_arn: self.arn(&boundary.policy)?,
            policy_id: boundary.policy.to_string(),
            setter_seals: self.seals(&boundary.setter_label)?,
        })
    }

    fn emitted_boundary(
        &self,
        boundary: &TransitiveBoundary,
    ) -> Result<shapes::EmittedBoundary, ControlError> {
        Ok(shapes::EmittedBoundary {
            policy_arn: self.arn(&boundary.policy)?,
            policy_id: boundary.policy.to_string(),
            source: match boundary.source {
                Source::Parameter => shapes::BoundarySource::Parameter,
                Source::Tag => shapes::BoundarySource::Tag,
                Source::MarkedPolicy => shapes::BoundarySource::MarkedPolicy,
            },
            setter_seals: self.seals(&boundary.setter_label)?,
            apply_to_self: boundary.apply_to_self == ApplyToSelf::Yes,
        })
    }

    fn last_writers<K: ToString>(
        &self,
        writers: &BTreeMap<K, SealSet>,
    ) -> Result<Vec<shapes::LastWriter>, ControlError> {
        let writer = |(aspect, seals): (&K, &SealSet)| {
            Ok(shapes::LastWriter { aspect: aspect.to_string(), seals: self.seals(seals)? })
        };
        writers.iter().map(writer).collect()
    }
}

fn obtain_mode(principal: &PrincipalLineage) -> Option<shapes::ObtainMode> {
    (principal.kind == PrincipalKind::Role).then_some(match principal.obtain {
        ObtainMode::Carry => shapes::ObtainMode::Carry,
        ObtainMode::Strict => shapes::ObtainMode::Strict,
    })
}

fn time(unix_seconds: u64) -> jiff::Timestamp {
    let seconds = i64::try_from(unix_seconds).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
}
