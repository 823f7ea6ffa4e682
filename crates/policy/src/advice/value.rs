//! What stands in condition values: regions, keys of KMS, names of services, dates.

use super::glob::{intersect, without_variables};
use super::similar::most_similar;
use super::trust::is_service;
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::trust::SERVICE_PRINCIPAL_FORM;
use crate::finding::value::{DATE_IN_SECONDS, KMS_KEY_ARN, UNKNOWN_REGION};
use crate::operators::{Family, Operator};
use crate::pattern::Pattern;
use crate::service_authorization::{self as facts, ValueType, regions};
use crate::span::Spanned;
use crate::tree::{ConditionKey, ConditionOperator, ConditionValue};

/// Keys that hold a region, in lower case.
const REGION_KEYS: [&str; 2] = ["aws:requestedregion", "ec2:region"];

/// Keys that hold service principals, in lower case.
const SERVICE_KEYS: [&str; 8] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "iam:awsservicename",
    "iam:passedtoservice",
    "kms:viaservice",
];

pub(super) fn advise(
    operator: ConditionOperator,
    known: Option<&facts::ConditionKey>,
    key: &ConditionKey,
    faults: &mut Faults,
) {
    let name = key.key.value.to_ascii_lowercase();
    let family = operator.operator.family();
    let is_text = matches!(family, Family::String | Family::Arn);
    let holds_kms_key = known.is_some_and(|known| {
        let words = name.replace('-', "");
        known.value_type == Some(ValueType::Arn) && words.contains("kmskey")
    });
    for value in &key.values {
        if family == Family::Date && name != "aws:epochtime" {
            date(value, faults);
        }
        if !is_text {
            continue;
        }
        if REGION_KEYS.contains(&name.as_str()) {
            region(operator.operator, value, faults);
        }
        if SERVICE_KEYS.contains(&name.as_str()) {
            service(value, faults);
        }
        if holds_kms_key {
            kms_key(value, faults);
        }
    }
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>,
/// "Invalid date value"
fn date(value: &Spanned<ConditionValue>, faults: &mut Faults) {
    let text = value.value.as_text();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 4 {
        let message = format!("`{text}` is a date in seconds since 1970");
        faults.push(Diagnostic::new(&DATE_IN_SECONDS, value.span, message));
    }
}

fn region(operator: Operator, value: &Spanned<ConditionValue>, faults: &mut Faults) {
    let text = value.value.as_text();
    let is_like = matches!(operator, Operator::StringLike | Operator::StringNotLike);
    let is_pattern = text.contains(['*', '?']);
    if text.contains("${") || (is_pattern && !is_like) {
        return;
    }
    let pattern = Pattern::new(text);
    let mut all = regions::all();
    if all.any(|(_, region)| if is_pattern { pattern.matches(region) } else { region == text }) {
        return;
    }
    let message = if is_pattern {
        format!("no region matches `{text}`")
    } else {
        format!("there is no region `{text}`")
    };
    let fault = Diagnostic::new(&UNKNOWN_REGION, value.span, message);
    faults.push(match most_similar(text, regions::all().map(|(_, region)| region)) {
        Some(similar) => fault.with_help(format!("write `{similar}`")),
        None => fault,
    });
}

fn service(value: &Spanned<ConditionValue>, faults: &mut Faults) {
    let text = value.value.as_text();
    if !is_service(text) {
        let message = format!("`{text}` is no service principal");
        let fault = Diagnostic::new(&SERVICE_PRINCIPAL_FORM, value.span, message);
        faults.push(if text.contains('.') {
            fault
        } else {
            fault.with_help(format!("write `{}.amazonaws.com`", text.to_ascii_lowercase()))
        });
    }
}

fn kms_key(value: &Spanned<ConditionValue>, faults: &mut Faults) {
    let text = without_variables(value.value.as_text());
    if !intersect("arn:*:kms:*:*:key/*", &text) {
        let message = format!("`{}` is no ARN of a KMS key", value.value.as_text());
        faults.push(Diagnostic::new(&KMS_KEY_ARN, value.span, message));
    }
}
