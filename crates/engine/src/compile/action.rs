//! `Action` and `NotAction`.

use entail_policy::tree::ActionElement;

use super::pool::{Place, Pool, PoolBuilder};
use super::run::Run;
use crate::matching::action::Head;
use crate::matching::fold::fold;
use crate::matching::wildcard::Form;

/// One action pattern in lower case, and the text it was written as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionPattern {
    /// What every action it covers begins with behind its service.
    pub(crate) head: Head,
    /// As written.
    pub(crate) text: Place,
    /// In lower case.
    pub(crate) folded: Place,
    pub(crate) form: Form,
}

impl ActionPattern {
    pub(super) fn compile_all(
        element: &ActionElement,
        pool: &mut PoolBuilder,
        list: &mut Vec<Self>,
    ) -> Run {
        let patterns = element.patterns.iter();
        Run::push(list, patterns.map(|pattern| Self::compile(&pattern.value.text, pool)))
    }

    fn compile(text: &str, pool: &mut PoolBuilder) -> Self {
        let folded = fold(text);
        let name = service(folded.as_bytes()).and_then(|service| folded.get(service.len() + 1..));
        Self {
            head: name.map_or(Head::ANY, |name| Head::of_pattern(name.as_bytes())),
            text: pool.add(text),
            folded: pool.add(&folded),
            form: Form::of(folded.as_bytes()),
        }
    }

    /// The service, in lower case, that every action this pattern matches belongs to; none where
    /// that cannot be told.
    pub(super) fn service<'a>(&self, pool: &'a Pool) -> Option<&'a [u8]> {
        service(pool.bytes(self.folded))
    }

    /// Whether it covers every action of its service, or every action where it has none.
    pub(super) fn covers_all(&self, pool: &Pool) -> bool {
        let folded = pool.bytes(self.folded);
        let name = service(folded).map_or(Some(folded), |service| folded.get(service.len() + 1..));
        name == Some(b"*")
    }
}

fn service(folded: &[u8]) -> Option<&[u8]> {
    let end = folded.iter().position(|byte| matches!(byte, b':' | b'*' | b'?'))?;
    (folded.get(end) == Some(&b':')).then(|| folded.get(..end)).flatten()
}
