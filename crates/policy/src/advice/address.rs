//! Ranges of addresses.

use std::net::IpAddr;

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::comparison::{ADDRESS_BITS, PRIVATE_ADDRESSES, SOME_PRIVATE_ADDRESSES};
use crate::operators::Family;
use crate::tree::{ConditionKey, ConditionOperator};

pub(super) fn advise(operator: ConditionOperator, key: &ConditionKey, faults: &mut Faults) {
    if operator.operator.family() != Family::IpAddress {
        return;
    }
    for value in &key.values {
        if let Some(range) = Range::parse(value.value.as_text())
            && range.first() != range.address
        {
            let message = format!("bits behind the first {} are not compared", range.length);
            let fault = Diagnostic::new(&ADDRESS_BITS, value.span, message);
            faults.push(fault.with_help(format!("write `{}/{}`", range.first(), range.length)));
        }
    }
    if key.key.value.eq_ignore_ascii_case("aws:SourceIp") {
        private(key, faults);
    }
}

/// `aws:SourceIp` is the public address of the caller.
fn private(key: &ConditionKey, faults: &mut Faults) {
    let is_private = |text: &str| Range::parse(text).is_some_and(|range: Range| range.is_private());
    let private: Vec<_> =
        key.values.iter().filter(|value| is_private(value.value.as_text())).collect();
    if !private.is_empty() && private.len() == key.values.len() {
        let message = "all of these addresses are private: `aws:SourceIp` is never one of them";
        faults.push(Diagnostic::new(&PRIVATE_ADDRESSES, key.key.span, message));
        return;
    }
    for value in private {
        let message = format!("`{}` is private", value.value.as_text());
        faults.push(Diagnostic::new(&SOME_PRIVATE_ADDRESSES, value.span, message));
    }
}

/// Addresses that begin alike.
#[derive(Clone, Copy)]
struct Range {
    address: IpAddr,
    /// Bits that are compared.
    length: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Range> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Some(bits), |length| length.parse().ok())?;
        (length <= bits).then_some(Range { address, length })
    }

    /// The first address of the range.
    fn first(self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - self.length).unwrap_or(0);
                IpAddr::V4((address.to_bits() & mask).into())
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - self.length).unwrap_or(0);
                IpAddr::V6((address.to_bits() & mask).into())
            }
        }
    }

    /// Whether every address of the range is private: RFC 1918 and RFC 4193.
    fn is_private(self) -> bool {
        match self.first() {
            IpAddr::V4(first) => {
                let length = match first.octets() {
                    [10, ..] => 8,
                    [172, ..] => 12,
                    _ => 16,
                };
                first.is_private() && self.length >= length
            }
            IpAddr::V6(first) => first.is_unique_local() && self.length >= 7,
        }
    }
}
