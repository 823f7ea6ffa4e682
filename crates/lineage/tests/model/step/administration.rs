//! The administrator's steps.

use entail_lineage::administration::{
    Admit, Adopt, CascadeRequest, Disown, Labelled, LineageWrites, Relabelled, admit, adopt,
    cascade, disown, set_apply_to_self, set_obtain_mode, withdraw_admission,
};
use entail_lineage::{
    AdoptMode, ApplyToSelf, CascadeChange, ObtainMode, Origin, PolicyId, PrincipalId, Reference,
    Standing,
};

use super::Actor;
use crate::deed::Deed;
use crate::facts::{Facts, Holder};
use crate::rule::Rule;
use crate::seen::Seen;

impl Actor<'_> {
    pub(super) fn administer(&self, after: &mut Facts, deed: &Deed) -> Option<()> {
        let is_open = deed.administrators_only().is_some_and(|rule| self.is_off(rule));
        if !is_open {
            return self.administer_as(&self.standing, after, deed);
        }
        // As if the deed were open to everybody: somebody to whom it is open does it.
        let mut all = self.before.world.sessions.iter();
        let administrator =
            all.find(|one| self.before.truths[&one.id].holder == Holder::Administrator)?;
        let plain = Seen::new(self.before, self.off);
        self.administer_as(&Standing::read(&plain, administrator).ok()?, after, deed)
    }

    fn administer_as(&self, standing: &Standing<'_>, after: &mut Facts, deed: &Deed) -> Option<()> {
        match deed {
            Deed::Adopt { object, seal, mode } => self.adopt(standing, after, object, seal, *mode),
            Deed::Disown { object, seal } => self.disown(standing, after, object, seal),
            Deed::Admit { role, seal } => {
                let request = Admit { role: role.clone(), seal: seal.clone() };
                after.world.put(admit(&self.seen, standing, &request).ok()?);
                // Only an administrator's own exit is one.
                if self.standing.guarded_seals().is_empty() {
                    after.admitted.insert((role.clone(), seal.clone()));
                }
                Some(())
            }
            Deed::WithdrawAdmission { role, seal } => {
                let request = Admit { role: role.clone(), seal: seal.clone() };
                after.world.put(withdraw_admission(&self.seen, standing, &request).ok()?);
                after.admitted.remove(&(role.clone(), seal.clone()));
                Some(())
            }
            Deed::Cascade { root, seal, change } => {
                self.cascade(standing, after, root, seal, *change)
            }
            Deed::ApplyToSelf(target) => self.apply_to_self(standing, after, target),
            Deed::RequireSeals(role) => {
                let record = set_obtain_mode(&self.seen, standing, role, ObtainMode::Strict);
                after.world.put(record.ok()?);
                Some(())
            }
            _ => None,
        }
    }

    fn adopt(
        &self,
        standing: &Standing<'_>,
        after: &mut Facts,
        object: &Reference,
        seal: &PolicyId,
        mode: AdoptMode,
    ) -> Option<()> {
        let told = if self.is_off(Rule::F16) { AdoptMode::Write } else { mode };
        let request = Adopt { object: object.clone(), seal: seal.clone(), mode: told };
        store(after, adopt(&self.seen, standing, &request).ok()?);
        let widest = after.adopted.entry((object.clone(), seal.clone())).or_insert(mode);
        *widest = mode.max(*widest);
        Some(())
    }

    fn disown(
        &self,
        standing: &Standing<'_>,
        after: &mut Facts,
        object: &Reference,
        seal: &PolicyId,
    ) -> Option<()> {
        let (object, seal) = (object.clone(), seal.clone());
        after.adopted.remove(&(object.clone(), seal.clone()));
        let request = Disown { object, seal: seal.clone(), writes: self.writes() };
        store(after, disown(&self.seen, standing, &request).ok()?);
        self.release(after, &seal);
        Some(())
    }

    fn cascade(
        &self,
        standing: &Standing<'_>,
        after: &mut Facts,
        root: &PrincipalId,
        seal: &PolicyId,
        change: CascadeChange,
    ) -> Option<()> {
        let (root, seal) = (root.clone(), seal.clone());
        let request = CascadeRequest {
            root: root.clone(),
            seal: seal.clone(),
            change,
            writes: self.writes(),
            time: 1,
        };
        let outcome = cascade(&self.seen, standing, &request).ok()?;
        let mut births = self.before.births.values();
        let none = !births.any(|birth| birth.ancestors.contains(&root));
        if outcome.plan.affected.is_empty() && none {
            return None;
        }
        after.world.cascades.insert(root, outcome.cascades);
        after.world.cascade_revision = outcome.revision;
        // What it refers to was in order before; what an administrator makes of it is not judged.
        let made = after.made_by.keys().filter(|one| self.before.label(one) != after.label(one));
        let changed: Vec<_> = made.map(|one| one.to_string().as_str().into()).collect();
        after.touched.extend(changed);
        self.release(after, &seal);
        Some(())
    }

    fn writes(&self) -> LineageWrites {
        if self.is_off(Rule::F8) { LineageWrites::Accept } else { LineageWrites::Refuse }
    }

    /// What an administrator takes out of a line answers no longer for its birth in it; for what
    /// the line wrote since it still does.
    fn release(&self, after: &mut Facts, seal: &PolicyId) {
        for one in self.before.references() {
            let lost = self.before.label(&one).contains(seal) && !after.label(&one).contains(seal);
            if let Some(birth) = after.births.get_mut(&one.to_string()).filter(|_| lost) {
                birth.taint.remove(seal);
                birth.origin.remove(seal);
            }
        }
    }

    fn apply_to_self(
        &self,
        standing: &Standing<'_>,
        after: &mut Facts,
        target: &PrincipalId,
    ) -> Option<()> {
        let applied = set_apply_to_self(&self.seen, standing, target, ApplyToSelf::Yes);
        let mut record = applied.ok()?;
        if self.is_off(Rule::F7Self) {
            let own = Origin::Principal(target.clone());
            record.inherited.add(record.transitive_boundary.clone()?.policy, own);
        }
        after.world.put(record);
        after.transitive_setters.insert(target.clone(), self.guarded());
        Some(())
    }
}

fn store(after: &mut Facts, relabelled: Relabelled) {
    match relabelled.record {
        Labelled::Principal(record) => after.world.put(*record),
        Labelled::Object(record) => {
            after.world.objects.insert(record.id.clone(), *record);
        }
    }
}
