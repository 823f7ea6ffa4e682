//! A resource's properties alone, as Cloud Control takes them.
//!
//! AWS: <https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-create.html>

use super::{
    Accounts, Options, Rewritten, TemplateError,
    changes::{Changes, Resource, TWICE},
    document::{Document, Node},
    edit::Edit,
    insertion,
    literal::url,
    new::{Layout, New},
    resources::{BoundedType, NestedType, STACK_SET, TEMPLATE_BODY, UnboundedType},
    stack_set,
    walk::path,
};

/// Rewrites `DesiredState`.
pub(super) fn rewrite(
    resource_type: &str,
    json: &str,
    options: &Options<'_>,
) -> Result<Rewritten, TemplateError> {
    let document = Document::read_json(json)?;
    let mut changes = Changes::new(&document, options, Accounts::One, 0);
    let Some(root) = document.root().filter(|root| root.is_mapping()) else {
        return Err(no_object("the desired state is no object"));
    };
    properties(&mut changes, &resource(resource_type, root, Vec::new()))?;
    Ok(changes.finish())
}

fn resource<'d>(resource_type: &str, node: Node<'d>, path: Vec<String>) -> Resource<'d> {
    Resource {
        logical_id: String::new(),
        resource_type: resource_type.to_owned(),
        path,
        place: node.span().start,
        node,
    }
}

fn properties<'d>(changes: &mut Changes<'d>, resource: &Resource<'d>) -> Result<(), TemplateError> {
    if let Some(entry) = BoundedType::find(&resource.resource_type) {
        let keys = [entry.property];
        changes.bound(resource, resource.node, &resource.path, &keys, entry.form)?;
    }
    if let Some(entry) = NestedType::find(&resource.resource_type) {
        if [TEMPLATE_BODY, entry.property].iter().any(|name| resource.node.has_twice(name)) {
            changes.report(resource, TWICE);
        } else if let Some(template) = resource.node.get(TEMPLATE_BODY) {
            body(changes, resource, template, &path(&resource.path, TEMPLATE_BODY))?;
        } else {
            changes.nest(resource, resource.node.get(entry.property).and_then(url));
        }
    }
    if let Some(entry) = UnboundedType::find(&resource.resource_type)
        && entry.makes_principals(Some(resource.node))
    {
        changes.report(resource, entry.why);
    }
    Ok(())
}

/// Rewrites the template that a stack or a stack set has with it.
fn body<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    template: Node<'d>,
    path: &[String],
) -> Result<(), TemplateError> {
    let accounts = if resource.resource_type == STACK_SET { Accounts::Any } else { Accounts::One };
    if template.is_mapping() {
        stack_set::object(changes, resource, template, path, accounts)
    } else {
        stack_set::text(changes, resource, template, path, accounts)
    }
}

/// Rewrites `PatchDocument`.
pub(super) fn rewrite_patch(
    resource_type: &str,
    json: &str,
    options: &Options<'_>,
) -> Result<Rewritten, TemplateError> {
    let document = Document::read_json(json)?;
    let mut changes = Changes::new(&document, options, Accounts::One, 0);
    let Some(root) = document.root().filter(|root| root.sequence_style().is_some()) else {
        return Err(no_object("the patch document is no array"));
    };
    let bounded = BoundedType::find(resource_type);
    let nested = NestedType::find(resource_type);
    let unbounded = UnboundedType::find(resource_type);
    for (number, operation) in root.items().enumerate() {
        let resource = resource(resource_type, operation, vec![number.to_string()]);
        if bounded.is_none() && nested.is_none() && unbounded.is_none() {
            break;
        } else if ["op", "path", "from", "value"].iter().any(|it| operation.has_twice(it)) {
            changes.report(&resource, TWICE);
        } else if let Some(entry) = bounded {
            patch(&mut changes, &resource, entry)?;
        } else if let Some(entry) = nested {
            patch_of_stack(&mut changes, &resource, entry)?;
        } else if let Some(entry) = unbounded
            && text(operation, "op") != Some("test")
            && text(operation, "path").is_none_or(|pointer| entry.is_of_matter(pointer))
        {
            changes.report(&resource, entry.why);
            break;
        }
    }
    Ok(changes.finish())
}

/// One operation of a patch of a stack: a template that it brings is rewritten, and what else changes
/// its template is told.
fn patch_of_stack<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    entry: &NestedType,
) -> Result<(), TemplateError> {
    let operation = resource.node;
    let pointer = text(operation, "path");
    if pointer.and_then(|pointer| pointer.strip_prefix('/')) == Some(TEMPLATE_BODY)
        && let Some("add" | "replace") = text(operation, "op")
        && let Some(template) = operation.get("value")
    {
        return body(changes, resource, template, &path(&resource.path, "value"));
    }
    let is_of_template = |pointer: &str| {
        let property = pointer.strip_prefix('/');
        let property = property.map(|rest| rest.split_once('/').map_or(rest, |(first, _)| first));
        property.is_none_or(|property| property == entry.property || property == TEMPLATE_BODY)
    };
    if text(operation, "op") != Some("test") && pointer.is_some_and(is_of_template) {
        let message = "this operation of the patch gives the stack a template that is not rewritten: \
                       update it through CloudFormation";
        changes.report(resource, message);
    }
    Ok(())
}

/// One operation of a patch.
///
/// JSON Patch: <https://www.rfc-editor.org/rfc/rfc6902>
fn patch<'d>(
    changes: &mut Changes<'d>,
    resource: &Resource<'d>,
    entry: &BoundedType,
) -> Result<(), TemplateError> {
    let operation = resource.node;
    let Some((name, pointer)) = text(operation, "op").zip(text(operation, "path")) else {
        return Ok(());
    };
    let boundary = format!("/{}", entry.property);
    let is_boundary = pointer == boundary;
    let is_inside = pointer.strip_prefix(&boundary).is_some_and(|rest| rest.starts_with('/'));
    let from_boundary = text(operation, "from").is_some_and(|from| from == boundary);
    match name {
        "add" | "replace" if is_boundary => {
            changes.bound(resource, operation, &resource.path, &["value"], entry.form)
        }
        "add" | "replace" if pointer.is_empty() => {
            let keys = ["value", entry.property];
            changes.bound(resource, operation, &resource.path, &keys, entry.form)
        }
        "remove" if is_boundary => {
            keep(changes, resource, entry);
            Ok(())
        }
        "test" => Ok(()),
        _ if is_boundary
            || is_inside
            || pointer.is_empty()
            || (name == "move" && from_boundary) =>
        {
            let message = "this operation of the patch changes the boundary in a way that is not \
                           rewritten: use `add` on the whole of it";
            changes.report(resource, message);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn text<'d>(operation: Node<'d>, key: &str) -> Option<&'d str> {
    operation.get(key).and_then(Node::text)
}

/// What would remove the boundary puts the required one.
fn keep<'d>(changes: &mut Changes<'d>, resource: &Resource<'d>, entry: &BoundedType) {
    let operation = New::Mapping(vec![
        ("op".to_owned(), New::Text("add".to_owned())),
        ("path".to_owned(), New::Text(format!("/{}", entry.property))),
        ("value".to_owned(), changes.boundary(entry.form)),
    ]);
    let spelling = insertion::spelling(changes.document, resource.node);
    let edit =
        Edit { span: resource.node.span(), text: operation.flow(spelling, &Layout::one_line()) };
    changes.place(resource, path(&resource.path, "value"), Some(edit));
}

fn no_object(reason: &str) -> TemplateError {
    TemplateError::Unreadable { line: 1, column: 1, reason: reason.to_owned() }
}
