//! YAML templates: the events of the parser put together, with the places that it leaves open.
//!
//! The parser counts characters and says nothing exact of where block collections end and block
//! scalars begin; both are found in the text.
//!
//! AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>

use std::{borrow::Cow, collections::BTreeMap};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle as Written, ScanError, Span, Tag};

use super::{CollectionStyle, Data, Kind, ScalarStyle, Tree};
use crate::{limits::TEMPLATE_NESTING_DEPTH_MAX, template::TemplateError};

/// Reads a text into a tree, and says which node is the root.
pub(super) fn read(text: &str) -> Result<(Tree<'_>, usize), TemplateError> {
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| unreadable(&error))?;
        builder.take(event, span)?;
    }
    Ok(builder.finish())
}

fn unreadable(error: &ScanError) -> TemplateError {
    TemplateError::Unreadable {
        line: error.marker().line(),
        column: error.marker().col() + 1,
        reason: error.info().to_owned(),
    }
}

struct Builder<'text> {
    text: &'text str,
    /// Byte offsets of the characters; empty where all are ASCII.
    bytes: Vec<usize>,
    /// The characters that lines begin with.
    lines: Vec<usize>,
    tree: Tree<'text>,
    /// Collections that are open, innermost last.
    open: Vec<Open>,
    anchors: BTreeMap<usize, usize>,
    aliased: Vec<usize>,
    root: Option<usize>,
    documents: usize,
    /// Where the event before ended.
    passed: usize,
}

/// A collection that is open, and its parts so far.
struct Open {
    index: usize,
    children: Vec<usize>,
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
    fn new(text: &'text str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(place, _)| place).collect()
        };
        Self {
            text,
            bytes,
            lines: lines(text),
            tree: Tree::default(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            aliased: Vec::new(),
            root: None,
            documents: 0,
            passed: 0,
        }
    }

    fn take(&mut self, event: Event<'text>, span: Span) -> Result<(), TemplateError> {
        if !matches!(
            event,
            Event::MappingEnd | Event::SequenceEnd | Event::DocumentEnd | Event::StreamEnd
        ) {
            self.check(span.start)?;
        }
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
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
        value: Cow<'text, str>,
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
        let trimmed = |start| start + self.slice(start, event_end).trim_end().len();
        let (begin, start, end) = match style {
            ScalarStyle::Plain if value.is_empty() && properties.is_any() => {
                let end = trimmed(event_start);
                (event_start, end, end)
            }
            ScalarStyle::Plain if value.is_empty() => {
                let is_after = !self.is_key_next() && self.next_is(event_start, &[':', '-']);
                let place = event_start + usize::from(is_after);
                (place, place, place)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let begin = if properties.is_any() { event_start } else { self.find(&['|', '>']) };
                let start = self.after_properties(begin);
                (begin, start, trimmed(start))
            }
            ScalarStyle::Plain => {
                let start = self.after_properties(event_start);
                (event_start, start, trimmed(start))
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let start = self.after_properties(event_start);
                (event_start, start, self.closing_quote(start, event_end))
            }
        };
        let tag = properties.tag.and_then(function_name);
        Data { begin, start, end: end.max(start), tag, kind: Kind::Scalar { text: value, style } }
    }

