//! Where and how a value is put into a template so that it looks as if it had always stood there.
//!
//! Every function answers the edit, or `None` where the text is written in a way that leaves no
//! safe place for it.

use super::{
    Language,
    document::{CollectionStyle, Document, Node},
    edit::Edit,
    new::{Indent, Layout, New, Quotes, Spelling, member},
};

/// Puts an entry into a mapping: after another entry where there is that one, else at its beginning.
pub(crate) fn insert(
    document: &Document<'_>,
    mapping: Node<'_>,
    after: &str,
    key: &str,
    value: &New,
) -> Option<Edit> {
    let sibling = mapping.entry(after);
    match mapping.mapping_style()? {
        CollectionStyle::Flow => match (sibling, mapping.entries().next()) {
            (Some(sibling), _) => after_in_braces(document, mapping, sibling, (key, value)),
            (None, Some(first)) => first_in_braces(document, mapping, first, (key, value)),
            (None, None) => only_in_braces(document, mapping, (key, value)),
        },
        CollectionStyle::Block => {
            let indent = block_indent(document, mapping)?;
            let entry = value.block(key, quotes(mapping), &indent);
            let behind =
                sibling.and_then(|sibling| after_in_block(document, sibling, indent, &entry));
            Some(behind.unwrap_or_else(|| first_in_block(document, mapping, indent, &entry)))
        }
    }
}

/// Puts a value where an entry has nothing.
fn fill(
    document: &Document<'_>,
    owner: Node<'_>,
    (key, empty): (Node<'_>, Node<'_>),
    value: &New,
) -> Option<Edit> {
    let place = empty.content().end;
    if !document.slice(key.span().end..empty.span().start).trim().starts_with(':') {
        return None;
    }
    let (New::Mapping(entries), CollectionStyle::Block) = (value, owner.mapping_style()?) else {
        let text = value.flow(spelling(document, owner), &Layout::one_line());
        let rest = document.text.get(place..)?;
        let has_space = rest.starts_with(' ') && !rest.trim_start_matches(' ').starts_with('#');
        let comment = if rest.starts_with('#') { " " } else { "" };
        return Some(if has_space {
            Edit { span: place + 1..place + 1, text }
        } else {
            Edit { span: place..place, text: format!(" {text}{comment}") }
        });
    };
    let indent = block_indent(document, owner)?.deeper();
    let quotes = quotes(owner);
    let lines = entries
        .iter()
        .map(|(key, value)| format!("{}{}", indent.line(), value.block(key, quotes, &indent)));
    let place = end_of_line(document, place)?;
    Some(Edit { span: place..place, text: lines.collect() })
}

/// Puts a value in the place of another.
pub(crate) fn replace(
    document: &Document<'_>,
    owner: Node<'_>,
    (key, old): (Node<'_>, Node<'_>),
    value: &New,
) -> Option<Edit> {
    let old_span = old.span();
    if old_span.is_empty() {
        return fill(document, owner, (key, old), value);
    }
    let spelling = quoted_as(spelling(document, owner), old);
    let gap = document.slice(key.span().end..old_span.start);
    let colon = key.span().end + gap.find(':')? + 1;
    let is_blank = document.slice(colon..old_span.start).trim().is_empty();
    if let (Spelling::YamlBlock(quotes), New::Mapping(entries), true) = (spelling, value, is_blank)
    {
        let indent = block_indent(document, owner)?.deeper();
        let lines = entries
            .iter()
            .map(|(key, value)| format!("{}{}", indent.line(), value.block(key, quotes, &indent)));
        return Some(Edit { span: colon..old_span.end, text: lines.collect() });
    }
    if let (Spelling::YamlBlock(_), true) = (spelling, is_blank && gap.contains(['\n', '\r'])) {
        let text = format!(" {}", value.flow(spelling, &Layout::one_line()));
        return Some(Edit { span: colon..old_span.end, text });
    }
    let is_tight = old_span.start == colon && document.language == Language::Yaml;
    let spelling = if is_tight { Spelling::YamlFlow(Quotes::Double) } else { spelling };
    let text = value.flow(spelling, &layout_of_siblings(document, owner));
    Some(Edit { span: old_span, text })
}

