//! The files of `workloads/`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// All workloads.
pub const NAMES: [&str; 4] = ["W", "W-small", "W-big", "W-s3"];

/// A workload as it is written.
#[derive(Clone, Debug)]
pub struct Workload {
    /// The user who asks.
    pub principal: String,
    /// The layers, each with its documents, all of which must allow: identity, boundary, and SCPs
    /// where there are any.
    pub layers: Vec<Vec<Value>>,
    /// The questions.
    pub requests: Vec<Request>,
}

/// A question and its answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    /// Such as `s3:GetObject`.
    pub action: String,
    /// An ARN.
    pub resource: String,
    /// The condition keys.
    pub context: BTreeMap<String, String>,
    /// `Allow` or `Deny`.
    pub expected: String,
}

#[derive(Deserialize)]
struct Policies {
    principal: String,
    identity: Vec<Value>,
    boundary: Vec<Value>,
    scp: Vec<Value>,
}

/// A statement, read so far that an engine's own text can be made of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Action patterns.
    pub action: OneOrMany,
    /// Resource patterns.
    pub resource: OneOrMany,
    /// Operator, key, values.
    #[serde(default)]
    pub condition: BTreeMap<String, BTreeMap<String, OneOrMany>>,
}

/// A list that may be written as its only item.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// The only item.
    One(String),
    /// The list.
    Many(Vec<String>),
}

impl OneOrMany {
    /// As a list.
    pub fn list(&self) -> &[String] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
        }
    }
}

impl Workload {
    /// Reads a workload by its name.
    pub fn read(name: &str) -> Result<Self, Box<dyn Error>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads");
        let text = |kind| fs::read_to_string(folder.join(format!("{name}.{kind}.json")));
        let policies: Policies = serde_json::from_str(&text("policies")?)?;
        let mut layers = vec![policies.identity, policies.boundary, policies.scp];
        layers.retain(|documents| !documents.is_empty());
        let requests = serde_json::from_str(&text("requests")?)?;
        Ok(Self { principal: policies.principal, layers, requests })
    }

    /// The statements of a layer, all documents together.
    pub fn statements(&self, layer: usize) -> Result<Vec<Statement>, Box<dyn Error>> {
        let mut statements = Vec::new();
        for document in self.layers.get(layer).into_iter().flatten() {
            let list: Vec<Statement> = serde_json::from_value(document["Statement"].clone())?;
            statements.extend(list);
        }
        Ok(statements)
    }

    /// Bytes of all policies without white space.
    pub fn policy_bytes(&self) -> usize {
        self.layers.iter().flatten().map(|document| document.to_string().len()).sum()
    }
}
