//! The engine and a second evaluator, written from AWS's text alone, give the same answers.
//!
//! `cargo xtask agreement` runs the cases made up in the release profile, by the million.

use std::fs;
use std::path::Path;
use std::thread;

use entail_testkit::agreement::{self, Choices, Tally};
use entail_testkit::reference::json::Json;
use entail_testkit::reference::{Case, decide};

/// Made-up cases when nothing else is asked for: some seconds of every `cargo test`.
const CASES_DEFAULT: u64 = 4_000;
const CASES_VARIABLE: &str = "ENTAIL_AGREEMENT_CASES";
/// Another seed makes other cases.
const SEED_DEFAULT: u64 = 1;
const SEED_VARIABLE: &str = "ENTAIL_AGREEMENT_SEED";
/// So many cases are taken at once by a thread.
const CASES_AT_ONCE: u64 = 500;

/// Of a run, at least one case in so many comes to each of the three answers.
const RAREST_ANSWER: u64 = 20;

fn corpus() -> Vec<(String, Json)> {
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

#[test]
fn every_case_of_the_corpus_holds_for_the_reference_too() {
    let cases = corpus();
    for (name, case) in &cases {
        let answer = decide(&Case::read(case).unwrap());
        let expect = case.get("expect").unwrap();
        let text = |member: &str| expect.get(member).and_then(Json::as_text);
        assert!(
            text("decision").is_none_or(|it| it == answer.effect.as_str()),
            "{name}: {answer:?}"
        );
        assert!(text("layer").is_none_or(|it| it == answer.layer.as_str()), "{name}: {answer:?}");
        let because = Json::Array(answer.because.iter().map(Json::text).collect());
        assert!(expect.get("because").is_none_or(|it| *it == because), "{name}: {answer:?}");
    }
    println!("{} cases of corpus/decisions", cases.len());
}

/// The layers that an expectation leaves open are compared here.
#[test]
fn engine_and_reference_agree_on_every_case_of_the_corpus() {
    for (name, case) in corpus() {
        let asked = ["request", "policies"].map(|member| case.get(member).cloned());
        let [Some(request), policies] = asked else { panic!("{name} asks nothing") };
        let policies = policies.unwrap_or_else(|| Json::Object(Vec::new()));
        let case = Json::object([("request", request), ("policies", policies)]);
        if let Some(disagreement) = agreement::disagreement(&case) {
            panic!("{name}\n{disagreement}");
        }
    }
}

#[test]
fn engine_and_reference_agree_on_cases_made_up() {
    let cases = number(CASES_VARIABLE).unwrap_or(CASES_DEFAULT);
    let seed = number(SEED_VARIABLE).unwrap_or(SEED_DEFAULT);
    let threads = u64::try_from(thread::available_parallelism().map_or(1, Into::into)).unwrap();
    let tally = thread::scope(|scope| {
        let started: Vec<_> =
            (0..threads).map(|at| scope.spawn(move || part(seed, cases, at, threads))).collect();
        started.into_iter().map(|thread| thread.join().unwrap()).reduce(Tally::with).unwrap()
    });
    println!("{cases} cases of seed {seed}: {tally:?}");
    for count in [tally.allowed, tally.explicitly_denied, tally.implicitly_denied] {
        assert!(count * RAREST_ANSWER > cases, "some answer hardly comes up: {tally:?}");
    }
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

#[test]
fn the_same_seed_makes_the_same_cases() {
    let made =
        |number| agreement::generate(&mut Choices::of_seed(SEED_DEFAULT, number)).to_string();
    assert_eq!(made(7), made(7));
    assert_ne!(made(7), made(8));
}

/// A check that cannot fail proves nothing: a case that one of the two cannot be asked is told.
#[test]
fn what_only_one_of_them_answers_is_a_disagreement() {
    let case = Json::read(
        r#"{"request": {"principal": "*", "action": "s3", "resource": "*", "resource_account": "111122223333"}}"#,
    );
    let found = agreement::disagreement(&case.unwrap()).expect("`s3` is no action for the engine");
    assert!(found.engine.is_err() && found.reference.is_ok(), "{found}");
}
