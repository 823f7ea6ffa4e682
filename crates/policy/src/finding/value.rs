//! Condition values that no request has.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A date is written in seconds.
pub static DATE_IN_SECONDS: Finding = Finding {
    code: Code { id: "P0182", name: "date-in-seconds" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a date is written in seconds since 1970",
    why: "It is hard to read, and leap seconds make it another moment than the one that was meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"1767225600"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}}}"#,
    use_instead: "Write `2026-01-01` or `2026-01-01T00:00:00Z`.",
    source: source::OPERATORS,
};

/// A condition names a region that does not exist.
pub static UNKNOWN_REGION: Finding = Finding {
    code: Code { id: "P0183", name: "unknown-region" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition names a region that does not exist",
    why: "No request has it: a condition for it never holds, one against it always does.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west1"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}}"#,
    use_instead: "Write the code of a region, such as `eu-west-1`.",
    source: source::GLOBAL_KEYS,
};

/// A condition on a KMS key compares with something else than the ARN of a key.
pub static KMS_KEY_ARN: Finding = Finding {
    code: Code { id: "P0184", name: "kms-key-value" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition on a KMS key compares with something else than the ARN of a key",
    why: "Requests hold the ARN of the key, never its id or alias.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"StringEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"alias/my-key"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:PutObject","Resource":"*","Condition":{"ArnEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}}}"#,
    use_instead: "Write the ARN of the key: `arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`.",
    source: source::VALIDATE,
};
