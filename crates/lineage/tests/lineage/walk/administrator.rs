//! What administrators do in a walk: exits, adoptions, their end, and cascades. Withdrawing a cascade
//! is left out: it hands the lineage's creations over to nobody on purpose.

use entail_lineage::administration::{
    Admit, Adopt, CascadeRequest, Disown, Labelled, LineageWrites, Relabelled, admit, adopt,
    cascade, disown,
};
use entail_lineage::{AdoptMode, CascadeChange, Reference};

use super::driver::{Actor, Done, did};
use super::state::{Gates, State};

/// One step by an administrator, if the actor is one.
pub(super) fn step(actor: &Actor<'_>, state: &mut State) -> Option<Done> {
    if !state.credentials[actor.index].origin.is_empty() {
        return None; // nobody outside acts for the lineage
    }
    let seal = actor.pick(2, ["t", "t2"])?;
    match actor.choice[3] % 8 {
        0 => make_exit(actor, state, seal),
        1 | 2 => adopt_into(actor, state, &Reference::Object(seal.into()), seal, AdoptMode::Write),
        3 => adopt_into(actor, state, &role(actor, state)?, seal, AdoptMode::Pass),
        4 => adopt_into(actor, state, &role(actor, state)?, seal, AdoptMode::Write),
        5 => end_adoption(actor, state, seal),
        _ => cascade_down(actor, state),
    }
}

fn role(actor: &Actor<'_>, state: &State) -> Option<Reference> {
    let all: Vec<_> = state.world.principals.keys().cloned().collect();
    let index = usize::from(actor.choice[2] / 2).checked_rem(all.len())?;
    all.get(index).cloned().map(Reference::Principal)
}

fn make_exit(actor: &Actor<'_>, state: &mut State, seal: &str) -> Option<Done> {
    let request = Admit { role: "exit".into(), seal: seal.into() };
    let record = admit(&state.world, &actor.truth, &request).ok()?;
    state.world.put(record);
    state.admitted_ever = true;
    Some(did(format!("admits {seal} to exit")))
}

fn adopt_into(
    actor: &Actor<'_>,
    state: &mut State,
    object: &Reference,
    seal: &str,
    mode: AdoptMode,
) -> Option<Done> {
    let request = Adopt { object: object.clone(), seal: seal.into(), mode };
    let relabelled = adopt(&state.world, &actor.truth, &request).ok()?;
    relabel(state, &relabelled);
    Some(did(format!("adopts {object} into {seal}: {mode:?}")))
}

fn end_adoption(actor: &Actor<'_>, state: &mut State, seal: &str) -> Option<Done> {
    let object = role(actor, state)?;
    let writes = match actor.gates {
        Gates::WithoutF8 => LineageWrites::Accept,
        _ => LineageWrites::Refuse,
    };
    let request = Disown { object: object.clone(), seal: seal.into(), writes };
    let relabelled = disown(&state.world, &actor.truth, &request).ok()?;
    relabel(state, &relabelled);
    state.admitted_ever = true;
    Some(did(format!("disowns {object} from {seal}")))
}

fn cascade_down(actor: &Actor<'_>, state: &mut State) -> Option<Done> {
    let roots = state.world.principals.values().filter_map(|one| {
        let seal = one.transitive_boundary.as_ref()?.policy.clone();
        Some((one.id.clone(), seal))
    });
    let (root, seal) = actor.pick(2, roots)?;
    let (change, writes) = (CascadeChange::Added, LineageWrites::Refuse);
    let request = CascadeRequest { root: root.clone(), seal, change, writes, time: 1 };
    let outcome = cascade(&state.world, &actor.truth, &request).ok()?;
    for affected in outcome.plan.affected.keys() {
        if let Reference::Object(id) = affected {
            state.touched.insert(id.clone());
        }
    }
    state.world.cascades.insert(root.clone(), outcome.cascades);
    state.world.cascade_revision = outcome.revision;
    Some(did(format!("cascades from {root}")))
}

fn relabel(state: &mut State, relabelled: &Relabelled) {
    match &relabelled.record {
        Labelled::Principal(record) => state.world.put(record.as_ref().clone()),
        Labelled::Object(record) => {
            state.world.objects.insert(record.id.clone(), record.as_ref().clone());
        }
    }
}
