//! `Action` and `NotAction`.

use entail_policy::tree::ActionElement;

use super::cased::Cased;
use super::pool::{Pool, PoolBuilder};
use super::run::Run;
use crate::matching::action::first_bytes;
use crate::matching::fold::fold;
use crate::matching::wildcard::{self, Form};
use crate::request::Action;

/// Bytes of a name that are compared as a number.
const HEAD_BYTES: usize = 7;

/// One action pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ActionPattern {
    /// The first bytes of every name that it covers: one number tells most patterns of a service
    /// apart from the action.
    head: u64,
    /// By how many bits `head` is shifted so that those bytes alone are left of it that count.
    head_shift: u8,
    pub(crate) text: Cased,
    /// The form of the text in lower case.
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
        let head = name.and_then(|name| wildcard::beginning(name.as_bytes())).unwrap_or_default();
        Self {
            head: first_bytes(head),
            head_shift: u8::try_from(HEAD_BYTES.saturating_sub(head.len()) * 8).unwrap_or(0),
            text: Cased::new(text, &folded, pool),
            form: Form::of(folded.as_bytes()),
        }
    }

    /// Whether it can cover an action of its service, as far as the first bytes of the name tell.
    #[inline]
    pub(crate) fn may_cover(&self, action: &Action) -> bool {
        // The first byte is the lowest, the eighth never counts.
        let unequal = (self.head ^ action.head()) << 8;
        unequal.wrapping_shl(u32::from(self.head_shift)) == 0
    }

    /// The service, in lower case, that every action this pattern matches belongs to; none where
    /// that cannot be told.
    pub(super) fn service<'a>(&self, pool: &'a Pool) -> Option<&'a [u8]> {
        service(pool.bytes(self.text.folded))
    }

    /// Whether it covers every action of its service.
    pub(super) fn covers_all_of_service(&self, pool: &Pool) -> bool {
        let folded = pool.bytes(self.text.folded);
        service(folded).and_then(|service| folded.get(service.len() + 1..)) == Some(b"*")
    }
}

fn service(folded: &[u8]) -> Option<&[u8]> {
    let end = folded.iter().position(|byte| matches!(byte, b':' | b'*' | b'?'))?;
    (folded.get(end) == Some(&b':')).then(|| folded.get(..end)).flatten()
}
