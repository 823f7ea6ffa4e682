//! Conditions that do not compare what they seem to.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// An operator compares values of another type than the condition key has.
pub static TYPE_MISMATCH: Finding = Finding {
    code: Code { id: "P0120", name: "operator-of-another-type" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an operator compares values of another type than the condition key has",
    why: "The comparison fails for every request, or holds for every one where it is negated.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SecureTransport":"true"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}}"#,
    use_instead: "Write an operator of the type that the key has, such as `Bool` for `aws:SecureTransport`.",
    source: source::OPERATORS,
};

/// `StringLike` or `StringNotLike` compares a condition key that holds ARNs.
pub static STRING_LIKE_WITH_ARN: Finding = Finding {
    code: Code { id: "P0121", name: "string-like-with-arn" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`StringLike` or `StringNotLike` compares a condition key that holds ARNs",
    why: "In a text, `*` also matches colons, so that an account or region can slip in; ARN operators compare component by component.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/dev"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/dev"}}}}"#,
    use_instead: "Write `ArnLike` or `ArnNotLike`.",
    source: source::OPERATORS,
};

/// A condition key with many values stands without `ForAllValues` and `ForAnyValue`.
pub static MISSING_QUALIFIER: Finding = Finding {
    code: Code { id: "P0122", name: "missing-set-qualifier" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key with many values stands without `ForAllValues` and `ForAnyValue`",
    why: "A request may hold many values of the key; the qualifier says whether all of them or any of them must match.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"team"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"team"}}}}"#,
    use_instead: "Put `ForAllValues:` or `ForAnyValue:` before the operator.",
    source: source::SETS,
};

/// `ForAllValues` stands with a condition key that has one value.
pub static FOR_ALL_VALUES_SINGLE: Finding = Finding {
    code: Code { id: "P0123", name: "for-all-values-with-one-value" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`ForAllValues` stands with a condition key that has one value",
    why: "`ForAllValues` holds where the key is missing: the condition can be met by leaving it out.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:SourceVpce":"vpce-12345678"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-12345678"}}}}"#,
    use_instead: "Leave `ForAllValues:` out.",
    source: source::SETS,
};

/// A `Bool` condition has several values.
pub static MULTIPLE_BOOLEANS: Finding = Finding {
    code: Code { id: "P0124", name: "several-booleans" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a `Bool` condition has several values",
    why: "Several values are alternatives: `true` and `false` together always match.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":["true","false"]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":["true"]}}}}"#,
    use_instead: "Write one value.",
    source: source::OPERATORS,
};

/// A policy variable stands in a value that is no text and no ARN.
pub static VARIABLE_FOR_OPERATOR: Finding = Finding {
    code: Code { id: "P0125", name: "variable-for-operator" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a policy variable stands in a value that is no text and no ARN",
    why: "Variables are replaced for string and ARN operators only.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"${aws:PrincipalTag/age}"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:username":"${aws:PrincipalTag/id}"}}}}"#,
    use_instead: "Write the value itself, or compare a text with `StringEquals`.",
    source: source::VARIABLES,
};

/// `ForAllValues` or `ForAnyValue` stands with `Null`.
pub static NULL_WITH_QUALIFIER: Finding = Finding {
    code: Code { id: "P0126", name: "null-with-qualifier" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`ForAllValues` or `ForAnyValue` stands with `Null`",
    why: "With `ForAllValues` it always holds, with `ForAnyValue` never.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:Null":{"aws:TagKeys":"true"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"Null":{"aws:TagKeys":"true"}}}}"#,
    use_instead: "Write `Null` alone.",
    source: source::SETS,
};

/// A condition key has an empty list of values.
pub static NO_VALUES: Finding = Finding {
    code: Code { id: "P0127", name: "condition-without-values" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key has an empty list of values",
    why: "Nothing is compared. `ForAnyValue` then never holds, and `IfExists` and `ForAllValues` only where the key is missing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":[]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":["AIDAEXAMPLE"]}}}}"#,
    use_instead: "Write the values; to ask whether a key is missing, use `Null`.",
    source: source::CONDITION,
};

/// A `Condition` block or an operator in it is empty.
pub static EMPTY_CONDITION: Finding = Finding {
    code: Code { id: "P0128", name: "empty-condition" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a `Condition` block or an operator in it is empty",
    why: "It changes nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":"AIDAEXAMPLE"}}}}"#,
    use_instead: "Write a condition or leave the block out.",
    source: source::CONDITION,
};

/// `aws:SourceIp` is compared to private addresses only.
pub static PRIVATE_ADDRESSES: Finding = Finding {
    code: Code { id: "P0129", name: "private-source-addresses" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`aws:SourceIp` is compared to private addresses only",
    why: "AWS sees the public address of a caller: `IpAddress` never holds and `NotIpAddress` always.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"},"StringEquals":{"aws:SourceVpc":"vpc-12345678"}}}}"#,
    use_instead: "Write public addresses, or ask for `aws:VpcSourceIp` with `aws:SourceVpc`.",
    source: source::GLOBAL_KEYS,
};