    fn mapping(&self, properties: &Properties<'_>, (start, end): (usize, usize)) -> Data<'text> {
        let brace = self.after_properties(start);
        let is_flow = end > start && self.next_is(brace, &['{']);
        // A pair inside of brackets, `[a: b]`, is in flow style without braces of its own.
        let is_pair = !properties.is_any() && self.parent_style() == Some(CollectionStyle::Flow);
        let style = if is_flow || is_pair { CollectionStyle::Flow } else { CollectionStyle::Block };
        let content = if is_flow { brace } else { end };
        let begin = if properties.is_any() { start } else { content };
        let kind = Kind::Mapping { entries: Vec::new(), style };
        Data {
            begin,
            start: content,
            end: content,
            tag: properties.tag.and_then(function_name),
            kind,
        }
    }

    fn sequence(&self, properties: &Properties<'_>, (start, end): (usize, usize)) -> Data<'text> {
        let bracket = self.after_properties(start);
        let is_flow = end > start && self.next_is(bracket, &['[']);
        let style = if is_flow { CollectionStyle::Flow } else { CollectionStyle::Block };
        let content = match style {
            CollectionStyle::Flow => bracket,
            CollectionStyle::Block if properties.is_any() => self.after_properties(start),
            CollectionStyle::Block => self.find(&['-']),
        };
        let begin = if properties.is_any() { start } else { content };
        let kind = Kind::Sequence { items: Vec::new(), style };
        Data {
            begin,
            start: content,
            end: content,
            tag: properties.tag.and_then(function_name),
            kind,
        }
    }

    /// Whether what comes next is a key of the innermost mapping.
    fn is_key_next(&self) -> bool {
        let parent = self.open.last();
        let node = parent.and_then(|parent| self.tree.nodes.get(parent.index));
        let is_mapping = node.is_some_and(|node| matches!(node.kind, Kind::Mapping { .. }));
        is_mapping && parent.is_some_and(|parent| parent.children.len().is_multiple_of(2))
    }

    fn parent_style(&self) -> Option<CollectionStyle> {
        let parent = self.tree.nodes.get(self.open.last()?.index)?;
        match parent.kind {
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
        self.open.push(Open { index, children: Vec::new() });
        Ok(())
    }

    /// Closes the innermost collection; the event of its end stands at `place`.
    fn close(&mut self, place: usize) {
        let Some(Open { index, children }) = self.open.pop() else { return };
        let last = children.last().and_then(|last| self.tree.nodes.get(*last));
        let last_end = last.map_or(0, |last| last.end);
        let bracket = self.closing_bracket(place);
        if let Some(data) = self.tree.nodes.get_mut(index) {
            let (style, is_braced) = match &mut data.kind {
                Kind::Mapping { entries, style } => {
                    let (pairs, _) = children.as_chunks::<2>();
                    *entries = pairs.iter().map(|[key, value]| (*key, *value)).collect();
                    (*style, self.text.get(data.start..).is_some_and(|at| at.starts_with('{')))
                }
                Kind::Sequence { items, style } => {
                    *items = children;
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

    /// One past the bracket that closes a flow collection, whose end was told at `place`: there, or
    /// behind a comma, white space and comments.
    fn closing_bracket(&self, place: usize) -> usize {
        let mut place = place;
        loop {
            place = self.skip_blank(place);
            if self.next_is(place, &[',']) {
                place += 1;
            } else {
                return place + usize::from(self.next_is(place, &['}', ']']));
            }
        }
    }

    /// One past the quote that closes a scalar; white space and comments follow it in its event.
    fn closing_quote(&self, start: usize, event_end: usize) -> usize {
        let mut characters = self.slice(start, event_end).char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        while let Some((place, character)) = characters.next() {
            if character == '\\' && quote == Some('"') {
                characters.next();
            } else if Some(character) == quote {
                let mut rest = characters.clone();
                if character == '"' || rest.next().is_none_or(|(_, next)| next != '\'') {
                    return start + place + 1;
                }
                characters = rest;
            }
        }
        event_end
    }

    fn add(&mut self, data: Data<'text>, anchor: usize) {
        let index = self.push(data, anchor);
        self.attach(index);
    }

    fn push(&mut self, data: Data<'text>, anchor: usize) -> usize {
        let index = self.tree.nodes.len();
        self.tree.nodes.push(data);
        if anchor > 0 {
            self.anchors.insert(anchor, index);
        }
        index
    }

    fn attach(&mut self, index: usize) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(index),
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

    /// Whether the parser's two ways to count agree. They don't after some directives, and a change
    /// at a wrong place would be worse than none.
    fn check(&self, marker: Marker) -> Result<(), TemplateError> {
        let line = marker.line().checked_sub(1).and_then(|line| self.lines.get(line));
        let mark = usize::from(marker.line() == 1 && self.text.starts_with('\u{feff}'));
        let is_end = self.byte(marker.index()) == self.text.len();
        let agrees = is_end
            || line.is_some_and(|line| {
                let column = marker.index().checked_sub(*line);
                column == Some(marker.col()) || column == Some(marker.col() + mark)
            });
        if agrees {
            return Ok(());
        }
        Err(TemplateError::Unreadable {
            line: marker.line(),
            column: marker.col() + 1,
            reason: "the place of this can't be told: write the template without YAML directives"
                .to_owned(),
        })
    }

    fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            return character.min(self.text.len());
        }
        self.bytes.get(character).copied().unwrap_or(self.text.len())
    }

    fn slice(&self, start: usize, end: usize) -> &'text str {
        self.text.get(start..end).unwrap_or("")
    }

    fn next_is(&self, place: usize, wanted: &[char]) -> bool {
        self.text.get(place..).is_some_and(|rest| rest.starts_with(wanted))
    }

    /// The first of these characters after the event before, behind indicators and comments.
    fn find(&self, wanted: &[char]) -> usize {
        let mut place = self.passed;
        loop {
            place = self.skip_blank(place);
            if self.next_is(place, wanted) || !self.next_is(place, &[':', '-', '?']) {
                return place;
            }
            place += 1;
        }
    }

    /// The place after tag and anchor, where the content begins.
    fn after_properties(&self, place: usize) -> usize {
        let mut place = place;
        while self.next_is(place, &['!', '&']) {
            let rest = self.text.get(place..).unwrap_or("");
            let is_end = |character: char| character.is_whitespace() || ",[]{}".contains(character);
            place += rest.find(is_end).unwrap_or(rest.len());
            place = self.skip_blank(place);
        }
        place
    }

    /// The place after white space, line ends and comments.
    fn skip_blank(&self, place: usize) -> usize {
        let mut place = place;
        loop {
            let rest = self.text.get(place..).unwrap_or("");
            let blank = rest.len() - rest.trim_start().len();
            let rest = rest.trim_start();
            place += blank;
            if !rest.starts_with('#') {
                return place;
            }
            place += rest.find('\n').unwrap_or(rest.len());
        }
    }
}

/// The characters, counted from 0, that lines begin with.
fn lines(text: &str) -> Vec<usize> {
    let mut lines = vec![0];
    let mut characters = text.chars().peekable();
    let mut passed = 0;
    while let Some(character) = characters.next() {
        passed += 1;
        let is_end = character == '\n' || (character == '\r' && characters.peek() != Some(&'\n'));
        if is_end {
            lines.push(passed);
        }
    }
    lines
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

/// `Sub` of `!Sub`; nothing of YAML's own tags and of `!` alone, which change no meaning here.
fn function_name(tag: &Tag) -> Option<String> {
    let is_plain = tag.is_yaml_core_schema() || tag.suffix == "!";
    (!is_plain).then(|| tag.suffix.clone())
}
