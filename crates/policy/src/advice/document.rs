//! The document as a whole, and statement ids.

use crate::check::resource_kind::ResourceKind;
use crate::check::{PolicyKind, statement_objects};
use crate::diagnostic::{Diagnostic, Severity};
use crate::faults::Faults;
use crate::finding::comparison::EMPTY_CONDITION;
use crate::finding::permission::{EMPTY_SID, MISSING_VERSION, REDUNDANT_STATEMENT, TOO_LARGE};
use crate::limits::{
    CONTROL_POLICY_CHARACTERS_MAX, ENDPOINT_POLICY_CHARACTERS_MAX, MANAGED_POLICY_CHARACTERS_MAX,
    TRUST_POLICY_CHARACTERS_MAX,
};
use crate::print::size_without_white_space;
use crate::span::Span;
use crate::text::{Member, ValueKind};
use crate::tree::Document;

pub(super) fn advise(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    version(document, kind, faults);
    size(document, kind, faults);
    let statements = statement_objects(document);
    for (index, members) in statements.iter().enumerate() {
        for member in *members {
            of_member(member, faults);
        }
        let earlier = statements.iter().take(index).find(|earlier| says_the_same(earlier, members));
        if let (Some(earlier), Some(span)) = (earlier.and_then(|it| place(it)), place(members)) {
            let message = "this statement says what another one says";
            let fault = Diagnostic::new(&REDUNDANT_STATEMENT, span, message);
            faults.push(fault.with_secondary(earlier, "here"));
        }
    }
}

fn version(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    let ValueKind::Object(members) = &document.json.kind else { return };
    // Where it must be, the document without it is refused.
    let is_missing = members.iter().all(|member| member.key.value != "Version");
    if is_missing && !kind.needs_version() {
        let start = document.json.span.start as usize;
        let message = "without `Version` the document is of version 2008-10-17";
        let fault = Diagnostic::new(&MISSING_VERSION, Span::new(start, start + 1), message);
        faults.push(fault.with_help("write `\"Version\": \"2012-10-17\"`"));
    }
}

/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html> and
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
fn size(document: &Document, kind: PolicyKind, faults: &mut Faults) {
    let dense = || size_without_white_space(&document.source);
    let all = || document.source.chars().count();
    let (size, max, severity) = match kind {
        PolicyKind::Identity | PolicyKind::PermissionsBoundary => {
            (dense(), MANAGED_POLICY_CHARACTERS_MAX, Severity::Warning)
        }
        PolicyKind::RoleTrust => (dense(), TRUST_POLICY_CHARACTERS_MAX, Severity::Warning),
        PolicyKind::ServiceControl | PolicyKind::ResourceControl => {
            (all(), CONTROL_POLICY_CHARACTERS_MAX, Severity::Error)
        }
        PolicyKind::VpcEndpoint => (all(), ENDPOINT_POLICY_CHARACTERS_MAX, Severity::Warning),
        PolicyKind::ResourceOf(ResourceKind { characters_max: Some(max), .. }) => {
            (all(), *max, Severity::Warning)
        }
        // Inline policies share a quota, and that of session policies is one of what they are
        // packed into.
        PolicyKind::InlineIdentity
        | PolicyKind::Session
        | PolicyKind::Resource
        | PolicyKind::ResourceOf(_) => return,
    };
    if size > max {
        let start = document.json.span.start as usize;
        let message = format!("the document has {size} characters, of {max}");
        let mut fault = Diagnostic::new(&TOO_LARGE, Span::new(start, start + 1), message);
        fault.severity = severity;
        faults.push(fault);
    }
}

fn of_member(member: &Member, faults: &mut Faults) {
    match (member.key.value.as_str(), &member.value.kind) {
        ("Sid", ValueKind::String(text)) if text.is_empty() => {
            let message = "the statement id is empty";
            faults.push(Diagnostic::new(&EMPTY_SID, member.value.span, message));
        }
        ("Condition", ValueKind::Object(operators)) if operators.is_empty() => {
            let message = "the block has no condition";
            faults.push(Diagnostic::new(&EMPTY_CONDITION, member.value.span, message));
        }
        _ => {}
    }
}

/// Whether two statements have the same elements, but for their ids.
fn says_the_same(left: &[Member], right: &[Member]) -> bool {
    let without_sid = |members: &[Member]| -> Vec<Member> {
        members.iter().filter(|member| member.key.value != "Sid").cloned().collect()
    };
    let (left, right) = (without_sid(left), without_sid(right));
    let has = |member: &Member| {
        let same = |it: &&Member| it.key.value == member.key.value;
        right.iter().find(same).is_some_and(|found| found.value.is_same(&member.value))
    };
    !left.is_empty() && left.len() == right.len() && left.iter().all(has)
}

/// From the first member of a statement to the last.
fn place(members: &[Member]) -> Option<Span> {
    Some(members.first()?.span().join(members.last()?.span()))
}
