//! One step of a walk: an operation by a credential, with the gate's answer or in spite of it.

use entail_lineage::create::{CreateObject, create_object};
use entail_lineage::gates::obtain::{Obtain, assume_role, assume_role_through_provider};
use entail_lineage::gates::pass;
use entail_lineage::gates::write::{Write, check};
use entail_lineage::lifecycle::{
    DirectSource, Outcome, PutPermissionsBoundary, delete_permissions_boundary,
    delete_transitive_boundary, put_permissions_boundary, put_transitive_boundary,
};
use entail_lineage::{
    Ancestry, Aspect, Closure, Label, ObjectId, ObjectKind, PolicyId, PrincipalId, PrincipalKind,
    Reference, Refusal, Refused, SealSet, SessionLineage, Source, Standing,
};

use super::Choice;
use super::administrator;
use super::check::{lifts, outside_of};
use super::state::{Gates, State, Trusted};
use crate::support::{ACCOUNT, Answer, boundary, new_principal, obtain, transitive, unmarked};

/// What a step did.
#[derive(Debug, Clone, Default)]
pub(crate) struct Done {
    pub(crate) description: String,
    pub(crate) seals: SealSet,
    pub(crate) origin: SealSet,
    pub(crate) created: Option<Reference>,
    pub(crate) edited: Option<PolicyId>,
    pub(crate) broken: Option<String>,
}

/// Takes the step if it is possible and let through.
pub(crate) fn step(state: &mut State, gates: Gates, choice: Choice) -> Option<Done> {
    let [operation, actor, ..] = choice;
    let index = usize::from(actor) % state.credentials.len();
    let session = state.credentials[index].session.clone();
    let seen = seen_by(gates, &session);
    let world = state.world.clone();
    let standing = Standing::read(&world, &seen).ok()?;
    let truth = Standing::read(&world, &session).ok()?;
    let actor = Actor { gates, index, session: &session, standing, truth, choice };
    let mut done = match operation % 24 {
        0 | 1 => actor.create_role(state),
        2 => actor.create_user(state),
        3 => actor.create_object(state, ObjectKind::Policy, "p"),
        4 => actor.create_object(state, ObjectKind::Group, "g"),
        5 => actor.create_object(state, ObjectKind::SamlProvider, "idp"),
        6 => actor.write_trust(state),
        7 => actor.create_access_key(state),
        8..=10 => actor.assume(state),
        11 => actor.pass(state),
        12 => actor.attach(state),
        13 | 14 => actor.edit_policy(state),
        15 => actor.edit_group(state),
        16 => actor.add_member(state),
        17 => actor.put_boundary(state),
        18 => actor.delete_boundary(state),
        19 => actor.put_transitive(state),
        20 => actor.delete_transitive(state),
        21 => actor.delete_principal(state),
        22 => outside_assumes(state, choice),
        _ => administrator::step(&actor, state),
    }?;
    done.description = format!("{} {}", session.principal, done.description);
    done.seals.extend(actor.truth.seals().iter().cloned());
    done.origin.extend(state.credentials[index].origin.iter().cloned());
    Some(done)
}

/// The session as the crate would see it if it did not record this.
fn seen_by(gates: Gates, session: &SessionLineage) -> SessionLineage {
    let mut seen = session.clone();
    if gates == Gates::WithoutProvenance {
        seen.provenance = Label::new();
        seen.derivation.retain(|step| step.admitted.is_empty());
    }
    seen
}

pub(super) fn did(description: String) -> Done {
    Done { description, ..Done::default() }
}

pub(super) struct Actor<'a> {
    pub(super) gates: Gates,
    pub(super) index: usize,
    session: &'a SessionLineage,
    /// As seen through the switched gates, and as it is.
    standing: Standing<'a>,
    pub(super) truth: Standing<'a>,
    pub(super) choice: Choice,
}

