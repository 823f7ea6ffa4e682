//! Whom and what SCPs and RCPs limit.
//!
//! AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
//! AWS: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>

use std::sync::{Arc, LazyLock};

use entail_policy::service_authorization::resource_control;

use super::question::Question;
use crate::compile::Policy;
use crate::policy_set::PolicySet;
use crate::request::KmsKeyManager;

/// Policies by level, or why none of them limits the request.
pub(super) type Levels<'a> = Result<&'a [Vec<Arc<Policy>>], &'static str>;

/// Prefixes of services, one a line; the README beside the files has their origin.
const NOT_LIMITED_BY_SERVICE_CONTROL: &str =
    include_str!("../../../../models/organizations/not-limited-by-service-control.txt");

/// Sorted.
static FREE_OF_SERVICE_CONTROL: LazyLock<Vec<&str>> =
    LazyLock::new(|| NOT_LIMITED_BY_SERVICE_CONTROL.lines().collect());

/// The SCPs that limit the caller.
#[inline]
pub(super) fn service_control<'a>(question: &Question<'_>, policies: &'a PolicySet) -> Levels<'a> {
    let request = question.request;
    if question.account.is_none() {
        return Err("the caller belongs to no account");
    }
    let Some(levels) = &policies.service_control else {
        return Err("the caller's account is in no organization");
    };
    if request.principal_organization_management_account.as_deref() == question.account {
        Err("SCPs do not limit the management account")
    } else if request.principal.is_service_linked() {
        Err("SCPs do not limit service-linked roles")
    } else if is_free_of_service_control(question) {
        Err("SCPs do not limit this service")
    } else {
        Ok(levels)
    }
}

/// The RCPs that limit access to the resource.
#[inline]
pub(super) fn resource_control<'a>(question: &Question<'_>, policies: &'a PolicySet) -> Levels<'a> {
    let request = question.request;
    let Some(levels) = &policies.resource_control else {
        return Err("the resource's account is in no organization");
    };
    let management = request.resource_organization_management_account.as_deref();
    if management.is_some() && management == question.resource_account {
        Err("RCPs do not limit resources of the management account")
    } else if request.principal.is_service_linked() {
        Err("RCPs do not limit service-linked roles")
    } else if question.is_trust_of_service_linked_role() {
        Err("RCPs do not limit who assumes a service-linked role")
    } else if !question.request.action.service_prefix().is_some_and(resource_control::applies_to) {
        Err("RCPs do not apply to this service")
    } else if question.request.action.is_of("kms", |name| name == b"retiregrant") {
        Err("RCPs do not limit kms:RetireGrant")
    } else if question.is_about_kms_key() && request.kms_key_manager == KmsKeyManager::Aws {
        Err("RCPs do not limit AWS managed keys")
    } else {
        Ok(levels)
    }
}

fn is_free_of_service_control(question: &Question<'_>) -> bool {
    let prefix = question.request.action.service_prefix();
    prefix.is_some_and(|prefix| FREE_OF_SERVICE_CONTROL.binary_search(&prefix).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_one_prefix_a_line_sorted_and_in_lower_case() {
        let services: Vec<&str> = NOT_LIMITED_BY_SERVICE_CONTROL.lines().collect();
        assert!(!services.is_empty());
        assert!(services.is_sorted_by(|left, right| left < right), "{services:?}");
        for service in services {
            let is_prefix =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(!service.is_empty() && service.bytes().all(is_prefix), "`{service}`");
            let known = entail_policy::service_authorization::service(service);
            assert!(known.is_some(), "`{service}` is the prefix of no service");
        }
    }
}
