//! Services whose actions resource control policies apply to, as committed in
//! `models/organizations`.

const SERVICES: &str =
    include_str!("../../../../models/organizations/resource-control-services.txt");

/// Whether resource control policies apply to the actions with this prefix.
pub fn applies_to(prefix: &str) -> bool {
    SERVICES.lines().any(|service| service.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::applies_to;

    #[test]
    fn some_services_take_resource_control_policies() {
        assert!(applies_to("s3") && applies_to("STS"));
        assert!(!applies_to("ec2") && !applies_to(""));
    }
}
