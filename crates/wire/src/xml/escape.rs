//! Texts inside XML elements.

/// Appends a text with everything escaped that XML gives a meaning.
///
/// A carriage return would be read back as a line feed, so it is written as a character reference.
/// A character that XML 1.0 cannot carry
/// in any form becomes U+FFFD.
// Characters: https://www.w3.org/TR/xml/#charsets
pub fn escape(text: &str, output: &mut String) {
    output.reserve(text.len());
    for character in text.chars() {
        match character {
            '&' => output.push_str("&amp;"),
            '<' => output.push_str("&lt;"),
            '>' => output.push_str("&gt;"),
            '"' => output.push_str("&quot;"),
            '\r' => output.push_str("&#xD;"),
            '\t' | '\n' => output.push(character),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => output.push('\u{fffd}'),
            _ => output.push(character),
        }
    }
}
