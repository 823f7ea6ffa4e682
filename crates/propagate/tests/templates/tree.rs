//! A second reader of templates, for comparing: no spans, no styles, nothing of the code under test.

use std::collections::BTreeMap;

use entail_propagate::template::{Language, Placement};
use saphyr_parser::{Event, Parser};

/// Types of resources that are added: a role in the place of one that SAM would make, and what
/// lets it at its data.
const ADDED: [&str; 2] = ["AWS::IAM::Role", "AWS::Serverless::Connector"];

/// A template's content.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// A text, a number or a word, with its tag.
    Scalar(String, String),
    /// A list, with its tag.
    List(String, Vec<Tree>),
    /// A mapping, with its tag; of keys that stand twice the last.
    Mapping(String, BTreeMap<String, Tree>),
}

/// A place in which two trees differ.
#[derive(Debug)]
pub(crate) struct Difference {
    path: Vec<String>,
    /// What was put in, where nothing stood.
    added: Option<Tree>,
}

impl Difference {
    /// Whether a placement accounts for it: it is the placement's, or only makes its way, or is a
    /// whole resource that was added for the boundary's sake.
    pub(crate) fn is_at(&self, placement: &Placement) -> bool {
        // `Everywhere/Role` is a role in the template inside of `Everywhere`.
        let logical_id = placement.logical_id.rsplit('/').next().unwrap_or_default();
        let is_resource = self.path.ends_with(&["Resources".to_owned(), logical_id.to_owned()]);
        if is_resource && ADDED.contains(&placement.resource_type.as_str()) {
            let kind = self.added.as_ref().and_then(|added| added.get("Type")?.text());
            return kind == Some(&placement.resource_type);
        }
        let placement = placement.path.as_slice();
        if self.path.starts_with(placement) {
            return true;
        }
        let Some(rest) = placement.strip_prefix(self.path.as_slice()) else { return false };
        let mut node = self.added.as_ref();
        for key in rest {
            let Some(Tree::Mapping(_, entries)) = node else { return false };
            if entries.len() != 1 {
                return false;
            }
            node = entries.get(key);
        }
        node.is_some()
    }
}

impl Tree {
    pub(crate) fn read(text: &str, language: Language) -> Self {
        match language {
            Language::Json => {
                Self::of_json(serde_json::from_str(text).expect("JSON that was rewritten"))
            }
            Language::Yaml => Self::of_yaml(text),
        }
    }

    fn of_json(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Array(items) => {
                Self::List(String::new(), items.into_iter().map(Self::of_json).collect())
            }
            serde_json::Value::Object(members) => {
                let members = members.into_iter().map(|(key, value)| (key, Self::of_json(value)));
                Self::Mapping(String::new(), members.collect())
            }
            serde_json::Value::String(text) => Self::Scalar(String::new(), text),
            other => Self::Scalar("literal".to_owned(), other.to_string()),
        }
    }

    pub(crate) fn of_yaml(text: &str) -> Self {
        let mut anchors = BTreeMap::new();
        let mut parser = Parser::new_from_str(text).map(|event| event.expect("YAML").0);
        while let Some(event) = parser.next() {
            if matches!(
                event,
                Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)
            ) {
                return Self::of_events(event, &mut parser, &mut anchors);
            }
        }
        Self::Scalar(String::new(), String::new())
    }

    fn of_events<'a>(
        first: Event<'a>,
        events: &mut impl Iterator<Item = Event<'a>>,
        anchors: &mut BTreeMap<usize, Self>,
    ) -> Self {
        let (anchor, tree) = match first {
            Event::Alias(anchor) => return anchors[&anchor].clone(),
            Event::Scalar(text, _, anchor, tag) => {
                (anchor, Self::Scalar(named(tag), text.into_owned()))
            }
            Event::SequenceStart(anchor, tag) => {
                let mut items = Vec::new();
                loop {
                    match events.next().expect("a list ends") {
                        Event::SequenceEnd => break,
                        event => items.push(Self::of_events(event, events, anchors)),
                    }
                }
                (anchor, Self::List(named(tag), items))
            }
            Event::MappingStart(anchor, tag) => {
                let mut entries = BTreeMap::new();
                loop {
                    let key = match events.next().expect("a mapping ends") {
                        Event::MappingEnd => break,
                        event => Self::of_events(event, events, anchors).key(),
                    };
                    let value = events.next().expect("a key has a value");
                    entries.insert(key, Self::of_events(value, events, anchors));
                }
                (anchor, Self::Mapping(named(tag), entries))
            }
            other => panic!("{other:?} is no node"),
        };
        if anchor > 0 {
            anchors.insert(anchor, tree.clone());
        }
        tree
    }

    fn key(self) -> String {
        match self {
            Self::Scalar(_, text) => text,
            other => panic!("{other:?} is no key"),
        }
    }

    /// The text of a scalar without a tag of its own.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(tag, text) if tag.is_empty() => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Mapping(_, entries) => entries.get(key),
            Self::List(_, items) => items.get(key.parse::<usize>().ok()?),
            Self::Scalar(..) => None,
        }
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&String, &Self)> {
        let entries = match self {
            Self::Mapping(_, entries) => Some(entries),
            _ => None,
        };
        entries.into_iter().flatten()
    }

    /// Whether a path of keys leads anywhere; through a text to the template that it is.
    pub(crate) fn has(&self, path: &[String]) -> bool {
        match (self, path) {
            (_, []) => true,
            (Self::Scalar(_, text), path) if text.contains("Resources") => {
                Self::of_yaml(text).has(path)
            }
            (_, [key, rest @ ..]) => self.get(key).is_some_and(|node| node.has(rest)),
        }
    }

    /// The resource whose attribute a path leads to.
    pub(crate) fn attribute_of(&self, path: &[String]) -> Option<&str> {
        let found = path.iter().try_fold(self, |node, key| node.get(key))?;
        found.get("Fn::GetAtt")?.get("0")?.text()
    }

    /// All places in which another tree differs from this one; the topmost of each branch.
    pub(crate) fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        self.collect(other, &mut Vec::new(), &mut differences);
        differences
    }

    fn collect(&self, other: &Self, path: &mut Vec<String>, differences: &mut Vec<Difference>) {
        match (self, other) {
            (Self::Mapping(before_tag, before), Self::Mapping(after_tag, after))
                if before_tag == after_tag =>
            {
                for key in
                    before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)))
                {
                    path.push(key.clone());
                    match (before.get(key), after.get(key)) {
                        (Some(before), Some(after)) => before.collect(after, path, differences),
                        (_, added) => differences
                            .push(Difference { path: path.clone(), added: added.cloned() }),
                    }
                    path.pop();
                }
            }
            (Self::List(before_tag, before), Self::List(after_tag, after))
                if before_tag == after_tag && before.len() == after.len() =>
            {
                for (number, (before, after)) in before.iter().zip(after).enumerate() {
                    path.push(number.to_string());
                    before.collect(after, path, differences);
                    path.pop();
                }
            }
            _ if self == other => {}
            // A template in this one, as a text.
            (Self::Scalar(_, before), Self::Scalar(_, after)) if before.contains("Resources") => {
                Self::of_yaml(before).collect(&Self::of_yaml(after), path, differences);
            }
            _ => differences.push(Difference { path: path.clone(), added: Some(other.clone()) }),
        }
    }
}

fn named(tag: Option<std::borrow::Cow<'_, saphyr_parser::Tag>>) -> String {
    tag.map(|tag| tag.suffix.clone()).unwrap_or_default()
}
