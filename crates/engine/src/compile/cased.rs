//! Texts that are compared ignoring case.

use super::pool::{Place, Pool, PoolBuilder};

/// A text in lower case, and which of its letters were written as capitals: most of a policy's
/// texts are actions, and need not be kept twice to be shown as they were written.
///
/// Capitals other than ASCII's, and those behind the 64th byte, are shown as small letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cased {
    capitals: u64,
    /// The text in lower case.
    pub(crate) folded: Place,
}

impl Cased {
    /// A text, and the same in lower case.
    pub(super) fn new(text: &str, folded: &str, pool: &mut PoolBuilder) -> Self {
        let is_same_length = text.len() == folded.len();
        let bits = text.bytes().zip(0..u64::BITS).filter(|(byte, _)| byte.is_ascii_uppercase());
        let capitals = bits.fold(0, |capitals, (_, bit)| capitals | 1 << bit);
        Self { capitals: if is_same_length { capitals } else { 0 }, folded: pool.add(folded) }
    }

    /// The text as it was written.
    pub(crate) fn written(self, pool: &Pool) -> String {
        let is_capital = |at: usize| {
            let shifted = u32::try_from(at).ok().and_then(|at| self.capitals.checked_shr(at));
            shifted.is_some_and(|capitals| capitals & 1 == 1)
        };
        pool.text(self.folded)
            .char_indices()
            .map(|(at, letter)| if is_capital(at) { letter.to_ascii_uppercase() } else { letter })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut pool = PoolBuilder::default();
        let cased = Cased::new(text, &text.to_lowercase(), &mut pool);
        cased.written(&pool.finish().unwrap())
    }

    #[test]
    fn a_text_is_shown_as_it_was_written() {
        for text in ["", "s3:GetObject", "aws:PrincipalTag/TEAM", "aws:PrincipalTag/Équipe-X"] {
            assert_eq!(written(text), text.replace('É', "é"));
        }
    }

    #[test]
    fn what_has_no_room_is_shown_in_lower_case() {
        let long = "A".repeat(80);
        assert_eq!(written(&long), ["A".repeat(64), "a".repeat(16)].concat());
        assert_eq!(written("İA"), "İA".to_lowercase());
    }
}