/// Takes an entry out of a mapping.
pub(crate) fn remove(
    document: &Document<'_>,
    mapping: Node<'_>,
    (key, value): (Node<'_>, Node<'_>),
) -> Option<Edit> {
    let (start, end) = (key.span().start, value.span().end);
    let span = match mapping.mapping_style()? {
        CollectionStyle::Flow => {
            let next = mapping.entries().find(|(other, _)| other.span().start > start);
            let before = mapping.entries().rev().find(|(other, _)| other.span().start < start);
            match (next, before) {
                (Some((next, _)), _) => start..next.span().start,
                (None, Some((_, before))) => before.span().end..end,
                (None, None) => start..end,
            }
        }
        CollectionStyle::Block => {
            let line = document.line_start(start);
            let is_alone = mapping.entries().nth(1).is_none();
            if is_alone || !document.slice(line..start).trim().is_empty() {
                return None;
            }
            let line_end = end_of_line(document, end)?;
            let rest = document.slice(line_end..document.text.len());
            line..line_end + rest.len() - after_line_end(rest).len()
        }
    };
    Some(Edit { span, text: String::new() })
}

fn after_line_end(text: &str) -> &str {
    let text_after = text.strip_prefix('\r').unwrap_or(text);
    text_after.strip_prefix('\n').unwrap_or(text_after)
}

/// How scalars and braces are written in a mapping.
pub(crate) fn spelling(document: &Document<'_>, mapping: Node<'_>) -> Spelling {
    match (document.language, mapping.mapping_style()) {
        (Language::Json, _) => Spelling::Json,
        (Language::Yaml, Some(CollectionStyle::Flow)) => Spelling::YamlFlow(quotes(mapping)),
        (Language::Yaml, _) => Spelling::YamlBlock(quotes(mapping)),
    }
}

/// The spelling with the quotes of a text that is replaced.
fn quoted_as(spelling: Spelling, old: Node<'_>) -> Spelling {
    let quotes = old.text().and(old.scalar_style()).map(Quotes::from);
    match (spelling, quotes) {
        (Spelling::YamlFlow(_), Some(quotes @ (Quotes::Single | Quotes::Double))) => {
            Spelling::YamlFlow(quotes)
        }
        (Spelling::YamlBlock(_), Some(quotes @ (Quotes::Single | Quotes::Double))) => {
            Spelling::YamlBlock(quotes)
        }
        (spelling, _) => spelling,
    }
}

/// How a mapping's keys are quoted.
fn quotes(mapping: Node<'_>) -> Quotes {
    let first = mapping.entries().next().and_then(|(key, _)| key.scalar_style());
    first.map_or(Quotes::AsNeeded, Quotes::from)
}

