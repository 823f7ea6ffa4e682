//! What must hold after every step.

use entail_lineage::gates::write::{Write, check};
use entail_lineage::inherited::ancestors;
use entail_lineage::invariants::{Scope, carry, create, live, monotone, pass, trust};
use entail_lineage::{
    Closure, ObjectKind, Origin, PolicyId, Reference, Refusal, Refused, SealSet, Standing,
};

use super::driver::Done;
use super::state::{Credential, State};

/// The first thing that is broken.
pub(crate) fn broken(before: &State, after: &State, done: &Done) -> Option<String> {
    birth(after, done)
        .or_else(|| monotony(before, after, done))
        .or_else(|| roles(after))
        .or_else(|| sessions(after))
        .or_else(|| containment(after))
        .or_else(|| lock_out(after))
        .or_else(|| descent(after))
}

fn birth(after: &State, done: &Done) -> Option<String> {
    let object = done.created.as_ref()?;
    let label = entail_lineage::world::label_of(&after.world, object).unwrap();
    create(&done.seals, &label, object).err().map(|violation| violation.to_string())
}

/// I3, for the actor's seals and for what its derivation lost to `admits` (F1). The latter guard
/// only T and the policies themselves, which is all a session without seals could reach.
fn monotony(before: &State, after: &State, done: &Done) -> Option<String> {
    let scope = Scope {
        principals: before.world.principals.keys().cloned().collect(),
        objects: before.world.objects.keys().cloned().collect(),
        sessions: before.credentials.iter().map(|one| one.session.clone()).collect(),
    };
    let actor: SealSet = done.seals.union(&done.origin).cloned().collect();
    let edited = done.edited.as_ref();
    let found = monotone((&before.world, &after.world), &actor, &scope, edited).unwrap();
    found.first().map(ToString::to_string)
}

fn roles(after: &State) -> Option<String> {
    let trusts = after.world.principals.keys().filter_map(|id| trust(&after.world, id).unwrap());
    let passed =
        after.passes.iter().filter_map(|(role, seals)| pass(&after.world, seals, role).unwrap());
    trusts.chain(passed).next().map(|violation| violation.to_string())
}

/// I2 and I6: what was obtained through a session bears its seals also when they came later.
fn sessions(after: &State) -> Option<String> {
    for credential in &after.credentials {
        let Ok(standing) = Standing::read(&after.world, &credential.session) else { continue };
        if let Some(violation) = live(&after.world, &credential.session).unwrap() {
            return Some(violation.to_string());
        }
        let Some((parent, admits)) = &credential.parent else { continue };
        let parent = Standing::read(&after.world, &after.credentials[*parent].session);
        let Ok(parent) = parent else { continue };
        if let Err(violation) = carry(parent.seals(), admits, &standing) {
            return Some(violation.to_string());
        }
    }
    None
}

/// The theorem: a credential derived from a session under `t` is bounded by `t`, or belongs to the
/// root of the lineage itself.
fn containment(after: &State) -> Option<String> {
    after.credentials.iter().find_map(|credential| {
        let standing = Standing::read(&after.world, &credential.session).ok()?;
        let own = standing.principal().transitive_boundary.as_ref().map(|t| t.policy.clone());
        let free = credential
            .taint
            .iter()
            .find(|seal| !standing.hard_ceilings().contains(*seal) && own.as_ref() != Some(seal))?;
        Some(format!("credential of {} is not bounded by {free}", standing.principal_id()))
    })
}

/// F15: whoever a seal comes from is an ancestor, so that withdrawing a cascade reaches it.
fn descent(after: &State) -> Option<String> {
    let world = &after.world;
    let principals = world.principals.values().map(|one| (&one.inherited, &one.created_by));
    let objects = world.objects.values().map(|one| (&one.inherited, &one.created_by));
    principals.chain(objects).find_map(|(label, created_by)| {
        let ancestors = ancestors(world, created_by).unwrap();
        let origins = label.iter().flat_map(|(_, origins)| origins);
        let stray = origins.into_iter().find(|origin| match origin {
            Origin::Principal(id) => !ancestors.contains(id),
            Origin::Adopt { .. } | Origin::Account(_) => false,
        })?;
        Some(format!("{stray:?} made nothing that led here"))
    })
}

/// w5 and F5: nobody less sealed touched it, so its maker can still write it.
fn lock_out(after: &State) -> Option<String> {
    if after.admitted_ever {
        return None;
    }
    after.made_by.iter().find_map(|(id, maker)| {
        let object = after.world.objects.get(id)?;
        let standing = Standing::read(&after.world, maker).ok()?;
        if after.touched.contains(id) || standing.seals() != &after.write_seals(object) {
            return None;
        }
        let write = match object.kind {
            ObjectKind::Group => Write::Group(id.clone()),
            _ => Write::Policy(PolicyId::from(id.as_str())),
        };
        match check(&after.world, &standing, &write) {
            Err(Refused::Refusal(Refusal::Gate(gate))) if gate.closure != Closure::W3 => {
                Some(format!("{} is locked out of its own {id}: {gate}", maker.principal))
            }
            _ => None,
        }
    })
}

/// Whether a step by this credential may change the permissions of all these principals.
pub(crate) fn outside_of(state: &State, seals: &SealSet, object: &Reference) -> Option<String> {
    let principals = match object {
        Reference::Principal(id) => [id.clone()].into(),
        Reference::Object(id) if state.world.objects[id].kind == ObjectKind::Group => {
            state.members(id)
        }
        Reference::Object(id) => state.determined_by(&PolicyId::from(id.as_str())),
        Reference::Account(_) => return None,
    };
    let outside = state.outside(seals, principals)?;
    Some(format!("outside {outside} is changed through {object}"))
}

/// w4: a boundary set by a session with fewer seals stands.
pub(crate) fn lifts(state: &State, credential: &Credential, target: &str) -> Option<String> {
    let setter = state.boundary_setters.get(&target.into())?;
    let standing = Standing::read(&state.world, &credential.session).ok()?;
    let outranked = !standing.guarded_seals().is_subset(setter);
    outranked.then(|| format!("the boundary of {target} is lifted"))
}
