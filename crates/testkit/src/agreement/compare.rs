//! One question to both.

use std::fmt;

use entail_engine::case::{self, Case as EngineCase};
use entail_engine::{Decision, Effect, Explanation, Silent};

use crate::reference::json::Json;
use crate::reference::{Answer, Case, decide};

/// A case that is answered in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The case.
    pub case: Json,
    /// What the engine says; why it could not be asked, where it could not.
    pub engine: Result<Answer, String>,
    /// What the reference says.
    pub reference: Result<Answer, String>,
}

/// The effect on which both agree, or how they do not.
pub(super) fn agreed(case: &Json) -> Result<Effect, Box<Disagreement>> {
    match (of_engine(&case.to_string()), of_reference(case)) {
        (Ok(engine), Ok(reference)) if engine == reference => Ok(engine.effect),
        (engine, reference) => {
            Err(Box::new(Disagreement { case: case.clone(), engine, reference }))
        }
    }
}

/// What both say, where it differs or one of them cannot be asked.
pub(super) fn disagreement(case: &Json) -> Option<Disagreement> {
    agreed(case).err().map(|disagreement| *disagreement)
}

fn of_reference(case: &Json) -> Result<Answer, String> {
    let case = Case::read(case).map_err(|error| error.to_string())?;
    Ok(decide(&case))
}

/// The engine's answer; the one it explains must be the one it gives in silence.
fn of_engine(text: &str) -> Result<Answer, String> {
    let EngineCase { request, policies, .. } =
        case::parse(text).map_err(|errors| errors.to_string())?;
    let silent = entail_engine::decide(&request, &policies, &mut Silent);
    let explained = entail_engine::decide(&request, &policies, &mut Explanation::new());
    if silent != explained {
        return Err(format!("{silent:?}, but explained {explained:?}"));
    }
    Ok(answer(&silent))
}

fn answer(decision: &Decision<'_>) -> Answer {
    Answer {
        effect: decision.effect,
        layer: decision.layer,
        because: decision.statement.as_ref().map(ToString::to_string),
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "engine:    {}", Said(&self.engine))?;
        writeln!(formatter, "reference: {}", Said(&self.reference))?;
        let mut members = vec![
            ("name".to_owned(), Json::text("say-what-it-shows")),
            ("source".to_owned(), Json::text("the page that says who is right")),
        ];
        members.extend(self.case.members().unwrap_or_default().iter().cloned());
        if let Ok(answer) = &self.reference {
            members.push(("expect".to_owned(), expectation(answer)));
        }
        write!(formatter, "{}", Json::Object(members))
    }
}

fn expectation(answer: &Answer) -> Json {
    Json::object([
        ("decision", Json::text(answer.effect.as_str())),
        ("layer", Json::text(answer.layer.as_str())),
        ("because", Json::Array(answer.because.iter().map(Json::text).collect())),
    ])
}

struct Said<'answer>(&'answer Result<Answer, String>);

impl fmt::Display for Said<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Ok(Answer { effect, layer, because }) => {
                write!(formatter, "{effect} by {layer}, {}", because.as_deref().unwrap_or("-"))
            }
            Err(reason) => write!(formatter, "no answer: {reason}"),
        }
    }
}
