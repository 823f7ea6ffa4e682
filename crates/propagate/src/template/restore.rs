//! Placements are taken back out, and nested stacks are pointed elsewhere.

use std::collections::BTreeMap;

use super::{
    How, Placement,
    document::{Document, Node},
    edit::{Edit, apply},
    insertion,
};

/// Placements by the keys of their paths.
#[derive(Debug, Default)]
struct Paths<'a> {
    below: BTreeMap<&'a str, Paths<'a>>,
    here: Vec<&'a Placement>,
}

/// What a path leads to.
#[derive(Clone, Copy)]
struct Found<'d> {
    /// The mapping that it is in, and its key there.
    entry: Option<(Node<'d>, Node<'d>)>,
    node: Node<'d>,
}

/// The text without what the placements put there.
pub(super) fn restore(document: &Document<'_>, placements: &[Placement]) -> String {
    let mut paths = Paths::default();
    for placement in placements {
        let steps = placement.path.iter();
        let place = steps.fold(&mut paths, |paths, step| paths.below.entry(step).or_default());
        place.here.push(placement);
    }
    let mut edits = Vec::new();
    if let Some(root) = document.root() {
        visit(document, Found { entry: None, node: root }, &mut paths, &mut edits);
    }
    apply(document.text, edits)
}

/// Goes down where placements are. Of keys that are written twice each takes a placement.
fn visit(document: &Document<'_>, found: Found<'_>, paths: &mut Paths<'_>, edits: &mut Vec<Edit>) {
    take(document, found, paths, edits);
    if paths.below.is_empty() {
        return;
    }
    // A scalar ends every path: it is a template in this one.
    if found.node.is_scalar() {
        for inner in paths.below.values_mut() {
            visit(document, found, inner, edits);
        }
    }
    for (key, node) in found.node.entries() {
        if let Some(inner) = key.text().and_then(|key| paths.below.get_mut(key)) {
            visit(document, Found { entry: Some((found.node, key)), node }, inner, edits);
        }
    }
    for (number, node) in found.node.items().enumerate() {
        if let Some(inner) = paths.below.get_mut(number.to_string().as_str()) {
            visit(document, Found { entry: None, node }, inner, edits);
        }
    }
}

fn take(document: &Document<'_>, found: Found<'_>, paths: &mut Paths<'_>, edits: &mut Vec<Edit>) {
    let mut taken = false;
    paths.here.retain(|placement| {
        if taken {
            return true;
        }
        let edit = undo(document, found, placement);
        taken = edit.is_some() || is_own(placement);
        edits.extend(edit);
        !taken
    });
}

/// Whether a placement says of its own place that nothing changed there; a resource that inherits
/// its boundary says so of another's.
fn is_own(placement: &Placement) -> bool {
    matches!(placement.how, How::AlreadyThere | How::KeptIdentical)
        && placement.path.contains(&placement.logical_id)
}

/// The edit that takes one placement back.
fn undo(document: &Document<'_>, found: Found<'_>, placement: &Placement) -> Option<Edit> {
    let value = found.node.span();
    let entry = found.entry.map(|(_, key)| key.span().start..value.end);
    match &placement.how {
        How::Inserted { text } => {
            let put = entry.and_then(|entry| whole(document, text, entry));
            let put = put.or_else(|| whole(document, text, value));
            if let Some(span) = put {
                return Some(Edit { span, text: String::new() });
            }
            let (mapping, key) = found.entry?;
            let is_ours = found.node.text() == Some(&placement.value);
            is_ours.then(|| insertion::remove(document, mapping, (key, found.node))).flatten()
        }
        How::Replaced { original, text } => {
            let span = whole(document, text, value)?;
            Some(Edit { span, text: original.clone() })
        }
        How::AlreadyThere | How::KeptIdentical | How::Inside => None,
    }
}

/// The place of a text that was put, known from the place of a part of it.
fn whole(
    document: &Document<'_>,
    text: &str,
    part: std::ops::Range<usize>,
) -> Option<std::ops::Range<usize>> {
    let known = document.slice(part.clone());
    if known.is_empty() {
        return None;
    }
    let mut places = text.match_indices(known).filter_map(|(before, _)| {
        let start = part.start.checked_sub(before)?;
        Some(start..start + text.len())
    });
    places.find(|span| document.slice(span.clone()) == text)
}
