//! The engine and a second evaluator, written from AWS's text alone, give the same answers.
//!
//! `cargo xtask agreement` runs the cases made up in the release profile, by the million.

#[cfg(test)]
#[path = "agreement/run.rs"]
mod run;

use entail_testkit::agreement::{self, Choices};
use entail_testkit::reference::json::Json;
use entail_testkit::reference::{Case, decide};
use run::{SEED_DEFAULT, corpus, made_up, sources_of_the_reference};

/// Of a run, at least one case in so many comes to each of the three answers.
const RAREST_ANSWER: u64 = 20;

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
    let (cases, tally) = made_up();
    for count in [tally.allowed, tally.explicitly_denied, tally.implicitly_denied] {
        assert!(count * RAREST_ANSWER > cases, "some answer hardly comes up: {tally:?}");
    }
}

/// A second opinion is one only while it does not ask the first.
#[test]
fn the_reference_shares_no_code_with_the_engine() {
    let mut shared = Vec::new();
    for (file, text) in sources_of_the_reference() {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let uses = lines.filter(|line| line.contains("entail_"));
        shared.extend(uses.map(|line| format!("{file}: {line}")));
    }
    // The names of answers, without which they could not be compared.
    assert_eq!(shared, ["evaluation.rs: use entail_engine::{Effect, Layer};"]);
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
