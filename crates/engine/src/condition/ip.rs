//! `IpAddress` and `NotIpAddress`: an address in a CIDR range, IPv4 or IPv6. A bare address is the
//! range of itself alone.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::IpAddr;

use ipnet::IpNet;

use crate::truth::Truth;

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range(IpNet);

impl Range {
    /// Reads `203.0.113.0/24`, `2001:db8::/32`, or a bare address. Bits beyond the prefix do not
    /// count.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let range = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().ok()?,
        };
        Some(Self(range))
    }
}

/// Whether the address lies in some range of the policy.
pub(crate) fn matches(ranges: &[Option<Range>], value: &str) -> Truth {
    let Ok(address) = value.parse::<IpAddr>() else { return Truth::Undecided };
    Truth::any(ranges.iter().map(|range| match range {
        Some(Range(range)) => range.contains(&address).into(),
        None => Truth::Undecided,
    }))
}
