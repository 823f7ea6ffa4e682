//! Neighbours in one of a policy's lists.

/// Items of a list that stand side by side.
///
/// A policy keeps its patterns, values and conditions in one list each, whoever they belong to:
/// few pieces of memory, and what is compared one after the other lies so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    first: u32,
    count: u32,
}

impl Run {
    /// Adds items to the end of a list.
    pub(super) fn push<T>(list: &mut Vec<T>, items: impl IntoIterator<Item = T>) -> Self {
        let first = list.len();
        list.extend(items);
        Self::between(first, list.len())
    }

    /// From `first` on, to before `end`.
    ///
    /// INVARIANT: a document's bytes are limited far below what these numbers hold.
    pub(super) fn between(first: usize, end: usize) -> Self {
        let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self { first: number(first), count: number(end.saturating_sub(first)) }
    }

    /// Some of the items.
    pub(super) fn part(self, skipped: usize, count: usize) -> Self {
        let first = self.first as usize + skipped;
        Self::between(first, first + count)
    }

    /// The items, in the list that the run was made for.
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        let first = self.first as usize;
        list.get(first..first + self.count as usize).unwrap_or_default()
    }
}
