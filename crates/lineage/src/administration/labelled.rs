//! Principals and objects alike, as far as their labels go.

use std::collections::BTreeSet;

use crate::administration::LineageWrite;
use crate::identifier::PolicyId;
use crate::inherited;
use crate::label::Label;
use crate::object::{ObjectLineage, Reference};
use crate::principal::{PrincipalKind, PrincipalLineage};
use crate::refusal::{Refusal, Refused};
use crate::world::{Ancestry, World};

/// A record with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labelled {
    /// A user or role.
    Principal(Box<PrincipalLineage>),
    /// Any other object.
    Object(Box<ObjectLineage>),
}

impl Labelled {
    /// Its reference.
    pub fn reference(&self) -> Reference {
        match self {
            Self::Principal(record) => Reference::Principal(record.id.clone()),
            Self::Object(record) => Reference::Object(record.id.clone()),
        }
    }

    /// I: its stored label with the cascades of its ancestors.
    ///
    /// # Errors
    /// The world failed.
    pub fn inherited<A: Ancestry>(&self, world: &A) -> Result<Label, A::Error> {
        match self {
            Self::Principal(record) => inherited::of_principal(world, record),
            Self::Object(record) => inherited::of_object(world, record),
        }
    }

    /// The record, if labels can be put on it. Root users have none of their own; an account is
    /// labelled only when it is created (F18).
    pub(super) fn find<W: World>(
        world: &W,
        reference: &Reference,
    ) -> Result<Self, Refused<W::Error>> {
        let found = match reference {
            Reference::Principal(id) => match world.principal(id).map_err(Refused::World)? {
                Some(record) if record.kind == PrincipalKind::Root => {
                    return Err(Refusal::Unmodifiable(id.clone()).into());
                }
                record => record.map(Box::new).map(Self::Principal),
            },
            Reference::Object(id) => {
                world.object(id).map_err(Refused::World)?.map(Box::new).map(Self::Object)
            }
            Reference::Account(_) => None,
        };
        Ok(found.ok_or_else(|| Refusal::UnknownObject(reference.clone()))?)
    }

    /// The label that is stored with it.
    pub(super) fn stored_label(&self) -> &Label {
        match self {
            Self::Principal(record) => &record.inherited,
            Self::Object(record) => &record.inherited,
        }
    }

    pub(super) fn stored_label_mut(&mut self) -> &mut Label {
        match self {
            Self::Principal(record) => &mut record.inherited,
            Self::Object(record) => &mut record.inherited,
        }
    }

    /// What a session under the seal wrote last (F8): of the record itself, and of the policies and
    /// groups whose word holds for it.
    pub(super) fn written_under<W: World>(
        &self,
        world: &W,
        seal: &PolicyId,
    ) -> Result<BTreeSet<LineageWrite>, W::Error> {
        let mut written = self.own_writes(seal);
        let mut seen = BTreeSet::new();
        let mut holders = vec![self.reference()];
        while let Some(holder) = holders.pop() {
            for id in world.policies_and_groups_of(&holder)? {
                if !seen.insert(id.clone()) {
                    continue;
                }
                if let Some(object) = world.object(&id)? {
                    written.extend(Self::Object(Box::new(object)).own_writes(seal));
                }
                holders.push(Reference::Object(id));
            }
        }
        Ok(written)
    }

    fn own_writes(&self, seal: &PolicyId) -> BTreeSet<LineageWrite> {
        let writers = match self {
            Self::Principal(record) => &record.writers,
            Self::Object(record) => &record.writers,
        };
        let under = writers.iter().filter(|(_, seals)| seals.contains(seal));
        under
            .map(|(aspect, _)| LineageWrite { object: self.reference(), aspect: aspect.clone() })
            .collect()
    }
}
