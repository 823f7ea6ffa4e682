//! A template as it was written: a tree with the place of every part, the same for both languages.
//!
//! The tree lies in one list and its nodes are looked at through [`Node`], so that an alias is a
//! number and a text with a hundred thousand of them frees like any other.

mod json;
mod yaml;

use std::{borrow::Cow, ops::Range};

use super::{Language, TemplateError};

/// A template's text with its tree.
#[derive(Debug)]
pub(crate) struct Document<'text> {
    /// The text.
    pub(crate) text: &'text str,
    /// Its language.
    pub(crate) language: Language,
    tree: Tree<'text>,
    root: usize,
    line_starts: Vec<usize>,
}

/// All nodes, children before their parents or after; parts name one another by number.
#[derive(Debug, Default)]
struct Tree<'text> {
    nodes: Vec<Data<'text>>,
    /// What is in collections, a stretch for each: items, or keys and values in turn.
    parts: Vec<usize>,
    /// The spans of what YAML aliases stand for, in order and apart from one another.
    shared: Vec<Range<usize>>,
}

/// One node. Offsets are bytes of the text.
#[derive(Debug)]
struct Data<'text> {
    /// Where its tag or anchor begins, or [`Self::start`].
    begin: usize,
    /// Where the content begins; a block scalar's at its `|` or `>`.
    start: usize,
    /// One past the content's last character; white space and comments after it do not count.
    end: usize,
    tag: Option<String>,
    kind: Kind<'text>,
}

#[derive(Debug)]
enum Kind<'text> {
    Scalar {
        text: Cow<'text, str>,
        style: ScalarStyle,
    },
    /// With its stretch of [`Tree::parts`].
    Sequence {
        parts: Range<usize>,
        style: CollectionStyle,
    },
    /// With its stretch of [`Tree::parts`].
    Mapping {
        parts: Range<usize>,
        style: CollectionStyle,
    },
    Alias(usize),
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScalarStyle {
    /// Without quotes: numbers and words of JSON, plain scalars of YAML, and nothing at all.
    Plain,
    /// In single quotes.
    SingleQuoted,
    /// In double quotes; all strings of JSON.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
}

/// How a mapping or sequence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CollectionStyle {
    /// By indentation.
    Block,
    /// In braces or brackets; all of JSON.
    Flow,
}

/// A node of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'d> {
    tree: &'d Tree<'d>,
    data: &'d Data<'d>,
    /// Whether its tag was looked at already.
    is_argument: bool,
}

impl<'text> Document<'text> {
    /// Reads a template in either language.
    pub(crate) fn read(text: &'text str) -> Result<Self, TemplateError> {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
        if !bare.starts_with(['{', '[']) {
            return Self::read_yaml(text);
        }
        // Flow style without quotes is YAML and begins like JSON. What is neither was meant as JSON.
        Self::read_json(text).or_else(|fault| Self::read_yaml(text).map_err(|_| fault))
    }

    /// Reads JSON.
    pub(crate) fn read_json(text: &'text str) -> Result<Self, TemplateError> {
        let (tree, root) = json::read(text)?;
        Ok(Self::new(text, Language::Json, tree, root))
    }

    fn read_yaml(text: &'text str) -> Result<Self, TemplateError> {
        let (tree, root) = yaml::read(text)?;
        Ok(Self::new(text, Language::Yaml, tree, root))
    }

    fn new(text: &'text str, language: Language, tree: Tree<'text>, root: usize) -> Self {
        let line_starts = line_starts(text);
        Self { text, language, tree, root, line_starts }
    }

    /// The node that everything else is below.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        Node::new(&self.tree, self.root)
    }

    /// The line, from 1, of a byte of the text.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// Where the line begins that a byte is on.
    pub(crate) fn line_start(&self, offset: usize) -> usize {
        let line = self.line(offset).saturating_sub(1);
        self.line_starts.get(line).copied().unwrap_or(0)
    }

    /// The text of a span.
    pub(crate) fn slice(&self, span: Range<usize>) -> &'text str {
        self.text.get(span).unwrap_or("")
    }

    /// Whether aliases stand for some of what is at this place, so that a change of it would be a
    /// change elsewhere too.
    pub(crate) fn is_shared(&self, place: &Range<usize>) -> bool {
        let before = self.tree.shared.partition_point(|span| span.end <= place.start);
        self.tree.shared.get(before).is_some_and(|span| span.start <= place.end)
    }
}

impl<'text> Tree<'text> {
    /// Adds a node, and says which it is.
    fn push(&mut self, data: Data<'text>) -> usize {
        self.nodes.push(data);
        self.nodes.len() - 1
    }

    /// Keeps what is in a collection.
    fn keep(&mut self, parts: impl IntoIterator<Item = usize>) -> Range<usize> {
        let first = self.parts.len();
        self.parts.extend(parts);
        first..self.parts.len()
    }

    fn parts(&self, stretch: &Range<usize>) -> &[usize] {
        self.parts.get(stretch.clone()).unwrap_or(&[])
    }
}

