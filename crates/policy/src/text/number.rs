//! Numbers, kept as they were written.

use super::ValueKind;
use super::reader::Reader;
use crate::finding::json;

/// Reads a number; the next character may begin one.
pub(super) fn number(reader: &mut Reader<'_, '_>) -> ValueKind {
    let start = reader.cursor.position();
    let part = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.' | '_')
    };
    let text = reader.cursor.take_while(part);
    if !is_number(text) {
        let span = reader.cursor.span_since(start);
        reader.fault(&json::INVALID_NUMBER, span, format!("`{text}` is no JSON number"));
        return ValueKind::Missing;
    }
    ValueKind::Number(text.to_owned())
}

/// The grammar of RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        None => (unsigned, None),
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        None => (mantissa, None),
        Some((integer, fraction)) => (integer, Some(fraction)),
    };
    let no_leading_zero = integer == "0" || !integer.starts_with('0');
    let exponent_digits = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(integer)
        && no_leading_zero
        && fraction.is_none_or(digits)
        && exponent_digits.is_none_or(digits)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
