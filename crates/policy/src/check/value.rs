//! Whether a value has the form that an operator compares.

use std::net::IpAddr;

use crate::arn::Arn;
use crate::operators::Family;

/// Whether operators of this family can compare the value. Dates have a module of their own.
pub(super) fn fits(family: Family, text: &str) -> bool {
    match family {
        Family::String | Family::Date => true,
        Family::Numeric => is_number(text),
        Family::Boolean | Family::Null => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }
        Family::Binary => is_base64(text),
        Family::IpAddress => is_address_range(text),
        Family::Arn => text == "*" || Arn::parse(text).is_ok(),
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.parse::<f64>().is_ok()
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - body.len() <= 2 && body.bytes().all(letter)
}

/// An address, or an address and the length of its prefix.
fn is_address_range(text: &str) -> bool {
    let (address, length) = match text.split_once('/') {
        None => (text, None),
        Some((address, length)) => (address, Some(length)),
    };
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let bits = if address.is_ipv4() { 32 } else { 128 };
    length.is_none_or(|length| length.parse::<u8>().is_ok_and(|length| length <= bits))
}

#[cfg(test)]
mod tests {
    use super::fits;
    use crate::operators::Family;

    #[test]
    fn values_fit_their_family() {
        for (family, good, bad) in [
            (Family::Numeric, "-1.5", "NaN"),
            (Family::Numeric, "10", "ten"),
            (Family::Boolean, "True", "yes"),
            (Family::Null, "false", "0"),
            (Family::Binary, "QmluYXJ5", "QmluYXJ"),
            (Family::IpAddress, "203.0.113.0/24", "203.0.113.0/33"),
            (Family::IpAddress, "2001:db8::/128", "203.0.113"),
            (Family::Arn, "arn:aws:s3:::*", "my-bucket"),
        ] {
            assert!(fits(family, good), "{good}");
            assert!(!fits(family, bad), "{bad}");
        }
    }
}