/// The bytes that lines begin with.
fn line_starts(text: &str) -> Vec<usize> {
    let is_end = |(place, byte): &(usize, u8)| match byte {
        b'\n' => true,
        b'\r' => text.as_bytes().get(place + 1) != Some(&b'\n'),
        _ => false,
    };
    let ends = text.bytes().enumerate().filter(is_end).map(|(place, _)| place + 1);
    std::iter::once(0).chain(ends).collect()
}

impl<'d> Node<'d> {
    fn new(tree: &'d Tree<'d>, index: usize) -> Option<Self> {
        tree.nodes.get(index).map(|data| Self { tree, data, is_argument: false })
    }

    /// The place with tag and anchor.
    pub(crate) fn span(self) -> Range<usize> {
        self.data.begin..self.data.end
    }

    /// The place of the content, without tag and anchor.
    pub(crate) fn content(self) -> Range<usize> {
        self.data.start..self.data.end
    }

    /// Its entries where it is a mapping, in the order of the text; keys that are written twice
    /// come twice.
    pub(crate) fn entries(self) -> impl DoubleEndedIterator<Item = (Self, Self)> + 'd {
        let parts = match &self.data.kind {
            Kind::Mapping { parts, .. } => self.tree.parts(parts),
            _ => &[],
        };
        let (entries, _) = parts.as_chunks::<2>();
        entries.iter().filter_map(move |[key, value]| {
            Some((Self::new(self.tree, *key)?, Self::new(self.tree, *value)?))
        })
    }

    /// Its items where it is a sequence.
    pub(crate) fn items(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + 'd {
        let items = match &self.data.kind {
            Kind::Sequence { parts, .. } => self.tree.parts(parts),
            _ => &[],
        };
        items.iter().map(move |item| Self::new(self.tree, *item).unwrap_or(self))
    }

    /// The value of an entry; the last of those with this key.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value of an entry; the last of those with this key.
    pub(crate) fn entry(self, key: &str) -> Option<(Self, Self)> {
        self.entries().rev().find(|(name, _)| name.text() == Some(key))
    }

    /// Whether there is an entry.
    pub(crate) fn has(self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Whether an entry is written more than once.
    pub(crate) fn has_twice(self, key: &str) -> bool {
        self.entries().filter(|(name, _)| name.text() == Some(key)).nth(1).is_some()
    }

    /// The text of a literal scalar; `None` where a tag makes something else of it.
    pub(crate) fn text(self) -> Option<&'d str> {
        match &self.data.kind {
            Kind::Scalar { text, .. } if !self.is_tagged() => Some(text),
            _ => None,
        }
    }

    /// Whether it is a scalar, with or without a tag.
    pub(crate) fn is_scalar(self) -> bool {
        matches!(self.data.kind, Kind::Scalar { .. })
    }

    /// How a scalar is written.
    pub(crate) fn scalar_style(self) -> Option<ScalarStyle> {
        match self.data.kind {
            Kind::Scalar { style, .. } => Some(style),
            _ => None,
        }
    }

    /// Whether it is a mapping without a tag, and how it is written.
    pub(crate) fn mapping_style(self) -> Option<CollectionStyle> {
        match self.data.kind {
            Kind::Mapping { style, .. } if !self.is_tagged() => Some(style),
            _ => None,
        }
    }

    /// Whether it is a sequence, and how it is written.
    pub(crate) fn sequence_style(self) -> Option<CollectionStyle> {
        match self.data.kind {
            Kind::Sequence { style, .. } => Some(style),
            _ => None,
        }
    }

    /// Whether it is a mapping without a tag.
    pub(crate) fn is_mapping(self) -> bool {
        self.mapping_style().is_some()
    }

    /// Whether it is `null`, `~` or nothing at all.
    pub(crate) fn is_null(self) -> bool {
        self.scalar_style() == Some(ScalarStyle::Plain)
            && matches!(self.text(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether it is a YAML alias.
    pub(crate) fn is_alias(self) -> bool {
        matches!(self.data.kind, Kind::Alias(_))
    }

    /// What an alias stands for; anything else stands for itself.
    ///
    /// INVARIANT: an alias may stand for what it is inside of. Whoever goes down a tree must not
    /// follow aliases on the way.
    pub(crate) fn resolved(self) -> Self {
        match self.data.kind {
            Kind::Alias(index) => Self::new(self.tree, index).unwrap_or(self),
            _ => self,
        }
    }

    fn is_tagged(self) -> bool {
        !self.is_argument && self.data.tag.is_some()
    }

    /// An intrinsic function with its argument, in either spelling: `Sub` for both `!Sub x` and
    /// `Fn::Sub: x`; `Ref` and `Condition`.
    pub(crate) fn function(self) -> Option<(&'d str, Self)> {
        if self.is_tagged() {
            return self.data.tag.as_deref().map(|tag| (tag, Self { is_argument: true, ..self }));
        }
        let mut entries = self.entries();
        let (key, argument) = entries.next()?;
        let name = match key.text()? {
            plain @ ("Ref" | "Condition") => plain,
            other => other.strip_prefix("Fn::")?,
        };
        entries.next().is_none().then_some((name, argument))
    }
}

#[cfg(test)]
mod tests;
