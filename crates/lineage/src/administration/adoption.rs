//! Adopting something that existed before into a lineage, and taking single origins away again.

use std::collections::BTreeSet;

use crate::administration::{
    LabelEffect, Labelled, LineageWrite, LineageWrites, check_administrator, check_not_too_sealed,
};
use crate::create::check_limit;
use crate::identifier::PolicyId;
use crate::label::{AdoptMode, Origin};
use crate::object::Reference;
use crate::refusal::{Refusal, Refused};
use crate::standing::Standing;
use crate::world::World;

/// An adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// What is adopted: a role as a rule, or any other labelled object.
    pub object: Reference,
    /// The seal that it gets.
    pub seal: PolicyId,
    /// Whether the lineage may write it, too (F16).
    pub mode: AdoptMode,
}

/// The end of an adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disown {
    /// What was adopted.
    pub object: Reference,
    /// The seal.
    pub seal: PolicyId,
    /// What becomes of the lineage's writes.
    pub writes: LineageWrites,
}

/// One origin of one seal, to be taken from one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawOrigin {
    /// What bears the seal.
    pub object: Reference,
    /// The seal.
    pub seal: PolicyId,
    /// The origin, which may be a principal that is deleted.
    pub origin: Origin,
    /// What becomes of the lineage's writes.
    pub writes: LineageWrites,
}

/// A record with its new label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relabelled {
    /// The record to store.
    pub record: Labelled,
    /// What the object gains or loses.
    pub effect: LabelEffect,
    /// What sessions under the lost seal wrote last; empty where it is not lost.
    pub writes: BTreeSet<LineageWrite>,
}

/// Adopts an object into the lineage of a seal. Again in the same mode it changes nothing; the
/// modes stand beside each other, and the wider one counts.
///
/// # Errors
/// The session is no administrator's; there is no such object, or it takes no label; its label
/// would grow too long; the seal bears seals that the object lacks (F5).
pub fn adopt<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &Adopt,
) -> Result<Relabelled, Refused<W::Error>> {
    check_administrator(standing)?;
    let mut record = Labelled::find(world, &request.object)?;
    let before = record.inherited(world).map_err(Refused::World)?;
    let label = crate::world::label_of(world, &request.object).map_err(Refused::World)?;
    check_not_too_sealed(world, &request.seal, &request.object, &label)?;
    let administrator = standing.principal_id().clone();
    let origin = Origin::Adopt { administrator, mode: request.mode };
    record.stored_label_mut().add(request.seal.clone(), origin);
    let after = record.inherited(world).map_err(Refused::World)?;
    check_limit(standing.seals(), &after)?;
    let gains = !before.contains(&request.seal);
    let effect = if gains { LabelEffect::Gains } else { LabelEffect::Origins };
    Ok(Relabelled { record, effect, writes: BTreeSet::new() })
}

/// Ends the adoption of an object, whoever adopted it and in whichever mode.
///
/// # Errors
/// The session is no administrator's; there is no such object; nobody adopted it; the seal is lost
/// and the lineage's writes are not accepted (F8).
pub fn disown<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &Disown,
) -> Result<Relabelled, Refused<W::Error>> {
    check_administrator(standing)?;
    let record = Labelled::find(world, &request.object)?;
    let origins = record.stored_label().origins(&request.seal);
    let adoptions = origins.filter(|origin| matches!(origin, Origin::Adopt { .. }));
    let adoptions = adoptions.cloned().collect();
    withdraw(world, record, &request.seal, &adoptions, request.writes)
}

/// Takes one origin of a seal from one object; its own descendants keep theirs.
///
/// # Errors
/// The session is no administrator's; there is no such object or origin; the origin comes from a
/// cascade, which can be withdrawn only as a whole; the seal is lost and the lineage's writes are
/// not accepted (F8).
pub fn withdraw_origin<W: World>(
    world: &W,
    standing: &Standing<'_>,
    request: &WithdrawOrigin,
) -> Result<Relabelled, Refused<W::Error>> {
    check_administrator(standing)?;
    let record = Labelled::find(world, &request.object)?;
    let origins = BTreeSet::from([request.origin.clone()]);
    withdraw(world, record, &request.seal, &origins, request.writes)
}

fn withdraw<W: World>(
    world: &W,
    mut record: Labelled,
    seal: &PolicyId,
    origins: &BTreeSet<Origin>,
    writes: LineageWrites,
) -> Result<Relabelled, Refused<W::Error>> {
    let before = record.inherited(world).map_err(Refused::World)?;
    let (object, present) = (record.reference(), before.origins(seal).collect::<BTreeSet<_>>());
    if !origins.iter().any(|origin| present.contains(origin)) {
        return Err(Refusal::NoSuchOrigin { object, seal: seal.clone() }.into());
    }
    for origin in origins {
        record.stored_label_mut().remove(seal, origin);
    }
    let after = record.inherited(world).map_err(Refused::World)?;
    if after.origins(seal).any(|origin| origins.contains(origin)) {
        return Err(Refusal::CascadedOrigin { object, seal: seal.clone() }.into());
    }
    if after.contains(seal) {
        return Ok(Relabelled { record, effect: LabelEffect::Origins, writes: BTreeSet::new() });
    }
    let written = record.written_under(world, seal).map_err(Refused::World)?;
    if writes == LineageWrites::Refuse && !written.is_empty() {
        return Err(Refusal::WrittenUnderSeal { seal: seal.clone(), writes: written }.into());
    }
    Ok(Relabelled { record, effect: LabelEffect::Loses, writes: written })
}
