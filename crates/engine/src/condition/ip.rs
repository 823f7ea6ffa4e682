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
fn four_numbers(text: &[u8]) -> Option<[u8; 4]> {
    let (mut octets, mut number, mut digits, mut place) = ([0; 4], 0_u32, 0, 0);
    for byte in text {
        match byte {
            b'0'..=b'9' if digits == 0 || number != 0 => {
                number = number * 10 + u32::from(byte - b'0');
                digits += 1;
            }
            b'.' if digits > 0 => {
                *octets.get_mut(place)? = u8::try_from(number).ok()?;
                (number, digits, place) = (0, 0, place + 1);
            }
            _ => return None,
        }
        if number > 255 {
            return None;
        }
    }
    let last = octets.get_mut(3).filter(|_| place == 3 && digits > 0)?;
    *last = u8::try_from(number).ok()?;
    Some(octets)
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
