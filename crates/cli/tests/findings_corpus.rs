//! `corpus/findings`: for each finding documents that have it and documents that nearly do, with
//! all that is to be found in them. Its README has the format.
//!
//! `UPDATE_EXPECT=1 cargo test -p entail-cli --test findings_corpus` writes what is found anew;
//! read the difference before committing it.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use entail_engine::advise_boundary;
use entail_policy::finding::FINDINGS;
use entail_policy::text::{Value, ValueKind, read_file};
use entail_policy::{Parsed, PolicyKind, Severity, resource_kind, review};

#[derive(Debug)]
struct Case {
    is: String,
    policy_is: String,
    policy: Vec<String>,
    times: usize,
    findings: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/findings")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root())
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).expect("a text").to_owned()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let elements = value.expect("a list").elements();
    elements.iter().map(|element| text(Some(element))).collect()
}

fn read(path: &Path) -> (String, Vec<Case>) {
    let source = fs::read_to_string(path).expect("UTF-8");
    let (value, faults) = read_file(&source);
    assert!(faults.is_empty(), "{}: {faults:?}", path.display());
    let cases = value.get("cases").expect("cases").elements().iter().map(|case| Case {
        is: text(case.get("is")),
        policy_is: text(case.get("policy_is")),
        policy: texts(case.get("policy")),
        times: match case.get("times").map(|times| &times.kind) {
            Some(ValueKind::Number(times)) => times.parse().expect("a number"),
            _ => 1,
        },
        findings: texts(case.get("findings")),
    });
    (text(value.get("code")), cases.collect())
}

fn kind(name: &str) -> PolicyKind {
    match name {
        "identity" => PolicyKind::Identity,
        "inline" => PolicyKind::InlineIdentity,
        "boundary" => PolicyKind::PermissionsBoundary,
        "session" => PolicyKind::Session,
        "trust" => PolicyKind::RoleTrust,
        "resource" => PolicyKind::Resource,
        "scp" => PolicyKind::ServiceControl,
        "rcp" => PolicyKind::ResourceControl,
        "endpoint" => PolicyKind::VpcEndpoint,
        name => PolicyKind::ResourceOf(resource_kind::find(name).expect("a kind of resource")),
    }
}

/// All findings of a case: code, level, line and column.
fn found(case: &Case) -> Vec<String> {
    let source = case.policy.join("\n").repeat(case.times);
    let kind = kind(&case.policy_is);
    let Parsed { document, mut diagnostics } = review(&source, kind);
    if kind == PolicyKind::PermissionsBoundary {
        diagnostics.extend(advise_boundary(&document, None));
    }
    diagnostics.sort_by_key(|found| (found.primary.span, found.code));
    let lines = diagnostics.iter().map(|found| {
        let place = found.line_column(&source);
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Suggestion => "suggestion",
        };
        format!("{} {level} {}:{}", found.code.id, place.line, place.column)
    });
    lines.collect()
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{feff}' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

fn list(name: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return format!("      \"{name}\": []");
    }
    let lines: Vec<String> =
        entries.iter().map(|entry| format!("        {}", quoted(entry))).collect();
    format!("      \"{name}\": [\n{}\n      ]", lines.join(",\n"))
}

fn written(code: &str, cases: &[Case]) -> String {
    let cases: Vec<String> = cases
        .iter()
        .map(|case| {
            let times = match case.times {
                1 => String::new(),
                times => format!("      \"times\": {times},\n"),
            };
            format!(
                "    {{\n      \"is\": {},\n      \"policy_is\": {},\n{},\n{times}{}\n    }}",
                quoted(&case.is),
                quoted(&case.policy_is),
                list("policy", &case.policy),
                list("findings", &found(case))
            )
        })
        .collect();
    format!("{{\n  \"code\": {},\n  \"cases\": [\n{}\n  ]\n}}\n", quoted(code), cases.join(",\n"))
}

#[test]
fn every_case_has_the_findings_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    for path in files() {
        let (code, cases) = read(&path);
        if update {
            fs::write(&path, written(&code, &cases)).expect("the corpus can be written");
        }
        for case in read(&path).1 {
            let found = found(&case);
            assert_eq!(found, case.findings, "{}: {}", path.display(), case.is);
            let has_it = found.iter().any(|line| line.starts_with(&code));
            match case.is.as_str() {
                "hit" => assert!(has_it, "{}: no hit", path.display()),
                "near miss" => assert!(!has_it, "{}: hits its near miss", path.display()),
                other => panic!("{}: `{other}` is neither", path.display()),
            }
        }
    }
}

#[test]
fn every_finding_has_a_hit_and_a_near_miss() {
    let files = files();
    let mut cases = 0;
    for finding in FINDINGS {
        let name = format!("{}-{}.json", finding.code.id, finding.code.name);
        let path = files.iter().find(|path| path.ends_with(&name));
        let (code, these) = read(path.unwrap_or_else(|| panic!("there is no {name}")));
        assert_eq!(code, finding.code.id);
        for kind in ["hit", "near miss"] {
            assert!(these.iter().any(|case| case.is == kind), "{name} has no {kind}");
        }
        cases += these.len();
    }
    assert_eq!(files.len(), FINDINGS.len(), "a file is of no finding");
    println!("{cases} cases of {} findings", FINDINGS.len());
}
