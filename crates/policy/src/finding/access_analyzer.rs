//! The checks of AWS IAM Access Analyzer's `ValidatePolicy`, and what we have of each.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use crate::diagnostic::Severity;

/// AWS's classes of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingType {
    /// Some of the policy does not work.
    Error,
    /// The policy allows what AWS considers a risk.
    SecurityWarning,
    /// The policy departs from what AWS recommends.
    GeneralWarning,
    /// The policy could be said better.
    Suggestion,
}

impl FindingType {
    /// How much our findings of this class weigh.
    pub fn severity(self) -> Severity {
        match self {
            FindingType::Error => Severity::Error,
            FindingType::SecurityWarning | FindingType::GeneralWarning => Severity::Warning,
            FindingType::Suggestion => Severity::Suggestion,
        }
    }
}

/// One of AWS's checks.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// AWS's class.
    pub finding_type: FindingType,
    /// AWS's name, as in `issueCode`.
    pub issue_code: &'static str,
    /// The codes of the findings that cover it; none where it is not covered.
    pub codes: &'static [&'static str],
    /// Why it is not covered, or what is left out; may be empty where it is.
    pub note: &'static str,
}

/// AWS's class of a finding, by its code; none where AWS has no such check.
///
/// Several checks may have one finding: the class that weighs as much as `severity` is taken.
///
/// ```
/// use entail_policy::Severity;
/// use entail_policy::finding::access_analyzer::{FindingType, finding_type};
/// let found = finding_type("P0140", Severity::Warning);
/// assert_eq!(found, Some(FindingType::SecurityWarning));
/// ```
pub fn finding_type(code: &str, severity: Severity) -> Option<FindingType> {
    let types = || {
        let covering = CHECKS.iter().filter(|check| check.codes.contains(&code));
        covering.map(|check| check.finding_type)
    };
    types().find(|finding_type| finding_type.severity() == severity).or_else(|| types().next())
}

const fn check(
    finding_type: FindingType,
    issue_code: &'static str,
    codes: &'static [&'static str],
    note: &'static str,
) -> Check {
    Check { finding_type, issue_code, codes, note }
}

