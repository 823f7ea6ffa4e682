//! The texts.
//!
//! The cases of `corpus/explanations` are explained into the texts beside them: `NAME.txt` is what
//! `entail decide --explain NAME.json` prints, `NAME.jsonl` what it prints with `--format json` (a
//! test of the command compares both). `UPDATE_EXPECT=1 cargo test -p entail-engine --test
//! explanations` writes them anew; read what changed.

use std::fmt::Write as _;
use std::fs;

use entail_engine::Effect;
use entail_engine::case::{Answer, Case};
use entail_engine::explain::{Detail, Report, printable};
use serde::Serialize;

use crate::corpus::{cases, files};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    explanation: &'a Report,
}

/// What the command prints for a case.
fn text(case: &Case, answer: &Answer, report: &Report, detail: Detail) -> String {
    let name = case.name.as_deref().unwrap_or("(no name)");
    let mut text = format!("{name}: {} by {}", answer.decision, answer.layer);
    for statement in &answer.because {
        let _ = write!(text, " ({})", printable(statement));
    }
    let _ = writeln!(text, ": {}", report.reason);
    for line in report.draw(detail).lines() {
        let _ = writeln!(text, "  {line}");
    }
    text
}

#[test]
fn every_explanation_is_as_written_beside_its_cases() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut failures = Vec::new();
    let mut count = 0;
    for file in files("explanations") {
        let mut texts = Vec::new();
        let mut data = Vec::new();
        for case in cases(&file) {
            count += 1;
            let report = Report::new(&case.request, &case.policies);
            texts.push(text(&case, &case.run(), &report, Detail::Short));
            let line = Line { answer: &case.run(), explanation: &report };
            data.push(format!("{}\n", serde_json::to_string(&line).unwrap()));
        }
        let found = [("txt", texts.join("\n")), ("jsonl", data.concat())]
            .map(|(extension, found)| (file.with_extension(extension), found));
        for (path, found) in found {
            if update {
                fs::write(&path, &found).unwrap();
            }
            if fs::read_to_string(&path).unwrap_or_default() != found {
                failures.push(path.display().to_string());
            }
        }
    }
    assert!(failures.is_empty(), "set UPDATE_EXPECT=1, run again and read: {failures:?}");
    assert!(count >= 40, "only {count} explanations");
}

/// Words that keep a text from being understood stand in none.
#[test]
fn no_text_shows_how_it_was_made() {
    for file in files("explanations").into_iter().chain(files("decisions")) {
        for case in cases(&file) {
            let report = Report::new(&case.request, &case.policies);
            let drawing = format!("{}\n{}", report.reason, report.draw(Detail::Full));
            for fault in ["Some(", "None", "; ;", ": \n", "\u{1b}", "of \n", " ,"] {
                assert!(!drawing.contains(fault), "{:?}: {fault:?} in\n{drawing}", case.name);
            }
        }
    }
}

#[test]
fn everything_is_drawn_where_everything_is_asked_for() {
    for file in files("decisions") {
        for case in cases(&file) {
            let report = Report::new(&case.request, &case.policies);
            let full = report.draw(Detail::Full);
            for element in report
                .layers
                .iter()
                .flat_map(|layer| &layer.policies)
                .flat_map(|policy| &policy.statements)
                .flat_map(|statement| &statement.elements)
            {
                assert!(full.contains(&element.why), "{:?}: {}", case.name, element.why);
            }
        }
    }
}

#[test]
fn every_decision_has_its_reason_and_explaining_does_not_change_it() {
    for file in files("decisions") {
        for case in cases(&file) {
            let name = case.name.clone();
            let report = Report::new(&case.request, &case.policies);
            let answer = case.run();
            assert_eq!(report.decision.effect, answer.decision, "{name:?}");
            assert_eq!(report.decision.layer, answer.layer, "{name:?}");
            let because: Vec<String> =
                report.decision.statement.iter().map(ToString::to_string).collect();
            assert_eq!(because, answer.because, "{name:?}");
            assert_eq!(Some(&report.message), answer.message.as_ref().or(Some(&String::new())));
            assert!(!report.reason.is_empty(), "{name:?} has no reason");
            assert!(!report.reason.contains('\n'), "{name:?}");
            match answer.decision {
                Effect::Allow => assert!(report.denials.is_empty() && report.short.is_empty()),
                Effect::ExplicitDeny => {
                    let first = report.denials.first().expect("a Deny is named");
                    assert_eq!(first.denial.layer, answer.layer, "{name:?}");
                    let pointer = first.denial.pointer.as_deref().unwrap_or_default();
                    assert_eq!(answer.because, [format!("{}#{pointer}", first.denial.policy)]);
                }
                Effect::ImplicitDeny => {
                    assert!(report.denials.is_empty());
                    let first = report.short.first().expect("a shortage is named");
                    assert_eq!(first.shortage.layer, answer.layer, "{name:?}");
                }
            }
        }
    }
}
