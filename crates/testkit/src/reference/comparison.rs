//! One value of a request against one value of a policy.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;
use std::net::IpAddr;

use super::base64;
use super::date;
use super::glob::{self, Piece};
use super::number::Number;
use super::truth::Truth;

/// What an operator compares, without its negation, its set qualifier and its `IfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Arn,
    Numeric(Order),
    Date(Order),
    Bool,
    Binary,
    Ip,
}

/// Which orders of the request's value to the policy's hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Order::Equal => order.is_eq(),
            Order::Less => order.is_lt(),
            Order::LessOrEqual => order.is_le(),
            Order::Greater => order.is_gt(),
            Order::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Comparison {
    /// You can use policy variables in the Resource element and in string comparisons in the
    /// Condition element; the ARN operators take them too.
    pub(super) fn takes_variables(self) -> bool {
        matches!(
            self,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn
        )
    }

    /// Whether a value of the request has the form that is compared.
    pub(super) fn can_read(self, value: &str) -> bool {
        match self {
            Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike => true,
            Comparison::Arn => glob::is_arn(value),
            Comparison::Numeric(_) => Number::read(value).is_some(),
            Comparison::Date(_) => date::read(value).is_some(),
            Comparison::Bool => boolean(value).is_some(),
            Comparison::Binary => base64::decoded(value).is_some(),
            Comparison::Ip => value.parse::<IpAddr>().is_ok(),
        }
    }

    /// Compares with a value whose variables are filled in.
    pub(super) fn with_pattern(self, pattern: &[Piece], value: &str) -> Truth {
        match self {
            Comparison::StringEquals => Truth::from(literal(pattern) == value),
            Comparison::StringEqualsIgnoreCase => {
                Truth::from(literal(pattern).to_lowercase() == value.to_lowercase())
            }
            Comparison::StringLike => Truth::from(glob::matches_text(pattern, value)),
            Comparison::Arn => known(glob::matches_arn(pattern, value)),
            other => other.with_text(&literal(pattern), value),
        }
    }

    /// Compares with a value that has no variables; `Unknown` where one of the two is malformed.
    pub(super) fn with_text(self, wanted: &str, value: &str) -> Truth {
        known(match self {
            Comparison::Numeric(order) => both(wanted, value, Number::read, |wanted, value| {
                order.holds(value.compare(&wanted))
            }),
            Comparison::Date(order) => {
                both(wanted, value, date::read, |wanted, value| order.holds(value.cmp(&wanted)))
            }
            Comparison::Bool => both(wanted, value, boolean, |wanted, value| wanted == value),
            Comparison::Binary => {
                both(wanted, value, base64::decoded, |wanted, value| wanted == value)
            }
            Comparison::Ip => range(wanted)
                .zip(value.parse().ok())
                .map(|((network, length), address)| contains(network, length, address)),
            text => return text.with_pattern(&glob::plain(wanted), value),
        })
    }
}

fn known(holds: Option<bool>) -> Truth {
    holds.map_or(Truth::Unknown, Truth::from)
}

fn both<T>(
    wanted: &str,
    value: &str,
    read: fn(&str) -> Option<T>,
    compare: impl Fn(T, T) -> bool,
) -> Option<bool> {
    Some(compare(read(wanted)?, read(value)?))
}

/// The text that a pattern is where wildcards are not known.
fn literal(pattern: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Character(character) => character.to_string(),
        Piece::Star => "*".to_owned(),
        Piece::Question => "?".to_owned(),
        Piece::Filled(text) => text.clone(),
    };
    pattern.iter().map(text).collect()
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The value must be in the standard CIDR format (for example, 203.0.113.0/24 or
/// `2001:DB8:1234:5678::/64`). If you specify an IP address without the associated routing prefix,
/// IAM uses the default prefix value of /32 (/128 for IPv6).
fn range(text: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        None => longest,
        Some(length) if length.chars().all(|digit| digit.is_ascii_digit()) => {
            length.parse().ok()?
        }
        Some(_) => return None,
    };
    (length <= longest).then_some((address, length))
}

/// Whether the first bits of both are the same.
fn contains(network: IpAddr, length: u32, address: IpAddr) -> bool {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    };
    network.is_ipv4() == address.is_ipv4()
        && bits(network)
            .chars()
            .zip(bits(address).chars())
            .take(length as usize)
            .all(|(a, b)| a == b)
}
