//! `IpAddress` and `NotIpAddress`: an address in a CIDR range, IPv4 or IPv6. A bare address is the
//! range of itself alone.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::IpAddr;

use ipnet::{IpNet, Ipv6Net};

use crate::truth::Truth;

/// A range of addresses. Of IPv4 those that agree with the network in the bits of the mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    V4 { network: u32, mask: u32 },
    V6(Ipv6Net),
}

impl Range {
    /// Reads `203.0.113.0/24`, `2001:db8::/32`, or a bare address. Bits beyond the prefix do not
    /// count.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let range = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().ok()?,
        };
        Some(match range {
            IpNet::V4(range) => {
                Self::V4 { network: range.network().to_bits(), mask: range.netmask().to_bits() }
            }
            IpNet::V6(range) => Self::V6(range),
        })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self, address) {
            (Self::V4 { network, mask }, IpAddr::V4(address)) => {
                address.to_bits() & mask == network
            }
            (Self::V6(range), IpAddr::V6(address)) => range.contains(&address),
            _ => false,
        }
    }
}

/// Whether the address lies in some range of the policy.
pub(crate) fn matches(ranges: &[Option<Range>], value: &str) -> Truth {
    let Some(address) = address(value) else { return Truth::Undecided };
    Truth::any(ranges.iter().map(|range| match range {
        Some(range) => range.contains(address).into(),
        None => Truth::Undecided,
    }))
}

/// Reads an address.
fn address(text: &str) -> Option<IpAddr> {
    match four_numbers(text.as_bytes()) {
        Some(octets) => Some(IpAddr::from(octets)),
        None => text.parse().ok(),
    }
}

/// Reads the usual form of an IPv4 address; whatever is unusual in any way is left to the library.
fn four_numbers(mut text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            text = text.strip_prefix(b".")?;
        }
        let digit =
            |at: usize| text.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|it| *it < 10);
        let (number, length) = match (digit(0)?, digit(1), digit(2)) {
            (first, None, _) => (u16::from(first), 1),
            (0, Some(_), _) => return None,
            (first, Some(second), None) => (u16::from(first) * 10 + u16::from(second), 2),
            (first, Some(second), Some(third)) => {
                (u16::from(first) * 100 + u16::from(second) * 10 + u16::from(third), 3)
            }
        };
        *octet = u8::try_from(number).ok()?;
        text = text.get(length..)?;
    }
    text.is_empty().then_some(octets)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn addresses_are_read_as_the_library_reads_them() {
        let parts =
            ["", "0", "1", "00", "01", "9", "10", "99", "255", "256", "999", "1000", "a", "+1"];
        for first in parts {
            for last in parts {
                for text in [
                    format!("{first}.2.30.{last}"),
                    format!("1.{first}.{last}.4"),
                    format!("{first}.{last}"),
                    format!("1.2.3.{first}.{last}"),
                    format!("1.2.3{first}{last}"),
                ] {
                    let library = text.parse::<Ipv4Addr>().ok().map(|address| address.octets());
                    let ours = four_numbers(text.as_bytes());
                    assert!(ours.is_none() || ours == library, "{text}");
                    assert_eq!(address(&text), text.parse().ok(), "{text}");
                }
            }
        }
        assert_eq!(four_numbers(b"203.0.113.7"), Some([203, 0, 113, 7]));
    }
}
