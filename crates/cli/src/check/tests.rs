//! Whatever a file holds, it is read, and every place lies in the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use entail_policy::PolicyKind;

use super::find::policies;
use super::read::{AskedFor, ReadFile};
use super::{Checked, Lines, Report, SourceFile, around, check, json, sarif, text};
use crate::check::arguments::CheckArguments;

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/check");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|it| it == "json" || it == "txt")).collect()
}

fn report(text: String, kind: Option<PolicyKind>) -> Report {
    let name = "file.json".to_owned();
    let file = ReadFile { name, text, asked_for: AskedFor::ByName };
    let search = policies(&file, kind);
    let lines = Lines::of(&file.text);
    let source = Rc::new(SourceFile { name: file.name, text: file.text, lines });
    let arguments = CheckArguments::default();
    let mut checked: Vec<Checked> = vec![around(&source, search.faults)];
    checked.extend(search.policies.into_iter().map(|policy| check(&source, policy, &arguments)));
    Report { checked, files: 1, ..Report::default() }
}

/// Shows a report in every format, and looks at every place.
fn show(report: &Report) {
    assert!(text::show(report).contains("error"));
    assert!(sarif::show(report).starts_with('{'));
    let _ = json::show(report);
    for checked in &report.checked {
        let length = checked.file.text.len();
        for found in &checked.diagnostics {
            for label in std::iter::once(&found.primary).chain(&found.secondary) {
                let span = checked.in_file(label.span);
                assert!(span.start <= span.end && span.end as usize <= length, "{span:?}");
            }
        }
    }
}

#[test]
fn every_cut_of_a_file_is_read_and_shown() {
    for path in corpus() {
        let whole = fs::read_to_string(&path).unwrap();
        let cuts = (0..whole.len()).filter(|at| whole.is_char_boundary(*at));
        for at in cuts.step_by(whole.len() / 60 + 1) {
            show(&report(whole.split_at(at).0.to_owned(), None));
        }
    }
}

#[test]
fn every_file_is_read_and_shown_with_letters_changed() {
    for path in corpus() {
        let whole = fs::read_to_string(&path).unwrap();
        for letter in ['"', '{', ']', ',', '\\', 'é', '\u{0}'] {
            let step = whole.chars().count() / 12 + 1;
            for at in (0..whole.chars().count()).step_by(step) {
                let changed = whole
                    .chars()
                    .enumerate()
                    .map(|(index, other)| if index == at { letter } else { other });
                show(&report(changed.collect(), Some(PolicyKind::Resource)));
            }
        }
    }
}
