//! Patterns that come close to a text: most fit it, the others just miss it.

use super::super::Choices;

/// A pattern made of the text. `values` are variables with what they stand for, of which one that
/// is found in the text may take its place.
pub(super) fn near(choices: &mut Choices<'_>, text: &str, values: &[(String, String)]) -> String {
    let mut pattern = text.to_owned();
    for _ in 0..=choices.below(3) {
        pattern = changed(choices, &pattern, values);
    }
    pattern
}

fn changed(choices: &mut Choices<'_>, text: &str, values: &[(String, String)]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let from = choices.below(characters.len() + 1);
    let to = (from + choices.below(6)).min(characters.len());
    let cut = |from: usize, to: usize| -> String {
        characters.get(from..to).unwrap_or_default().iter().collect()
    };
    let (before, inside, behind) = (cut(0, from), cut(from, to), cut(to, characters.len()));
    match choices.below(12) {
        0 | 1 => text.to_owned(),
        2 => format!("{before}*"),
        3 => format!("{before}*{behind}"),
        4 => format!("{before}?{}", cut(from + 1, characters.len())),
        5 => with_wildcard_segment(choices, text),
        6 => format!("*{}", cut(from, characters.len())),
        7 => format!("{before}{}{behind}", inside.to_uppercase()),
        8 | 9 => with_variable(choices, text, values),
        10 => escaped(choices, text),
        _ => format!(
            "{before}{}{behind}",
            choices.text(&["**", "*?", "${*}", "${?}", "?*?", ":", "$", "{"])
        ),
    }
}

/// One part between colons and slashes is a wildcard.
fn with_wildcard_segment(choices: &mut Choices<'_>, text: &str) -> String {
    let separator = choices.text(&[":", "/"]);
    let mut parts: Vec<&str> = text.split(separator).collect();
    let place = choices.below(parts.len());
    if let Some(part) = parts.get_mut(place) {
        *part = "*";
    }
    parts.join(separator)
}

fn with_variable(choices: &mut Choices<'_>, text: &str, values: &[(String, String)]) -> String {
    let there: Vec<&(String, String)> =
        values.iter().filter(|(_, value)| !value.is_empty() && text.contains(value)).collect();
    match choices.one(&there) {
        Some((key, value)) => {
            let default = choices.text(&["", "", ", 'x'", ", '*'", ",'x'", " "]);
            text.replacen(value, &format!("${{{key}{default}}}"), 1)
        }
        None => text.to_owned(),
    }
}

fn escaped(choices: &mut Choices<'_>, text: &str) -> String {
    let character = choices.text(&["*", "?", "$"]);
    text.replacen(character, &format!("${{{character}}}"), 1)
}
