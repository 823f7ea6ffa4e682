//! The cases of the corpus, and a run over cases made up.

use std::fs;
use std::path::Path;
use std::thread;

use entail_testkit::agreement::{self, Tally};
use entail_testkit::reference::json::Json;

/// Made-up cases when nothing else is asked for: some seconds of every `cargo test`.
const CASES_DEFAULT: u64 = 4_000;
const CASES_VARIABLE: &str = "ENTAIL_AGREEMENT_CASES";
/// Another seed makes other cases.
pub(crate) const SEED_DEFAULT: u64 = 1;
const SEED_VARIABLE: &str = "ENTAIL_AGREEMENT_SEED";
/// So many cases are taken at once by a thread.
const CASES_AT_ONCE: u64 = 500;

/// All cases, by file and name.
pub(crate) fn corpus() -> Vec<(String, Json)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/decisions");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file = Json::read(&fs::read_to_string(&path).unwrap()).unwrap();
            let named = |case: &Json| (format!("{}: {}", path.display(), name(case)), case.clone());
            cases.extend(file.items().unwrap().iter().map(named));
        }
    }
    cases
}

fn name(case: &Json) -> &str {
    case.get("name").and_then(Json::as_text).unwrap()
}

/// Compares the answers to as many cases as were asked for, with a thread for each processor.
pub(crate) fn made_up() -> (u64, Tally) {
    let cases = number(CASES_VARIABLE).unwrap_or(CASES_DEFAULT);
    let seed = number(SEED_VARIABLE).unwrap_or(SEED_DEFAULT);
    let threads = u64::try_from(thread::available_parallelism().map_or(1, Into::into)).unwrap();
    let tally = thread::scope(|scope| {
        let started: Vec<_> =
            (0..threads).map(|at| scope.spawn(move || part(seed, cases, at, threads))).collect();
        started.into_iter().map(|thread| thread.join().unwrap()).reduce(Tally::with).unwrap()
    });
    println!("{cases} cases of seed {seed}: {tally:?}");
    (cases, tally)
}

/// The cases of one thread.
fn part(seed: u64, cases: u64, at: u64, threads: u64) -> Tally {
    let mut tally = Tally::default();
    let mut first = at * CASES_AT_ONCE;
    while first < cases {
        let count = CASES_AT_ONCE.min(cases - first);
        let more = agreement::run(seed, first, count).unwrap_or_else(|disagreement| {
            panic!("find out who is right, mend it, and add this to the corpus:\n{disagreement}")
        });
        tally = tally.with(more);
        first += threads * CASES_AT_ONCE;
    }
    tally
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: `{text}`")))
}

/// The files of the reference evaluator by name.
pub(crate) fn sources_of_the_reference() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reference");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 10, "the reference evaluator has moved");
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}
