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
    if let Some(node) = document.root() {
        let root = Found { entry: None, node };
        visit(root, &mut paths, &mut |found, paths| take(document, found, paths, &mut edits));
        visit(root, &mut paths, &mut |found, paths| {
            edits.extend(drop_member(document, found, paths));
        });
    }
    apply(document.text, edits)
}

/// Goes down where placements are. Of keys that are written twice the last counts.
fn visit<'d>(
    found: Found<'d>,
    paths: &mut Paths<'_>,
    visitor: &mut impl FnMut(Found<'d>, &mut Paths<'_>),
) {
    visitor(found, paths);
    if paths.below.is_empty() {
        return;
    }
    // A scalar ends every path: it is a template in this one.
    if found.node.is_scalar() {
        for inner in paths.below.values_mut() {
            visit(found, inner, visitor);
        }
    }
    let named = found.node.entries().filter_map(|(key, node)| Some((key.text()?, (key, node))));
    let last: BTreeMap<&str, _> = named.filter(|(key, _)| paths.below.contains_key(key)).collect();
    for (name, (key, node)) in last {
        if let Some(inner) = paths.below.get_mut(name) {
            visit(Found { entry: Some((found.node, key)), node }, inner, visitor);
        }
    }
    for (number, node) in found.node.items().enumerate() {
        if let Some(inner) = paths.below.get_mut(number.to_string().as_str()) {
            visit(Found { entry: None, node }, inner, visitor);
        }
    }
}

/// Takes one placement back that stands here byte for byte.
fn take(document: &Document<'_>, found: Found<'_>, paths: &mut Paths<'_>, edits: &mut Vec<Edit>) {
    let mut placements = paths.here.iter().enumerate();
    let undone = placements.find_map(|(number, placement)| {
        undo(document, found, placement).map(|edit| (number, edit))
    });
    if let Some((number, edit)) = undone {
        paths.here.remove(number);
        edits.push(edit);
    }
}

/// Takes what was put in out of a text that was printed anew since, where it is the only thing at
/// its path.
fn drop_member(document: &Document<'_>, found: Found<'_>, paths: &Paths<'_>) -> Option<Edit> {
    let (mapping, key) = found.entry?;
    let [Placement { how: How::Inserted { .. }, value, .. }] = paths.here.as_slice() else {
        return None;
    };
    let is_ours = found.node.text() == Some(value);
    is_ours.then(|| insertion::remove(document, mapping, (key, found.node))).flatten()
}

/// The edit that takes one placement back.
fn undo(document: &Document<'_>, found: Found<'_>, placement: &Placement) -> Option<Edit> {
    let value = found.node.span();
    let entry = found.entry.map(|(_, key)| key.span().start..value.end);
    match &placement.how {
        How::Inserted { text } => {
            let put = entry.and_then(|entry| whole(document, text, entry));
            let put = put.or_else(|| whole(document, text, value));
            put.map(|span| Edit { span, text: String::new() })
        }
        How::Replaced { original, text } => {
            let span = whole(document, text, value.clone());
            let span = span.or_else(|| says(found.node, original, text).then_some(value))?;
            Some(Edit { span, text: original.clone() })
        }
        How::AlreadyThere | How::KeptIdentical | How::Inside => None,
    }
}

/// Whether a text that was put in double quotes stands here in other words: services print JSON anew.
fn says(node: Node<'_>, original: &str, text: &str) -> bool {
    let are_quoted = original.starts_with('"') && text.starts_with('"');
    let read = || Document::read(text).ok();
    are_quoted && read().is_some_and(|put| put.root().and_then(Node::text) == node.text())
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
