//! The administrator's tools.

mod adoption;
mod cascades;
mod descent;
mod exits;
mod uses;

use entail_lineage::administration::{
    Adopt, CascadeOutcome, CascadeRequest, Labelled, LineageWrites, Relabelled, adopt, cascade,
};
use entail_lineage::{
    AdoptMode, CascadeChange, PrincipalKind, Reference, SessionLineage, Standing,
};

use crate::support::{Answer, Memory, key, new_principal};

impl Memory {
    /// Makes a cascade and stores it.
    fn cascade(
        &mut self,
        session: &SessionLineage,
        request: &CascadeRequest,
    ) -> Answer<CascadeOutcome> {
        let outcome = cascade(self, &Standing::read(self, session)?, request)?;
        self.cascades.insert(request.root.clone(), outcome.cascades.clone());
        self.cascade_revision = outcome.revision;
        Ok(outcome)
    }

    /// Adopts something and stores it.
    fn adopt(&mut self, session: &SessionLineage, request: &Adopt) -> Answer<Relabelled> {
        let relabelled = adopt(self, &Standing::read(self, session)?, request)?;
        self.relabel(&relabelled);
        Ok(relabelled)
    }

    fn relabel(&mut self, relabelled: &Relabelled) {
        match &relabelled.record {
            Labelled::Principal(record) => self.put(record.as_ref().clone()),
            Labelled::Object(record) => {
                self.objects.insert(record.id.clone(), record.as_ref().clone());
            }
        }
    }

    /// Deletes a principal; who made it stays known to those who descend from it.
    fn delete(&mut self, id: &str) {
        let record = self.principals.remove(&id.into()).unwrap();
        self.departed.insert(Reference::Principal(id.into()), record.created_by);
    }
}

/// An administrator, a root without seal, its child and grandchild, and a stranger.
fn family() -> Memory {
    let mut world = Memory::default();
    for user in ["admin", "dev", "stranger"] {
        world.user(user);
    }
    world.policy("t");
    world.create(&key("dev"), &new_principal("child", PrincipalKind::Role)).unwrap();
    let session = world.assume(&key("dev"), "child").unwrap();
    world.create(&session, &new_principal("grand", PrincipalKind::User)).unwrap();
    world.create(&key("stranger"), &new_principal("other", PrincipalKind::Role)).unwrap();
    world
}

fn add(root: &str, seal: &str) -> CascadeRequest {
    CascadeRequest {
        root: root.into(),
        seal: seal.into(),
        change: CascadeChange::Added,
        writes: LineageWrites::Refuse,
        time: 1,
    }
}

fn withdraw(root: &str, seal: &str) -> CascadeRequest {
    CascadeRequest { change: CascadeChange::Withdrawn, ..add(root, seal) }
}

fn accepting(request: CascadeRequest) -> CascadeRequest {
    CascadeRequest { writes: LineageWrites::Accept, ..request }
}

fn adoption(object: Reference, seal: &str, mode: AdoptMode) -> Adopt {
    Adopt { object, seal: seal.into(), mode }
}
