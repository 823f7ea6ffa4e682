//! ARNs against the resource types of their service.

use super::glob::{intersect, without_variables};
use crate::check::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::Finding;
use crate::finding::arn::{
    ARN_ACCOUNT, ARN_ACCOUNT_MISSING, ARN_ACCOUNT_NOT_ALLOWED, ARN_REGION, ARN_REGION_MISSING,
    ARN_REGION_NOT_ALLOWED, ARN_RESOURCE, ARN_SERVICE, ARN_SERVICE_CASE,
};
use crate::limits::ACCOUNT_ID_DIGITS;
use crate::service_authorization::{self, regions};
use crate::tree::Statement;

pub(super) fn advise(statement: &Statement, kind: PolicyKind, faults: &mut Faults) {
    if kind == PolicyKind::RoleTrust {
        return;
    }
    for pattern in statement.resource.iter().flat_map(|element| &element.patterns) {
        let text = without_variables(&pattern.value);
        if let Some((finding, message)) = fault(&text) {
            faults.push(Diagnostic::new(finding, pattern.span, message));
        }
    }
}

/// The components of an ARN that may be a pattern.
struct Components<'text> {
    partition: &'text str,
    service: &'text str,
    region: &'text str,
    account: &'text str,
    resource: &'text str,
}

impl<'text> Components<'text> {
    fn of(text: &'text str) -> Option<Components<'text>> {
        let mut fields = text.splitn(6, ':');
        fields.next().filter(|prefix| *prefix == "arn")?;
        Some(Components {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            resource: fields.next()?,
        })
    }
}

fn fault(text: &str) -> Option<(&'static Finding, String)> {
    // ARNs with too few components and wildcards across them are not judged here.
    let arn = Components::of(text)?;
    if arn.service.is_empty() || arn.service.contains(['*', '?']) {
        return None;
    }
    let lower = arn.service.to_ascii_lowercase();
    let types: Vec<Components<'_>> =
        service_authorization::arn_patterns(&lower).filter_map(Components::of).collect();
    if types.is_empty() && service_authorization::service(&lower).is_none() {
        return Some((&ARN_SERVICE, format!("there is no service `{}`", arn.service)));
    }
    if lower != arn.service {
        return Some((&ARN_SERVICE_CASE, format!("`{}` is written `{lower}`", arn.service)));
    }
    if types.is_empty() {
        return None;
    }
    of_types(&arn, &types)
}

fn of_types(arn: &Components<'_>, types: &[Components<'_>]) -> Option<(&'static Finding, String)> {
    let fitting: Vec<&Components<'_>> =
        types.iter().filter(|it| intersect(it.resource, arn.resource)).collect();
    if fitting.is_empty() {
        let message =
            format!("no resource type of `{}` looks like `{}`", arn.service, arn.resource);
        return Some((&ARN_RESOURCE, message));
    }
    let is_literal = |part: &str| !part.is_empty() && !part.contains(['*', '?']);
    if !fitting.iter().any(|it| fits(it.region, arn.region)) {
        if arn.region.is_empty() {
            return Some((&ARN_REGION_MISSING, "this resource type has a region".to_owned()));
        }
        if is_literal(arn.region) {
            return Some((&ARN_REGION_NOT_ALLOWED, "this resource type has no region".to_owned()));
        }
    }
    if is_literal(arn.region) && !regions::of(arn.partition).any(|it| it == arn.region) {
        let message = format!("there is no region `{}` in `{}`", arn.region, arn.partition);
        return Some((&ARN_REGION, message));
    }
    if !fitting.iter().any(|it| fits(it.account, arn.account)) {
        if arn.account.is_empty() {
            return Some((&ARN_ACCOUNT_MISSING, "this resource type has an account".to_owned()));
        }
        if is_literal(arn.account) {
            let message = "this resource type has no account".to_owned();
            return Some((&ARN_ACCOUNT_NOT_ALLOWED, message));
        }
    }
    let is_owned = fitting.iter().any(|it| it.account == arn.account);
    (is_literal(arn.account) && !is_owned && !is_account_id(arn.account))
        .then(|| (&ARN_ACCOUNT, format!("`{}` is no account id", arn.account)))
}

/// Whether a component can be one of the resource type, where `*` stands for a text of one
/// character or more.
fn fits(template: &str, written: &str) -> bool {
    if template.is_empty() {
        written.is_empty()
    } else {
        !written.is_empty() && intersect(template, written)
    }
}

fn is_account_id(text: &str) -> bool {
    // `aws` stands for what AWS owns itself, such as its managed policies.
    text == "aws"
        || (text.len() == ACCOUNT_ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()))
}
