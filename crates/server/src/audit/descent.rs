//! Labels as they are in force: what is stored with a thing, and the cascades of what it descends
//! from, which are records of their own.

use entail_lineage::{
    Cascades, Label, PrincipalId, Reference, SessionRecord, inherited, world::Ancestry,
};
use entail_store::records::{CascadeCount, Record as _, RootCascades};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::lineage::{Change, Lineage, RebuildError, WHOLE_RECORDS};

impl Lineage {
    /// The label that a thing inherited, as it is in force; `None` for records that are no thing.
    pub fn inherited_by(&self, change: &Change) -> Result<Option<Label>, RebuildError> {
        let Some(lineage) = &change.lineage else { return Ok(None) };
        let label = match change.kind.as_str() {
            kind if WHOLE_RECORDS.contains(&kind) => return Ok(None),
            "account" => member(change, "inherited")?.unwrap_or_default(),
            "user" | "role" => inherited::of_principal(self, &read(&change.id, lineage)?)?,
            _ => inherited::of_object(self, &read(&change.id, lineage)?)?,
        };
        Ok(Some(label))
    }
}

impl Ancestry for Lineage {
    type Error = RebuildError;

    fn created_by(&self, reference: &Reference) -> Result<Vec<SessionRecord>, RebuildError> {
        for change in self.with_id(&reference.to_string()) {
            if let Some(created_by) = member(change, "created_by")? {
                return Ok(created_by);
            }
        }
        Ok(Vec::new())
    }

    fn cascades(&self, root: &PrincipalId) -> Result<Cascades, RebuildError> {
        let mut found = self.with_id(root.as_str());
        let cascades = found.find(|change| change.kind == RootCascades::NOUN);
        Ok(cascades.map(|it| member(it, "cascades")).transpose()?.flatten().unwrap_or_default())
    }

    fn cascade_revision(&self) -> Result<u64, RebuildError> {
        let count = self.with_id("").find(|change| change.kind == CascadeCount::NOUN);
        Ok(count.map(|it| member(it, "count")).transpose()?.flatten().unwrap_or_default())
    }
}

fn member<T: DeserializeOwned>(change: &Change, name: &str) -> Result<Option<T>, RebuildError> {
    let found = change.lineage.as_ref().and_then(|lineage| lineage.get(name));
    found.map(|value| read(&change.id, value)).transpose()
}

fn read<T: DeserializeOwned>(id: &str, value: &Value) -> Result<T, RebuildError> {
    serde_json::from_value(value.clone())
        .map_err(|error| RebuildError::Unreadable { id: id.to_owned(), reason: error.to_string() })
}
