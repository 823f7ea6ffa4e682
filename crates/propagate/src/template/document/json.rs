//! JSON templates.

use std::borrow::Cow;

use entail_policy::{
    Diagnostic, Span,
    text::{Value, ValueKind, read_file},
};

use super::{CollectionStyle, Data, Kind, ScalarStyle, Tree};
use crate::template::TemplateError;

/// What a text may have that JSON has not; each of its readings is bounded.
const BEARABLE: [&str; 1] = ["duplicate-key"];

/// Reads a text into a tree, and says which node is the root.
pub(super) fn read(text: &str) -> Result<(Tree<'_>, usize), TemplateError> {
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - bare.len();
    let (value, faults) = read_file(bare);
    if let Some(fault) = faults.iter().find(|fault| !BEARABLE.contains(&fault.code.name)) {
        return Err(unreadable(bare, fault));
    }
    let mut tree = Tree::default();
    let root = add(&mut tree, value, offset);
    Ok((tree, root))
}

fn unreadable(text: &str, fault: &Diagnostic) -> TemplateError {
    let place = fault.primary.span.line_column(text);
    let help = fault.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
    TemplateError::Unreadable {
        line: place.line,
        column: place.column,
        reason: format!("{}{help}", fault.message),
    }
}

/// Adds a value with everything below it. The reader bounds how deep that is.
fn add(tree: &mut Tree<'_>, value: Value, offset: usize) -> usize {
    let style = CollectionStyle::Flow;
    let kind = match value.kind {
        ValueKind::Missing | ValueKind::Null => scalar("null", ScalarStyle::Plain),
        ValueKind::Boolean(true) => scalar("true", ScalarStyle::Plain),
        ValueKind::Boolean(false) => scalar("false", ScalarStyle::Plain),
        ValueKind::Number(text) => scalar(text, ScalarStyle::Plain),
        ValueKind::String(text) => scalar(text, ScalarStyle::DoubleQuoted),
        ValueKind::Array(elements) => {
            let items = elements.into_iter().map(|element| add(tree, element, offset));
            let items = items.collect::<Vec<_>>();
            Kind::Sequence { parts: tree.keep(items), style }
        }
        ValueKind::Object(members) => {
            let mut entries = Vec::with_capacity(members.len() * 2);
            for member in members {
                let key = scalar(member.key.value, ScalarStyle::DoubleQuoted);
                entries.push(push(tree, member.key.span, offset, key));
                entries.push(add(tree, member.value, offset));
            }
            Kind::Mapping { parts: tree.keep(entries), style }
        }
    };
    push(tree, value.span, offset, kind)
}

fn scalar<'text>(text: impl Into<Cow<'text, str>>, style: ScalarStyle) -> Kind<'text> {
    Kind::Scalar { text: text.into(), style }
}

fn push<'text>(tree: &mut Tree<'text>, span: Span, offset: usize, kind: Kind<'text>) -> usize {
    let (start, end) = (span.start as usize + offset, span.end as usize + offset);
    tree.push(Data { begin: start, start, end, tag: None, kind })
}
