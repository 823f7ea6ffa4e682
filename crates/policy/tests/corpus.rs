//! The policy documents of `corpus/policies` and the diagnostics that stand beside them.
//!
//! `corpus/policies/KIND/NAME.json` is a document used as that kind of policy, `NAME.expect` what
//! is to be said about it. `UPDATE_EXPECT=1 cargo test -p entail-policy --test corpus` writes the
//! second anew; read the difference before committing it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use entail_policy::laws::{parse_never_panics, print_parse_roundtrip};
use entail_policy::{Diagnostic, Label, Parsed, PolicyKind, Severity, validate};

const KINDS: &[(&str, PolicyKind)] = &[
    ("identity", PolicyKind::Identity),
    ("inline", PolicyKind::InlineIdentity),
    ("permissions-boundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("role-trust", PolicyKind::RoleTrust),
    ("resource", PolicyKind::Resource),
    ("service-control", PolicyKind::ServiceControl),
    ("resource-control", PolicyKind::ResourceControl),
    ("vpc-endpoint", PolicyKind::VpcEndpoint),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/policies")
}

/// The files of a folder; none where there is no such folder, which a test notices.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn documents() -> Vec<(PathBuf, PolicyKind)> {
    let mut documents = Vec::new();
    for (folder, kind) in KINDS {
        let json = files(folder)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        documents.extend(json.map(|path| (path, *kind)));
    }
    documents.sort();
    documents
}

fn show(validated: &Parsed) -> String {
    let source = &validated.document.source;
    let mut text = String::new();
    let answer = validated.malformed_message().unwrap_or("(accepted)");
    let _ = writeln!(text, "answer: {answer}");
    for diagnostic in &validated.diagnostics {
        show_diagnostic(&mut text, diagnostic, source);
    }
    text
}

fn show_diagnostic(text: &mut String, diagnostic: &Diagnostic, source: &str) {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    };
    let _ = writeln!(text, "\n{severity} {}", diagnostic.code);
    show_label(text, &diagnostic.primary, &diagnostic.message, source);
    for label in &diagnostic.secondary {
        show_label(text, label, &label.message, source);
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "  help: {help}");
    }
}

/// The line the label begins in, and a mark under the part of it that the label covers.
fn show_label(text: &mut String, label: &Label, message: &str, source: &str) {
    let place = label.span.line_column(source);
    let line = source.split('\n').nth(place.line - 1).unwrap_or("").trim_end_matches('\r');
    let line: String = line.replace('\t', " ").chars().take(160).collect();
    let covered = label.span.text(source).split('\n').next().unwrap_or("").chars().count();
    let marks = "^".repeat(covered.clamp(1, 100));
    let _ = writeln!(text, "  {:>3} | {line}", place.line);
    let _ = writeln!(text, "      | {}{marks} {message}", " ".repeat(place.column - 1));
}

#[test]
fn every_document_gets_the_diagnostics_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut failures = Vec::new();
    for (path, kind) in documents() {
        let source = fs::read_to_string(&path).expect("a document is UTF-8");
        let found = show(&validate(&source, kind));
        let beside = path.with_extension("expect");
        if update {
            fs::write(&beside, &found).expect("the corpus can be written");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if found != expected {
            failures
                .push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_document_keeps_the_laws() {
    let documents = documents();
    assert!(documents.len() >= 36, "only {} documents", documents.len());
    for (path, _) in documents {
        let source = fs::read_to_string(&path).expect("a document is UTF-8");
        parse_never_panics(&source);
        print_parse_roundtrip(&source);
    }
}

#[test]
fn every_expectation_has_its_document() {
    for (folder, _) in KINDS {
        let files = files(folder);
        assert!(!files.is_empty(), "no documents of kind {folder}");
        for path in files {
            assert!(path.with_extension("json").exists(), "{} stands alone", path.display());
        }
    }
}