/// All of AWS's checks by class and name.
#[rustfmt::skip]
pub const CHECKS: &[Check] = &[
    check(FindingType::Error, "ARN_ACCOUNT_NOT_ALLOWED", &["P0114"], ""),
    check(FindingType::Error, "ARN_REGION_NOT_ALLOWED", &["P0055", "P0115"], ""),
    check(FindingType::Error, "DATA_TYPE_MISMATCH", &["P0020", "P0022"], ""),
    check(FindingType::Error, "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", &["P0072"], ""),
    check(FindingType::Error, "EMPTY_VARIABLE", &["P0075"], ""),
    check(FindingType::Error, "FEDERATED_PRINCIPAL_NOT_SUPPORTED", &["P0150"], ""),
    check(FindingType::Error, "INVALID_ACTION", &["P0101"], ""),
    check(FindingType::Error, "INVALID_ARN_ACCOUNT", &["P0112"], ""),
    check(FindingType::Error, "INVALID_ARN_PREFIX", &["P0052"], ""),
    check(FindingType::Error, "INVALID_ARN_REGION", &["P0118"], "whether the region exists in the partition, not whether the service is in the region"),
    check(FindingType::Error, "INVALID_ARN_RESOURCE", &["P0056", "P0111", "P0113"], ""),
    check(FindingType::Error, "INVALID_ARN_SERVICE_CASE", &["P0110"], ""),
    check(FindingType::Error, "INVALID_CONDITION_DATA_TYPE", &["P0136"], ""),
    check(FindingType::Error, "INVALID_CONDITION_KEY_FORMAT", &["P0076"], ""),
    check(FindingType::Error, "INVALID_CONDITION_MULTIPLE_BOOLEAN", &["P0124"], ""),
    check(FindingType::Error, "INVALID_CONDITION_OPERATOR", &["P0070"], ""),
    check(FindingType::Error, "INVALID_EFFECT", &["P0031", "P0032"], ""),
    check(FindingType::Error, "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", &["P0062"], ""),
    check(FindingType::Error, "INVALID_GLOBAL_CONDITION_KEY", &["P0103"], ""),
    check(FindingType::Error, "INVALID_KMS_KEY_VALUE", &["P0184"], "for the keys of type ARN whose name says that they hold a KMS key; AWS lists none"),
    check(FindingType::Error, "INVALID_PARTITION", &["P0053"], "whether the partition exists, not whether the service is in it"),
    check(FindingType::Error, "INVALID_POLICY_ELEMENT", &["P0021"], ""),
    check(FindingType::Error, "INVALID_PRINCIPAL_FORMAT", &["P0062"], ""),
    check(FindingType::Error, "INVALID_PRINCIPAL_KEY", &["P0062"], ""),
    check(FindingType::Error, "INVALID_REGION", &["P0183"], "for `aws:RequestedRegion` and `ec2:Region`"),
    check(FindingType::Error, "INVALID_SERVICE", &["P0102"], ""),
    check(FindingType::Error, "INVALID_SERVICE_CONDITION_KEY", &["P0104"], ""),
    check(FindingType::Error, "INVALID_SERVICE_IN_ACTION", &["P0100"], ""),
    check(FindingType::Error, "INVALID_SERVICE_PRINCIPAL_FORMAT", &["P0152"], "in principals, and in the values of the keys that hold services, such as `aws:CalledVia`"),
    check(FindingType::Error, "INVALID_VARIABLE_FOR_OPERATOR", &["P0125"], ""),
    check(FindingType::Error, "INVALID_VERSION", &["P0025"], ""),
    check(FindingType::Error, "INVALID_VPCE_FORMAT", &["P0132"], ""),
    check(FindingType::Error, "INVALID_VPC_FORMAT", &["P0132"], ""),
    check(FindingType::Error, "JSON_SYNTAX_ERROR", &["P0003", "P0004", "P0005", "P0006", "P0007", "P0008", "P0009", "P0010", "P0011", "P0013", "P0014", "P0015", "P0016", "P0017"], ""),
    check(FindingType::Error, "MISMATCHED_ACTION_FOR_PRINCIPAL", &["P0153"], "where no principal of the statement can use the action"),
    check(FindingType::Error, "MISSING_ACTION", &["P0040"], ""),
    check(FindingType::Error, "MISSING_ACTION_FOR_CONDITION_KEY", &["P0163"], "for session tags and the source identity in trust policies; AWS lists no keys"),
    check(FindingType::Error, "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", &["P0154"], ""),
    check(FindingType::Error, "MISSING_ARN_ACCOUNT", &["P0117"], ""),
    check(FindingType::Error, "MISSING_ARN_FIELD", &["P0057"], ""),
    check(FindingType::Error, "MISSING_ARN_REGION", &["P0116"], ""),
    check(FindingType::Error, "MISSING_BRACE_IN_VARIABLE", &["P0075"], ""),
    check(FindingType::Error, "MISSING_EFFECT", &["P0030"], ""),
    check(FindingType::Error, "MISSING_PRINCIPAL", &["P0061"], ""),
    check(FindingType::Error, "MISSING_QUALIFIER", &["P0122"], ""),
    check(FindingType::Error, "MISSING_QUOTE_IN_VARIABLE", &["P0075"], ""),
    check(FindingType::Error, "MISSING_RESOURCE", &["P0050"], ""),
    check(FindingType::Error, "MISSING_STATEMENT", &["P0023"], ""),
    check(FindingType::Error, "MISSING_TAG_KEY_IN_CONDITION", &["P0105"], ""),
    check(FindingType::Error, "NULL_WITH_IF_EXISTS", &["P0071"], ""),
    check(FindingType::Error, "POLICY_SIZE_EXCEEDS_RCP_QUOTA", &["P0148"], ""),
    check(FindingType::Error, "POLICY_SIZE_EXCEEDS_SCP_QUOTA", &["P0148"], ""),
    check(FindingType::Error, "PRIVATE_IP_ADDRESS", &["P0129"], ""),
    check(FindingType::Error, "PRIVATE_NOT_IP_ADDRESS", &["P0129"], ""),
    check(FindingType::Error, "RCP_SYNTAX_ERROR_ACTION", &["P0172"], ""),
    check(FindingType::Error, "RCP_SYNTAX_ERROR_ALLOW", &["P0069"], ""),
    check(FindingType::Error, "RCP_SYNTAX_ERROR_NOTACTION", &["P0170"], ""),
    check(FindingType::Error, "RCP_SYNTAX_ERROR_PRINCIPAL", &["P0068"], ""),
    check(FindingType::Error, "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", &["P0065"], ""),
    check(FindingType::Error, "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", &["P0051"], ""),
    check(FindingType::Error, "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", &["P0062", "P0063"], ""),
    check(FindingType::Error, "SCP_SYNTAX_ERROR_ACTION_WILDCARD", &[], "AWS takes wildcards anywhere in these actions [since September 2025](https://aws.amazon.com/blogs/security/unlock-new-possibilities-aws-organizations-service-control-policy-now-supports-full-iam-language)"),
    check(FindingType::Error, "SCP_SYNTAX_ERROR_PRINCIPAL", &["P0060"], ""),
    check(FindingType::Error, "TYPE_MISMATCH_IP_RANGE", &["P0074"], ""),
    check(FindingType::Error, "UNIQUE_SIDS_REQUIRED", &["P0012"], ""),
    check(FindingType::Error, "UNSUPPORTED_ACTION_FOR_CONDITION_KEY", &["P0109"], "for keys of services; the facts list global keys for few of the actions that have them"),
    check(FindingType::Error, "UNSUPPORTED_ACTION_IN_POLICY", &["P0044", "P0190"], "where the kind of the resource is known"),
    check(FindingType::Error, "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", &["P0164"], "for the keys that only principals of accounts have"),
    check(FindingType::Error, "UNSUPPORTED_ELEMENT_COMBINATION", &["P0033"], ""),
    check(FindingType::Error, "UNSUPPORTED_GLOBAL_CONDITION_KEY", &["P0106"], "as a warning"),
    check(FindingType::Error, "UNSUPPORTED_PRINCIPAL", &["P0060"], ""),
    check(FindingType::Error, "UNSUPPORTED_RESOURCE_ARN_IN_POLICY", &["P0191"], "where the kind of the resource is known"),
    check(FindingType::Error, "UNSUPPORTED_SID", &["P0034"], ""),
    check(FindingType::Error, "UNSUPPORTED_SPACE_IN_VARIABLE", &["P0075"], ""),
    check(FindingType::Error, "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", &["P0063"], ""),
    check(FindingType::Error, "VARIABLE_UNSUPPORTED_IN_ELEMENT", &["P0147"], ""),
    check(FindingType::Error, "VARIABLE_UNSUPPORTED_IN_VERSION", &["P0027"], ""),
    check(FindingType::Error, "VARIABLE_USAGE_TOO_PERMISSIVE", &["P0181"], "for the sensitive keys of AWS's list and `aws:userid`; AWS does not say for which others"),
    check(FindingType::Error, "WILDCARD_USAGE_TOO_PERMISSIVE", &["P0180"], "for the sensitive keys of AWS's list, `aws:userid` and the subjects of tokens; AWS does not say for which others"),
    check(FindingType::SecurityWarning, "ALLOW_WITH_NOT_PRINCIPAL", &["P0066"], ""),
    check(FindingType::SecurityWarning, "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", &["P0107"], "for `aws:ResourceTag`, where a missing key makes the condition fail"),
    check(FindingType::SecurityWarning, "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", &["P0107"], "for `aws:ResourceTag`, where a missing key makes the condition fail"),
    check(FindingType::SecurityWarning, "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", &["P0138"], ""),
    check(FindingType::SecurityWarning, "FORALLVALUES_WITH_SINGLE_VALUED_KEY", &["P0123"], ""),
    check(FindingType::SecurityWarning, "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", &["P0161"], ""),
    check(FindingType::SecurityWarning, "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", &["P0155"], ""),
    check(FindingType::SecurityWarning, "MISSING_GITHUB_REPO_CONDITION_KEY", &["P0156"], ""),
    check(FindingType::SecurityWarning, "MISSING_PAIRED_CONDITION_KEYS", &["P0134"], "for `aws:VpcSourceIp` and `aws:Ec2InstanceSourcePrivateIPv4`"),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", &["P0140"], ""),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_NOT_RESOURCE", &["P0140"], ""),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", &["P0140"], ""),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", &["P0140"], ""),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_STAR_IN_RESOURCE", &["P0140"], "a wildcard behind a part of the role's name or path is not reported"),
    check(FindingType::SecurityWarning, "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", &["P0140"], ""),
    check(FindingType::SecurityWarning, "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", &["P0159"], ""),
    check(FindingType::SecurityWarning, "S3_PREFIX_IN_NEGATIVE_CONTEXT", &["P0137"], ""),
    check(FindingType::SecurityWarning, "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", &["P0121"], ""),
    check(FindingType::SecurityWarning, "UNTRUSTWORTHY_CONDITION_KEY", &["P0135"], "for `aws:referer` and `aws:UserAgent`; AWS lists none"),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE", &["P0141"], ""),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_NOT_RESOURCE", &["P0141"], ""),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", &["P0141"], ""),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", &["P0141"], ""),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_STAR_IN_RESOURCE", &["P0141"], ""),
    check(FindingType::GeneralWarning, "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", &["P0141"], ""),
    check(FindingType::GeneralWarning, "DEPRECATED_GLOBAL_CONDITION_KEY", &["P0106"], "for `aws:ARN`, the one key that AWS names, and `aws:SourceOwner`"),
    check(FindingType::GeneralWarning, "INVALID_DATE_VALUE", &["P0182"], ""),
    check(FindingType::GeneralWarning, "INVALID_ROLE_REFERENCE", &["P0158"], ""),
    check(FindingType::GeneralWarning, "INVALID_USER_REFERENCE", &["P0158"], ""),
    check(FindingType::GeneralWarning, "MISSING_VERSION", &["P0026", "P0146"], ""),
    check(FindingType::GeneralWarning, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", &["P0148"], ""),
    check(FindingType::GeneralWarning, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", &["P0148"], "for the kinds of resources whose quota AWS documents"),
    check(FindingType::GeneralWarning, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", &["P0148"], ""),
    check(FindingType::GeneralWarning, "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", &["P0171"], ""),
    check(FindingType::GeneralWarning, "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", &["P0173"], ""),
    check(FindingType::GeneralWarning, "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", &["P0174"], ""),
    check(FindingType::GeneralWarning, "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", &["P0157"], ""),
    check(FindingType::GeneralWarning, "TYPE_MISMATCH", &["P0120"], ""),
    check(FindingType::GeneralWarning, "TYPE_MISMATCH_BOOLEAN", &["P0074"], ""),
    check(FindingType::GeneralWarning, "TYPE_MISMATCH_DATE", &["P0073"], ""),
    check(FindingType::GeneralWarning, "TYPE_MISMATCH_NUMBER", &["P0074"], ""),
    check(FindingType::GeneralWarning, "TYPE_MISMATCH_STRING", &["P0074"], ""),
    check(FindingType::GeneralWarning, "UNIQUE_SIDS_RECOMMENDED", &["P0012"], ""),
    check(FindingType::GeneralWarning, "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", &["P0185"], ""),
    check(FindingType::GeneralWarning, "WILDCARD_WITHOUT_LIKE_OPERATOR", &["P0077"], ""),
    check(FindingType::Suggestion, "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", &["P0108"], "for `aws:ResourceTag`, where a missing key makes the condition fail"),
    check(FindingType::Suggestion, "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", &["P0108"], "for `aws:ResourceTag`, where a missing key makes the condition fail"),
    check(FindingType::Suggestion, "CONFIRM_AUDIENCE_CLAIM_TYPE", &["P0162"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_ACTION", &["P0040"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_CONDITION", &["P0127"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_CONDITION_FORALLVALUES", &["P0127"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_CONDITION_FORANYVALUE", &["P0127"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_CONDITION_IFEXISTS", &["P0127"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_PRINCIPAL", &["P0064"], ""),
    check(FindingType::Suggestion, "EMPTY_ARRAY_RESOURCE", &["P0050"], ""),
    check(FindingType::Suggestion, "EMPTY_OBJECT_CONDITION", &["P0128"], ""),
    check(FindingType::Suggestion, "EMPTY_OBJECT_PRINCIPAL", &["P0064"], ""),
    check(FindingType::Suggestion, "EMPTY_SID_VALUE", &["P0145"], ""),
    check(FindingType::Suggestion, "EQUIVALENT_TO_NULL_FALSE", &["P0139"], ""),
    check(FindingType::Suggestion, "EQUIVALENT_TO_NULL_TRUE", &["P0139"], ""),
    check(FindingType::Suggestion, "IMPROVE_IP_RANGE", &["P0131"], ""),
    check(FindingType::Suggestion, "IRRELEVANT_CONDITION_KEY_IN_POLICY", &["P0192"], "for `s3:ResourceAccount`, the one key that AWS names"),
    check(FindingType::Suggestion, "NULL_WITH_QUALIFIER", &["P0126"], ""),
    check(FindingType::Suggestion, "PRIVATE_IP_ADDRESS_SUBSET", &["P0130"], ""),
    check(FindingType::Suggestion, "PRIVATE_NOT_IP_ADDRESS_SUBSET", &["P0130"], ""),
    check(FindingType::Suggestion, "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", &["P0159"], ""),
    check(FindingType::Suggestion, "REDUNDANT_ACTION", &["P0142"], ""),
    check(FindingType::Suggestion, "REDUNDANT_CONDITION_VALUE_NUM", &["P0133"], ""),
    check(FindingType::Suggestion, "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", &["P0139"], ""),
    check(FindingType::Suggestion, "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", &["P0160"], ""),
    check(FindingType::Suggestion, "REDUNDANT_RESOURCE", &["P0143"], ""),
    check(FindingType::Suggestion, "REDUNDANT_STATEMENT", &["P0144"], ""),
    check(FindingType::Suggestion, "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", &["P0139"], ""),
    check(FindingType::Suggestion, "WILDCARD_IN_SERVICE_NAME", &["P0043", "P0054"], ""),
];

#[cfg(test)]
mod tests {
    use super::{CHECKS, FindingType, Severity};
    use crate::finding::{FINDINGS, Stage};

    #[test]
    fn checks_are_in_order_and_name_findings_that_exist() {
        let place = |check: &super::Check| (check.finding_type, check.issue_code);
        assert!(CHECKS.is_sorted_by(|left, right| place(left) < place(right)));
        for check in CHECKS {
            for code in check.codes {
                let found = FINDINGS.iter().any(|finding| finding.code.id == *code);
                assert!(found, "{} names {code}", check.issue_code);
            }
            assert!(!check.codes.is_empty() || !check.note.is_empty(), "{}", check.issue_code);
        }
    }

    #[test]
    fn advice_covers_a_check_of_aws() {
        let advice = FINDINGS.iter().filter(|finding| finding.code.id >= "P0100");
        for finding in advice.filter(|finding| finding.stage == Stage::Advice) {
            let found = super::finding_type(finding.code.id, finding.severity);
            assert!(found.is_some(), "{}", finding.code);
        }
    }

    #[test]
    fn a_finding_of_several_classes_is_told_by_its_weight() {
        let of = |severity| super::finding_type("P0148", severity);
        assert_eq!(of(Severity::Error), Some(FindingType::Error));
        assert_eq!(of(Severity::Warning), Some(FindingType::GeneralWarning));
    }
}
