//! Counts the bytes that matching looks at, in tests alone.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn add(count: usize) {
    TAKEN.set(TAKEN.get() + count);
}

/// How many steps something takes, and its answer.
pub(super) fn counted<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = TAKEN.get();
    let answer = work();
    (TAKEN.get() - before, answer)
}
