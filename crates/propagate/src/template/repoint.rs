//! Nested stacks are pointed at other templates.

use std::collections::BTreeMap;

use super::{
    How, Placement,
    document::{Document, Node},
    edit::{Edit, apply},
    insertion,
    new::New,
    resources::NestedType,
    walk::path,
};

/// The text with other URLs, by logical id.
pub(super) fn repoint(
    document: &Document<'_>,
    targets: &[(String, String)],
) -> (String, Vec<Placement>) {
    let targets = targets.iter().map(|(id, url)| (id.as_str(), url.as_str())).collect();
    let mut repoint = Repoint { document, targets, edits: Vec::new(), placements: Vec::new() };
    let roots = document.root().into_iter().flat_map(Node::entries);
    for (_, resources) in roots.filter(|(key, _)| key.text() == Some("Resources")) {
        repoint.resources(resources, &path(&[], "Resources"));
    }
    (apply(document.text, repoint.edits), repoint.placements)
}

struct Repoint<'a, 'd> {
    document: &'d Document<'d>,
    targets: BTreeMap<&'a str, &'a str>,
    edits: Vec<Edit>,
    placements: Vec<Placement>,
}

impl<'d> Repoint<'_, 'd> {
    fn resources(&mut self, resources: Node<'d>, here: &[String]) {
        for (key, value) in resources.entries() {
            let name = key.text().unwrap_or_default();
            let here = path(here, name);
            if name.starts_with("Fn::ForEach::") {
                if let Some(body) = value.items().nth(2) {
                    self.resources(body, &path(&here, "2"));
                }
            } else if let Some(url) = self.targets.get(name).copied() {
                self.resource((key, value), &here, url);
            }
        }
    }

    fn resource(&mut self, (key, resource): (Node<'d>, Node<'d>), here: &[String], url: &str) {
        let resource_type = resource.get("Type").and_then(Node::text);
        let Some(entry) = resource_type.and_then(NestedType::find) else { return };
        let Some(properties) = resource.get("Properties") else { return };
        let Some(location) = properties.entry(entry.property) else { return };
        let value = New::Text(url.to_owned());
        let Some(edit) = insertion::replace(self.document, properties, location, &value) else {
            return;
        };
        self.placements.push(Placement {
            logical_id: key.text().unwrap_or_default().to_owned(),
            resource_type: entry.resource_type.to_owned(),
            path: path(&path(here, "Properties"), entry.property),
            line: self.document.line(key.span().start),
            value: url.to_owned(),
            how: How::Replaced {
                original: self.document.slice(edit.span.clone()).to_owned(),
                text: edit.text.clone(),
            },
        });
        self.edits.push(edit);
    }
}
