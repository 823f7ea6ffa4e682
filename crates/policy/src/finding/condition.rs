//! What is wrong with `Condition` and with policy variables.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A condition operator has a name that AWS does not know.
pub static UNKNOWN_OPERATOR: Finding = Finding {
    code: Code { id: "P0070", name: "unknown-operator" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "a condition operator has a name that AWS does not know",
    why: "The condition could never be evaluated; names are case-sensitive.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEqual":{"aws:username":"a"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":"a"}}}}"#,
    use_instead: "Write one of the known operators, such as `StringEquals`, `StringLike`, `ArnLike`, `Bool`, `IpAddress` or `NumericLessThan`.",
    source: source::OPERATORS,
};

/// `IfExists` stands with `Null`.
pub static NULL_IF_EXISTS: Finding = Finding {
    code: Code { id: "P0071", name: "null-if-exists" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "`IfExists` stands with `Null`",
    why: "`Null` itself asks whether the key exists.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"NullIfExists":{"aws:username":"true"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Null":{"aws:username":"true"}}}}"#,
    use_instead: "Write `Null`.",
    source: source::OPERATORS,
};

/// One condition names a key twice in different case.
pub static CONDITION_KEY_CASE: Finding = Finding {
    code: Code { id: "P0072", name: "condition-key-case" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "one condition names a key twice in different case",
    why: "Key names are case-insensitive, so both are the same key.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":"a","AWS:UserName":"b"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":["a","b"]}}}}"#,
    use_instead: "Join the values into one list.",
    source: source::CONDITION,
};

/// A value of a date operator is no date.
pub static INVALID_DATE: Finding = Finding {
    code: Code { id: "P0073", name: "invalid-date" },
    severity: Severity::Error,
    stage: Stage::LegacyParsing,
    kind: PolicyKind::Identity,
    what: "a value of a date operator is no date",
    why: "Dates are ISO 8601 or seconds since 1970.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-11-22T00:00:00Z"}}}}"#,
    use_instead: "Write `2026-01-31T12:00:00Z`.",
    source: source::OPERATORS,
};

/// A condition value does not have the form its operator compares.
pub static VALUE_TYPE: Finding = Finding {
    code: Code { id: "P0074", name: "condition-value-type" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition value does not have the form its operator compares",
    why: "AWS keeps the policy, and the condition never holds.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"yes"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}}"#,
    use_instead: "Write a value of the operator's type.",
    source: source::OPERATORS,
};

/// A policy variable is not written as AWS writes them.
pub static INVALID_VARIABLE: Finding = Finding {
    code: Code { id: "P0075", name: "invalid-variable" },
    severity: Severity::Error,
    stage: Stage::LegacyParsing,
    kind: PolicyKind::Identity,
    what: "a policy variable is not written as AWS writes them",
    why: "`${key}` or `${key, 'default'}`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}}"#,
    use_instead: "Close the brace, name a key, and put a default into single quotes.",
    source: source::VARIABLES,
};

/// A condition key has no service prefix.
pub static CONDITION_KEY_FORM: Finding = Finding {
    code: Code { id: "P0076", name: "condition-key-form" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key has no service prefix",
    why: "Keys are named `service:key`; this one exists in no request.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"username":"a"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":"a"}}}}"#,
    use_instead: "Write the key with its prefix, such as `aws:SourceIp`.",
    source: source::CONDITION,
};

/// An operator without wildcards compares to a value with `*` or `?`.
pub static WILDCARD_WITHOUT_LIKE: Finding = Finding {
    code: Code { id: "P0077", name: "wildcard-without-like" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an operator without wildcards compares to a value with `*` or `?`",
    why: "`StringEquals` compares these characters themselves.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:username":"dev-*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:username":"dev-*"}}}}"#,
    use_instead: "Write `StringLike` instead of `StringEquals`, `StringNotLike` instead of `StringNotEquals`.",
    source: source::OPERATORS,
};
