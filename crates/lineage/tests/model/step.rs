//! One step, taken through the crate: what its functions return is stored, what they refuse does
//! not happen.

mod administration;

use std::collections::BTreeSet;

use entail_lineage::create::{CreateObject, CreatePrincipal, create_object, create_principal};
use entail_lineage::gates::obtain::{
    Obtain, SamePrincipalKind, assume_role, assume_role_through_provider, same_principal,
};
use entail_lineage::gates::pass;
use entail_lineage::gates::session_policy::{self, Edits};
use entail_lineage::gates::write::{Write, check};
use entail_lineage::inherited::out;
use entail_lineage::lifecycle::{
    DirectSource, Outcome, PutPermissionsBoundary, delete_permissions_boundary,
    delete_transitive_boundary, put_permissions_boundary, put_transitive_boundary,
};
use entail_lineage::world::World;
use entail_lineage::{
    Aspect, Attribute, Closure, Label, ObjectId, ObjectKind, PolicyId, PrincipalId, PrincipalKind,
    PrincipalLineage, Reference, Refusal, Refused, SealSet, SessionId, SessionKind, SessionLineage,
    Standing,
};

use crate::breach;
use crate::deed::{Action, Deed};
use crate::facts::{Birth, Facts, Holder, Trusted, Truth};
use crate::rule::{Off, Rule};
use crate::seen::Seen;
use crate::support::{ACCOUNT, Answer, new_principal, obtain, unmarked};

/// To the crate an assignment is what an identity provider is: a labelled object by which somebody
/// outside obtains a role. It has no kind of its own before Identity Center is built.
pub(crate) const ASSIGNMENT: ObjectKind = ObjectKind::SamlProvider;

/// What follows from an action; `None` where it is refused.
pub(crate) fn take(before: &Facts, action: &Action, off: Off) -> Option<Facts> {
    let mut after = before.clone();
    after.broken.clear();
    let Some(by) = &action.by else {
        outside_obtains(&mut after, &action.deed, off)?;
        return Some(after);
    };
    let session = before.session(by)?;
    let plain = Seen::new(before, off);
    let standing = Standing::read(&plain, session).ok()?;
    let truth = &before.truths[by];
    let seen = plain.for_deed(&action.deed, &standing);
    let actor = Actor { off, before, session, truth, standing, seen };
    actor.act(&mut after, &action.deed)?;
    after.broken = breach::of_step(&actor, &after, &action.deed);
    Some(after)
}

/// Who acts, as recorded and in truth.
pub(crate) struct Actor<'a> {
    pub(crate) off: Off,
    pub(crate) before: &'a Facts,
    pub(crate) session: &'a SessionLineage,
    pub(crate) truth: &'a Truth,
    pub(crate) standing: Standing<'a>,
    pub(crate) seen: Seen<'a>,
}

