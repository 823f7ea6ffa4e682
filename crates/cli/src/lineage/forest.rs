//! Who created whom, as trees.
//!
//! What has several creators on its way (somebody, through a role that was assumed) hangs below the
//! last of them that is in the picture. A creator that is not in it gets a place of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{list, short, text};

/// Somebody or something in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Its unique id.
    pub(super) id: String,
    /// What it is called: `role/app`.
    pub(super) name: String,
    /// Its boundaries, in words.
    pub(super) notes: Vec<String>,
}

/// One line of the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) node: Node,
    /// The row of its creator.
    pub(super) parent: Option<usize>,
    pub(super) depth: usize,
    /// Whether a sibling follows below.
    pub(super) has_next: bool,
}

/// Trees, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Forest {
    pub(super) rows: Vec<Row>,
}

impl Forest {
    /// The trees of the entities that `ListDescendants` listed, below `root` where one was asked for.
    pub(super) fn grow(root: Option<&Value>, descendants: &[Value]) -> Self {
        let mut nodes = BTreeMap::new();
        for entity in root.into_iter().chain(descendants) {
            nodes.insert(text(entity, "Id").to_owned(), node(entity));
        }
        let mut parents = BTreeMap::new();
        for entity in descendants {
            let id = text(entity, "Id");
            if let Some(parent) = parent(entity, &mut nodes) {
                parents.insert(id.to_owned(), parent);
            }
        }
        if let Some(root) = root {
            parents.remove(text(root, "Id"));
        }
        Self { rows: rows(&nodes, &parents) }
    }
}

/// The creator below which an entity hangs.
fn parent(entity: &Value, nodes: &mut BTreeMap<String, Node>) -> Option<String> {
    let creators = list(entity, "CreatedBy");
    let known = creators.iter().rev().map(|creator| text(creator, "PrincipalId"));
    let own = text(entity, "Id");
    if let Some(parent) = known.into_iter().find(|id| *id != own && nodes.contains_key(*id)) {
        return Some(parent.to_owned());
    }
    let last = creators.last()?;
    let id = text(last, "PrincipalId");
    let name = match text(last, "PrincipalArn") {
        "" => format!("{id} (deleted)"),
        arn => short(arn).to_owned(),
    };
    nodes.insert(id.to_owned(), Node { id: id.to_owned(), name, notes: Vec::new() });
    Some(id.to_owned())
}

fn node(entity: &Value) -> Node {
    let mut notes = Vec::new();
    let inherited: Vec<&str> =
        list(entity, "InheritedBoundaryArns").iter().filter_map(Value::as_str).map(short).collect();
    if !inherited.is_empty() {
        notes.push(format!("under {}", inherited.join(", ")));
    }
    for (member, word) in
        [("PermissionsBoundaryArn", "bounded by"), ("TransitiveBoundaryArn", "hands on")]
    {
        let arn = text(entity, member);
        if !arn.is_empty() {
            notes.push(format!("{word} {}", short(arn)));
        }
    }
    Node { id: text(entity, "Id").to_owned(), name: short(text(entity, "Arn")).to_owned(), notes }
}

/// The nodes from the top, each followed by what it created, by name.
fn rows(nodes: &BTreeMap<String, Node>, parents: &BTreeMap<String, String>) -> Vec<Row> {
    let mut children: BTreeMap<Option<&String>, Vec<&Node>> = BTreeMap::new();
    for node in nodes.values() {
        children.entry(parents.get(&node.id)).or_default().push(node);
    }
    for siblings in children.values_mut() {
        siblings.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    }
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    let tops = children.get(&None).cloned().unwrap_or_default();
    descend(&tops, &children, &mut seen, &mut rows);
    // A creator that is created by its own creation can't be; if records say so, all is shown still.
    for node in nodes.values() {
        if !seen.contains(&node.id) {
            descend(&[node], &children, &mut seen, &mut rows);
        }
    }
    rows
}

/// Adds trees in order, with a stack of its own: lines can be long.
fn descend<'n>(
    tops: &[&'n Node],
    children: &BTreeMap<Option<&String>, Vec<&'n Node>>,
    seen: &mut BTreeSet<String>,
    rows: &mut Vec<Row>,
) {
    let below = |nodes: &[&'n Node], parent: Option<usize>, depth: usize| {
        let last = nodes.len().saturating_sub(1);
        let places = nodes.iter().enumerate().rev();
        places.map(|(place, node)| (*node, parent, depth, place < last)).collect::<Vec<_>>()
    };
    let mut open = below(tops, None, 0);
    while let Some((node, parent, depth, has_next)) = open.pop() {
        if !seen.insert(node.id.clone()) {
            continue;
        }
        rows.push(Row { node: node.clone(), parent, depth, has_next });
        let created = children.get(&Some(&node.id)).map_or(&[][..], Vec::as_slice);
        open.extend(below(created, Some(rows.len() - 1), depth + 1));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    pub(super) fn entity(id: &str, creators: &[(&str, &str)]) -> Value {
        let creators: Vec<Value> = creators
            .iter()
            .map(|(id, arn)| match *arn {
                "" => json!({ "PrincipalId": id }),
                arn => json!({ "PrincipalId": id, "PrincipalArn": arn }),
            })
            .collect();
        json!({ "Id": id, "Arn": format!("arn:aws:iam::1:role/{id}"), "CreatedBy": creators })
    }

    fn drawn(forest: &Forest) -> Vec<(usize, &str)> {
        forest.rows.iter().map(|row| (row.depth, row.node.name.as_str())).collect()
    }

    #[test]
    fn what_was_created_hangs_below_the_last_creator_that_is_there() {
        let entities = [
            entity("a", &[]),
            entity("b", &[("a", "x")]),
            entity("c", &[("a", "x"), ("b", "x")]),
            entity("d", &[("a", "x"), ("gone", "")]),
        ];
        let forest = Forest::grow(None, &entities);
        assert_eq!(drawn(&forest), [(0, "role/a"), (1, "role/b"), (2, "role/c"), (1, "role/d")]);
        assert_eq!(forest.rows[2].parent, Some(1));
        assert!(forest.rows[1].has_next && !forest.rows[3].has_next);
    }

    #[test]
    fn creators_that_are_not_listed_get_a_place() {
        let entities = [
            entity("a", &[("1", "arn:aws:iam::1:root")]),
            entity("b", &[("gone", "")]),
            entity("c", &[("gone", "")]),
        ];
        let forest = Forest::grow(None, &entities);
        let expected =
            [(0, "gone (deleted)"), (1, "role/b"), (1, "role/c"), (0, "root"), (1, "role/a")];
        assert_eq!(drawn(&forest), expected);
    }

    #[test]
    fn records_that_contradict_themselves_are_shown_whole() {
        let entities = [entity("a", &[("b", "x")]), entity("b", &[("a", "x")])];
        assert_eq!(Forest::grow(None, &entities).rows.len(), 2);
        let own = [entity("a", &[("a", "x")])];
        assert_eq!(Forest::grow(None, &own).rows.len(), 1);
    }

    #[test]
    fn a_long_line_needs_no_deep_stack() {
        let names: Vec<String> = (0..20_000).map(|number| format!("{number:05}")).collect();
        let entities: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(place, name)| match place.checked_sub(1) {
                Some(before) => entity(name, &[(&names[before], "x")]),
                None => entity(name, &[]),
            })
            .collect();
        let forest = Forest::grow(None, &entities);
        assert_eq!(forest.rows.last().map(|row| row.depth), Some(19_999));
    }
}