impl Actor<'_> {
    pub(super) fn pick<T: Clone>(
        &self,
        argument: usize,
        from: impl IntoIterator<Item = T>,
    ) -> Option<T> {
        let from: Vec<T> = from.into_iter().collect();
        let index = usize::from(self.choice[argument]).checked_rem(from.len())?;
        from.get(index).cloned()
    }

    fn principal(
        &self,
        state: &State,
        argument: usize,
        kind: Option<PrincipalKind>,
    ) -> Option<PrincipalId> {
        let all = state.world.principals.values();
        let matching = all.filter(|one| kind.is_none_or(|kind| one.kind == kind));
        self.pick(argument, matching.map(|one| one.id.clone()))
    }

    fn object(&self, state: &State, argument: usize, kind: ObjectKind) -> Option<ObjectId> {
        let all = state.world.objects.values().filter(|one| one.kind == kind);
        self.pick(argument, all.map(|one| one.id.clone()))
    }

    fn policy(&self, state: &State, argument: usize) -> Option<PolicyId> {
        Some(PolicyId::from(self.object(state, argument, ObjectKind::Policy)?.as_str()))
    }

    /// Whether the gate let it through, or the switched-off rule is the one that refused.
    fn passes<T>(&self, answer: &Answer<T>, off: &[(Gates, Closure)]) -> bool {
        match answer {
            Ok(_) => true,
            Err(Refused::Refusal(Refusal::Gate(gate))) => {
                off.iter().any(|(gates, rule)| *gates == self.gates && *rule == gate.closure)
            }
            Err(_) => false,
        }
    }

    fn may(&self, state: &State, write: &Write, off: &[(Gates, Closure)]) -> bool {
        self.passes(&check(&state.world, &self.standing, write), off)
    }

    fn taint(&self, state: &State) -> SealSet {
        let own = &state.credentials[self.index].taint;
        self.truth.seals().union(own).cloned().collect()
    }

    fn origin(&self, state: &State) -> SealSet {
        let own = &state.credentials[self.index].origin;
        self.truth.seals().union(own).cloned().collect()
    }

    fn create_role(&self, state: &mut State) -> Option<Done> {
        let id = state.fresh("r");
        let trusted = self.pick(2, [Trusted::Anybody, Trusted::Outside, Trusted::Service])?;
        state.trust.insert(id.as_str().into(), [trusted].into());
        self.create_principal(state, &id, PrincipalKind::Role)
    }

    fn create_user(&self, state: &mut State) -> Option<Done> {
        let id = state.fresh("u");
        self.create_principal(state, &id, PrincipalKind::User)
    }

    fn create_principal(&self, state: &mut State, id: &str, kind: PrincipalKind) -> Option<Done> {
        let mut request = new_principal(id, kind);
        if self.choice[3].is_multiple_of(3) {
            request.permissions_boundary = Some(unmarked(self.policy(state, 3)?.as_str()));
        }
        let answer =
            entail_lineage::create::create_principal(&state.world, &self.standing, &request);
        let mut record = answer.ok()?.record;
        let explicit = record.permissions_boundary.is_some();
        if self.gates == Gates::WithoutInherit
            || (self.gates == Gates::WithoutExplicitAdds && explicit)
        {
            record.inherited = Label::new();
        }
        if explicit {
            state.boundary_setters.insert(id.into(), self.truth.guarded_seals().clone());
            let policy = request.permissions_boundary?.policy;
            self.touch_as_boundary(state, &policy);
        }
        state.world.put(record);
        state.makers.insert(id.into(), self.taint(state));
        state.maker_origins.insert(id.into(), self.origin(state));
        let mut done = did(format!("creates {id}"));
        done.created = Some(Reference::Principal(id.into()));
        Some(done)
    }

    fn create_object(&self, state: &mut State, kind: ObjectKind, prefix: &str) -> Option<Done> {
        let id = ObjectId::new(state.fresh(prefix));
        let request = CreateObject { id: id.clone(), kind, account: ACCOUNT.into(), time: 1 };
        let answer: Answer<_> = create_object(&self.standing, &request);
        let mut object = answer.ok()?;
        if kind == ObjectKind::SamlProvider && self.gates == Gates::WithoutProviderLabel {
            object.inherited = Label::new();
        }
        state.world.objects.insert(id.clone(), object);
        if kind == ObjectKind::SamlProvider {
            state.makers.insert(id.as_str().into(), self.taint(state));
            return Some(did(format!("creates {id}")));
        }
        state.made_by.insert(id.clone(), self.session.clone());
        let mut done = did(format!("creates {id}"));
        done.created = Some(Reference::Object(id));
        Some(done)
    }

    fn write_trust(&self, state: &mut State) -> Option<Done> {
        let role = self.principal(state, 2, Some(PrincipalKind::Role))?;
        let off = [(Gates::WithoutTrustWrite, Closure::Label)];
        if !self.may(state, &Write::Principal(role.clone()), &off) {
            return None;
        }
        let trusted = self.pick(3, [Trusted::Anybody, Trusted::Outside, Trusted::Service])?;
        state.trust.insert(role.clone(), [trusted].into());
        let record = state.world.principals.get_mut(&role)?;
        record.record_writer(Aspect::Trust, self.truth.seals());
        let taint = self.taint(state);
        state.makers.entry(role.clone()).or_default().extend(taint);
        Some(did(format!("writes the trust policy of {role}: {trusted:?}")))
    }

    fn create_access_key(&self, state: &mut State) -> Option<Done> {
        let user = self.principal(state, 2, Some(PrincipalKind::User))?;
        let off = [(Gates::WithoutCredentialWrite, Closure::Label)];
        if !self.may(state, &Write::Credentials(user.clone()), &off) {
            return None;
        }
        let mut taint = if &user == self.truth.principal_id() {
            state.credentials[self.index].taint.clone()
        } else {
            self.taint(state)
        };
        taint.extend(state.makers.get(&user).cloned().unwrap_or_default());
        let origin = state.maker_origins.get(&user).cloned().unwrap_or_default();
        let id = state.fresh("AKIA");
        self.record(state, &user, Aspect::Credential(id.clone()));
        let session = SessionLineage::long_term(id.into(), user.clone());
        state.hold(session, taint, origin);
        Some(did(format!("makes a key of {user}")))
    }

    fn assume(&self, state: &mut State) -> Option<Done> {
        let anybody = state.trust.iter().filter(|(role, trusted)| {
            trusted.contains(&Trusted::Anybody) && state.world.principals.contains_key(role)
        });
        let role = self.pick(2, anybody.map(|(role, _)| role.clone()))?;
        let request = Obtain { session: state.fresh("ASIA").into(), ..obtain(role.as_str()) };
        let mut session = assume_role(&state.world, &self.standing, &request).ok()?;
        if self.gates == Gates::WithoutCarry {
            (session.carried, session.derivation) = (Label::new(), Vec::new());
        }
        if self.gates == Gates::WithoutLiveDerivation {
            session.derivation = Vec::new();
        }
        let admits = state.world.principals[&role].admits.clone();
        let mut taint: SealSet = self.taint(state).difference(&admits).cloned().collect();
        taint.extend(state.makers.get(&role).cloned().unwrap_or_default());
        let mut origin = self.origin(state);
        origin.extend(state.maker_origins.get(&role).cloned().unwrap_or_default());
        state.hold(session, taint, origin);
        state.credentials.last_mut()?.parent = Some((self.index, admits));
        Some(did(format!("assumes {role}")))
    }

    fn pass(&self, state: &mut State) -> Option<Done> {
        let serving = state.trust.iter().filter(|(role, trusted)| {
            trusted.contains(&Trusted::Service) && state.world.principals.contains_key(role)
        });
        let role = self.pick(2, serving.map(|(role, _)| role.clone()))?;
        let answer = pass::check(&state.world, &self.standing, &role);
        if !self.passes(&answer, &[(Gates::WithoutPass, Closure::Label)]) {
            return None;
        }
        let admits = state.world.principals[&role].admits.clone();
        state
            .passes
            .push((role.clone(), self.truth.seals().difference(&admits).cloned().collect()));
        let mut taint: SealSet = self.taint(state).difference(&admits).cloned().collect();
        taint.extend(state.makers.get(&role).cloned().unwrap_or_default());
        self.record(state, &role, Aspect::Pass("service".into()));
        let mut session = SessionLineage::long_term(state.fresh("ASIA").into(), role.clone());
        session.kind = entail_lineage::SessionKind::AssumedRole;
        if let Ok(passed) = answer {
            session.provenance = passed.provenance;
        }
        let origin = self.origin(state);
        state.hold(session, taint, origin);
        Some(did(format!("passes {role}")))
    }

    fn attach(&self, state: &mut State) -> Option<Done> {
        let policy = self.policy(state, 3)?;
        let groups = state.world.objects.values().filter(|one| one.kind == ObjectKind::Group);
        let groups = groups.map(|one| Reference::Object(one.id.clone()));
        let principals = state.world.principals.keys().map(|id| Reference::Principal(id.clone()));
        let to = self.pick(2, principals.chain(groups))?;
        let write = Write::Attach { to: to.clone(), policy: policy.clone() };
        let off = [(Gates::WithoutW5, Closure::W5), (Gates::WithoutW2, Closure::W2)];
        if !self.may(state, &write, &off) {
            return None;
        }
        let mut done = did(format!("attaches {policy} to {to}"));
        done.broken = outside_of(state, self.truth.seals(), &to);
        self.touch(state, &(&policy).into());
        let aspect = Aspect::AttachedPolicy(policy.to_string());
        match &to {
            Reference::Principal(id) => self.record(state, id, aspect),
            Reference::Object(id) => {
                state.world.objects.get_mut(id)?.record_writer(aspect, self.truth.seals());
            }
            Reference::Account(_) => {}
        }
        state.world.attachments.insert((to, policy));
        Some(done)
    }

    fn edit_policy(&self, state: &mut State) -> Option<Done> {
        let policy = self.policy(state, 2)?;
        if self.truth.is_unsealed() && state.credentials[self.index].origin.is_empty() {
            return None; // precondition P5: nobody outside edits for the lineage
        }
        let off = [
            (Gates::WithoutW1, Closure::W1),
            (Gates::WithoutW3, Closure::W3),
            (Gates::WithoutW4, Closure::W4),
        ];
        let object = Reference::Object((&policy).into());
        let outside = outside_of(state, self.truth.seals(), &object);
        if !self.may(state, &Write::Policy(policy.clone()), &off)
            || (self.gates == Gates::WithoutW3 && outside.is_some())
        {
            return None;
        }
        let mut users = state.world.principals.values().filter(|one| {
            one.permissions_boundary.as_ref().is_some_and(|boundary| boundary.policy == policy)
        });
        let credential = &state.credentials[self.index];
        let lifted = users.find_map(|one| lifts(state, credential, one.id.as_str()));
        let mut done = did(format!("edits {policy}"));
        done.broken = outside.or(lifted);
        done.edited = Some(policy);
        Some(done)
    }

    fn edit_group(&self, state: &mut State) -> Option<Done> {
        let group = self.object(state, 2, ObjectKind::Group)?;
        let off = [(Gates::WithoutW2, Closure::W2)];
        if !self.may(state, &Write::Group(group.clone()), &off) {
            return None;
        }
        let mut done = did(format!("edits {group}"));
        done.broken = outside_of(state, self.truth.seals(), &Reference::Object(group));
        Some(done)
    }

    fn add_member(&self, state: &mut State) -> Option<Done> {
        let user = self.principal(state, 2, Some(PrincipalKind::User))?;
        let group = self.object(state, 3, ObjectKind::Group)?;
        let write = Write::AddMember { user: user.clone(), group: group.clone() };
        if !self.may(state, &write, &[(Gates::WithoutW5, Closure::W5)]) {
            return None;
        }
        self.touch(state, &group);
        let of_group = Reference::Object(group.clone());
        let attached = state.world.attachments.iter().filter(|(to, _)| to == &of_group);
        let attached: Vec<ObjectId> = attached.map(|(_, policy)| policy.into()).collect();
        for policy in attached {
            self.touch(state, &policy);
        }
        self.record(state, &user, Aspect::Group(group.to_string()));
        state.world.members.insert((user.clone(), group.clone()));
        Some(did(format!("adds {user} to {group}")))
    }

    fn put_boundary(&self, state: &mut State) -> Option<Done> {
        let target = self.principal(state, 2, None)?;
        let policy = self.policy(state, 3)?;
        let request = PutPermissionsBoundary {
            target: target.clone(),
            permissions_boundary: Some(unmarked(policy.as_str())),
            transitive_boundary: None,
        };
        let answer = put_permissions_boundary(&state.world, &self.standing, &request);
        let off = [(Gates::WithoutW4, Closure::W4), (Gates::WithoutW5, Closure::W5)];
        if !self.passes(&answer, &off) {
            return None;
        }
        let mut done = did(format!("puts boundary {policy} on {target}"));
        done.broken = lifts(state, &state.credentials[self.index], target.as_str());
        let mut record = state.world.principals[&target].clone();
        record.permissions_boundary = Some(boundary(policy.as_str(), &[]));
        store(state, answer, record);
        state.boundary_setters.insert(target, self.truth.guarded_seals().clone());
        self.touch_as_boundary(state, &policy);
        Some(done)
    }

    fn delete_boundary(&self, state: &mut State) -> Option<Done> {
        let target = self.principal(state, 2, None)?;
        let answer = delete_permissions_boundary(&state.world, &self.standing, &target);
        if !self.passes(&answer, &[(Gates::WithoutW4, Closure::W4)]) {
            return None;
        }
        let mut done = did(format!("deletes the boundary of {target}"));
        done.broken = lifts(state, &state.credentials[self.index], target.as_str());
        let mut record = state.world.principals[&target].clone();
        record.permissions_boundary = None;
        store(state, answer, record);
        state.boundary_setters.remove(&target);
        Some(done)
    }

    fn put_transitive(&self, state: &mut State) -> Option<Done> {
        let target = self.principal(state, 2, None)?;
        let policy = self.policy(state, 3)?;
        let source = DirectSource::Parameter;
        let answer =
            put_transitive_boundary(&state.world, &self.standing, &target, &policy, source);
        let too_sealed =
            matches!(answer, Err(Refused::Refusal(Refusal::TransitiveBoundaryTooSealed { .. })));
        let pointed = too_sealed && self.gates == Gates::WithoutTransitivePointsUp;
        if !pointed && !self.passes(&answer, &[(Gates::WithoutTransitiveWrite, Closure::Label)]) {
            return None;
        }
        let mut record = state.world.principals[&target].clone();
        record.transitive_boundary = Some(transitive(policy.as_str(), Source::Parameter, &[]));
        store(state, answer, record);
        Some(did(format!("sets transitive boundary {policy} on {target}")))
    }

    fn delete_transitive(&self, state: &mut State) -> Option<Done> {
        let target = self.principal(state, 2, None)?;
        state.world.principals[&target].transitive_boundary.as_ref()?;
        let source = DirectSource::Parameter;
        let answer = delete_transitive_boundary(&state.world, &self.standing, &target, source);
        let off = [
            (Gates::WithoutTransitiveWrite, Closure::Label),
            (Gates::WithoutTransitiveWrite, Closure::OwnTransitiveBoundary),
        ];
        if !self.passes(&answer, &off) {
            return None;
        }
        let mut record = state.world.principals[&target].clone();
        record.transitive_boundary = None;
        store(state, answer, record);
        Some(did(format!("removes the transitive boundary of {target}")))
    }

    fn delete_principal(&self, state: &mut State) -> Option<Done> {
        let target = self.principal(state, 2, None)?;
        let write = Write::DeletePrincipal(target.clone());
        let protected = target.as_str() == "admin";
        if protected || !self.may(state, &write, &[(Gates::WithoutW4, Closure::W4)]) {
            return None;
        }
        let mut done = did(format!("deletes {target}"));
        done.broken = lifts(state, &state.credentials[self.index], target.as_str());
        let gone = Reference::Principal(target.clone());
        let created_by = state.world.created_by(&gone).unwrap();
        state.world.departed.insert(gone.clone(), created_by);
        state.world.principals.remove(&target);
        state.world.attachments.retain(|(to, _)| to != &gone);
        state.world.members.retain(|(user, _)| user != &target);
        state.boundary_setters.remove(&target);
        state.passes.retain(|(role, _)| role != &target);
        Some(done)
    }

    /// Records who wrote last, as the server does (F8).
    fn record(&self, state: &mut State, id: &PrincipalId, aspect: Aspect) {
        if let Some(record) = state.world.principals.get_mut(id) {
            record.record_writer(aspect, self.truth.seals());
        }
    }

    /// Remembers that a session less sealed than the object put it to use.
    fn touch(&self, state: &mut State, object: &ObjectId) {
        let label = state.world.objects.get(object).map(|one| state.write_seals(one));
        let label = label.unwrap_or_default();
        let seals = self.truth.seals();
        if seals.is_subset(&label) && seals != &label {
            state.touched.insert(object.clone());
        }
    }

    /// The same for a boundary: w4 then asks its editors for the setter's seals, so that also a
    /// setter of another lineage counts.
    fn touch_as_boundary(&self, state: &mut State, policy: &PolicyId) {
        let object = ObjectId::from(policy);
        let label = state.world.objects.get(&object).map(|one| state.write_seals(one));
        if !label.unwrap_or_default().is_subset(self.truth.seals()) {
            state.touched.insert(object);
        }
    }
}

