//! Services whose actions resource control policies apply to, as committed in
//! `models/organizations`.

use std::sync::LazyLock;

/// Prefixes of services, one a line, sorted; the README beside the file has their origin.
const SERVICES: &str =
    include_str!("../../../../models/organizations/resource-control-services.txt");

static SORTED: LazyLock<Vec<&str>> = LazyLock::new(|| SERVICES.lines().collect());

/// Whether resource control policies apply to the actions with this prefix, in any case of its
/// letters. It asks for no memory: decisions ask it too.
pub fn applies_to(prefix: &str) -> bool {
    let lower = || prefix.bytes().map(|byte| byte.to_ascii_lowercase());
    SORTED.binary_search_by(|service| service.bytes().cmp(lower())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{SERVICES, applies_to};
    use crate::service_authorization::service;

    #[test]
    fn some_services_take_resource_control_policies() {
        assert!(applies_to("s3") && applies_to("STS"));
        assert!(!applies_to("ec2") && !applies_to(""));
    }

    #[test]
    fn every_listed_service_is_found() {
        for prefix in SERVICES.lines() {
            assert!(applies_to(prefix), "`{prefix}`");
        }
    }

    #[test]
    fn the_list_holds_one_prefix_a_line_sorted_and_in_lower_case() {
        let services: Vec<&str> = SERVICES.lines().collect();
        assert!(!services.is_empty());
        assert!(services.is_sorted_by(|left, right| left < right), "{services:?}");
        for prefix in services {
            let is_prefix =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(!prefix.is_empty() && prefix.bytes().all(is_prefix), "`{prefix}`");
            assert!(service(prefix).is_some(), "`{prefix}` is the prefix of no service");
        }
    }
}