impl Actor<'_> {
    fn is_off(&self, rule: Rule) -> bool {
        self.off.contains(&rule)
    }

    /// Seals of the session, and those it should have.
    pub(crate) fn taint(&self) -> SealSet {
        self.standing.seals().union(&self.truth.taint).cloned().collect()
    }

    /// What it must not loosen.
    pub(crate) fn guarded(&self) -> SealSet {
        let own = self.standing.guarded_seals().union(&self.truth.origin);
        own.chain(&self.truth.taint).cloned().collect()
    }

    fn origin(&self) -> SealSet {
        self.taint().union(&self.truth.origin).cloned().collect()
    }

    fn ancestors(&self) -> BTreeSet<PrincipalId> {
        self.truth.ancestors.iter().chain([&self.session.principal]).cloned().collect()
    }

    fn birth(&self) -> Birth {
        let mut ancestors = self.ancestors();
        for ancestor in self.ancestors() {
            if let Some(birth) = self.before.births.get(ancestor.as_str()) {
                ancestors.extend(birth.ancestors.iter().cloned());
            }
        }
        Birth { taint: self.taint(), origin: self.origin(), ancestors }
    }

    /// What the server records of a write (F8).
    fn record_writer(&self, after: &mut Facts, object: &Reference, aspect: Aspect) {
        let seals = self.standing.seals();
        match object {
            Reference::Principal(id) => {
                if let Some(record) = after.world.principals.get_mut(id) {
                    record.record_writer(aspect, seals);
                }
            }
            Reference::Object(id) => {
                if let Some(record) = after.world.objects.get_mut(id) {
                    record.record_writer(aspect, seals);
                }
            }
            Reference::Account(_) => {}
        }
    }

    fn may(&self, write: &Write) -> Option<()> {
        check(&self.seen, &self.standing, write).ok()
    }

    fn act(&self, after: &mut Facts, deed: &Deed) -> Option<()> {
        match deed {
            Deed::CreateRole { id, trusted, boundary } => {
                after.trust.insert(id.clone(), [*trusted].into());
                self.create_principal(after, id, PrincipalKind::Role, boundary.as_ref())
            }
            Deed::CreateUser { id, boundary } => {
                self.create_principal(after, id, PrincipalKind::User, boundary.as_ref())
            }
            Deed::CreateObject { id, kind } => self.create_object(after, id, *kind),
            Deed::CreateAssignment(id) => self.create_object(after, id, ASSIGNMENT),
            Deed::UpdateTrust(role) => self.update_trust(after, role),
            Deed::CreateAccessKey(user) => self.create_access_key(after, user),
            // AWS's own rule: temporary credentials ask for no others of the same principal.
            Deed::SamePrincipal(_) if self.session.kind != SessionKind::LongTerm => None,
            Deed::SamePrincipal(kind) => {
                self.same_principal(after, *kind);
                Some(())
            }
            Deed::AssumeRole(role) => self.assume_role(after, role),
            Deed::AssumeRoleUnder { role, policy } => {
                self.name_session_policy(after, policy)?;
                self.assume_role(after, role)
            }
            Deed::AssumeRoot(root) => self.assume_root(after, root),
            // The service asks about the role that its workload has, as if it were passed again.
            Deed::PassRole(role) | Deed::UpdateCode(role) => self.pass_role(after, role),
            Deed::Attach { to, policy } => {
                self.may(&Write::Attach { to: to.clone(), policy: policy.clone() })?;
                self.touch(after, &policy.into());
                let aspect = Aspect::AttachedPolicy(policy.to_string());
                self.record_writer(after, to, aspect);
                after.world.attachments.insert((to.clone(), policy.clone()));
                Some(())
            }
            Deed::EditPolicy(policy) => self.may(&Write::Policy(self.seen.id_of(policy))),
            Deed::EditGroup(group) => self.may(&Write::Group(group.clone())),
            Deed::EditProvider(provider) => {
                self.may(&Write::Object(provider.clone()))?;
                let object = Reference::Object(provider.clone());
                self.record_writer(after, &object, Aspect::Settings);
                after.writers.insert(provider.to_string(), self.taint());
                Some(())
            }
            Deed::EditAccount => self.may(&Write::Account(ACCOUNT.into())),
            Deed::AddMember { user, group } => self.add_member(after, user, group),
            Deed::PutBoundary { target, policy } => self.put_boundary(after, target, policy),
            Deed::DeleteBoundary(target) => self.delete_boundary(after, target),
            Deed::SetTransitive { target, policy } => self.set_transitive(after, target, policy),
            Deed::RemoveTransitive(target) => self.remove_transitive(after, target),
            Deed::Delete(target) => self.delete(after, target),
            Deed::OutsideAssumes(_)
            | Deed::ProviderAssumes { .. }
            | Deed::AssignedObtains { .. } => None,
            deed => self.administer(after, deed),
        }
    }

    fn create_principal(
        &self,
        after: &mut Facts,
        id: &PrincipalId,
        kind: PrincipalKind,
        boundary: Option<&PolicyId>,
    ) -> Option<()> {
        let mut request = new_principal(id.as_str(), kind);
        request.permissions_boundary = boundary.map(|policy| unmarked(policy.as_str()));
        let mut record = match create_principal(&self.seen, &self.standing, &request) {
            Ok(created) => created.record,
            Err(Refused::Refusal(Refusal::LimitExceeded { limit, .. }))
                if self.is_off(Rule::F17) =>
            {
                self.cut(&request, limit)
            }
            Err(_) => return None,
        };
        let replaced = self.is_off(Rule::ExplicitAdds) && boundary.is_some();
        if replaced || self.is_off(Rule::Inherit) {
            record.inherited = Label::new();
        }
        if self.is_off(Rule::F1) {
            record.provenance = Label::new();
        }
        if let Some(policy) = boundary {
            after.boundary_setters.insert(id.clone(), self.guarded());
            self.touch(after, &policy.into());
        }
        if self.is_off(Rule::F16Newborn) {
            record.inherited = self.standing.label().clone();
        }
        if self.is_off(Rule::F15Descent) {
            record.created_by = record.created_by.split_off(record.created_by.len() - 1);
        }
        after.world.put(record);
        after.births.insert(id.to_string(), self.birth());
        after.made_by.insert(Reference::Principal(id.clone()), self.session.id.clone());
        Some(())
    }

    /// What a crate that cuts labels would make.
    fn cut(&self, request: &CreatePrincipal, limit: usize) -> PrincipalLineage {
        let (id, account) = (request.id.clone(), request.account.clone());
        let mut record = PrincipalLineage::unlabelled(id, request.kind, account);
        let kept = self.standing.seals().iter().take(limit).cloned().collect();
        record.inherited = self.standing.label().only(&kept);
        record
    }

    fn create_object(&self, after: &mut Facts, id: &ObjectId, kind: ObjectKind) -> Option<()> {
        let request = CreateObject { id: id.clone(), kind, account: ACCOUNT.into(), time: 1 };
        let answer: Answer<_> = create_object(&self.standing, &request);
        let mut object = answer.ok()?;
        let provider = kind == ObjectKind::SamlProvider;
        if self.is_off(Rule::Inherit) || (provider && self.is_off(Rule::ProviderLabel)) {
            object.inherited = Label::new();
        }
        after.world.objects.insert(id.clone(), object);
        after.births.insert(id.to_string(), self.birth());
        if !provider {
            let made = Reference::Object(id.clone());
            after.made_by.insert(made, self.session.id.clone());
        }
        Some(())
    }

    fn update_trust(&self, after: &mut Facts, role: &PrincipalId) -> Option<()> {
        self.may(&Write::Principal(role.clone()))?;
        after.trust.entry(role.clone()).or_default().insert(Trusted::Outside);
        self.record_writer(after, &Reference::Principal(role.clone()), Aspect::Trust);
        after.writers.insert(role.to_string(), self.taint());
        Some(())
    }

    fn create_access_key(&self, after: &mut Facts, user: &PrincipalId) -> Option<()> {
        let federated = self.session.kind == SessionKind::FederationToken;
        let own = user == &self.session.principal;
        if !(federated && own && self.is_off(Rule::SelfService)) {
            self.may(&Write::Credentials(user.clone()))?;
        }
        let aspect = Aspect::Credential("key".to_owned());
        self.record_writer(after, &Reference::Principal(user.clone()), aspect);
        // A key for oneself has the ceilings of its issuer, and no more: T comes back live.
        let issuer = if own { self.standing.hard_ceilings() } else { self.standing.seals() };
        let mut truth = Truth::of(Holder::Attacker);
        truth.taint = issuer.union(&self.truth.taint).cloned().collect();
        truth.taint.extend(after.makers_of(user.as_str()));
        truth.origin = after.origin_of(user.as_str());
        after.hold(SessionLineage::long_term(user.as_str().into(), user.clone()), truth);
        Some(())
    }

    fn same_principal(&self, after: &mut Facts, kind: SamePrincipalKind) {
        let name = BTreeSet::from([Attribute::SessionName]);
        let session = same_principal(&self.standing, kind, "new".into(), &name);
        let mut truth = self.truth.clone();
        truth.taint.extend(self.standing.hard_ceilings().iter().cloned());
        truth.parent = Some((self.session.id.clone(), SealSet::new()));
        // Only federation tokens have a name that somebody chose.
        if kind == SamePrincipalKind::FederationToken {
            truth.name_setter = self.taint();
        }
        after.hold(session, truth);
    }

    fn assume_role(&self, after: &mut Facts, role: &PrincipalId) -> Option<()> {
        let mut session = assume_role(&self.seen, &self.standing, &naming(role)).ok()?;
        if self.is_off(Rule::Carry) {
            (session.carried, session.derivation) = (Label::new(), Vec::new());
        }
        if self.is_off(Rule::F3) {
            session.derivation.clear();
        }
        if self.is_off(Rule::F1) {
            session.provenance = Label::new();
            session.derivation.retain(|step| step.admitted.is_empty());
        }
        let carried = session.carried.seals();
        for seal in &carried {
            if session_policy::carried(&self.seen, &carried, seal) == Ok(Edits::Held) {
                after.held.insert(seal.clone());
            }
        }
        let admits = self.before.admits(role);
        let mut truth = Truth::of(self.truth.holder);
        truth.taint = self.taint().difference(&admits).cloned().collect();
        truth.taint.extend(after.makers_of(role.as_str()));
        truth.origin = self.origin();
        truth.origin.extend(after.origin_of(role.as_str()));
        truth.ancestors = self.ancestors();
        truth.parent = Some((self.session.id.clone(), admits));
        truth.name_setter = self.taint();
        after.hold(session, truth);
        Some(())
    }

    fn name_session_policy(&self, after: &mut Facts, policy: &PolicyId) -> Option<()> {
        let edits = match session_policy::check(&self.seen, &self.standing, policy) {
            Ok(edits) => edits,
            Err(_) if self.is_off(Rule::W5SessionPolicy) => Edits::Held,
            Err(_) => return None,
        };
        if edits == Edits::Held {
            self.touch(after, &policy.into());
            after.held.insert(policy.clone());
        }
        Some(())
    }

    fn assume_root(&self, after: &mut Facts, root: &PrincipalId) -> Option<()> {
        if !self.is_off(Rule::RootRefused) {
            self.may(&Write::UnsealedOnly(ACCOUNT.into()))?;
        }
        let mut truth = Truth::of(self.truth.holder);
        truth.taint = self.taint();
        after.hold(SessionLineage::long_term(root.as_str().into(), root.clone()), truth);
        Some(())
    }

    fn pass_role(&self, after: &mut Facts, role: &PrincipalId) -> Option<()> {
        let passed = pass::check(&self.seen, &self.standing, role).ok()?;
        let admits = self.before.admits(role);
        let seals: SealSet = self.taint().difference(&admits).cloned().collect();
        let aspect = Aspect::Pass("service".to_owned());
        self.record_writer(after, &Reference::Principal(role.clone()), aspect);
        after.passes.insert((role.clone(), seals.clone()));
        let mut session = SessionLineage::long_term(format!("service/{role}").into(), role.clone());
        session.kind = SessionKind::AssumedRole;
        if !self.is_off(Rule::F1) {
            session.provenance = passed.provenance;
        }
        let mut truth = Truth::of(self.truth.holder);
        truth.taint = seals;
        truth.taint.extend(after.makers_of(role.as_str()));
        truth.origin = self.origin();
        after.hold(session, truth);
        Some(())
    }

    fn add_member(&self, after: &mut Facts, user: &PrincipalId, group: &ObjectId) -> Option<()> {
        self.may(&Write::AddMember { user: user.clone(), group: group.clone() })?;
        self.touch(after, group);
        let of_group = Reference::Object(group.clone());
        for (_, policy) in self.before.world.attachments.iter().filter(|(to, _)| to == &of_group) {
            self.touch(after, &policy.into());
        }
        let aspect = Aspect::Group(group.to_string());
        self.record_writer(after, &Reference::Principal(user.clone()), aspect);
        after.world.members.insert((user.clone(), group.clone()));
        Some(())
    }

    fn put_boundary(
        &self,
        after: &mut Facts,
        target: &PrincipalId,
        policy: &PolicyId,
    ) -> Option<()> {
        let request = PutPermissionsBoundary {
            target: target.clone(),
            permissions_boundary: Some(unmarked(policy.as_str())),
            transitive_boundary: None,
        };
        let points_up = || {
            let of_policy = self.before.label(&Reference::Object(policy.into())).write_seals();
            let of_target = self.before.label(&Reference::Principal(target.clone()));
            of_policy.is_subset(&of_target.write_seals())
        };
        let outcome = if self.is_off(Rule::W5Setter) && points_up() {
            let seen = self.seen.lowering(policy.into());
            put_permissions_boundary(&seen, &self.standing, &request)
        } else {
            put_permissions_boundary(&self.seen, &self.standing, &request)
        };
        let record = self.as_recorded(target, outcome)?;
        after.world.put(record);
        after.boundary_setters.insert(target.clone(), self.guarded());
        self.touch(after, &policy.into());
        Some(())
    }

    fn delete_boundary(&self, after: &mut Facts, target: &PrincipalId) -> Option<()> {
        let outcome = delete_permissions_boundary(&self.seen, &self.standing, target);
        after.world.put(self.as_recorded(target, outcome)?);
        after.boundary_setters.remove(target);
        Some(())
    }

    fn set_transitive(
        &self,
        after: &mut Facts,
        target: &PrincipalId,
        policy: &PolicyId,
    ) -> Option<()> {
        let source = DirectSource::Parameter;
        let outcome = put_transitive_boundary(&self.seen, &self.standing, target, policy, source);
        after.world.put(self.as_recorded(target, outcome)?);
        after.transitive_setters.insert(target.clone(), self.guarded());
        Some(())
    }

    fn remove_transitive(&self, after: &mut Facts, target: &PrincipalId) -> Option<()> {
        let source = DirectSource::Parameter;
        let outcome = delete_transitive_boundary(&self.seen, &self.standing, target, source);
        let own = matches!(
            &outcome,
            Err(Refused::Refusal(Refusal::Gate(gate)))
                if gate.closure == Closure::OwnTransitiveBoundary
        );
        let record = if own && self.is_off(Rule::OwnTransitive) {
            // The rest of what is asked: the label, and the setters of B and T.
            self.may(&Write::DeletePrincipal(target.clone()))?;
            let mut record = self.before.world.principals[target].clone();
            record.transitive_boundary = None;
            record
        } else {
            self.as_recorded(target, outcome)?
        };
        after.world.put(record);
        after.transitive_setters.remove(target);
        Some(())
    }

    /// The record of an outcome, without what the crate was only shown.
    fn as_recorded(
        &self,
        target: &PrincipalId,
        outcome: Answer<Outcome>,
    ) -> Option<PrincipalLineage> {
        let mut record = outcome.ok()?.record;
        let Ok(shown) = self.seen.principal(target);
        let (shown, before) = (shown?, &self.before.world.principals[target]);
        record.inherited = before.inherited.clone();
        if record.permissions_boundary == shown.permissions_boundary {
            record.permissions_boundary.clone_from(&before.permissions_boundary);
        }
        if record.transitive_boundary == shown.transitive_boundary {
            record.transitive_boundary.clone_from(&before.transitive_boundary);
        }
        Some(record)
    }

    fn delete(&self, after: &mut Facts, target: &PrincipalId) -> Option<()> {
        self.may(&Write::DeletePrincipal(target.clone()))?;
        let gone = Reference::Principal(target.clone());
        let record = after.world.principals.remove(target)?;
        let last_out = out(&self.before.world, &record).ok()?;
        for truth in after.truths.values_mut() {
            if truth.ancestors.contains(target) {
                truth.last_outs.extend(last_out.seals());
            }
        }
        after.world.last_outs.insert(target.clone(), last_out);
        after.world.departed.insert(gone.clone(), record.created_by);
        after.world.attachments.retain(|(to, _)| to != &gone);
        after.world.members.retain(|(user, _)| user != target);
        after.trust.remove(target);
        after.passes.retain(|(role, _)| role != target);
        after.boundary_setters.remove(target);
        after.transitive_setters.remove(target);
        Some(())
    }

    /// Remembers that a session less sealed than the object put it to use.
    fn touch(&self, after: &mut Facts, object: &ObjectId) {
        let label = self.before.label(&Reference::Object(object.clone())).write_seals();
        let seals = self.standing.seals();
        if seals.is_subset(&label) && seals != &label {
            after.touched.insert(object.clone());
        }
    }
}

