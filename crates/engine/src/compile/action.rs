//! `Action` and `NotAction`.

use entail_policy::tree::{ActionElement, Polarity};

use super::pool::{Place, Pool, PoolBuilder};
use super::template::Pattern;
use crate::limits::ACTION_BYTES_INLINE;
use crate::matching::buffer::Buffer;
use crate::matching::fold::fold;
use crate::matching::wildcard::Form;

/// The element with its patterns compiled.
#[derive(Clone, Debug)]
pub(crate) struct Action {
    pub(crate) polarity: Polarity,
    pub(crate) patterns: Box<[ActionPattern]>,
}

/// One action pattern in lower case, and the text it was written as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionPattern {
    pub(crate) text: Place,
    pub(crate) folded: Pattern,
}

impl Action {
    pub(crate) fn compile(element: &ActionElement, pool: &mut PoolBuilder) -> Self {
        let patterns = element
            .patterns
            .iter()
            .map(|pattern| ActionPattern::compile(&pattern.value.text, pool))
            .collect();
        Self { polarity: element.polarity, patterns }
    }
}

impl ActionPattern {
    fn compile(text: &str, pool: &mut PoolBuilder) -> Self {
        let mut folded = Buffer::<ACTION_BYTES_INLINE>::new();
        fold(text, &mut folded);
        let folded = folded.as_slice();
        // INVARIANT: folding turns text into text.
        let place = pool.add(std::str::from_utf8(folded).unwrap_or(text));
        Self { text: pool.add(text), folded: Pattern { bytes: place, form: Form::of(folded) } }
    }

    /// The service, in lower case, that every action this pattern matches belongs to; none where
    /// that cannot be told.
    pub(crate) fn service<'a>(&self, pool: &'a Pool) -> Option<&'a [u8]> {
        let folded = pool.bytes(self.folded.bytes);
        let end = folded.iter().position(|byte| matches!(byte, b':' | b'*' | b'?'))?;
        (folded.get(end) == Some(&b':')).then(|| folded.get(..end)).flatten()
    }
}
