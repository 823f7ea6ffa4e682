//! Cases: decisions as data. One format for what is tested, replayed, printed, or sent in by
//! somebody else: a request, its policies, and what is expected.
//!
//! `docs/decision-cases.md` describes it. [`parse`] reads one case, [`parse_all`] one or an array;
//! [`Case::run`] decides it. Nothing is guessed: an unknown member is an error with its path, and
//! every error has its place.

mod answer;
mod expectation;
mod json;
mod policies;
mod principal;
mod reader;
mod request;

use std::fmt;

use crate::policy_set::PolicySet;
use crate::request::Request;

pub use answer::Answer;
pub use expectation::Expectation;

use reader::Reader;

/// A request, its policies, and what is expected of the decision.
#[derive(Clone, Debug)]
pub struct Case {
    /// The case's name, a sentence in kebab case.
    pub name: Option<String>,
    /// The page, issue or recording that makes the expectation true.
    pub source: Option<String>,
    /// The request, its context filled in as the format says.
    pub request: Request,
    /// The policies.
    pub policies: PolicySet,
    /// What is expected; nothing is checked where it is absent.
    pub expect: Option<Expectation>,
}

/// Reads one case.
pub fn parse(text: &str) -> Result<Case, CaseErrors> {
    let root = json::read(text)?;
    let mut reader = Reader::new(text);
    let case = reader.case(&root, "");
    reader.finish(case)
}

/// Reads one case or an array of cases.
pub fn parse_all(text: &str) -> Result<Vec<Case>, CaseErrors> {
    let root = json::read(text)?;
    let mut reader = Reader::new(text);
    let cases: Option<Vec<Case>> = match &root.kind {
        json::Kind::Array(items) => {
            let read: Vec<Option<Case>> = items
                .iter()
                .enumerate()
                .map(|(index, item)| reader.case(item, &format!("/{index}")))
                .collect();
            read.into_iter().collect()
        }
        _ => reader.case(&root, "").map(|case| vec![case]),
    };
    reader.finish(cases)
}

/// What is wrong with a case; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", joined(.errors))]
pub struct CaseErrors {
    /// The faults in the order in which they stand in the text.
    pub errors: Vec<CaseError>,
}

/// One fault of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// JSON pointer of the member; empty for the whole text.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for CaseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, message } = self;
        write!(formatter, "line {line}, column {column}")?;
        if !path.is_empty() {
            write!(formatter, ", at `{path}`")?;
        }
        write!(formatter, ": {message}")
    }
}

fn joined(errors: &[CaseError]) -> String {
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

#[cfg(test)]
mod tests;
