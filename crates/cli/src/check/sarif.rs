//! Findings as SARIF 2.1.0.
//!
//! OASIS: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeSet;
use std::fmt::Write as _;

use entail_policy::finding::{self, Finding};
use entail_policy::{Diagnostic, LineColumn, Severity};
use serde_json::{Value, json};

use super::{Checked, aws_finding_type};

pub(super) fn show(checked: &[Checked]) -> String {
    let used: BTreeSet<&str> = checked
        .iter()
        .flat_map(|checked| &checked.diagnostics)
        .map(|found| found.code.id)
        .collect();
    let rules: Vec<Value> = used.iter().filter_map(|code| finding::find(code)).map(rule).collect();
    let results: Vec<Value> = checked
        .iter()
        .flat_map(|checked| checked.diagnostics.iter().map(move |found| result(checked, found)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "entail",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
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

fn result(checked: &Checked, found: &Diagnostic) -> Value {
    let text = match &found.help {
        Some(help) => format!("{}: {help}", found.message),
        None => found.message.clone(),
    };
    let mut physical = json!({ "artifactLocation": { "uri": uri(&checked.file) } });
    let mut location = json!({});
    match (&checked.policy.pointer, physical.as_object_mut(), location.as_object_mut()) {
        // The text of a policy inside a template is not that of the file: only the pointer holds.
        (Some(pointer), _, Some(members)) => {
            let logical = json!([{ "fullyQualifiedName": pointer }]);
            members.insert("logicalLocations".to_owned(), logical);
        }
        (None, Some(members), _) => {
            members.insert("region".to_owned(), region(found, &checked.policy.text));
        }
        _ => {}
    }
    if let Some(members) = location.as_object_mut() {
        members.insert("physicalLocation".to_owned(), physical);
    }
    json!({
        "ruleId": found.code.id,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [location],
    })
}

fn region(found: &Diagnostic, source: &str) -> Value {
    let start = LineColumn::of(source, found.primary.span.start as usize);
    let end = LineColumn::of(source, found.primary.span.end as usize);
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a relative reference: what may not stand in one is written as `%20` and the like.
fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
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
    }
}
