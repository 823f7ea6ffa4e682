//! YAML templates: the events of the parser put together, with the places that it leaves open.
//!
//! The parser says nothing exact of where block collections end and block scalars begin; both are
//! found in the text. It also asks for indentation where neither CloudFormation nor people do:
//! lines inside of braces, brackets and quotes. There it is shown a text with more of it.
//!
//! AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>

mod places;

use std::{borrow::Cow, collections::BTreeMap};

use saphyr_parser::{Event, Parser, ScalarStyle as Written, ScanError, Span, Tag};

use self::places::{Padding, Places};
use super::{CollectionStyle, Data, Kind, ScalarStyle, Tree};
use crate::{
    limits::{TEMPLATE_NESTING_DEPTH_MAX, YAML_REREAD_BYTES_MAX},
    template::TemplateError,
};

/// Reads a text into a tree, and says which node is the root.
pub(super) fn read(text: &str) -> Result<(Tree<'_>, usize), TemplateError> {
    let mut padding = Padding::default();
    let mut left = YAML_REREAD_BYTES_MAX / text.len().max(1);
    loop {
        match read_padded(text, &padding) {
            Err(Fault::Syntax(error)) if left > 0 && padding.helps(text, &error) => left -= 1,
            Err(Fault::Syntax(error)) => return Err(unreadable(&error, &padding)),
            Err(Fault::Template(error)) => return Err(error),
            Ok(read) => return Ok(read),
        }
    }
}

/// Why a text can't be read.
enum Fault {
    Syntax(ScanError),
    Template(TemplateError),
}

fn read_padded<'text>(text: &'text str, padding: &Padding) -> Result<(Tree<'text>, usize), Fault> {
    let padded = padding.apply(text);
    let mut builder = Builder::new(Places::new(text, padding));
    for event in Parser::new_from_str(&padded) {
        let (event, span) = event.map_err(Fault::Syntax)?;
        builder.take(event, span).map_err(Fault::Template)?;
    }
    Ok(builder.finish())
}

fn unreadable(error: &ScanError, padding: &Padding) -> TemplateError {
    let marker = error.marker();
    TemplateError::Unreadable {
        line: marker.line(),
        column: marker.col().saturating_sub(padding.of(marker.line())) + 1,
        reason: error.info().to_owned(),
    }
}

struct Builder<'text> {
    places: Places<'text>,
    tree: Tree<'text>,
    /// Collections that are open, innermost last.
    open: Vec<Open>,
    /// Their parts so far, a stretch for each.
    parts: Vec<usize>,
    anchors: BTreeMap<usize, usize>,
    aliased: Vec<usize>,
    root: Option<usize>,
    documents: usize,
    /// Where the event before ended.
    passed: usize,
}

/// A collection that is open, and where its parts begin.
struct Open {
    index: usize,
    first: usize,
}

/// What stands before a node.
struct Properties<'a> {
    anchor: usize,
    tag: Option<&'a Tag>,
}

impl Properties<'_> {
    fn is_any(&self) -> bool {
        self.anchor > 0 || self.tag.is_some()
    }
}

