//! The template that stands inside of a stack set, as a text.

use super::{
    Accounts, How, TemplateError,
    changes::{Changes, Resource},
    document::{Document, Node, ScalarStyle},
    edit::Edit,
    new::double_quoted,
    rewrite_at_depth,
};

const COMPUTED: &str = "its TemplateBody is computed on AWS: write it out, or use TemplateURL";

/// Rewrites the template in a stack set's `TemplateBody`. Answers whether it has one.
pub(super) fn body<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
) -> Result<bool, TemplateError> {
    let properties = resource.node.resolved().get("Properties").map(Node::resolved);
    let Some(body) = properties.and_then(|properties| properties.get("TemplateBody")) else {
        return Ok(false);
    };
    let Some(text) = body.text() else {
        changes.report(resource, COMPUTED);
        return Ok(true);
    };
    let inner = match rewrite_at_depth(text, changes.options, Accounts::Any, changes.depth + 1) {
        Ok(inner) => inner,
        Err(error @ TemplateError::Conflict { .. }) => return Err(error),
        Err(error) => {
            changes.report(resource, format!("its TemplateBody can't be rewritten: {error}"));
            return Ok(true);
        }
    };
    let document = changes.document;
    let is_literal = body.scalar_style() == Some(ScalarStyle::Literal);
    let line = document.line(body.content().start);
    let first_line = if is_literal { line } else { line.saturating_sub(1) };
    let is_changed = inner
        .placements
        .iter()
        .any(|placement| matches!(placement.how, How::Inserted { .. } | How::Replaced { .. }));
    let edit = is_changed.then(|| Edit {
        span: body.content(),
        text: if is_literal {
            literal(document, body, &inner.text)
        } else {
            double_quoted(&inner.text)
        },
    });
    let path = [resource.path.clone(), vec!["Properties".to_owned(), "TemplateBody".to_owned()]];
    changes.replace_inner(resource, body, (edit, inner), &path.concat(), first_line);
    Ok(true)
}

/// A text as the literal block scalar that another one was.
fn literal(document: &Document<'_>, old: Node<'_>, text: &str) -> String {
    let written = document.slice(old.content());
    let mut lines = written.split_inclusive('\n');
    let header = lines.next().unwrap_or("|\n");
    let line_end = if header.ends_with("\r\n") { "\r\n" } else { "\n" };
    // The first line of content tells how far all are indented.
    let first = old.text().unwrap_or("").lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let first_written = lines.find(|line| !line.trim().is_empty()).unwrap_or("");
    let indent = " ".repeat(first_written.trim_end().len().saturating_sub(first.trim_end().len()));
    let lines = text
        .trim_end()
        .split('\n')
        .map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") });
    format!("{header}{}", lines.collect::<Vec<_>>().join(line_end))
}
