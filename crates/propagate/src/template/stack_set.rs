//! The template that stands inside of a stack set, or of a stack of Cloud Control's.

use super::{
    Accounts, How, Rewritten, TemplateError,
    changes::{Changes, Resource},
    document::{Document, Node, ScalarStyle},
    edit::Edit,
    new::double_quoted,
    resources::TEMPLATE_BODY,
    rewrite_at_depth,
};

const COMPUTED: &str = "its TemplateBody is computed on AWS: write it out, or use TemplateURL";

/// Rewrites the template in a stack set's `TemplateBody`. Answers whether it has one.
pub(super) fn body<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
) -> Result<bool, TemplateError> {
    let properties = resource.node.resolved().get("Properties").map(Node::resolved);
    let Some(body) = properties.and_then(|properties| properties.get(TEMPLATE_BODY)) else {
        return Ok(false);
    };
    let path = [resource.path.clone(), vec!["Properties".to_owned(), TEMPLATE_BODY.to_owned()]];
    text(changes, resource, body, &path.concat(), Accounts::Any)?;
    Ok(true)
}

/// Rewrites a template that stands at a path as a text.
pub(super) fn text<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    body: Node<'d>,
    path: &[String],
    accounts: Accounts,
) -> Result<(), TemplateError> {
    let Some(text) = body.text() else {
        changes.report(resource, COMPUTED);
        return Ok(());
    };
    let Some(inner) = rewritten(changes, resource, text, accounts)? else { return Ok(()) };
    let document = changes.document;
    let is_literal = body.scalar_style() == Some(ScalarStyle::Literal);
    let line = document.line(body.content().start);
    let first_line = if is_literal { line } else { line.saturating_sub(1) };
    let edit = is_changed(&inner).then(|| Edit {
        span: body.content(),
        text: if is_literal {
            literal(document, body, &inner.text)
        } else {
            double_quoted(&inner.text)
        },
    });
    changes.replace_inner(resource, body, (edit, inner), path, first_line);
    Ok(())
}

/// Rewrites a template that stands at a path as an object, as Cloud Control takes it too.
pub(super) fn object<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    body: Node<'d>,
    path: &[String],
    accounts: Accounts,
) -> Result<(), TemplateError> {
    let document = changes.document;
    let text = document.slice(body.span());
    let Some(inner) = rewritten(changes, resource, text, accounts)? else { return Ok(()) };
    let first_line = document.line(body.span().start).saturating_sub(1);
    if is_changed(&inner) {
        changes.edit(Edit { span: body.span(), text: inner.text.clone() });
    }
    changes.replace_inner(resource, body, (None, inner), path, first_line);
    Ok(())
}

/// A template in another one, rewritten; none where it can't be, which is reported.
fn rewritten<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    text: &str,
    accounts: Accounts,
) -> Result<Option<Rewritten>, TemplateError> {
    match rewrite_at_depth(text, changes.options, accounts, changes.depth + 1) {
        Ok(inner) => Ok(Some(inner)),
        Err(error @ TemplateError::Conflict { .. }) => Err(error),
        Err(error) => {
            changes.report(resource, format!("its TemplateBody can't be rewritten: {error}"));
            Ok(None)
        }
    }
}

fn is_changed(inner: &Rewritten) -> bool {
    let is_change = |how: &How| matches!(how, How::Inserted { .. } | How::Replaced { .. });
    inner.placements.iter().any(|placement| is_change(&placement.how))
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
