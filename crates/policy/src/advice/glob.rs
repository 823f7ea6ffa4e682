//! Patterns against patterns. `*` stands for any text and `?` for one character.

/// Whether some text matches both patterns.
///
/// Takes time proportional to the product of their lengths.
pub(super) fn intersect(left: &str, right: &str) -> bool {
    let right: Vec<char> = right.chars().collect();
    // One place for each beginning of `right`: whether it and what was read of `left` so far have
    // a text in common.
    let mut row = vec![true];
    for character in &right {
        row.push(row.last() == Some(&true) && *character == '*');
    }
    for character in left.chars() {
        let mut next = vec![row.first() == Some(&true) && character == '*'];
        let mut before = row.iter().copied();
        let mut diagonal = before.next().unwrap_or(false);
        for (other, above) in right.iter().zip(before) {
            let beside = next.last() == Some(&true);
            let is_match = if character == '*' || *other == '*' {
                above || beside
            } else {
                diagonal && (character == *other || character == '?' || *other == '?')
            };
            next.push(is_match);
            diagonal = above;
        }
        if !next.contains(&true) {
            return false;
        }
        row = next;
    }
    row.last() == Some(&true)
}

/// A text with policy variables as a pattern: what a variable holds is not known here.
pub(super) fn without_variables(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, variable)) = rest.split_once("${") {
        pattern.push_str(before);
        pattern.push('*');
        rest = variable.split_once('}').map_or("", |(_, after)| after);
    }
    pattern.push_str(rest);
    pattern
}
