//! The file of a structure that several operations share.

use super::super::model::{Model, Shape};
use super::super::names::type_name;
use super::super::text::Add;
use super::member::{self, Side};
use super::{Reach, generated, input, output, source, uses};

/// The file.
pub(super) fn file(model: &Model, reach: &Reach<'_>, shape: Shape<'_>) -> Result<String, String> {
    let name = type_name(shape.name);
    let is_read = reach.inputs.contains_key(shape.name);
    let mut body = format!(
        "/// The structure `{}`.\n{}pub struct {name} {{\n",
        shape.name,
        member::derives(model, Some(shape))?
    );
    let mut siblings = Vec::new();
    for member in model.members(shape)? {
        body.push_str(&member::declaration(model, member, Side::Shared)?);
        siblings.extend(member::siblings(model, member.shape)?);
    }
    body.push_str("}\n\n");
    let mut constraints = Vec::new();
    if is_read {
        body.push_str(&input::read(model, &name, Some(shape), Side::Shared)?);
        body.push('\n');
        constraints = input::constraint_names(model, shape)?;
    }
    if reach.outputs.contains_key(shape.name) {
        body.add(format!(
            "impl Element for {name} {{\n    fn write_{}(&self, writer: &mut Writer) {{\n{}    }}\n}}\n",
            model.service.protocol.module(),
            output::write(model, shape, Side::Shared)?
        ));
    }
    Ok(format!(
        "//! `{}`.\n{}{}\n{}\n{body}",
        shape.name,
        generated(model),
        source(model, shape.name),
        uses::lines(&body, &siblings, &constraints, model.service.protocol),
    ))
}
