//! Where made-up cases come from: numbers of a seed, or a fuzzer's bytes.

/// A source of choices; the same choices on every machine.
#[derive(Debug)]
pub struct Choices<'input> {
    source: Source<'input>,
}

#[derive(Debug)]
enum Source<'input> {
    /// `SplitMix64`.
    Seed(u64),
    /// A byte a choice; where they end, the first of everything.
    Bytes(std::slice::Iter<'input, u8>),
}

impl<'input> Choices<'input> {
    /// The choices of one case of a seed.
    pub fn of_seed(seed: u64, number: u64) -> Self {
        let start = seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(number);
        Choices { source: Source::Seed(mixed(start)) }
    }

    /// The choices that bytes are.
    pub fn of_bytes(input: &'input [u8]) -> Self {
        Choices { source: Source::Bytes(input.iter()) }
    }

    /// A number below `end`; zero where `end` is.
    pub fn below(&mut self, end: usize) -> usize {
        let number = match &mut self.source {
            Source::Seed(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                mixed(*state)
            }
            Source::Bytes(bytes) => bytes.next().copied().unwrap_or(0).into(),
        };
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(number % end).unwrap_or(0)
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of several.
    pub fn one<'list, T: ?Sized>(&mut self, list: &[&'list T]) -> Option<&'list T> {
        let place = self.below(list.len());
        list.get(place).copied()
    }

    /// One of several texts; empty where there is none.
    pub fn text<'list>(&mut self, list: &[&'list str]) -> &'list str {
        self.one(list).unwrap_or_default()
    }
}

fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
