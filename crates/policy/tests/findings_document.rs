//! `docs/findings.md` is written from the register. `UPDATE_EXPECT=1 cargo test -p entail-policy
//! --test findings_document` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use entail_policy::Severity;
use entail_policy::finding::FINDINGS;
use entail_policy::finding::access_analyzer::{CHECKS, Check, FindingType};
use entail_policy::resource_kind::RESOURCE_KINDS;

const HEAD: &str = "\
# Findings

For whoever wants to know what `entail` can say of a policy, and how that compares to AWS. This page is written from the register in
`crates/policy/src/finding.rs` by a test.

Findings below P0100 are what AWS refuses, or warns of when the policy is stored. From P0100 on they are advice, judged against the facts in
`models/service-authorization`: AWS stores such a policy, and so does the server. From P0200 on they are about permissions boundaries, and come of
deciding requests by the policy, a few of its text; those that a statement closes say which.

## All findings

| code | name | level | what |
|---|---|---|---|
";

const KINDS_HEAD: &str = "
## Kinds of resources

The policy of a resource is also checked against the kind of the resource: which actions and ARNs it takes, and how long it may be. The kind is
told by `--kind`, or seen from where the policy stands in a template or plan.

| kind | the policy of | actions of | characters at most | |
|---|---|---|---|---|
";

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

fn class(finding_type: FindingType) -> &'static str {
    match finding_type {
        FindingType::Error => "Errors",
        FindingType::SecurityWarning => "Security warnings",
        FindingType::GeneralWarning => "General warnings",
        FindingType::Suggestion => "Suggestions",
    }
}

fn checks_of(text: &mut String, finding_type: FindingType) {
    let checks: Vec<&Check> =
        CHECKS.iter().filter(|check| check.finding_type == finding_type).collect();
    let covered = checks.iter().filter(|check| !check.codes.is_empty()).count();
    let _ = writeln!(text, "\n### {}: {covered} of {}\n", class(finding_type), checks.len());
    let _ = writeln!(text, "| AWS's check | codes | |\n|---|---|---|");
    for check in checks {
        let codes = if check.codes.is_empty() { "none".to_owned() } else { check.codes.join(", ") };
        let _ = writeln!(text, "| `{}` | {codes} | {} |", check.issue_code, check.note);
    }
}

fn each(text: &mut String) {
    let _ = writeln!(text, "\n## Each finding");
    for finding in FINDINGS {
        let what = finding.what.chars().enumerate().map(|(index, character)| {
            if index == 0 { character.to_ascii_uppercase() } else { character }
        });
        let what: String = what.collect();
        let _ = writeln!(text, "\n### {} {}\n", finding.code.id, finding.code.name);
        let _ = writeln!(text, "{what}. {}\n", finding.why);
        let _ = writeln!(text, "Instead: {} ([source]({}))", finding.use_instead, finding.source);
    }
}

fn kinds(text: &mut String) {
    text.push_str(KINDS_HEAD);
    for kind in RESOURCE_KINDS {
        let services: Vec<String> =
            kind.services.iter().map(|it| format!("`{}`", it.prefix)).collect();
        let most = kind.characters_max.map_or_else(String::new, |most| most.to_string());
        let _ = writeln!(
            text,
            "| {} | {} | {} | {most} | [page]({}) |",
            kind.name,
            kind.title,
            services.join(", "),
            kind.source
        );
    }
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for finding in FINDINGS {
        let (id, name) = (finding.code.id, finding.code.name);
        let _ =
            writeln!(text, "| {id} | {name} | {} | {} |", level(finding.severity), finding.what);
    }
    each(&mut text);
    kinds(&mut text);
    let covered = CHECKS.iter().filter(|check| !check.codes.is_empty()).count();
    let _ = write!(
        text,
        "\n## AWS IAM Access Analyzer\n\n`ValidatePolicy` documents {} checks on [its page]\
         (https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html), \
         counted by issue code; {covered} of them are covered.\n\
         Where none is, the last column says why.\n",
        CHECKS.len(),
    );
    for finding_type in [
        FindingType::Error,
        FindingType::SecurityWarning,
        FindingType::GeneralWarning,
        FindingType::Suggestion,
    ] {
        checks_of(&mut text, finding_type);
    }
    text
}

#[test]
fn the_page_is_what_the_register_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.md");
    let written = document();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &written).expect("the page can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == written, "docs/findings.md is stale: set UPDATE_EXPECT=1 and run this test");
}
