//! `Action` and `NotAction`.

use entail_policy::pattern::Pattern;
use entail_policy::tree::{ActionElement, Polarity};

/// The element with its patterns compiled.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: Vec<ActionPattern>,
}

/// One action pattern and the text it was written as.
#[derive(Clone, Debug)]
pub(crate) struct ActionPattern {
    pub(crate) text: String,
    pub(crate) pattern: Pattern,
}

impl Action {
    pub(crate) fn compile(element: &ActionElement) -> Self {
        let patterns = element
            .patterns
            .iter()
            .map(|pattern| ActionPattern {
                text: pattern.value.text.clone(),
                pattern: pattern.value.pattern(),
            })
            .collect();
        Self { polarity: element.polarity, patterns }
    }
}
