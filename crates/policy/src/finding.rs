//! The register of everything that can be wrong with a policy document.
//!
//! Each finding is a documented constant; `entail explain P0012`, the manual and the coverage test
//! come from [`FINDINGS`]. Codes are stable: a number is never used for anything else.

pub mod access_analyzer;
pub mod action;
pub mod arn;
pub mod boundary;
pub mod comparison;
pub mod condition;
pub mod control;
pub mod document;
pub mod json;
pub mod permission;
pub mod principal;
pub mod resource;
pub mod resource_kind;
pub mod sensitive;
pub mod service;
mod source;
pub mod statement;
pub mod trust;
pub mod value;

use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// One kind of fault, documented.
#[derive(Debug)]
pub struct Finding {
    /// The stable code.
    pub code: Code,
    /// How much it weighs where it is at home; a use of a document may weigh it less.
    pub severity: Severity,
    /// In which of AWS's steps it is found.
    pub stage: Stage,
    /// The kind of policy that [`Finding::example`] and [`Finding::near_miss`] are.
    pub kind: PolicyKind,
    /// What is wrong, one line.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// A document with this fault.
    pub example: Example,
    /// A document that looks much the same and does not have it.
    pub near_miss: &'static str,
    /// What to write instead.
    pub use_instead: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

/// A document that shows a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// The document itself.
    Text(&'static str),
    /// A document too long to print: a text repeated.
    Repeated {
        /// The text.
        text: &'static str,
        /// How often it stands in the document.
        times: usize,
    },
}

impl Example {
    /// The document.
    pub fn document(&self) -> String {
        match self {
            Example::Text(text) => (*text).to_owned(),
            Example::Repeated { text, times } => text.repeat(*times),
        }
    }
}

/// The steps in which AWS checks a document; the first fault of the first step is what it answers.
///
/// The order is that of recorded answers of `CreatePolicy` and `CreateRole`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The JSON.
    Json,
    /// The grammar.
    Syntax,
    /// The version.
    Version,
    /// What AWS calls legacy parsing: case of effects, dates, components of ARNs.
    LegacyParsing,
    /// Statement ids.
    Sid,
    /// Principals.
    Principal,
    /// Whether there are actions and each has a prefix, and in trust policies which they are.
    Action,
    /// Whether there are resources.
    Resource,
    /// ARNs of resources.
    ResourceFormat,
    /// The form of actions.
    Prefix,
    /// AWS takes the document; [`advise`](crate::advise) or [`check`](crate::check()) warns.
    Advice,
    /// AWS takes the document; deciding requests by it shows what it lets through. The crate that
    /// decides finds it.
    Decision,
}

