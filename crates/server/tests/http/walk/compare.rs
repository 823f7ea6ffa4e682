//! Everything that the server says of every label and boundary, beside what the state machine has.

use std::collections::BTreeSet;

use entail_lineage::inherited::of_reference;
use entail_lineage::{Label, Origin, PermissionsBoundary, SealSet, TransitiveBoundary};
use serde_json::Value;

use super::steps::{Thing, Walk};

impl Walk {
    /// Compares all there is.
    pub(super) async fn compare(&self) {
        for thing in &self.things {
            let parameters = [("ResourceArn", thing.arn.as_str())];
            let answer = self.root().entail("GetLineage", &parameters).await.expect_success();
            let lineage = answer.as_json().unwrap()["Lineage"].clone();
            let said = said(&lineage);
            let expected = self.expected(thing);
            let steps = self.taken.join("\n  ");
            assert_eq!(said, expected, "of {}, after\n  {steps}", thing.name);
        }
    }

    fn expected(&self, thing: &Thing) -> String {
        let label: Label = of_reference(&self.mirror, &thing.reference()).unwrap();
        let label: BTreeSet<_> = label
            .iter()
            .map(|(seal, origins)| {
                let origins: BTreeSet<_> = origins.iter().map(id_of).collect();
                format!("{seal} from {origins:?}")
            })
            .collect();
        let record = self.mirror.memory.principals.get(&thing.id.as_str().into());
        let own = record.and_then(|record| record.permissions_boundary.as_ref());
        let own = own.map(|PermissionsBoundary { policy, setter_label }| {
            (policy.to_string(), ids(setter_label))
        });
        let emitted = record.and_then(|record| record.transitive_boundary.as_ref());
        let emitted = emitted.map(|TransitiveBoundary { policy, setter_label, .. }| {
            (policy.to_string(), ids(setter_label))
        });
        let admits = record.map(|record| ids(&record.admits)).unwrap_or_default();
        format!("I {label:?}, B {own:?}, T {emitted:?}, admits {admits:?}")
    }
}

/// Label with origins, B and T with their setters, exits: as text, so that a difference can be read.
fn said(lineage: &Value) -> String {
    let label = entries(&lineage["InheritedBoundaries"], |entry| {
        let origins = entries(&entry["Origins"], |origin| text(&origin["Id"]));
        format!("{} from {origins:?}", text(&entry["PolicyId"]))
    });
    let set = |boundary: &Value| {
        let setters = entries(&boundary["SetterSeals"], |seal| text(&seal["PolicyId"]));
        boundary.is_object().then(|| (text(&boundary["PolicyId"]), setters))
    };
    let own = set(&lineage["PermissionsBoundary"]);
    let emitted = set(&lineage["TransitiveBoundary"]);
    let admits = entries(&lineage["Admits"], |seal| text(&seal["PolicyId"]));
    format!("I {label:?}, B {own:?}, T {emitted:?}, admits {admits:?}")
}

fn entries(list: &Value, show: impl Fn(&Value) -> String) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(show).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn ids(seals: &SealSet) -> BTreeSet<String> {
    seals.iter().map(ToString::to_string).collect()
}

fn id_of(origin: &Origin) -> String {
    match origin {
        Origin::Principal(id) | Origin::Adopt { administrator: id, .. } => id.to_string(),
        Origin::Account(id) => id.to_string(),
    }
}