fn naming(role: &PrincipalId) -> Obtain {
    Obtain { set: [Attribute::SessionName].into(), ..obtain(role.as_str()) }
}

/// Somebody outside whom a trust policy names.
fn outside_obtains(after: &mut Facts, deed: &Deed, off: Off) -> Option<()> {
    let mut truth = Truth::of(Holder::Attacker);
    let session = match deed {
        Deed::OutsideAssumes(role) => {
            let id = format!("outside/{role}");
            let mut session = SessionLineage::long_term(id.into(), role.clone());
            session.kind = SessionKind::AssumedRole;
            session
        }
        Deed::ProviderAssumes { provider, role }
        | Deed::AssignedObtains { assignment: provider, role } => {
            truth.taint = after.makers_of(provider.as_str());
            truth.name_setter = truth.taint.clone();
            let mut seen = Seen::new(after, off);
            if off.contains(&Rule::AssignmentLabel) {
                seen = seen.lowering(provider.clone());
            }
            let session = SessionId::new(format!("{provider}/{role}"));
            let request = Obtain { session, ..naming(role) };
            assume_role_through_provider(&seen, provider, &request).ok()?
        }
        _ => return None,
    };
    let role = session.principal.to_string();
    truth.taint.extend(after.makers_of(&role));
    truth.origin = truth.taint.union(&after.origin_of(&role)).cloned().collect();
    after.hold(session, truth);
    Some(())
}
