//! A service model with its overlays merged in.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::merge::deep_merge;
use super::{Protocol, ServiceModel};

/// The trimmed model of one service, the clients' overlay, and what our server knows better.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) service: ServiceModel,
    document: Value,
    /// Members that only the overlay has, as `Shape.Member`.
    extra_members: BTreeSet<String>,
}

/// A shape of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) name: &'a str,
    body: &'a Value,
}

/// A member of a structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) shape: Shape<'a>,
    pub(super) required: bool,
    /// Whether AWS leaves it out of an answer where it is empty.
    pub(super) omitted: bool,
    /// Whether it is Entail's own, from the overlay that clients get.
    pub(super) extra: bool,
}

/// An operation of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) name: &'a str,
    pub(super) input: Option<Shape<'a>>,
    pub(super) output: Option<Shape<'a>>,
    pub(super) result: Option<&'a str>,
}

impl Model {
    /// Reads the model and merges the overlays, the clients' first; our own has none.
    pub(super) fn load(folder: &Path, service: ServiceModel) -> Result<Self, String> {
        let stem = format!("{}-{}", service.name, service.version);
        let mut document = read(&folder.join(format!("{stem}.json")))?;
        if service.protocol == Protocol::Json {
            return Ok(Self { service, document, extra_members: BTreeSet::new() });
        }
        let extras = read(&folder.join(format!("entail-{}.sdk-extras.json", service.name)))?;
        let server = read(&folder.join(format!("{stem}.server.json")))?;
        let extra_members = extra_members(&document, &extras);
        for overlay in [&extras, &server] {
            let merge = overlay.get("merge").ok_or("an overlay has no `merge`")?;
            deep_merge(&mut document, merge);
        }
        Ok(Self { service, document, extra_members })
    }

    /// The operations, in the order of their names.
    pub(super) fn operations(&self) -> Result<Vec<Operation<'_>>, String> {
        let operations = object(&self.document, "operations")?;
        let mut found = Vec::new();
        for (name, body) in operations {
            let shape = |direction: &str| match body.pointer(&format!("/{direction}/shape")) {
                Some(shape) => self.shape(text(shape)?).map(Some),
                None => Ok(None),
            };
            let result = body.pointer("/output/resultWrapper").map(text).transpose()?;
            found.push(Operation {
                name,
                input: shape("input")?,
                output: shape("output")?,
                result,
            });
        }
        found.sort_by_key(|operation| operation.name);
        Ok(found)
    }

    /// A shape by its name.
    pub(super) fn shape(&self, name: &str) -> Result<Shape<'_>, String> {
        let shapes = object(&self.document, "shapes")?;
        let (name, body) =
            shapes.get_key_value(name).ok_or_else(|| format!("the model has no shape `{name}`"))?;
        Ok(Shape { name, body })
    }

    /// The members of a structure, in the model's order.
    pub(super) fn members<'a>(&'a self, shape: Shape<'a>) -> Result<Vec<Member<'a>>, String> {
        let lists = |list: &str, name: &str| {
            let list = shape.body.get(list).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|entry| entry == name))
        };
        let members = object(shape.body, "members")?;
        members
            .iter()
            .map(|(name, reference)| {
                let target = reference.get("shape").ok_or("a member has no shape")?;
                Ok(Member {
                    name,
                    shape: self.shape(text(target)?)?,
                    required: lists("required", name),
                    omitted: lists("omitted", name),
                    extra: self.extra_members.contains(&format!("{}.{name}", shape.name)),
                })
            })
            .collect()
    }

    /// The shape of a list's entries.
    pub(super) fn entry<'a>(&'a self, list: Shape<'a>) -> Result<Shape<'a>, String> {
        let target = list.body.pointer("/member/shape").ok_or("a list has no member")?;
        self.shape(text(target)?)
    }
}

impl<'a> Shape<'a> {
    /// `structure`, `list`, `map`, `string`, `integer`, `boolean`, `timestamp` or `blob`.
    pub(super) fn kind(self) -> &'a str {
        self.body.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of the shape: `min` or `max`.
    pub(super) fn number(self, name: &str) -> Option<i64> {
        self.body.get(name).and_then(Value::as_i64)
    }

    /// A text of the shape: `pattern`, or our own `invalidText`.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// The values of an enumeration; empty for anything else.
    pub(super) fn values(self) -> Vec<&'a str> {
        let values = self.body.get("enum").and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A flag of the shape: `sensitive` or `box`.
    pub(super) fn flag(self, name: &str) -> bool {
        self.body.get(name).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// Members that the overlay adds to shapes of the stock model, or has in shapes of its own.
fn extra_members(stock: &Value, extras: &Value) -> BTreeSet<String> {
    let nothing = Map::new();
    let shapes = extras.pointer("/merge/shapes").and_then(Value::as_object).unwrap_or(&nothing);
    let mut found = BTreeSet::new();
    for (shape, body) in shapes {
        let members = body.get("members").and_then(Value::as_object).unwrap_or(&nothing);
        let known = stock.pointer(&format!("/shapes/{shape}/members"));
        let added = members.keys().filter(|name| known.is_some_and(|k| k.get(name).is_none()));
        found.extend(added.map(|name| format!("{shape}.{name}")));
    }
    found
}

/// Reads a JSON file.
pub(super) fn read(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| format!("`{}` is not JSON: {error}", path.display()))
}

/// A member of an object that is itself an object.
pub(super) fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>, String> {
    value.get(name).and_then(Value::as_object).ok_or_else(|| format!("no object `{name}`"))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("`{value}` is not a string"))
}
