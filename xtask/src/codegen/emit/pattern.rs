//! Patterns of the models, which are Java's, in the syntax of the `regex` crate.

use super::super::text::Add;

/// Rewrites `\uXXXX`, and `\w` and `\d`, which in Java mean ASCII only.
///
/// Lookaround is not rewritten: no shape that comes in has it, and a test compiles every pattern.
pub(super) fn to_rust(pattern: &str) -> String {
    // AWS writes the last plane's range with five and six digits, which Java reads otherwise; the
    // meaning is plain.
    let pattern = pattern.replace(r"\u10000-\u10FFFF", r"\x{10000}-\x{10FFFF}");
    let mut output = String::new();
    let mut in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            in_class = match character {
                '[' => true,
                ']' => false,
                _ => in_class,
            };
            output.push(character);
            continue;
        }
        match characters.next() {
            Some('u') => {
                let digits: String = characters.by_ref().take(4).collect();
                output.add(format!(r"\x{{{digits}}}"));
            }
            Some('w') if in_class => output.push_str("0-9A-Za-z_"),
            Some('w') => output.push_str("[0-9A-Za-z_]"),
            Some('d') if in_class => output.push_str("0-9"),
            Some('d') => output.push_str("[0-9]"),
            Some(other) => output.extend(['\\', other]),
            None => output.push('\\'),
        }
    }
    output
}