impl<'text> Builder<'text> {
    fn new(places: Places<'text>) -> Self {
        Self {
            places,
            tree: Tree::default(),
            open: Vec::new(),
            parts: Vec::new(),
            anchors: BTreeMap::new(),
            aliased: Vec::new(),
            root: None,
            documents: 0,
            passed: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), TemplateError> {
        if !matches!(
            event,
            Event::MappingEnd | Event::SequenceEnd | Event::DocumentEnd | Event::StreamEnd
        ) {
            self.places.check(span.start)?;
        }
        let (start, end) = (self.places.byte(span.start), self.places.byte(span.end));
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(second_document(span));
                }
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied().unwrap_or_default();
                self.aliased.push(target);
                let data = Data { begin: start, start, end, tag: None, kind: Kind::Alias(target) };
                self.add(data, 0);
            }
            Event::Scalar(value, style, anchor, tag) => {
                if style == Written::Plain && self.is_read_in_two_ways(&value) {
                    return Err(two_ways(span));
                }
                let properties = Properties { anchor, tag: tag.as_deref() };
                let data = self.scalar(value, style, &properties, (start, end));
                self.add(data, anchor);
            }
            Event::MappingStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                let data = self.mapping(&properties, (start, end));
                self.open(data, anchor)?;
            }
            Event::SequenceStart(anchor, tag) => {
                let properties = Properties { anchor, tag: tag.as_deref() };
                let data = self.sequence(&properties, (start, end));
                self.open(data, anchor)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(start),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        self.passed = self.passed.max(end);
        Ok(())
    }

    fn scalar(
        &self,
        value: Cow<'_, str>,
        written: Written,
        properties: &Properties<'_>,
        (event_start, event_end): (usize, usize),
    ) -> Data<'text> {
        let style = match written {
            Written::Plain => ScalarStyle::Plain,
            Written::SingleQuoted => ScalarStyle::SingleQuoted,
            Written::DoubleQuoted => ScalarStyle::DoubleQuoted,
            Written::Literal => ScalarStyle::Literal,
            Written::Folded => ScalarStyle::Folded,
        };
        let trimmed = |start| start + self.places.slice(start, event_end).trim_end().len();
        let (begin, start, end) = match style {
            ScalarStyle::Plain if value.is_empty() && properties.is_any() => {
                let end = trimmed(event_start);
                (event_start, end, end)
            }
            ScalarStyle::Plain if value.is_empty() => {
                let place = self.empty(event_start);
                (place, place, place)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let begin = if properties.is_any() {
                    event_start
                } else {
                    self.places.find(self.passed, &['|', '>'])
                };
                let start = self.places.after_properties(begin);
                (begin, start, trimmed(start))
            }
            ScalarStyle::Plain => {
                let start = self.places.after_properties(event_start);
                (event_start, start, trimmed(start))
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let start = self.places.after_properties(event_start);
                (event_start, start, self.places.closing_quote(start, event_end))
            }
        };
        let end = end.max(start);
        let tag = properties.tag.and_then(function_name);
        let written = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                start + 1..end.saturating_sub(1)
            }
            _ => start..end,
        };
        let text = self.places.value(written, value);
        Data { begin, start, end, tag, kind: Kind::Scalar { text, style } }
    }

    fn mapping(&self, properties: &Properties<'_>, (start, end): (usize, usize)) -> Data<'text> {
        let brace = self.places.after_properties(start);
        let is_flow = end > start && self.places.next_is(brace, &['{']);
        // A pair inside of brackets, `[a: b]`, is in flow style without braces of its own.
        let is_pair = !properties.is_any() && self.parent_style() == Some(CollectionStyle::Flow);
        let style = if is_flow || is_pair { CollectionStyle::Flow } else { CollectionStyle::Block };
        let content = if is_flow { brace } else { end };
        let begin = if properties.is_any() { start } else { content };
        let kind = Kind::Mapping { parts: 0..0, style };
        Data {
            begin,
            start: content,
            end: content,
            tag: properties.tag.and_then(function_name),
            kind,
        }
    }

    fn sequence(&self, properties: &Properties<'_>, (start, end): (usize, usize)) -> Data<'text> {
        let bracket = self.places.after_properties(start);
        let is_flow = end > start && self.places.next_is(bracket, &['[']);
        let style = if is_flow { CollectionStyle::Flow } else { CollectionStyle::Block };
        let content = match style {
            CollectionStyle::Flow => bracket,
            CollectionStyle::Block if properties.is_any() => self.places.after_properties(start),
            CollectionStyle::Block => self.places.find(self.passed, &['-']),
        };
        let begin = if properties.is_any() { start } else { content };
        let kind = Kind::Sequence { parts: 0..0, style };
        Data {
            begin,
            start: content,
            end: content,
            tag: properties.tag.and_then(function_name),
            kind,
        }
    }

    /// Where nothing stands: after the indicator of it, or, where there is none, after its key.
    fn empty(&self, event_start: usize) -> usize {
        let siblings = self.siblings();
        let is_in_mapping =
            matches!(self.parent().map(|parent| &parent.kind), Some(Kind::Mapping { .. }));
        if is_in_mapping && siblings.len().is_multiple_of(2) {
            return event_start;
        }
        let key = siblings.last().filter(|_| is_in_mapping);
        if self.places.next_is(event_start, &[':', '-']) {
            return event_start + 1;
        }
        key.and_then(|key| self.tree.nodes.get(*key)).map_or(event_start, |key| key.end)
    }

    /// Whether a plain scalar is a key in braces that begins with `?`: by YAML 1.1, which AWS's readers
    /// go by, that is an indicator and the key begins after it.
    fn is_read_in_two_ways(&self, value: &str) -> bool {
        value.starts_with('?') && self.parent_style() == Some(CollectionStyle::Flow)
    }

    fn parent(&self) -> Option<&Data<'text>> {
        self.tree.nodes.get(self.open.last()?.index)
    }

    /// The parts so far of the innermost collection.
    fn siblings(&self) -> &[usize] {
        let first = self.open.last().map(|parent| parent.first);
        first.and_then(|first| self.parts.get(first..)).unwrap_or(&[])
    }

    fn parent_style(&self) -> Option<CollectionStyle> {
        match self.parent()?.kind {
            Kind::Mapping { style, .. } | Kind::Sequence { style, .. } => Some(style),
            Kind::Scalar { .. } | Kind::Alias(_) => None,
        }
    }

    fn open(&mut self, data: Data<'text>, anchor: usize) -> Result<(), TemplateError> {
        if self.open.len() >= TEMPLATE_NESTING_DEPTH_MAX {
            let message =
                format!("nested deeper than {TEMPLATE_NESTING_DEPTH_MAX} mappings and sequences");
            return Err(TemplateError::TooLarge(message));
        }
        let index = self.push(data, anchor);
        self.open.push(Open { index, first: self.parts.len() });
        Ok(())
    }

    /// Closes the innermost collection; the event of its end stands at `place`.
    fn close(&mut self, place: usize) {
        let Some(Open { index, first }) = self.open.pop() else { return };
        let last = self.parts.get(first..).and_then(<[usize]>::last);
        let last_end = last.and_then(|last| self.tree.nodes.get(*last)).map_or(0, |last| last.end);
        let kept = self.tree.keep(self.parts.drain(first.min(self.parts.len())..));
        let bracket = self.places.closing_bracket(place);
        if let Some(data) = self.tree.nodes.get_mut(index) {
            let (style, is_braced) = match &mut data.kind {
                Kind::Mapping { parts, style } => {
                    *parts = kept;
                    (*style, self.places.next_is(data.start, &['{']))
                }
                Kind::Sequence { parts, style } => {
                    *parts = kept;
                    (*style, true)
                }
                Kind::Scalar { .. } | Kind::Alias(_) => return,
            };
            let end = match style {
                CollectionStyle::Flow if is_braced => bracket,
                _ => last_end,
            };
            data.end = end.max(data.start);
        }
        self.attach(index);
    }

    fn add(&mut self, data: Data<'text>, anchor: usize) {
        let index = self.push(data, anchor);
        self.attach(index);
    }

    fn push(&mut self, data: Data<'text>, anchor: usize) -> usize {
        let index = self.tree.push(data);
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
        index
    }

    fn attach(&mut self, index: usize) {
        match self.open.last() {
            Some(_) => self.parts.push(index),
            None => self.root = Some(index),
        }
    }

    fn finish(mut self) -> (Tree<'text>, usize) {
        self.aliased.sort_unstable();
        self.aliased.dedup();
        let targets = self.aliased.iter().filter_map(|target| self.tree.nodes.get(*target));
        let mut shared: Vec<_> = targets.map(|data| data.begin..data.end + 1).collect();
        shared.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        // One span is inside of another or apart from it, since nodes are.
        let mut end = 0;
        shared.retain(|span| {
            let is_apart = span.start >= end;
            end = end.max(span.end);
            is_apart
        });
        self.tree.shared = shared;
        let root = self.root.unwrap_or(self.tree.nodes.len());
        (self.tree, root)
    }
}

fn two_ways(span: Span) -> TemplateError {
    TemplateError::Unreadable {
        line: span.start.line(),
        column: span.start.col() + 1,
        reason:
            "versions of YAML read this differently: put a space after the `?`, or leave it out"
                .to_owned(),
    }
}

fn second_document(span: Span) -> TemplateError {
    TemplateError::Unreadable {
        line: span.start.line(),
        column: span.start.col() + 1,
        reason: "a second document begins here, and CloudFormation takes one: put it into a file \
                 of its own"
            .to_owned(),
    }
}

/// YAML's own tags that leave a text what it is. `!!binary` and others make something else of it.
const PLAIN_TAGS: [&str; 7] = ["str", "map", "seq", "null", "bool", "int", "float"];

/// `Sub` of `!Sub`; nothing of the tags that change no meaning here, and of `!` alone.
fn function_name(tag: &Tag) -> Option<String> {
    let is_of_yaml = tag.is_yaml_core_schema() && PLAIN_TAGS.contains(&tag.suffix.as_str());
    let is_plain = is_of_yaml || tag.suffix == "!";
    (!is_plain).then(|| tag.suffix.clone())
}
