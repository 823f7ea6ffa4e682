//! A member as a field: its type, its name, its documentation.

use super::super::model::{Member, Model, Shape};
use super::super::names::{snake_case, type_name};
use super::super::text::Add;

/// On which side of the wire a structure stands; a shared one stands where it says less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The parameters of an operation: an absent list is an empty one.
    Request,
    /// The members of an answer: AWS writes its lists, structures and flags in any case.
    Response,
    /// A structure within either.
    Shared,
}

/// The field's name.
pub(super) fn field(member: Member<'_>) -> String {
    snake_case(member.name)
}

/// Whether the field is an `Option`.
pub(super) fn is_optional(member: Member<'_>, side: Side) -> bool {
    if member.required {
        return false;
    }
    let kind = member.shape.kind();
    match side {
        Side::Request => kind != "list",
        Side::Response if member.extra || member.omitted => true,
        Side::Response => match kind {
            "list" | "structure" | "map" => false,
            "boolean" => member.shape.flag("box"),
            _ => true,
        },
        Side::Shared => true,
    }
}

/// The field's type.
pub(super) fn field_type(model: &Model, member: Member<'_>, side: Side) -> Result<String, String> {
    let plain = plain_type(model, member.shape)?;
    Ok(if is_optional(member, side) { format!("Option<{plain}>") } else { plain })
}

fn plain_type(model: &Model, shape: Shape<'_>) -> Result<String, String> {
    Ok(match shape.kind() {
        "structure" => type_name(shape.name),
        "list" => format!("Vec<{}>", plain_type(model, model.entry(shape)?)?),
        "map" => "BTreeMap<String, i32>".to_owned(),
        "integer" => "i32".to_owned(),
        "boolean" => "bool".to_owned(),
        "timestamp" => "Timestamp".to_owned(),
        "string" | "blob" if shape.flag("sensitive") => "Secret".to_owned(),
        "string" if !shape.values().is_empty() => type_name(shape.name),
        "string" => "String".to_owned(),
        other => return Err(format!("shape `{}` has the unknown type `{other}`", shape.name)),
    })
}

/// Structures and enumerations that the field's type names.
pub(super) fn siblings(model: &Model, shape: Shape<'_>) -> Result<Vec<String>, String> {
    match shape.kind() {
        "list" => siblings(model, model.entry(shape)?),
        "structure" => Ok(vec![type_name(shape.name)]),
        "string" if !shape.values().is_empty() => Ok(vec![type_name(shape.name)]),
        _ => Ok(Vec::new()),
    }
}

/// The field with its documentation.
pub(super) fn declaration(model: &Model, member: Member<'_>, side: Side) -> Result<String, String> {
    let documentation = documentation(model, member, side)?;
    let field_type = field_type(model, member, side)?;
    Ok(format!("{documentation}    pub {}: {field_type},\n", field(member)))
}

/// One line: the member's name on the wire and what it must satisfy.
fn documentation(model: &Model, member: Member<'_>, side: Side) -> Result<String, String> {
    let shape = member.shape;
    let mut line = format!("    /// `{}`", member.name);
    let mut facts = Vec::new();
    if side != Side::Response {
        facts.extend(limits(shape));
    }
    if shape.kind() == "list" {
        facts.extend(limits(model.entry(shape)?).map(|limits| format!("each {limits}")));
    }
    if member.extra {
        facts.push("Entail's own".to_owned());
    }
    if side == Side::Request && member.required {
        facts.push("required".to_owned());
    }
    if shape.name == "policyDocumentType" && side != Side::Request {
        facts.push("written percent-encoded".to_owned());
    }
    if !facts.is_empty() {
        line.add(format!(": {}", facts.join("; ")));
    }
    Ok(line + ".\n")
}

/// The range of a number, or of the length of a text or list.
fn limits(shape: Shape<'_>) -> Option<String> {
    let unit = match shape.kind() {
        "string" if shape.values().is_empty() => " characters",
        "list" => " entries",
        "integer" => "",
        _ => return None,
    };
    match (shape.number("min").filter(|min| *min > 0), shape.number("max")) {
        (Some(min), Some(max)) if min == max => Some(format!("{max}{unit}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}{unit}")),
        (None, Some(max)) => Some(format!("at most {max}{unit}")),
        (Some(1), None) => Some("not empty".to_owned()),
        (Some(min), None) => Some(format!("at least {min}{unit}")),
        (None, None) => None,
    }
}

/// Whether values of the structure can be compared: secrets cannot.
pub(super) fn is_comparable(model: &Model, shape: Shape<'_>) -> Result<bool, String> {
    match shape.kind() {
        "list" => is_comparable(model, model.entry(shape)?),
        "structure" => {
            for member in model.members(shape)? {
                if !is_comparable(model, member.shape)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(!shape.flag("sensitive")),
    }
}

/// The `derive` line of a structure.
pub(super) fn derives(model: &Model, shape: Option<Shape<'_>>) -> Result<&'static str, String> {
    let comparable = shape.map_or(Ok(true), |shape| is_comparable(model, shape))?;
    Ok(if comparable {
        "#[derive(Debug, Clone, PartialEq, Eq)]\n"
    } else {
        "#[derive(Debug, Clone)]\n"
    })
}
