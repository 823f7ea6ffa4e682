//! A lineage as text: one paragraph for each thing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Shown;

/// All of it, in the order given.
pub(super) fn of(records: &[Shown<'_>]) -> String {
    let names = records.iter().map(|it| it.change);
    let names = names.filter_map(|it| Some((it.id.as_str(), it.name.as_deref()?)));
    let writer = Writer { names: names.collect() };
    let paragraphs: Vec<String> = records.iter().map(|it| writer.paragraph(it)).collect();
    paragraphs.join("\n")
}

struct Writer<'a> {
    names: BTreeMap<&'a str, &'a str>,
}

impl Writer<'_> {
    fn paragraph(&self, Shown { change, inherited }: &Shown<'_>) -> String {
        let path = change.path.as_deref().unwrap_or_default();
        let mut text = format!("{} {path}{}\n", change.kind, self.named(&change.id));
        let empty = Map::new();
        let members = change.lineage.as_ref().and_then(Value::as_object).unwrap_or(&empty);
        for (name, value) in members.iter().filter(|(name, _)| !is_said(name)) {
            for line in self.lines(name, value) {
                // Writing to a text can't fail.
                let _ = writeln!(text, "  {line}");
            }
        }
        for line in inherited.iter().flat_map(|label| self.lines("inherited", label)) {
            let _ = writeln!(text, "  {line}");
        }
        text
    }

    fn lines(&self, name: &str, value: &Value) -> Vec<String> {
        match (name, value) {
            ("created_by", Value::Array(sessions)) => sessions
                .iter()
                .map(|session| format!("made by {}", self.session(session)))
                .collect(),
            ("inherited" | "provenance", Value::Object(seals)) => seals
                .iter()
                .map(|(seal, origins)| {
                    format!("{name} {} from {}", self.named(seal), self.origins(origins))
                })
                .collect(),
            ("permissions_boundary" | "transitive_boundary", Value::Object(boundary)) => {
                let policy = boundary.get("policy").and_then(Value::as_str).unwrap_or_default();
                let mut line = format!("{} {}", name.replace('_', " "), self.named(policy));
                if let Some(source) = boundary.get("source").and_then(Value::as_str) {
                    let _ = write!(line, " by {}", source.replace('_', " "));
                }
                vec![line]
            }
            (_, Value::String(text)) => vec![format!("{} {text}", name.replace('_', " "))],
            (_, other) => vec![format!("{} {other}", name.replace('_', " "))],
        }
    }

    fn session(&self, session: &Value) -> String {
        let text = |name: &str| session.get(name).and_then(Value::as_str).unwrap_or_default();
        let seconds = session.get("time").and_then(Value::as_i64).unwrap_or_default();
        let time = Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default();
        format!("{} with {} at {time}", self.named(text("principal")), text("session"))
    }

    fn origins(&self, origins: &Value) -> String {
        let origins = origins.as_array().map(Vec::as_slice).unwrap_or_default();
        let origins = origins.iter().map(|origin| self.origin(origin));
        origins.collect::<Vec<_>>().join(", ")
    }

    /// `{"principal": "AIDA..."}`, or an act with its members.
    fn origin(&self, origin: &Value) -> String {
        match origin.get("principal").and_then(Value::as_str) {
            Some(principal) => self.named(principal),
            None => origin.to_string(),
        }
    }

    fn named(&self, id: &str) -> String {
        match self.names.get(id) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_owned(),
        }
    }
}

/// What the paragraph's first line says already, and the stored label: the one in force is told.
fn is_said(name: &str) -> bool {
    ["id", "kind", "account", "root", "inherited"].contains(&name)
}