/// One of the addresses that `aws:SourceIp` is compared to is private.
pub static SOME_PRIVATE_ADDRESSES: Finding = Finding {
    code: Code { id: "P0130", name: "private-source-address" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "one of the addresses that `aws:SourceIp` is compared to is private",
    why: "AWS sees the public address of a caller: this one has no effect.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]}}}}"#,
    use_instead: "Take it away, or ask for `aws:VpcSourceIp` in a statement of its own.",
    source: source::GLOBAL_KEYS,
};

/// An address has bits behind the length of its prefix.
pub static ADDRESS_BITS: Finding = Finding {
    code: Code { id: "P0131", name: "address-behind-prefix" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an address has bits behind the length of its prefix",
    why: "They are not compared: the range is wider than it looks.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.5/24"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}}"#,
    use_instead: "Write the first address of the range.",
    source: source::OPERATORS,
};

/// A value of `aws:SourceVpc` or `aws:SourceVpce` is no id of a VPC or of an endpoint.
pub static VPC_FORMAT: Finding = Finding {
    code: Code { id: "P0132", name: "vpc-id-form" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a value of `aws:SourceVpc` or `aws:SourceVpce` is no id of a VPC or of an endpoint",
    why: "Ids are `vpc-` or `vpce-` with 8 or 17 letters and digits; this value matches no request.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpc-12345678"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-12345678"}}}}"#,
    use_instead: "Write the whole id.",
    source: source::GLOBAL_KEYS,
};

/// An order of numbers has several values.
pub static REDUNDANT_NUMBER: Finding = Finding {
    code: Code { id: "P0133", name: "redundant-number" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an order of numbers has several values",
    why: "Values are alternatives: the widest decides and the others change nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":["2700","3600"]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}}}"#,
    use_instead: "Keep the one that is meant.",
    source: source::OPERATORS,
};

/// A private address is compared without its network.
pub static UNPAIRED_ADDRESS: Finding = Finding {
    code: Code { id: "P0134", name: "unpaired-vpc-address" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a private address is compared without the network that it is in",
    why: "Private addresses are not unique: everybody can make a VPC with the same ones.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"},"StringEquals":{"aws:SourceVpc":"vpc-12345678"}}}}"#,
    use_instead: "Ask for `aws:SourceVpc`, `aws:SourceVpce` or `aws:SourceVpcArn` in the same statement, or for `aws:Ec2InstanceSourceVpc` beside `aws:Ec2InstanceSourcePrivateIPv4`.",
    source: source::GLOBAL_KEYS,
};

/// A condition trusts `aws:referer` or `aws:UserAgent`.
pub static UNTRUSTWORTHY_KEY: Finding = Finding {
    code: Code { id: "P0135", name: "untrustworthy-key" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition trusts `aws:referer` or `aws:UserAgent`",
    why: "The caller writes both as it likes.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:UserAgent":"my-tool*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:userid":"AROAEXAMPLE:*"}}}}"#,
    use_instead: "Ask for something that the caller does not choose.",
    source: source::GLOBAL_KEYS,
};

/// The values of a condition key are of several JSON types.
pub static MIXED_VALUES: Finding = Finding {
    code: Code { id: "P0136", name: "values-of-several-types" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the values of a condition key are of several JSON types",
    why: "AWS takes one type for all values of a key.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":["true",true]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":["true","false"]}}}}"#,
    use_instead: "Write all of them as strings.",
    source: source::CONDITION,
};

/// A `Deny` by `s3:prefix`, or an `Allow` for all but a prefix.
pub static S3_PREFIX: Finding = Finding {
    code: Code { id: "P0137", name: "prefix-in-negative-context" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a `Deny` by `s3:prefix`, or an `Allow` for all but a prefix",
    why: "A request with a shorter prefix does not match and lists the same objects.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:ListBucket","Resource":"*","Condition":{"StringLike":{"s3:prefix":"private/*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:ListBucket","Resource":"*","Condition":{"StringNotLike":{"s3:prefix":"public/*"}}}}"#,
    use_instead: "Allow the prefixes that may be listed, or deny with `StringNotLike` all but those.",
    source: source::VALIDATE,
};

/// `dynamodb:Attributes` is limited and `dynamodb:Select` is not.
pub static DYNAMODB_ATTRIBUTES: Finding = Finding {
    code: Code { id: "P0138", name: "attributes-without-select" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`dynamodb:Attributes` is limited and `dynamodb:Select` is not",
    why: "A read that names no attributes returns the whole item.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringEquals":{"dynamodb:Attributes":["name"]}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringEquals":{"dynamodb:Attributes":["name"]},"StringEquals":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}}}}"#,
    use_instead: "Ask for `dynamodb:Select` to be `SPECIFIC_ATTRIBUTES` in the same statement.",
    source: source::VALIDATE,
};

/// `*` alone is the value of a `Like` operator.
pub static ANY_VALUE: Finding = Finding {
    code: Code { id: "P0139", name: "condition-on-any-value" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "`*` alone is the value of a `Like` operator",
    why: "Every value matches it: the condition only says whether the key is there, or nothing at all.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":"*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":"blue*"}}}}"#,
    use_instead: "Write `\"Null\": {key: \"false\"}` to ask whether the key is there, or leave the key out.",
    source: source::OPERATORS,
};
