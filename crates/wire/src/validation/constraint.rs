//! What a shape of the service model demands of a value.

use std::sync::OnceLock;

use regex::Regex;

/// The constraints of a string shape, or of the number of entries of a list shape.
#[derive(Debug)]
pub struct Constraint {
    /// The least length: characters of a string, entries of a list.
    pub min: Option<usize>,
    /// The greatest length.
    pub max: Option<usize>,
    /// The form of a string.
    pub pattern: Option<Pattern>,
    /// What IAM says instead of showing the pattern: "It must …".
    pub invalid_text: Option<&'static str>,
}

/// The constraint of a shape that demands nothing.
pub static UNCONSTRAINED: Constraint =
    Constraint { min: None, max: None, pattern: None, invalid_text: None };

/// A pattern of the model, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    model: &'static str,
    source: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as the model writes it, which is how AWS's texts show it, and in the syntax of the
    /// `regex` crate.
    pub const fn new(model: &'static str, source: &'static str) -> Self {
        Self { model, source, regex: OnceLock::new() }
    }

    /// Whether the whole value has the form. A pattern that cannot be compiled matches nothing; a
    /// test compiles them all.
    pub fn matches(&self, value: &str) -> bool {
        let regex = self.regex.get_or_init(|| {
            let anchored = format!(r"\A(?:{})\z", self.source);
            Regex::new(&anchored).ok()
        });
        regex.as_ref().is_some_and(|regex| regex.is_match(value))
    }

    /// Whether the pattern can be compiled.
    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        self.matches("");
        self.regex.get().is_some_and(Option::is_some)
    }
}

impl Constraint {
    /// Whether the value violates the pattern.
    pub(super) fn breaks_pattern(&self, value: &str) -> bool {
        self.pattern.as_ref().is_some_and(|pattern| !pattern.matches(value))
    }

    /// AWS's words for each violation, in AWS's order: pattern, then lengths.
    pub(super) fn violations(&self, value: &str) -> Vec<String> {
        let mut found = Vec::new();
        // The text of `invalid_text` is a check of its own that AWS makes after these.
        let pattern = self.pattern.as_ref().filter(|_| self.invalid_text.is_none());
        if let Some(pattern) = pattern
            && !pattern.matches(value)
        {
            let shown = pattern.model;
            found.push(format!("Member must satisfy regular expression pattern: {shown}"));
        }
        found.extend(self.length_violation(value.chars().count()));
        found
    }

    /// AWS's words for a violated length.
    pub(super) fn length_violation(&self, length: usize) -> Option<String> {
        match (self.min, self.max) {
            (Some(min), _) if length < min => {
                Some(format!("Member must have length greater than or equal to {min}"))
            }
            (_, Some(max)) if length > max => {
                Some(format!("Member must have length less than or equal to {max}"))
            }
            _ => None,
        }
    }

    /// Everything the shape demands, as AWS lists it when an entry of a list of strings is wrong.
    pub(super) fn everything(&self) -> String {
        let lengths = [
            self.max.map(|max| format!("Member must have length less than or equal to {max}")),
            self.min.map(|min| format!("Member must have length greater than or equal to {min}")),
        ];
        // Recorded: the list ends with "not null" for the shape that has a pattern, and does not
        // for those that have lengths only.
        let pattern = self.pattern.as_ref().map(|pattern| {
            let shown = pattern.model;
            format!(
                "Member must satisfy regular expression pattern: {shown}, Member must not be null"
            )
        });
        let all: Vec<_> = lengths.into_iter().flatten().chain(pattern).collect();
        format!("Member must satisfy constraint: [{}]", all.join(", "))
    }
}

/// The range of an integer shape.
#[derive(Debug, Clone, Copy)]
pub struct IntegerRange {
    /// The least value.
    pub min: Option<i32>,
    /// The greatest value.
    pub max: Option<i32>,
}

impl IntegerRange {
    /// Any number.
    pub const ANY: Self = Self { min: None, max: None };

    /// AWS's words for a value out of range.
    pub(super) fn violation(&self, value: i64) -> Option<String> {
        match (self.min, self.max) {
            (Some(min), _) if value < i64::from(min) => {
                Some(format!("Member must have value greater than or equal to {min}"))
            }
            (_, Some(max)) if value > i64::from(max) => {
                Some(format!("Member must have value less than or equal to {max}"))
            }
            _ => None,
        }
    }
}

/// A string shape with a fixed set of values.
pub trait EnumShape: Sized + Copy {
    /// The value of the given wire string.
    fn from_wire(text: &str) -> Option<Self>;
}
