//! Small worlds to explore, each about a few rules; together they are about all of them.

pub(crate) mod worlds;

use std::collections::BTreeSet;

use entail_lineage::gates::obtain::SamePrincipalKind;
use entail_lineage::{
    AdoptMode, CascadeChange, ObjectId, ObjectKind, PrincipalId, PrincipalKind, PrincipalLineage,
    Reference, SessionId,
};

use crate::deed::{Action, Deed};
use crate::facts::{Facts, Holder, Trusted};

/// A named world, what attackers can do in it, and the honest steps of its administrator.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) begin: fn() -> Facts,
    /// What every attacker tries, on everything there is.
    pub(crate) verbs: &'static [Verb],
    /// What single principals try, or any attacker does: above all what they create, once each.
    pub(crate) attempts: fn() -> Vec<(Option<&'static str>, Deed)>,
    /// Steps of the administrator, whenever they are possible.
    pub(crate) administration: fn() -> Vec<Deed>,
    /// Steps of the exhaustive run in CI.
    pub(crate) depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    UpdateTrust,
    CreateAccessKey,
    SamePrincipal,
    AssumeRole,
    AssumeRoot,
    PassRole,
    UpdateCode,
    Attach,
    EditPolicy,
    EditGroup,
    EditProvider,
    EditAccount,
    AddMember,
    PutBoundary,
    DeleteBoundary,
    SetTransitive,
    RemoveTransitive,
    Delete,
    /// Admitting, adopting and cascading, which are not for attackers.
    Administer,
    FromOutside,
}

impl Scenario {
    /// Everything that anybody might try now.
    pub(crate) fn actions(&self, facts: &Facts) -> Vec<Action> {
        let mut actions = Vec::new();
        for session in &facts.world.sessions {
            if !facts.world.principals.contains_key(&session.principal) {
                continue;
            }
            let mut add = |deed| actions.push(Action { by: Some(session.id.clone()), deed });
            match facts.truths[&session.id].holder {
                Holder::Administrator => {
                    (self.administration)()
                        .into_iter()
                        .filter(|deed| is_possible(facts, deed))
                        .for_each(add);
                }
                Holder::Attacker => {
                    self.attempted_by(facts, &session.principal).for_each(&mut add);
                    for verb in self.verbs {
                        deeds(*verb, facts).into_iter().for_each(&mut add);
                    }
                }
            }
        }
        if self.verbs.contains(&Verb::FromOutside) {
            let by: Option<SessionId> = None;
            let deeds = from_outside(facts).into_iter();
            actions.extend(deeds.map(|deed| Action { by: by.clone(), deed }));
        }
        actions
    }

    fn attempted_by(&self, facts: &Facts, by: &PrincipalId) -> impl Iterator<Item = Deed> {
        let attempts = (self.attempts)().into_iter();
        let mine = attempts.filter(|(maker, _)| maker.is_none_or(|maker| maker == by.as_str()));
        mine.map(|(_, deed)| deed).filter(|deed| is_possible(facts, deed))
    }
}

/// Whether something is not created yet, and whether what a deed is about exists.
fn is_possible(facts: &Facts, deed: &Deed) -> bool {
    let principal = |id: &PrincipalId| facts.world.principals.contains_key(id);
    match deed {
        Deed::CreateRole { id, boundary, .. } | Deed::CreateUser { id, boundary } => {
            let exists = boundary
                .as_ref()
                .is_none_or(|policy| facts.world.objects.contains_key(&policy.into()));
            !principal(id) && exists && !facts.births.contains_key(id.as_str())
        }
        Deed::CreateObject { id, .. } | Deed::CreateAssignment(id) => {
            !facts.world.objects.contains_key(id)
        }
        Deed::Attach { to: Reference::Principal(to), policy } => {
            principal(to) && facts.world.objects.contains_key(&policy.into())
        }
        Deed::AddMember { user, group } => {
            principal(user) && facts.world.objects.contains_key(group)
        }
        Deed::PutBoundary { target, policy }
        | Deed::AssumeRoleUnder { role: target, policy }
        | Deed::SetTransitive { target, policy } => {
            principal(target) && facts.world.objects.contains_key(&policy.into())
        }
        Deed::RemoveTransitive(target) => {
            facts.world.principals.get(target).is_some_and(|one| one.transitive_boundary.is_some())
        }
        _ => true,
    }
}

fn ids(facts: &Facts, kind: PrincipalKind) -> impl Iterator<Item = PrincipalId> {
    let principals = facts.world.principals.values().filter(move |one| one.kind == kind);
    principals.map(|one| one.id.clone())
}

fn roles_trusting(facts: &Facts, trusted: Trusted) -> impl Iterator<Item = PrincipalId> {
    let roles = facts.trust.iter().filter(move |(_, names)| names.contains(&trusted));
    roles.map(|(role, _)| role.clone())
}

fn where_some(
    facts: &Facts,
    has: fn(&PrincipalLineage) -> bool,
) -> impl Iterator<Item = PrincipalId> {
    facts.world.principals.values().filter(move |one| has(one)).map(|one| one.id.clone())
}

/// What an attacker may try of an administrator's tools: on every role, with every policy.
fn administration(facts: &Facts) -> Vec<Deed> {
    let roles: Vec<_> = ids(facts, PrincipalKind::Role).collect();
    let mut deeds = Vec::new();
    for seal in facts.policies() {
        for role in &roles {
            let (role, seal) = (role.clone(), seal.clone());
            let object = Reference::Principal(role.clone());
            let mode = AdoptMode::Write;
            deeds.push(Deed::Admit { role: role.clone(), seal: seal.clone() });
            deeds.push(Deed::Adopt { object: object.clone(), seal: seal.clone(), mode });
            deeds.push(Deed::Disown { object, seal: seal.clone() });
            let change = CascadeChange::Added;
            deeds.push(Deed::Cascade { root: role, seal, change });
        }
    }
    deeds
}

