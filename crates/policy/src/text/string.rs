//! Strings and their escapes.

use super::reader::Reader;
use crate::finding::json;
use crate::span::Span;

/// Reads a string; the next character is its quote. What cannot be read becomes U+FFFD.
pub(super) fn string(reader: &mut Reader<'_, '_>) -> String {
    let open = reader.cursor.next_span();
    reader.cursor.next();
    let mut text = String::new();
    loop {
        let plain = |character: char| character >= ' ' && character != '"' && character != '\\';
        text.push_str(reader.cursor.take_while(plain));
        let start = reader.cursor.position();
        match reader.cursor.peek() {
            Some('"') => {
                reader.cursor.next();
                return text;
            }
            Some('\\') => text.push(escape(reader)),
            // A line end closes the string: far more often the quote was forgotten than a line
            // end was meant, and the rest of the document stays readable.
            None | Some('\n' | '\r') => {
                reader.fault(&json::UNTERMINATED_STRING, open, "the string is not closed");
                return text;
            }
            Some(control) => {
                reader.cursor.next();
                let message =
                    format!("the control character U+{:04X} is not escaped", control as u32);
                let span = reader.cursor.span_since(start);
                reader.fault(&json::CONTROL_CHARACTER, span, message);
                text.push(control);
            }
        }
    }
}

fn escape(reader: &mut Reader<'_, '_>) -> char {
    let start = reader.cursor.position();
    reader.cursor.next();
    let Some(letter) = reader.cursor.peek().filter(|character| *character >= ' ') else {
        return char::REPLACEMENT_CHARACTER;
    };
    reader.cursor.next();
    match letter {
        '"' | '\\' | '/' => letter,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => unicode_escape(reader, start),
        _ => {
            let message = format!("`\\{}` is no JSON escape", letter.escape_debug());
            let span = reader.cursor.span_since(start);
            reader.fault(&json::INVALID_ESCAPE, span, message);
            char::REPLACEMENT_CHARACTER
        }
    }
}

/// `\uXXXX`, and its second half where the first is a high surrogate.
fn unicode_escape(reader: &mut Reader<'_, '_>, start: usize) -> char {
    let Some(first) = four_digits(reader) else {
        let span = reader.cursor.span_since(start);
        reader.fault(&json::INVALID_ESCAPE, span, "`\\u` needs four hexadecimal digits");
        return char::REPLACEMENT_CHARACTER;
    };
    if let Some(character) = char::from_u32(first) {
        return character;
    }
    let end_of_first = reader.cursor.position();
    if (0xD800..0xDC00).contains(&first) && reader.cursor.rest().starts_with("\\u") {
        let low = reader.cursor.rest().get(2..6).and_then(hexadecimal);
        if let Some(low) = low.filter(|low| (0xDC00..0xE000).contains(low)) {
            for _ in 0..6 {
                reader.cursor.next();
            }
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00);
            return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
    }
    let message = format!("the surrogate U+{first:04X} stands alone");
    reader.fault(&json::LONE_SURROGATE, Span::new(start, end_of_first), message);
    char::REPLACEMENT_CHARACTER
}

fn four_digits(reader: &mut Reader<'_, '_>) -> Option<u32> {
    let code = reader.cursor.rest().get(..4).and_then(hexadecimal)?;
    for _ in 0..4 {
        reader.cursor.next();
    }
    Some(code)
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let all = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok())?
}
