//! Trims a service model of botocore to what we serve.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::model::object;
use super::{Protocol, SERVICES, ServiceModel};

/// Writes `models/{service}-{version}.json` anew from the package at `package`, for example
/// `site-packages/botocore`.
pub(super) fn run(root: &Path, package: &Path) -> Result<(), String> {
    for service in SERVICES.into_iter().filter(|it| it.protocol == Protocol::Query) {
        let folder = package.join("data").join(service.name).join(service.version);
        let stock = read_compressed(&folder.join("service-2.json.gz"))?;
        let models = root.join("models");
        let list = models.join(format!("{}-{}.operations.txt", service.name, service.version));
        let wanted = fs::read_to_string(&list)
            .map_err(|error| format!("`{}` cannot be read: {error}", list.display()))?;
        let trimmed = trim(&stock, &wanted)?;
        write(&models, service, &trimmed)?;
    }
    Ok(())
}

/// The operations of the list, and the shapes that they reach, without their documentation.
pub(super) fn trim(stock: &Value, wanted: &str) -> Result<Value, String> {
    let all = object(stock, "operations")?;
    let mut operations = Map::new();
    for name in wanted.lines().filter(|line| !line.is_empty()) {
        let operation =
            all.get(name).ok_or_else(|| format!("botocore has no operation `{name}`"))?;
        operations.insert(name.to_owned(), without_documentation(operation));
    }
    operations.sort_keys();
    let mut reached = BTreeSet::new();
    for operation in operations.values() {
        reach(operation, stock, &mut reached);
    }
    let mut shapes = Map::new();
    for name in reached {
        let shape = stock.pointer(&format!("/shapes/{name}")).unwrap_or(&Value::Null);
        shapes.insert(name, without_documentation(shape));
    }
    let metadata = stock.get("metadata").cloned().unwrap_or_default();
    Ok(json!({ "metadata": metadata, "operations": operations, "shapes": shapes }))
}

/// Follows every `"shape": "name"` below `value`.
fn reach(value: &Value, stock: &Value, reached: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members.get("shape").and_then(Value::as_str)
                && reached.insert(name.to_owned())
                && let Some(shape) = stock.pointer(&format!("/shapes/{name}"))
            {
                reach(shape, stock, reached);
            }
            members.values().for_each(|member| reach(member, stock, reached));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| reach(entry, stock, reached)),
        _ => {}
    }
}

/// Drops every documentation text. A member that is itself named `documentation` would be an
/// object, and stays.
fn without_documentation(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(key, value)| key.as_str() != "documentation" || !value.is_string())
            .map(|(key, value)| (key.clone(), without_documentation(value)))
            .collect(),
        Value::Array(entries) => entries.iter().map(without_documentation).collect(),
        other => other.clone(),
    }
}

fn write(models: &Path, service: ServiceModel, trimmed: &Value) -> Result<(), String> {
    let path = models.join(format!("{}-{}.json", service.name, service.version));
    let text = serde_json::to_string_pretty(trimmed).map_err(|error| error.to_string())?;
    fs::write(&path, text + "\n")
        .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
}

/// Unpacks by `gzip`, which every machine that runs botocore's tests has; a crate for one command
/// that is run once a year would not pay.
fn read_compressed(path: &Path) -> Result<Value, String> {
    let output = Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .output()
        .map_err(|error| format!("`gzip` cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{}` cannot be unpacked", path.display()));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("`{}` is not JSON: {error}", path.display()))
}
