//! What must hold after every step, and in every state.

use std::collections::BTreeSet;

use entail_lineage::condition::undecidable_keys;
use entail_lineage::gates::write::{Write, check};
use entail_lineage::inherited::out;
use entail_lineage::invariants::{Scope, carry, create, live, monotone, pass, trust};
use entail_lineage::{
    AdoptMode, CascadeChange, Closure, ObjectId, ObjectKind, ObtainMode, Origin, PolicyId,
    PrincipalId, Reference, Refusal, Refused, SealSet, SessionId, SessionLineage, Standing,
};

use crate::deed::Deed;
use crate::facts::{Facts, Truth};
use crate::rule::{Off, Rule};
use crate::seen::Seen;
use crate::step::Actor;

/// What can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Breach {
    /// I1.
    Create,
    /// I2.
    Carry,
    /// I3: a line loosens its own seal.
    Monotone,
    /// I4.
    Trust,
    /// I5.
    Pass,
    /// I6.
    Live,
    /// The theorem.
    Containment,
    /// Something or somebody outside the writer's seals is changed.
    Outside,
    /// A maker is locked out of what it made, with no help of an administrator.
    Frozen,
    /// A boundary is lifted by somebody more sealed than its setter.
    Lifted,
    /// A cascade reaches others than the descendants of its root, or not all of them.
    Misdirected,
    /// A role is obtained without the seals that it asks for.
    Strict,
    /// A seal believes what its own line wrote.
    Believed,
}

/// A breach, and where.
pub(crate) type Broken = (Breach, String);

/// What the step broke: the deed's own doing.
pub(crate) fn of_step(actor: &Actor<'_>, after: &Facts, deed: &Deed) -> BTreeSet<Broken> {
    let mut broken = BTreeSet::new();
    let taint = actor.taint();
    if let Some(object) = created(deed)
        && create(&taint, &after.label(&object), &object).is_err()
    {
        broken.insert((Breach::Create, object.to_string()));
    }
    for reached in reached_outside(actor, after, deed, &taint) {
        broken.insert((Breach::Outside, format!("{deed} reaches {reached}")));
    }
    let guarded = actor.guarded();
    let mut done = |breach, is_broken| {
        if is_broken {
            broken.insert((breach, deed.to_string()));
        }
    };
    done(Breach::Monotone, loosens(actor, after, deed, &guarded));
    done(Breach::Misdirected, misdirects(actor.before, after, deed));
    done(Breach::Strict, slips_in(actor.before, deed, &taint));
    done(Breach::Lifted, lifts(actor.before, deed, &guarded));
    broken
}

fn created(deed: &Deed) -> Option<Reference> {
    match deed {
        Deed::CreateRole { id, .. } | Deed::CreateUser { id, .. } => {
            Some(Reference::Principal(id.clone()))
        }
        Deed::CreateObject { id, .. } | Deed::CreateAssignment(id) => {
            Some(Reference::Object(id.clone()))
        }
        _ => None,
    }
}

/// I3, for the actor's seals, for what its derivation lost to `admits` (F1) and for what its
/// ancestors emit now (F3).
fn loosens(actor: &Actor<'_>, after: &Facts, deed: &Deed, guarded: &SealSet) -> bool {
    let before = &actor.before.world;
    let mut seals = guarded.clone();
    for ancestor in &actor.truth.ancestors {
        if let Some(record) = before.principals.get(ancestor) {
            seals.extend(out(before, record).unwrap().seals());
        }
    }
    if seals.is_empty() {
        return false;
    }
    let edited = match deed {
        Deed::EditPolicy(policy) => Some(policy),
        _ => None,
    };
    let mut scope = Scope::default();
    if before.principals != after.world.principals {
        scope.principals = before.principals.keys().cloned().collect();
        scope.sessions = before.sessions.clone();
    }
    let pair = (&Seen::new(actor.before, actor.off), &Seen::new(after, actor.off));
    !monotone(pair, &seals, &scope, edited).unwrap().is_empty()
}

