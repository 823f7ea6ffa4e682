//! The condition keys that belong to no service: `aws:SourceIp` and the like.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::sync::LazyLock;

use super::{Cardinality, ConditionKey, read};

/// Names and types, each as its section of the page has them ("Data type" and "Value type"), as of
/// September 2026; a type that begins with `ArrayOf` is of a key with any number of values.
///
/// Two have a second type, which advice allows for: `aws:EpochTime` is a number too, and
/// `aws:FederatedProvider` is the ARN of a provider that was made in IAM.
const GLOBAL_KEYS: &[(&str, &str)] = &[
    ("aws:AssumedRoot", "Bool"),
    ("aws:CalledVia", "ArrayOfString"),
    ("aws:CalledViaAWSMCP", "String"),
    ("aws:CalledViaFirst", "String"),
    ("aws:CalledViaLast", "String"),
    ("aws:ChatbotSourceArn", "ARN"),
    ("aws:CurrentTime", "Date"),
    ("aws:Ec2InstanceSourcePrivateIPv4", "IPAddress"),
    ("aws:Ec2InstanceSourceVpc", "String"),
    ("aws:EpochTime", "Date"),
    ("aws:FederatedProvider", "String"),
    ("aws:IsMcpServiceAction", "Bool"),
    ("aws:MultiFactorAuthAge", "Numeric"),
    ("aws:MultiFactorAuthPresent", "Bool"),
    ("aws:PrincipalAccount", "String"),
    ("aws:PrincipalArn", "ARN"),
    ("aws:PrincipalIsAWSService", "Bool"),
    ("aws:PrincipalOrgID", "String"),
    ("aws:PrincipalOrgPaths", "ArrayOfString"),
    ("aws:PrincipalServiceName", "String"),
    ("aws:PrincipalServiceNamesList", "ArrayOfString"),
    ("aws:PrincipalTag/${TagKey}", "String"),
    ("aws:PrincipalType", "String"),
    ("aws:RequestTag/${TagKey}", "String"),
    ("aws:RequestedRegion", "String"),
    ("aws:ResourceAccount", "String"),
    ("aws:ResourceOrgID", "String"),
    ("aws:ResourceOrgPaths", "ArrayOfString"),
    ("aws:ResourceTag/${TagKey}", "String"),
    ("aws:SecureTransport", "Bool"),
    ("aws:SignInSessionArn", "ARN"),
    ("aws:SourceAccount", "String"),
    ("aws:SourceArn", "ARN"),
    ("aws:SourceIdentity", "String"),
    ("aws:SourceIp", "IPAddress"),
    ("aws:SourceOrgID", "String"),
    ("aws:SourceOrgPaths", "ArrayOfString"),
    ("aws:SourceVpc", "String"),
    ("aws:SourceVpcArn", "ARN"),
    ("aws:SourceVpce", "String"),
    ("aws:TagKeys", "ArrayOfString"),
    ("aws:TokenIssueTime", "Date"),
    ("aws:UserAgent", "String"),
    ("aws:ViaAWSMCPService", "Bool"),
    ("aws:ViaAWSService", "Bool"),
    ("aws:VpcSourceIp", "IPAddress"),
    ("aws:VpceAccount", "String"),
    ("aws:VpceOrgID", "String"),
    ("aws:VpceOrgPaths", "ArrayOfString"),
    ("aws:referer", "String"),
    ("aws:userid", "String"),
    ("aws:username", "String"),
];

static KEYS: LazyLock<Vec<ConditionKey>> = LazyLock::new(|| {
    let key = |(name, text): &(&str, &str)| {
        let (value_type, cardinality): (_, Cardinality) = read::value_type(text);
        ConditionKey { name: (*name).to_owned(), value_type, cardinality }
    };
    GLOBAL_KEYS.iter().map(key).collect()
});

/// The keys in whose values no wildcard has a use, in lower case.
///
/// AWS: section "Sensitive condition keys" of the same page.
pub const SENSITIVE_KEYS: [&str; 10] = [
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
];

/// All global condition keys.
pub fn all() -> &'static [ConditionKey] {
    &KEYS
}

/// Finds a global condition key by its name, such as `aws:RequestTag/team`; case does not matter.
pub fn find(name: &str) -> Option<&'static ConditionKey> {
    KEYS.iter().find(|key| key.matches(name))
}
