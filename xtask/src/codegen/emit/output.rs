//! Writing a structure as XML.

use super::super::model::{Member, Model, Shape};
use super::super::text::Add;
use super::member::{Side, field, is_optional};

/// The statements that write every member, in the model's order.
pub(super) fn write(model: &Model, shape: Shape<'_>, side: Side) -> Result<String, String> {
    let mut lines = String::new();
    for member in model.members(shape)? {
        let name = field(member);
        if is_optional(member, side) {
            let copied = matches!(member.shape.kind(), "integer" | "boolean" | "timestamp")
                || !member.shape.values().is_empty();
            let borrow = if copied { "" } else { "&" };
            let statement = statement(model, member, "value", Access::Value)?;
            lines.add(format!(
                "        if let Some(value) = {borrow}self.{name} {{\n            {statement}\n        }}\n"
            ));
        } else {
            let statement = statement(model, member, &format!("self.{name}"), Access::Place)?;
            lines.add(format!("        {statement}\n"));
        }
    }
    Ok(lines)
}

/// Whether the expression is a value or reference already, or a place to borrow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Value,
    Place,
}

fn statement(
    model: &Model,
    member: Member<'_>,
    value: &str,
    access: Access,
) -> Result<String, String> {
    let (name, shape) = (member.name, member.shape);
    let borrowed = if access == Access::Place { format!("&{value}") } else { value.to_owned() };
    Ok(match shape.kind() {
        "structure" => format!("writer.structure({name:?}, {borrowed});"),
        "list" => format!("writer.{}({name:?}, {borrowed});", list_method(model.entry(shape)?)?),
        "map" => format!("writer.integer_map({name:?}, {borrowed});"),
        "integer" => format!("writer.integer({name:?}, {value});"),
        "boolean" => format!("writer.boolean({name:?}, {value});"),
        "timestamp" => format!("writer.timestamp({name:?}, {value});"),
        _ if shape.name == "policyDocumentType" => {
            format!("writer.policy_document({name:?}, {borrowed});")
        }
        _ if shape.flag("sensitive") => format!("writer.text({name:?}, {value}.expose());"),
        _ if !shape.values().is_empty() => format!("writer.text({name:?}, {value}.as_str());"),
        _ => format!("writer.text({name:?}, {borrowed});"),
    })
}

/// The writer's method for a list of such entries.
fn list_method(entry: Shape<'_>) -> Result<&'static str, String> {
    match entry.kind() {
        "structure" => Ok("structures"),
        "string" if entry.values().is_empty() => Ok("strings"),
        other => Err(format!("a list of `{other}` cannot be written")),
    }
}
