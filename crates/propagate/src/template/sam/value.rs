//! Values that are written into a template: references, and copies of what stands in it.

use crate::template::{document::Node, new::New};

impl New {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Mapping(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// `Ref`.
    pub(crate) fn reference(logical_id: &str) -> Self {
        Self::map([("Ref", Self::text(logical_id))])
    }

    /// `Fn::GetAtt`.
    pub(crate) fn attribute(logical_id: &str, name: &str) -> Self {
        Self::map([("Fn::GetAtt", Self::List(vec![Self::text(logical_id), Self::text(name)]))])
    }

    /// `Fn::Sub` with variables.
    pub(crate) fn substitution(text: &str, variables: Self) -> Self {
        Self::map([("Fn::Sub", Self::List(vec![Self::text(text), variables]))])
    }

    /// A copy of what stands in a template, with tags in their long form; `None` where aliases
    /// stand in it.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        if node.is_alias() {
            return None;
        }
        if let Some((name, argument)) = node.function() {
            return function(name, argument);
        }
        Self::of_content(node)
    }

    fn of_content(node: Node<'_>) -> Option<Self> {
        if node.is_scalar() {
            return node.text().map(Self::text);
        }
        if node.sequence_style().is_some() {
            return node.items().map(Self::of).collect::<Option<_>>().map(Self::List);
        }
        node.is_mapping().then_some(())?;
        let entry =
            |(key, value): (Node<'_>, Node<'_>)| Some((key.text()?.to_owned(), Self::of(value)?));
        node.entries().map(entry).collect::<Option<_>>().map(Self::Mapping)
    }

    /// Puts a member below mappings; what is missing on the way is left out.
    pub(crate) fn set(&mut self, keys: &[&str], value: Self) {
        let (Self::Mapping(entries), [first, rest @ ..]) = (self, keys) else { return };
        let known = entries.iter_mut().find(|(key, _)| key == first);
        match (known, rest) {
            (Some((_, member)), []) => *member = value,
            (Some((_, member)), rest) => member.set(rest, value),
            (None, []) => entries.push(((*first).to_owned(), value)),
            (None, _) => {}
        }
    }
}

/// An intrinsic function in its long form.
fn function(name: &str, argument: Node<'_>) -> Option<New> {
    let argument = match (name, argument.text()) {
        ("Sub", Some(text)) => return Some(New::Sub(text.to_owned())),
        // AWS: in JSON `Fn::GetAtt` takes a list only.
        ("GetAtt", Some(text)) => {
            let (logical_id, attribute) = text.split_once('.')?;
            New::List(vec![New::text(logical_id), New::text(attribute)])
        }
        _ => New::of(argument)?,
    };
    let name = match name {
        plain @ ("Ref" | "Condition") => plain.to_owned(),
        other => format!("Fn::{other}"),
    };
    Some(New::Mapping(vec![(name, argument)]))
}
