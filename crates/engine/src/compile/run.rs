//! Neighbours in one of a policy's lists.

/// Items of a list that stand side by side.
///
/// A policy keeps its patterns, values and conditions in one list each, whoever they belong to:
/// few pieces of memory, and what is compared one after the other lies so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    first: u16,
    count: u16,
}

impl Run {
    pub(super) const EMPTY: Self = Self { first: 0, count: 0 };

    /// Adds items to the end of a list.
    pub(super) fn push<T>(list: &mut Vec<T>, items: impl IntoIterator<Item = T>) -> Self {
        let first = list.len();
        list.extend(items);
        Self::between(first, list.len())
    }

    /// From `first` on, to before `end`.
    ///
    /// INVARIANT: a policy with a list longer than [`LIST_ITEMS`](crate::limits::LIST_ITEMS) is unreadable, so that no run
    /// that is cut here is ever asked for.
    pub(super) fn between(first: usize, end: usize) -> Self {
        let number = |number| u16::try_from(number).unwrap_or(u16::MAX);
        Self { first: number(first), count: number(end.saturating_sub(first)) }
    }

    pub(super) fn is_empty(self) -> bool {
        self.count == 0
    }

    pub(super) fn len(self) -> usize {
        self.count.into()
    }

    /// Some of the items.
    pub(super) fn part(self, skipped: usize, count: usize) -> Self {
        let first = usize::from(self.first) + skipped;
        Self::between(first, first + count)
    }

    /// The first item, in the list that the run was made for.
    pub(crate) fn first_of<T>(self, list: &[T]) -> Option<&T> {
        if self.is_empty() { None } else { list.get(usize::from(self.first)) }
    }

    /// The items, in the list that the run was made for.
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        let first = usize::from(self.first);
        list.get(first..first + usize::from(self.count)).unwrap_or_default()
    }
}
