//! I(x): the label stored with x, and the cascades of everything that x descends from.
//!
//! Descent follows the recorded chains of sessions (F15): the principals of the sessions that made
//! x, the identity providers they came through, and in turn what made those. It goes by ids and
//! outlives what they name.

use std::collections::BTreeSet;

use crate::cascade::{Cascade, CascadeChange};
use crate::identifier::{ObjectId, PolicyId, PrincipalId};
use crate::label::{Label, Origin};
use crate::object::{ObjectLineage, Reference};
use crate::principal::PrincipalLineage;
use crate::session::SessionRecord;
use crate::world::{Ancestry, World};

/// I of a principal.
///
/// # Errors
/// The world failed.
pub fn of_principal<A: Ancestry>(
    world: &A,
    principal: &PrincipalLineage,
) -> Result<Label, A::Error> {
    let (stored, born) = (&principal.inherited, principal.born);
    with_cascades(world, stored, born, &principal.created_by)
}

/// What a deleted principal passes on: what it passed on at that count of cascades, and those of its
/// ancestors since.
///
/// # Errors
/// The world failed.
pub fn of_departed<A: Ancestry>(
    world: &A,
    out: &Label,
    revision: u64,
    created_by: &[SessionRecord],
) -> Result<Label, A::Error> {
    with_cascades(world, out, revision, created_by)
}

/// I of any other object.
///
/// # Errors
/// The world failed.
pub fn of_object<A: Ancestry>(world: &A, object: &ObjectLineage) -> Result<Label, A::Error> {
    with_cascades(world, &object.inherited, object.born, &object.created_by)
}

/// I of whatever is named; empty where it does not exist.
///
/// # Errors
/// The world failed.
pub fn of_reference<W: World>(world: &W, reference: &Reference) -> Result<Label, W::Error> {
    match reference {
        Reference::Principal(id) => match world.principal(id)? {
            Some(principal) => of_principal(world, &principal),
            None => Ok(Label::new()),
        },
        Reference::Object(id) => match world.object(id)? {
            Some(object) => of_object(world, &object),
            None => Ok(Label::new()),
        },
        Reference::Account(id) => world.account_label(id),
    }
}

/// out(p): what the principal passes on, its inherited seals and its own.
///
/// # Errors
/// The world failed.
pub fn out<A: Ancestry>(world: &A, principal: &PrincipalLineage) -> Result<Label, A::Error> {
    Ok(passed_on(of_principal(world, principal)?, principal))
}

/// out(p) where I(p) is known.
pub fn passed_on(inherited: Label, principal: &PrincipalLineage) -> Label {
    let mut out = inherited;
    if let Some(transitive) = &principal.transitive_boundary {
        out.add(transitive.policy.clone(), Origin::Principal(principal.id.clone()));
    }
    out
}

/// Every principal whose sessions led to something with this `created_by`, through however many
/// generations, deleted ones too.
///
/// # Errors
/// The world failed.
pub fn ancestors<A: Ancestry>(
    world: &A,
    created_by: &[SessionRecord],
) -> Result<BTreeSet<PrincipalId>, A::Error> {
    let mut found = BTreeSet::new();
    let mut providers = BTreeSet::new();
    let mut next: Vec<Reference> = created_by.iter().flat_map(makers).collect();
    while let Some(maker) = next.pop() {
        let is_new = match &maker {
            Reference::Principal(id) => found.insert(id.clone()),
            Reference::Object(id) => providers.insert(id.clone()),
            Reference::Account(_) => false,
        };
        if is_new {
            next.extend(world.created_by(&maker)?.iter().flat_map(makers));
        }
    }
    Ok(found)
}

/// What a session descends from itself: its principal, and the provider it came through.
fn makers(record: &SessionRecord) -> impl Iterator<Item = Reference> {
    let provider: Option<ObjectId> = record.provider.clone();
    let provider = provider.map(Reference::Object);
    [Reference::Principal(record.principal.clone())].into_iter().chain(provider)
}

fn with_cascades<A: Ancestry>(
    world: &A,
    stored: &Label,
    born: u64,
    created_by: &[SessionRecord],
) -> Result<Label, A::Error> {
    let mut label = stored.clone();
    if born >= world.cascade_revision()? {
        return Ok(label);
    }
    for root in ancestors(world, created_by)? {
        for (seal, cascade) in world.cascades(&root)?.iter() {
            apply(&mut label, born, &root, seal, cascade);
        }
    }
    Ok(label)
}

fn apply(label: &mut Label, born: u64, root: &PrincipalId, seal: &PolicyId, cascade: &Cascade) {
    if cascade.revision < born {
        return;
    }
    let origin = Origin::Principal(root.clone());
    match cascade.change {
        CascadeChange::Added => label.add(seal.clone(), origin),
        CascadeChange::Withdrawn => {
            label.remove(seal, &origin);
        }
    }
}
