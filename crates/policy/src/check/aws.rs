//! AWS's own texts in `MalformedPolicyDocument`.
//!
//! Those of managed and inline policies were recorded on `CreatePolicy`; those of trust policies
//! on `CreateRole` and `UpdateAssumeRolePolicy`, which have a reader of their own with other texts.

use super::PolicyKind;
use crate::diagnostic::Diagnostic;
use crate::finding::{self, Stage, action, condition, document, principal, resource, statement};
use crate::tree::Document;

/// The text of an error that did not bring its own.
pub(super) fn message(
    document: &Document,
    kind: PolicyKind,
    diagnostic: &Diagnostic,
) -> Option<String> {
    let finding = finding::find(diagnostic.code.id)?;
    let specific = match kind {
        PolicyKind::RoleTrust => trust(document, diagnostic),
        _ => None,
    };
    specific.or_else(|| general(kind, finding.stage, diagnostic).map(str::to_owned))
}

fn general(kind: PolicyKind, stage: Stage, diagnostic: &Diagnostic) -> Option<&'static str> {
    let invalid_sid = diagnostic.code == statement::INVALID_SID.code;
    let missing_principal = diagnostic.code == principal::MISSING_PRINCIPAL.code;
    Some(match stage {
        Stage::Json if kind == PolicyKind::RoleTrust => "This policy contains invalid Json",
        Stage::Json if kind == PolicyKind::Session => "The policy is not in the valid JSON format.",
        Stage::Json | Stage::Syntax | Stage::ResourceFormat | Stage::Prefix => {
            "Syntax errors in policy."
        }
        Stage::Version => "Policy document must be version 2012-10-17 or greater.",
        Stage::LegacyParsing => "The policy failed legacy parsing",
        Stage::Sid if invalid_sid => {
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
             regular expression [0-9A-Za-z]*"
        }
        Stage::Sid => "Statement IDs (SID) in a single policy must be unique.",
        Stage::Principal if missing_principal => "Missing required field Principal",
        Stage::Principal if kind.takes_principal() => "Invalid principal in policy",
        Stage::Principal => "Policy document should not specify a principal.",
        Stage::Action => "Policy statement must contain actions.",
        Stage::Resource => "Policy statement must contain resources.",
        Stage::Advice | Stage::Decision => return None,
    })
}

/// What only the reader of trust policies says.
fn trust(document: &Document, diagnostic: &Diagnostic) -> Option<String> {
    let code = diagnostic.code;
    let written = diagnostic.primary.span.text(&document.source).trim_matches('"');
    let with_text = [
        (&document::UNKNOWN_ELEMENT, "Unknown field "),
        (&condition::UNKNOWN_OPERATOR, "Invalid Condition type : "),
        (&condition::NULL_IF_EXISTS, "Invalid Condition type : "),
        (&statement::INVALID_EFFECT, "Invalid effect: "),
        (&statement::EFFECT_CASE, "Invalid effect: "),
    ];
    if let Some((_, text)) = with_text.iter().find(|(finding, _)| finding.code == code) {
        return Some(format!("{text}{written}"));
    }
    let fixed = [
        (&document::INVALID_VERSION, "The policy must contain a valid version string"),
        (&document::EMPTY_STATEMENT, "Could not parse the policy: Statement is empty!"),
        (&document::MISSING_STATEMENT, "Could not parse the policy: Statement is empty!"),
        (&statement::DUPLICATE_SID, "The Statement Ids in the policy are not unique"),
        (&statement::MISSING_EFFECT, "Missing required field Effect"),
        (&principal::MISSING_PRINCIPAL, "Missing required field Principal"),
        (&principal::EMPTY_PRINCIPAL, "Missing required field Principal cannot be empty!"),
        (&action::MISSING_ACTION, "Missing required field Action"),
        (
            &action::TRUST_POLICY_ACTION,
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (&resource::PROHIBITED_RESOURCE, "Has prohibited field Resource"),
    ];
    fixed.iter().find(|(finding, _)| finding.code == code).map(|(_, text)| (*text).to_owned())
}