/// Stores what the crate answered, or what would be there without its gate.
fn store(state: &mut State, answer: Answer<Outcome>, ungated: entail_lineage::PrincipalLineage) {
    state.world.put(answer.map_or(ungated, |outcome| outcome.record));
}

/// Somebody outside whom a trust policy names: another account, an identity provider.
fn outside_assumes(state: &mut State, choice: Choice) -> Option<Done> {
    let open: Vec<_> = state
        .trust
        .iter()
        .filter(|(role, trusted)| {
            state.world.principals.contains_key(role)
                && (trusted.contains(&Trusted::Outside) || trusted.contains(&Trusted::Provider))
        })
        .map(|(role, trusted)| (role.clone(), trusted.contains(&Trusted::Provider)))
        .collect();
    let (role, through_provider) =
        open.get(usize::from(choice[2]).checked_rem(open.len())?)?.clone();
    let mut taint = state.makers.get(&role).cloned().unwrap_or_default();
    let origin = state.maker_origins.get(&role).cloned().unwrap_or_default();
    let id = state.fresh("ASIA");
    if !through_provider {
        let mut session = SessionLineage::long_term(id.into(), role.clone());
        session.kind = entail_lineage::SessionKind::AssumedRole;
        state.hold(session, taint, origin);
        return Some(did(format!("(another account) assumes {role}")));
    }
    let mut providers =
        state.world.objects.values().filter(|one| one.kind == ObjectKind::SamlProvider);
    let provider = providers.next_back()?.id.clone();
    let request = Obtain { session: id.into(), ..obtain(role.as_str()) };
    let session = assume_role_through_provider(&state.world, &provider, &request).ok()?;
    taint.extend(state.makers.get(&provider.as_str().into()).cloned().unwrap_or_default());
    state.hold(session, taint, origin);
    Some(did(format!("(identity provider {provider}) assumes {role}")))
}