/// All findings in the order of their codes.
pub const FINDINGS: &[&Finding] = &[
    &json::DOCUMENT_TOO_LONG,
    &json::NESTING_TOO_DEEP,
    &json::UNEXPECTED_CHARACTER,
    &json::UNEXPECTED_END,
    &json::TRAILING_COMMA,
    &json::MISSING_COMMA,
    &json::MISSING_COLON,
    &json::UNTERMINATED_STRING,
    &json::INVALID_ESCAPE,
    &json::LONE_SURROGATE,
    &json::CONTROL_CHARACTER,
    &statement::DUPLICATE_SID,
    &json::INVALID_NUMBER,
    &json::INVALID_LITERAL,
    &json::BYTE_ORDER_MARK,
    &json::COMMENT,
    &json::TRAILING_TEXT,
    &json::TOO_MANY_FAULTS,
    &json::DUPLICATE_KEY,
    &document::NOT_AN_OBJECT,
    &document::UNKNOWN_ELEMENT,
    &document::WRONG_TYPE,
    &document::MISSING_STATEMENT,
    &document::EMPTY_STATEMENT,
    &document::INVALID_VERSION,
    &document::VERSION_REQUIRED,
    &document::OLD_VERSION,
    &document::IDENTITY_POLICY_ID,
    &document::CHARACTER_NOT_ALLOWED,
    &statement::MISSING_EFFECT,
    &statement::INVALID_EFFECT,
    &statement::EFFECT_CASE,
    &statement::ELEMENT_CONFLICT,
    &statement::INVALID_SID,
    &action::MISSING_ACTION,
    &action::ACTION_WITHOUT_VENDOR,
    &action::ACTION_COLONS,
    &action::INVALID_VENDOR,
    &action::TRUST_POLICY_ACTION,
    &resource::MISSING_RESOURCE,
    &resource::PROHIBITED_RESOURCE,
    &resource::RESOURCE_NOT_ARN,
    &resource::INVALID_PARTITION,
    &resource::RESOURCE_VENDOR,
    &resource::RESOURCE_REGION,
    &resource::IAM_RESOURCE_PATH,
    &resource::INCOMPLETE_ARN,
    &principal::PROHIBITED_PRINCIPAL,
    &principal::MISSING_PRINCIPAL,
    &principal::INVALID_PRINCIPAL,
    &principal::PRINCIPAL_WILDCARD,
    &principal::EMPTY_PRINCIPAL,
    &principal::TRUST_NOT_PRINCIPAL,
    &principal::ALLOW_NOT_PRINCIPAL,
    &principal::DENY_NOT_PRINCIPAL,
    &principal::RESOURCE_CONTROL_PRINCIPAL,
    &principal::RESOURCE_CONTROL_ALLOW,
    &condition::UNKNOWN_OPERATOR,
    &condition::NULL_IF_EXISTS,
    &condition::CONDITION_KEY_CASE,
    &condition::INVALID_DATE,
    &condition::VALUE_TYPE,
    &condition::INVALID_VARIABLE,
    &condition::CONDITION_KEY_FORM,
    &condition::WILDCARD_WITHOUT_LIKE,
    &service::UNKNOWN_SERVICE,
    &service::UNKNOWN_ACTION,
    &service::UNKNOWN_SERVICE_IN_KEY,
    &service::UNKNOWN_GLOBAL_KEY,
    &service::UNKNOWN_SERVICE_KEY,
    &service::MISSING_TAG_KEY,
    &service::OLD_GLOBAL_KEY,
    &service::DENY_BY_UNSUPPORTED_TAG,
    &service::ALLOW_BY_UNSUPPORTED_TAG,
    &service::KEY_WITHOUT_ACTION,
    &arn::ARN_SERVICE_CASE,
    &arn::ARN_SERVICE,
    &arn::ARN_ACCOUNT,
    &arn::ARN_RESOURCE,
    &arn::ARN_ACCOUNT_NOT_ALLOWED,
    &arn::ARN_REGION_NOT_ALLOWED,
    &arn::ARN_REGION_MISSING,
    &arn::ARN_ACCOUNT_MISSING,
    &arn::ARN_REGION,
    &comparison::TYPE_MISMATCH,
    &comparison::STRING_LIKE_WITH_ARN,
    &comparison::MISSING_QUALIFIER,
    &comparison::FOR_ALL_VALUES_SINGLE,
    &comparison::MULTIPLE_BOOLEANS,
    &comparison::VARIABLE_FOR_OPERATOR,
    &comparison::NULL_WITH_QUALIFIER,
    &comparison::NO_VALUES,
    &comparison::EMPTY_CONDITION,
    &comparison::PRIVATE_ADDRESSES,
    &comparison::SOME_PRIVATE_ADDRESSES,
    &comparison::ADDRESS_BITS,
    &comparison::VPC_FORMAT,
    &comparison::REDUNDANT_NUMBER,
    &comparison::UNPAIRED_ADDRESS,
    &comparison::UNTRUSTWORTHY_KEY,
    &comparison::MIXED_VALUES,
    &comparison::S3_PREFIX,
    &comparison::DYNAMODB_ATTRIBUTES,
    &comparison::ANY_VALUE,
    &permission::PASS_ANY_ROLE,
    &permission::CREATE_ANY_SERVICE_LINKED_ROLE,
    &permission::REDUNDANT_ACTION,
    &permission::REDUNDANT_RESOURCE,
    &permission::REDUNDANT_STATEMENT,
    &permission::EMPTY_SID,
    &permission::MISSING_VERSION,
    &permission::VARIABLE_IN_ACTION,
    &permission::TOO_LARGE,
    &trust::FEDERATED_PRINCIPAL,
    &trust::SERVICE_PRINCIPAL_FORM,
    &trust::MISMATCHED_ACTION,
    &trust::ROLES_ANYWHERE,
    &trust::OPEN_PROVIDER,
    &trust::GITHUB_WITHOUT_SUBJECT,
    &trust::GITHUB_WILDCARD,
    &trust::UNIQUE_ID_PRINCIPAL,
    &trust::SERVICE_WITHOUT_SOURCE,
    &trust::REDUNDANT_SESSION,
    &trust::AUDIENCE_WITH_FOR_ANY_VALUE,
    &trust::AUDIENCE_WITH_FOR_ALL_VALUES,
    &trust::MISSING_ACTION_FOR_KEY,
    &trust::KEY_OF_NO_SERVICE_PRINCIPAL,
    &control::RESOURCE_CONTROL_NOT_ACTION,
    &control::RESOURCE_CONTROL_PRINCIPAL_KEY,
    &control::RESOURCE_CONTROL_SERVICE,
    &control::RESOURCE_CONTROL_SOURCE_KEY,
    &control::RESOURCE_CONTROL_NULL_CHECK,
    &sensitive::SENSITIVE_WILDCARD,
    &sensitive::SENSITIVE_VARIABLE,
    &value::DATE_IN_SECONDS,
    &value::UNKNOWN_REGION,
    &value::KMS_KEY_ARN,
    &service::KEY_WITH_UNSUPPORTED_SERVICE,
    &resource_kind::ACTION_OF_ANOTHER_KIND,
    &resource_kind::ARN_OF_ANOTHER_KIND,
    &resource_kind::IRRELEVANT_KEY,
    &boundary::CREATES_WITHOUT_BOUNDARY,
    &boundary::REPLACES_BOUNDARY,
    &boundary::REMOVES_BOUNDARY,
    &boundary::EDITS_BOUNDARY,
    &boundary::OTHER_ACCOUNT,
    &boundary::UNSATISFIABLE,
    &boundary::ANOTHER_ACCEPTED,
    &boundary::ALLOW_LIST,
    &boundary::CHANGES_OUTSIDE_PRINCIPALS,
    &boundary::EDITS_OUTSIDE_POLICIES,
    &boundary::TAKES_OUTSIDE_CREDENTIALS,
    &boundary::CHANGES_OUTSIDE_GROUPS,
    &boundary::ASSUMES_OUTSIDE_ROLES,
    &boundary::PASSES_OUTSIDE_ROLES,
    &boundary::CHANGES_OUTSIDE_CODE,
    &boundary::CREATES_SERVICE_LINKED_ROLES,
    &boundary::CHANGES_PROVIDERS,
    &boundary::CHANGES_IDENTITY_CENTER,
    &boundary::DEPLOYS_STACK_SETS,
    &boundary::CHANGES_ORGANIZATION,
    &boundary::TAGS_OUTSIDE_PRINCIPALS,
    &boundary::READS_WHAT_THE_LINE_CHOOSES,
    &boundary::TAKES_OUTSIDE_NAMES,
    &boundary::ENTERS_MEMBER_ACCOUNTS,
];

/// Finds a finding by its code (`P0012`, in any case) or its name (`duplicate-sid`).
pub fn find(code_or_name: &str) -> Option<&'static Finding> {
    FINDINGS
        .iter()
        .find(|finding| {
            finding.code.id.eq_ignore_ascii_case(code_or_name) || finding.code.name == code_or_name
        })
        .copied()
}

#[cfg(test)]
mod tests;
