//! Rows of the escape catalogue on the command line and in sentences.

use std::collections::BTreeSet;

/// Reads `14` or `14,16`.
pub(super) fn parse(text: &str) -> Result<BTreeSet<u8>, String> {
    let row = |part: &str| {
        let number = part.trim().parse::<u8>().ok().filter(|number| (1..=34).contains(number));
        number.ok_or_else(|| format!("`{part}` is no row: rows are 1 to 34, as in `14,16`"))
    };
    text.split(',').map(row).collect()
}

/// All rows of several lists.
pub(super) fn all(lists: &[BTreeSet<u8>]) -> BTreeSet<u8> {
    lists.iter().flatten().copied().collect()
}

/// `row 3`, `rows 5 and 6`, `rows 19, 20 and 21`.
pub(super) fn in_words(rows: impl IntoIterator<Item = u8>) -> String {
    entail_propagate::boundary::rows::in_words(&rows.into_iter().collect::<Vec<u8>>())
}