/// How lines of a text end.
fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|place| text.get(place..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// The end of a line where nothing but a comment follows on it.
fn end_of_line(document: &Document<'_>, place: usize) -> Option<usize> {
    let rest = document.text.get(place..)?;
    let line = rest.get(..rest.find(['\n', '\r']).unwrap_or(rest.len()))?;
    let is_comment = line.starts_with([' ', '\t']) && line.trim_start().starts_with('#');
    (is_comment || line.trim().is_empty()).then(|| place + line.len())
}

/// The indentation of a mapping by indentation.
fn block_indent<'text>(document: &Document<'text>, mapping: Node<'_>) -> Option<Indent<'text>> {
    let start = mapping.content().start;
    let before = document.slice(document.line_start(start)..start);
    if before.contains('\t') {
        return None;
    }
    let column = before.trim_start_matches('\u{feff}').chars().count();
    let unit = block_unit(document).unwrap_or(2);
    Some(Indent { column, unit, line_end: line_end(document.text) })
}

/// Spaces by which this template indents.
fn block_unit(document: &Document<'_>) -> Option<usize> {
    let mut entries = document.root()?.entries();
    entries.find_map(|(key, value)| {
        let (outer, inner) = (key.span().start, value.content().start);
        let column = |place| place - document.line_start(place);
        let is_block = value.mapping_style() == Some(CollectionStyle::Block);
        (is_block && column(inner) > column(outer)).then(|| column(inner) - column(outer))
    })
}

fn after_in_block(
    document: &Document<'_>,
    (_, sibling): (Node<'_>, Node<'_>),
    indent: Indent<'_>,
    entry: &str,
) -> Option<Edit> {
    let place = end_of_line(document, sibling.span().end)?;
    Some(Edit { span: place..place, text: format!("{}{entry}", indent.line()) })
}

/// At the beginning of a mapping: before the lines of comment that belong to its first key.
fn first_in_block(
    document: &Document<'_>,
    mapping: Node<'_>,
    indent: Indent<'_>,
    entry: &str,
) -> Edit {
    let start = mapping.content().start;
    let mut line = document.line_start(start);
    let before = document.slice(line..start);
    if !before.bytes().all(|byte| byte == b' ') {
        return Edit { span: start..start, text: format!("{entry}{}", indent.line()) };
    }
    while line > 0 {
        let above = document.line_start(line - 1);
        let text = document.slice(above..line).trim();
        if !text.is_empty() && !text.starts_with('#') {
            break;
        }
        line = above;
    }
    let text = format!("{}{entry}{}", " ".repeat(indent.column), indent.line_end);
    Edit { span: line..line, text }
}

fn first_in_braces(
    document: &Document<'_>,
    mapping: Node<'_>,
    (first, _): (Node<'_>, Node<'_>),
    (key, value): (&str, &New),
) -> Option<Edit> {
    opening_brace(document, mapping)?;
    let layout = layout_of_siblings(document, mapping);
    let place = first.span().start;
    let entry = member(key, value, spelling(document, mapping), &layout);
    let separator = layout.line.as_deref().unwrap_or(layout.space);
    Some(Edit { span: place..place, text: format!("{entry},{separator}") })
}

fn after_in_braces(
    document: &Document<'_>,
    mapping: Node<'_>,
    (_, sibling): (Node<'_>, Node<'_>),
    (key, value): (&str, &New),
) -> Option<Edit> {
    opening_brace(document, mapping)?;
    let layout = layout_of_siblings(document, mapping);
    let place = sibling.span().end;
    let entry = member(key, value, spelling(document, mapping), &layout);
    let separator = layout.line.as_deref().unwrap_or(layout.space);
    Some(Edit { span: place..place, text: format!(",{separator}{entry}") })
}

/// Into braces with nothing in them: their surroundings tell how.
fn only_in_braces(
    document: &Document<'_>,
    mapping: Node<'_>,
    (key, value): (&str, &New),
) -> Option<Edit> {
    let brace = opening_brace(document, mapping)?;
    let place = brace + 1;
    let root = document.root()?;
    let spelling = spelling(document, mapping);
    let outer = layout_of_siblings(document, root);
    let line_before = document.slice(document.line_start(brace)..brace);
    let is_inline = document.language == Language::Yaml || line_before.contains('{');
    if is_inline || outer.line.is_none() {
        let text = member(key, value, spelling, &Layout { line: None, ..outer });
        return Some(Edit { span: place..place, text });
    }
    let own = format!("{}{}", line_end(document.text), indentation(document, brace));
    let inner = Layout { line: Some(own.clone()), ..outer }.deeper();
    let entry = member(key, value, spelling, &inner);
    let line = inner.line.as_deref().unwrap_or("");
    let is_open = document.slice(mapping.content()).contains('\n');
    let text = if is_open { format!("{line}{entry}") } else { format!("{line}{entry}{own}") };
    Some(Edit { span: place..place, text })
}

fn opening_brace(document: &Document<'_>, mapping: Node<'_>) -> Option<usize> {
    document.slice(mapping.content()).starts_with('{').then_some(mapping.content().start)
}

/// The white space that a line begins with.
fn indentation<'text>(document: &Document<'text>, place: usize) -> &'text str {
    let line = document.slice(document.line_start(place)..place);
    let line_content = line.trim_start_matches([' ', '\t']);
    line.get(..line.len() - line_content.len()).unwrap_or("")
}

/// White space as the entries of a mapping have it.
fn layout_of_siblings(document: &Document<'_>, mapping: Node<'_>) -> Layout {
    let mut entries = mapping.entries();
    let (Some((key, value)), second) = (entries.next(), entries.next()) else {
        return Layout::one_line();
    };
    let colon = document.slice(key.span().end..value.span().start);
    let is_json = document.language == Language::Json;
    let is_plain = colon.trim() == ":" && !colon.contains(['\n', '\r']);
    let colon = if is_json && is_plain { colon } else { ": " };
    let is_wide = match second {
        Some((second, _)) => {
            document.slice(value.span().end..second.span().start).ends_with([' ', '\t', '\n'])
        }
        None => colon.ends_with(' '),
    };
    let before = document.slice(mapping.content().start..key.span().start);
    let is_lined = mapping.mapping_style() == Some(CollectionStyle::Flow)
        && before.contains(['\n', '\r'])
        && document
            .slice(document.line_start(key.span().start)..key.span().start)
            .trim()
            .is_empty();
    let line = is_lined
        .then(|| format!("{}{}", line_end(document.text), indentation(document, key.span().start)));
    let unit = if line.is_some() { unit_of_braces(document) } else { String::new() };
    let space = if is_wide || document.language == Language::Yaml { " " } else { "" };
    Layout { colon: colon.to_owned(), space, line, unit }
}

/// The white space by which a template in braces indents.
fn unit_of_braces(document: &Document<'_>) -> String {
    let first = document.root().and_then(|root| root.entries().next());
    let unit = first.map_or("", |(key, _)| indentation(document, key.span().start));
    if unit.is_empty() { "  ".to_owned() } else { unit.to_owned() }
}