/// What the deed changes although it lacks the writer's seals.
fn reached_outside(
    actor: &Actor<'_>,
    after: &Facts,
    deed: &Deed,
    taint: &SealSet,
) -> BTreeSet<String> {
    let facts = actor.before;
    let reached = match deed {
        _ if taint.is_empty() => return BTreeSet::new(),
        Deed::EditPolicy(policy) => {
            let object = Reference::Object(policy.into());
            facts.determined_by(policy).into_iter().chain([object]).collect()
        }
        Deed::CreateAccessKey(user) if user == &actor.session.principal => BTreeSet::new(),
        // They obtain, and write nothing of the role's.
        Deed::PassRole(_) | Deed::UpdateCode(_) => BTreeSet::new(),
        _ if deed.administrators_only().is_some() => relabelled(facts, after),
        _ => match deed.written() {
            Some((written, _)) => facts.reached_through(&written),
            None => BTreeSet::new(),
        },
    };
    let outside = reached.iter().filter(|one| !taint.is_subset(&bearing(facts, one)));
    let mut outside: BTreeSet<_> = outside.map(ToString::to_string).collect();
    if let Deed::EditPolicy(policy) = deed {
        outside.extend(sessions_outside(facts, policy, taint));
    }
    outside
}

/// Sessions that carry the policy without the writer's seals.
fn sessions_outside(facts: &Facts, policy: &PolicyId, taint: &SealSet) -> Vec<String> {
    let carrying = facts.world.sessions.iter().filter(|session| session.carried.contains(policy));
    let outside = carrying.filter(|session| {
        Standing::read(&facts.world, session)
            .is_ok_and(|standing| !taint.is_subset(standing.seals()))
    });
    outside.map(|session| format!("session {}", session.id)).collect()
}

/// What bears another label than before.
fn relabelled(before: &Facts, after: &Facts) -> BTreeSet<Reference> {
    let all = before.references().into_iter();
    all.filter(|one| before.label(one) != after.label(one)).collect()
}

/// Seals that let their bearers write, whatever mode the crate was told: not those adopted for
/// passing, nor what a principal's own T applies to itself.
fn bearing(facts: &Facts, reference: &Reference) -> SealSet {
    let label = facts.label(reference);
    let own = match reference {
        Reference::Principal(id) => Some(Origin::Principal(id.clone())),
        _ => None,
    };
    let opens = |seal: &PolicyId| {
        let adopted = facts.adopted.get(&(reference.clone(), seal.clone()));
        let adopted = adopted == Some(&AdoptMode::Pass);
        label.origins(seal).any(|origin| {
            Some(origin) != own.as_ref() && !(adopted && matches!(origin, Origin::Adopt { .. }))
        })
    };
    label.seals().into_iter().filter(opens).collect()
}

/// Whether a cascade reaches what does not descend from its root, or misses what does.
fn misdirects(before: &Facts, after: &Facts, deed: &Deed) -> bool {
    let Deed::Cascade { root, seal, change: CascadeChange::Added } = deed else { return false };
    before.references().into_iter().any(|one| {
        let birth = before.births.get(&one.to_string());
        let descends = birth.is_some_and(|birth| birth.ancestors.contains(root));
        let (was, is) = (before.label(&one), after.label(&one));
        if descends { !is.contains(seal) } else { was != is }
    })
}

/// Whether a role that asks for the seals to be there already is obtained without them.
fn slips_in(facts: &Facts, deed: &Deed, taint: &SealSet) -> bool {
    let Deed::AssumeRole(role) = deed else { return false };
    let mut present = facts.label(&Reference::Principal(role.clone())).seals();
    present.extend(facts.admits(role));
    facts.world.principals[role].obtain == ObtainMode::Strict && !taint.is_subset(&present)
}

/// w4: what was set by somebody with fewer seals stands.
fn lifts(before: &Facts, deed: &Deed, guarded: &SealSet) -> bool {
    let principals = &before.world.principals;
    let outranks = |setter: Option<&SealSet>| {
        guarded.iter().any(|seal| setter.is_none_or(|setter| !setter.contains(seal)))
    };
    let of_boundary = |target: &PrincipalId| {
        principals[target].permissions_boundary.is_some()
            && outranks(before.boundary_setters.get(target))
    };
    let of_transitive = |target: &PrincipalId| {
        principals[target].transitive_boundary.is_some()
            && outranks(before.transitive_setters.get(target))
    };
    match deed {
        Deed::PutBoundary { target, .. } | Deed::DeleteBoundary(target) => of_boundary(target),
        Deed::SetTransitive { target, .. } | Deed::RemoveTransitive(target) => {
            of_transitive(target)
        }
        Deed::Delete(target) => of_boundary(target) || of_transitive(target),
        Deed::EditPolicy(policy) => principals.values().any(|one| {
            let boundary = one.permissions_boundary.as_ref();
            boundary.is_some_and(|boundary| &boundary.policy == policy) && of_boundary(&one.id)
        }),
        _ => false,
    }
}

