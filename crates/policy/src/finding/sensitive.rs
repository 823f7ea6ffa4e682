//! Wildcards and variables in condition values that open a condition.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A wildcard stands in a value that must be exact.
pub static SENSITIVE_WILDCARD: Finding = Finding {
    code: Code { id: "P0180", name: "wildcard-in-sensitive-value" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a wildcard stands in the value of a condition key that must be compared in full",
    why: "Ids and names of strangers can match: the condition no longer says which accounts, organizations, networks or repositories are meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalOrgID":"o-a1b2*"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}"#,
    use_instead: "List the values in full, and write `StringEquals`.",
    source: source::GLOBAL_KEYS,
};

/// A policy variable stands in a value that must be exact.
pub static SENSITIVE_VARIABLE: Finding = Finding {
    code: Code { id: "P0181", name: "variable-in-sensitive-value" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a policy variable stands in the value of a condition key that must be compared in full",
    why: "Whoever can set the tag or name that the variable stands for decides what the condition compares with.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalTag/account}"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}}}}"#,
    use_instead: "List the values in full, or compare with a key that AWS sets, such as `${aws:PrincipalAccount}`.",
    source: source::GLOBAL_KEYS,
};