/// Everything that a verb can be done to.
fn deeds(verb: Verb, facts: &Facts) -> Vec<Deed> {
    let boundable = |one: &PrincipalLineage| one.kind != PrincipalKind::Root;
    match verb {
        Verb::UpdateTrust => {
            let closed = |role: &PrincipalId| {
                !facts.trust.get(role).is_some_and(|names| names.contains(&Trusted::Outside))
            };
            ids(facts, PrincipalKind::Role).filter(closed).map(Deed::UpdateTrust).collect()
        }
        Verb::CreateAccessKey => {
            ids(facts, PrincipalKind::User).map(Deed::CreateAccessKey).collect()
        }
        Verb::SamePrincipal => {
            let kinds = [SamePrincipalKind::SessionToken, SamePrincipalKind::FederationToken];
            kinds.map(Deed::SamePrincipal).into()
        }
        Verb::AssumeRole => roles_trusting(facts, Trusted::Anybody).map(Deed::AssumeRole).collect(),
        Verb::AssumeRoot => ids(facts, PrincipalKind::Root).map(Deed::AssumeRoot).collect(),
        Verb::PassRole => roles_trusting(facts, Trusted::Service).map(Deed::PassRole).collect(),
        Verb::UpdateCode => {
            let running: BTreeSet<_> = facts.passes.iter().map(|(role, _)| role.clone()).collect();
            running.into_iter().map(Deed::UpdateCode).collect()
        }
        Verb::Attach => attachments(facts),
        Verb::EditPolicy => facts.policies().map(Deed::EditPolicy).collect(),
        Verb::EditGroup => {
            facts.objects_of(ObjectKind::Group).cloned().map(Deed::EditGroup).collect()
        }
        Verb::EditProvider => {
            facts.objects_of(ObjectKind::SamlProvider).cloned().map(Deed::EditProvider).collect()
        }
        Verb::EditAccount => vec![Deed::EditAccount],
        Verb::AddMember => memberships(facts),
        Verb::PutBoundary => {
            crossed(facts, boundable, |target, policy| Deed::PutBoundary { target, policy })
        }
        Verb::DeleteBoundary => where_some(facts, |one| one.permissions_boundary.is_some())
            .map(Deed::DeleteBoundary)
            .collect(),
        Verb::SetTransitive => {
            crossed(facts, boundable, |target, policy| Deed::SetTransitive { target, policy })
        }
        Verb::RemoveTransitive => where_some(facts, |one| one.transitive_boundary.is_some())
            .map(Deed::RemoveTransitive)
            .collect(),
        Verb::Delete => {
            where_some(facts, |one| one.id.as_str() != "admin").map(Deed::Delete).collect()
        }
        Verb::Administer => administration(facts),
        Verb::FromOutside => Vec::new(),
    }
}

fn crossed(
    facts: &Facts,
    has: fn(&PrincipalLineage) -> bool,
    deed: fn(PrincipalId, entail_lineage::PolicyId) -> Deed,
) -> Vec<Deed> {
    let targets: Vec<_> = where_some(facts, has).collect();
    let pairs = facts.policies().flat_map(|policy| {
        targets.iter().map(move |target| (target.clone(), policy.clone())).collect::<Vec<_>>()
    });
    pairs.map(|(target, policy)| deed(target, policy)).collect()
}

fn attachments(facts: &Facts) -> Vec<Deed> {
    let groups = facts.objects_of(ObjectKind::Group).map(|id| Reference::Object(id.clone()));
    let principals = where_some(facts, |one| one.kind != PrincipalKind::Root);
    let targets: Vec<_> = principals.map(Reference::Principal).chain(groups).collect();
    let mut deeds = Vec::new();
    for policy in facts.policies() {
        for to in &targets {
            if !facts.world.attachments.contains(&(to.clone(), policy.clone())) {
                deeds.push(Deed::Attach { to: to.clone(), policy: policy.clone() });
            }
        }
    }
    deeds
}

fn memberships(facts: &Facts) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for group in facts.objects_of(ObjectKind::Group) {
        for user in ids(facts, PrincipalKind::User) {
            if !facts.world.members.contains(&(user.clone(), group.clone())) {
                deeds.push(Deed::AddMember { user, group: group.clone() });
            }
        }
    }
    deeds
}

fn from_outside(facts: &Facts) -> Vec<Deed> {
    let mut deeds: Vec<_> =
        roles_trusting(facts, Trusted::Outside).map(Deed::OutsideAssumes).collect();
    // Those that an attacker made or wrote vouch for attackers.
    let hostile = |provider: &&ObjectId| {
        let id = provider.as_str();
        facts.births.contains_key(id) || facts.writers.contains_key(id)
    };
    for provider in facts.objects_of(ObjectKind::SamlProvider).filter(hostile) {
        let roles = roles_trusting(facts, Trusted::Provider);
        deeds.extend(roles.map(|role| Deed::ProviderAssumes { provider: provider.clone(), role }));
        let assigned = roles_trusting(facts, Trusted::IdentityCenter);
        let obtained = |role| Deed::AssignedObtains { assignment: provider.clone(), role };
        deeds.extend(assigned.map(obtained));
    }
    deeds
}