/// What does not hold in a state.
pub(crate) fn of_state(facts: &Facts, off: Off) -> BTreeSet<Broken> {
    let seen = Seen::new(facts, off);
    let mut broken = facts.broken.clone();
    for role in facts.trust.keys() {
        if trust(&seen, role).unwrap().is_some() {
            broken.insert((Breach::Trust, role.to_string()));
        }
    }
    for (role, seals) in &facts.passes {
        if pass(&seen, seals, role).unwrap().is_some() {
            broken.insert((Breach::Pass, role.to_string()));
        }
    }
    for session in &facts.world.sessions {
        broken.extend(of_session(facts, &seen, session, off));
    }
    broken.extend(frozen(facts, &seen).map(|id| (Breach::Frozen, id)));
    broken
}

fn of_session(facts: &Facts, seen: &Seen<'_>, session: &SessionLineage, off: Off) -> Vec<Broken> {
    let Ok(standing) = Standing::read(seen, session) else { return Vec::new() };
    let truth = &facts.truths[&session.id];
    [
        (Breach::Containment, !truth.taint.is_subset(standing.hard_ceilings())),
        (Breach::Live, live(seen, session).unwrap().is_some()),
        (Breach::Carry, loses_seals(facts, seen, truth, &standing)),
        (Breach::Believed, believes(truth, &standing, off)),
    ]
    .into_iter()
    .filter(|(_, is_broken)| *is_broken)
    .map(|(breach, _)| (breach, session.id.to_string()))
    .collect()
}

/// I2, live: what was obtained through a session has its seals also when they came later, and when
/// the session's principal is gone.
fn loses_seals(facts: &Facts, seen: &Seen<'_>, truth: &Truth, standing: &Standing<'_>) -> bool {
    if !truth.last_outs.is_subset(standing.seals()) {
        return true;
    }
    let Some((parent, admits)) = &truth.parent else { return false };
    let parent: &SessionLineage = facts.session(parent).unwrap();
    let Ok(parent) = Standing::read(seen, parent) else { return false };
    carry(parent.seals(), admits, standing).is_err()
}

fn believes(truth: &Truth, standing: &Standing<'_>, off: Off) -> bool {
    truth.name_setter.intersection(standing.hard_ceilings()).any(|seal| {
        off.contains(&Rule::F4) || !undecidable_keys(seal, standing).contains("aws:userid")
    })
}

/// w5 and F5: what nobody less sealed put to use, and its maker can't write any more.
fn frozen(facts: &Facts, seen: &Seen<'_>) -> impl Iterator<Item = String> {
    // With an exit, a session may carry a sub-seal without the seals of its policy, and keep the
    // policy's makers from editing it as long as it lives.
    let exits = facts.world.principals.values().any(|one| !one.admits.is_empty());
    let made = facts.made_by.iter().filter(move |_| !exits);
    made.filter(|(it, maker)| is_frozen(facts, seen, it, maker)).map(|(it, _)| it.to_string())
}

fn is_frozen(facts: &Facts, seen: &Seen<'_>, made: &Reference, maker: &SessionId) -> bool {
    let Some(maker) = facts.session(maker) else { return false };
    let Ok(standing) = Standing::read(seen, maker) else { return false };
    let touched = facts.touched.contains(&ObjectId::new(made.to_string()));
    if touched || standing.seals() != &facts.label(made).seals() {
        return false;
    }
    let write = match made {
        Reference::Principal(id) if facts.world.principals.contains_key(id) => {
            Write::Principal(id.clone())
        }
        Reference::Object(id) => match facts.world.objects.get(id).map(|object| object.kind) {
            Some(ObjectKind::Group) => Write::Group(id.clone()),
            Some(ObjectKind::Policy) => Write::Policy(PolicyId::from(id.as_str())),
            _ => return false,
        },
        _ => return false,
    };
    matches!(
        check(seen, &standing, &write),
        Err(Refused::Refusal(Refusal::Gate(gate))) if gate.closure != Closure::W3
    )
}
