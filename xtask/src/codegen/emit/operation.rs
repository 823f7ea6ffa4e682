//! The file of an operation: its request and its response.

use super::super::Protocol;
use super::super::model::{Model, Operation};
use super::super::text::Add;
use super::member::{self, Side};
use super::{generated, input, output, source, uses};

/// The file.
pub(super) fn file(model: &Model, operation: &Operation<'_>) -> Result<String, String> {
    let request = request(model, operation)?;
    let response = response(model, operation)?;
    let body = format!("{request}\n{response}");
    let mut siblings = Vec::new();
    for shape in [operation.input, operation.output].into_iter().flatten() {
        for member in model.members(shape)? {
            siblings.extend(member::siblings(model, member.shape)?);
        }
    }
    let constraints = match operation.input {
        Some(shape) => input::constraint_names(model, shape)?,
        None => Vec::new(),
    };
    Ok(format!(
        "//! `{0}`: what it is asked and what it answers.\n{1}{2}\n{3}\n{body}",
        operation.name,
        generated(model),
        source(model, operation.name),
        uses::lines(&body, &siblings, &constraints, model.service.protocol),
    ))
}

fn request(model: &Model, operation: &Operation<'_>) -> Result<String, String> {
    let name = format!("{}Request", operation.name);
    let members = operation.input.map_or(Ok(Vec::new()), |shape| model.members(shape))?;
    let mut text = format!("/// What `{}` is asked.\n", operation.name);
    text.push_str(member::derives(model, operation.input)?);
    if members.is_empty() {
        text.add(format!("pub struct {name};\n\n"));
    } else {
        text.add(format!("pub struct {name} {{\n"));
        for member in &members {
            text.push_str(&member::declaration(model, *member, Side::Request)?);
        }
        text.push_str("}\n\n");
    }
    let names: Vec<String> = members.iter().map(|member| format!("{:?}", member.name)).collect();
    text.add(format!(
        "impl Request for {name} {{\n    const SERVICE: Service = Service::{};\n    \
         const OPERATION: &'static str = {:?};\n    \
         const MEMBERS: &'static [&'static str] = &[{}];\n}}\n\n",
        model.service.variant,
        operation.name,
        names.join(", ")
    ));
    text.push_str(&input::read(model, &name, operation.input, Side::Request)?);
    Ok(text)
}

fn response(model: &Model, operation: &Operation<'_>) -> Result<String, String> {
    let name = format!("{}Response", operation.name);
    let members = operation.output.map_or(Ok(Vec::new()), |shape| model.members(shape))?;
    let mut text = format!("/// What `{}` answers.\n", operation.name);
    text.push_str(member::derives(model, operation.output)?);
    let writes = match operation.output {
        Some(shape) if !members.is_empty() => {
            text.add(format!("pub struct {name} {{\n"));
            for member in &members {
                text.push_str(&member::declaration(model, *member, Side::Response)?);
            }
            text.push_str("}\n\n");
            output::write(model, shape, Side::Response)?
        }
        _ => {
            text.add(format!("pub struct {name};\n\n"));
            String::new()
        }
    };
    text.push_str(&match model.service.protocol {
        Protocol::Query => query_answer(model, operation, &name, &writes),
        Protocol::Json => json_answer(&name, &writes),
    });
    Ok(text)
}

fn query_answer(model: &Model, operation: &Operation<'_>, name: &str, writes: &str) -> String {
    let argument = if writes.is_empty() { "_writer" } else { "writer" };
    format!(
        "impl Response for {name} {{\n    const SERVICE: Service = Service::{};\n    \
         const OPERATION: &'static str = {:?};\n    \
         const RESULT: Option<&'static str> = {:?};\n\n    \
         fn write_xml(&self, {argument}: &mut Writer) {{\n{writes}    }}\n}}\n",
        model.service.variant, operation.name, operation.result
    )
}

fn json_answer(name: &str, writes: &str) -> String {
    format!(
        "impl Answer for {name} {{\n    \
         fn to_body(&self, _request_id: &str, notes: &[String]) -> String {{\n        \
         let mut writer = Writer::new();\n        {writes}        writer.finish(notes)\n    }}\n}}\n",
    )
}
