//! Findings as SARIF 2.1.0.
//!
//! OASIS: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use entail_policy::finding::{self, Finding};
use entail_policy::{Diagnostic, Severity, Span};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Checked, Report, aws_finding_type, help};

/// Names the recipe of [`fingerprint`]; a new recipe gets a new version.
const FINGERPRINT: &str = "entailFinding/v1";

pub(super) fn show(report: &Report) -> String {
    let used: BTreeSet<&str> = report
        .checked
        .iter()
        .flat_map(|checked| &checked.diagnostics)
        .map(|found| found.code.id)
        .collect();
    let places: BTreeMap<&str, usize> = used.iter().copied().zip(0..).collect();
    let rules: Vec<Value> = used.iter().filter_map(|code| finding::find(code)).map(rule).collect();
    let tool = json!({ "driver": {
        "name": "entail",
        "version": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules,
    }});
    let run = Run { tool, column_kind: "unicodeCodePoints", results: Results { report, places } };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    let log = Log { schema, version: "2.1.0", runs: [run] };
    // Only maps with keys that are no text can't be written, and there are none.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Log<'report> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'report>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'report> {
    tool: Value,
    column_kind: &'static str,
    results: Results<'report>,
}

/// The results, each made when it is written: all together they take gigabytes for a large plan.
struct Results<'report> {
    report: &'report Report,
    /// The index of each rule.
    places: BTreeMap<&'report str, usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
        let checked = self.report.checked.iter();
        let all = checked
            .flat_map(|checked| checked.diagnostics.iter().map(move |found| (checked, found)));
        serializer.collect_seq(all.map(|(checked, found)| {
            let mut result = result(checked, found, &mut seen);
            if let (Some(members), Some(index)) =
                (result.as_object_mut(), self.places.get(found.code.id))
            {
                members.insert("ruleIndex".to_owned(), json!(index));
            }
            result
        }))
    }
}

fn rule(finding: &Finding) -> Value {
    let mut properties = json!({ "tags": ["aws", "iam"] });
    if let (Some(finding_type), Some(members)) =
        (aws_finding_type(finding.code.id, finding.severity), properties.as_object_mut())
    {
        members.insert("awsFindingType".to_owned(), json!(finding_type));
    }
    json!({
        "id": finding.code.id,
        "name": finding.code.name,
        "shortDescription": { "text": finding.what },
        "fullDescription": { "text": finding.why },
        "help": { "text": finding.use_instead },
        "helpUri": finding.source,
        "defaultConfiguration": { "level": level(finding.severity) },
        "properties": properties,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

fn result(checked: &Checked, found: &Diagnostic, seen: &mut BTreeMap<u64, usize>) -> Value {
    let text = match help(found) {
        Some(help) => format!("{}: {help}", found.message),
        None => found.message.clone(),
    };
    let hash = fingerprint(checked, found);
    let count = seen.entry(hash).or_default();
    *count += 1;
    let mut result = json!({
        "ruleId": found.code.id,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [location(checked, found.primary.span)],
        "partialFingerprints": { FINGERPRINT: format!("{hash:016x}:{count}") },
    });
    let related: Vec<Value> = found
        .secondary
        .iter()
        .map(|label| {
            let mut related = location(checked, label.span);
            if let Some(members) = related.as_object_mut() {
                members.insert("message".to_owned(), json!({ "text": label.message }));
            }
            related
        })
        .collect();
    if let Some(members) = result.as_object_mut().filter(|_| !related.is_empty()) {
        members.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    result
}

fn location(checked: &Checked, span: Span) -> Value {
    let Span { start, end } = checked.in_file(span);
    let (start, end) = (checked.file.place(start), checked.file.place(end));
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&checked.file.name) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    if let (Some(pointer), Some(members)) = (&checked.pointer, location.as_object_mut()) {
        let logical = json!([{ "fullyQualifiedName": pointer, "kind": "object" }]);
        members.insert("logicalLocations".to_owned(), logical);
    }
    location
}

/// What stays the same of a finding when lines move: its code, the policy it is in, its message and
/// the text that it marks. FNV-1a of 64 bits: nobody gains by a collision.
fn fingerprint(checked: &Checked, found: &Diagnostic) -> u64 {
    let pointer = checked.pointer.as_deref().unwrap_or_default();
    let marked = found.primary.span.text(checked.text.text());
    let parts = [found.code.id, &checked.file.name, pointer, &found.message, marked];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A path as a reference: what may not stand in one is written as `%20` and the like.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut text = String::with_capacity(path.len());
    if path.starts_with('/') {
        text.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(&path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_references() {
        assert_eq!(super::uri("a b/c#1.json"), "a%20b/c%231.json");
        assert_eq!(super::uri("./a.json"), "a.json");
        assert_eq!(super::uri("/etc/a.json"), "file:///etc/a.json");
    }
}
