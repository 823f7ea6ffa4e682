//! What was probably meant.

/// The candidate that takes the fewest changes, if these are few for the length of the word.
/// Case does not count.
pub fn most_similar<'word>(
    word: &str,
    candidates: impl Iterator<Item = &'word str>,
) -> Option<&'word str> {
    let word = word.to_ascii_lowercase();
    let most = if word.chars().count() < 5 { 1 } else { 2 };
    let scored = candidates.filter_map(|candidate| {
        // Names of very different length are not compared letter by letter.
        let is_near = candidate.len().abs_diff(word.len()) <= most;
        let changes =
            if is_near { distance(&word, &candidate.to_ascii_lowercase()) } else { most + 1 };
        (changes <= most).then_some((changes, candidate))
    });
    scored.min_by_key(|(changes, _)| *changes).map(|(_, candidate)| candidate)
}

/// Letters to be put in, taken out or changed to make `left` into `right`.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, letter) in left.chars().enumerate() {
        let mut next = vec![line + 1];
        for (other, pair) in right.iter().zip(row.windows(2)) {
            let &[diagonal, above] = pair else { continue };
            let beside = next.last().copied().unwrap_or(line);
            let changed = diagonal + usize::from(letter != *other);
            next.push(changed.min(above + 1).min(beside + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
