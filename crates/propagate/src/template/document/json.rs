//! JSON templates.

use entail_policy::{
    Diagnostic, Span,
    text::{Value, ValueKind, read_file},
};

use super::{CollectionStyle, Data, Kind, ScalarStyle, Tree};
use crate::template::TemplateError;

/// What a text may have that JSON has not; each of its readings is bounded.
const BEARABLE: [&str; 1] = ["duplicate-key"];

/// Reads a text into a tree, and says which node is the root.
pub(super) fn read(text: &str) -> Result<(Tree, usize), TemplateError> {
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
fn add(tree: &mut Tree, value: Value, offset: usize) -> usize {
    let scalar = |text: String, style| Kind::Scalar { text, style };
    let kind = match value.kind {
        ValueKind::Missing | ValueKind::Null => scalar("null".to_owned(), ScalarStyle::Plain),
        ValueKind::Boolean(yes) => scalar(yes.to_string(), ScalarStyle::Plain),
        ValueKind::Number(text) => scalar(text, ScalarStyle::Plain),
        ValueKind::String(text) => scalar(text, ScalarStyle::DoubleQuoted),
        ValueKind::Array(elements) => Kind::Sequence {
            items: elements.into_iter().map(|element| add(tree, element, offset)).collect(),
            style: CollectionStyle::Flow,
        },
        ValueKind::Object(members) => Kind::Mapping {
            entries: members
                .into_iter()
                .map(|member| {
                    let key = scalar(member.key.value, ScalarStyle::DoubleQuoted);
                    let key = push(tree, member.key.span, offset, key);
                    (key, add(tree, member.value, offset))
                })
                .collect(),
            style: CollectionStyle::Flow,
        },
    };
    push(tree, value.span, offset, kind)
}

fn push(tree: &mut Tree, span: Span, offset: usize, kind: Kind) -> usize {
    let (start, end) = (span.start as usize + offset, span.end as usize + offset);
    tree.nodes.push(Data { begin: start, start, end, tag: None, kind });
    tree.nodes.len() - 1
}
