//! What is wrong with `Resource` and `NotResource`.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A statement has neither `Resource` nor `NotResource`, or an empty list.
pub static MISSING_RESOURCE: Finding = Finding {
    code: Code { id: "P0050", name: "missing-resource" },
    severity: Severity::Error,
    stage: Stage::Resource,
    kind: PolicyKind::Identity,
    what: "a statement has neither `Resource` nor `NotResource`, or an empty list",
    why: "A statement must say which resources it is about; only trust policies do not.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Add `\"Resource\"` with the ARNs that are meant, or with `*` for all.",
    source: source::RESOURCE,
};

/// A trust policy has `Resource` or `NotResource`.
pub static PROHIBITED_RESOURCE: Finding = Finding {
    code: Code { id: "P0051", name: "prohibited-resource" },
    severity: Severity::Error,
    stage: Stage::Resource,
    kind: PolicyKind::RoleTrust,
    what: "a trust policy has `Resource` or `NotResource`",
    why: "The role itself is the resource.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Take `Resource` away.",
    source: source::TRUST,
};

/// A resource is neither `*` nor an ARN.
pub static RESOURCE_NOT_ARN: Finding = Finding {
    code: Code { id: "P0052", name: "resource-not-arn" },
    severity: Severity::Error,
    stage: Stage::ResourceFormat,
    kind: PolicyKind::Identity,
    what: "a resource is neither `*` nor an ARN",
    why: "Resources are named by ARN: a name alone matches nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket"}}"#,
    use_instead: "Write the ARN of the resource, such as `arn:aws:s3:::my-bucket/*`.",
    source: source::RESOURCE,
};

/// The partition of an ARN is unknown.
pub static INVALID_PARTITION: Finding = Finding {
    code: Code { id: "P0053", name: "invalid-partition" },
    severity: Severity::Error,
    stage: Stage::ResourceFormat,
    kind: PolicyKind::Identity,
    what: "the partition of an ARN is unknown",
    why: "The second component of an ARN is `aws`, `aws-cn`, `aws-us-gov` or another partition.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:s3:::my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket"}}"#,
    use_instead: "Write the partition after `arn:`, such as `aws` in `arn:aws:s3:::my-bucket`.",
    source: source::ARN,
};

/// The service of an ARN is missing or holds a wildcard.
pub static RESOURCE_VENDOR: Finding = Finding {
    code: Code { id: "P0054", name: "resource-vendor" },
    severity: Severity::Error,
    stage: Stage::ResourceFormat,
    kind: PolicyKind::Identity,
    what: "the service of an ARN is missing or holds a wildcard",
    why: "Without the service the ARN names nothing, and a pattern would take in services that do not exist yet.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s*:::my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-*"}}"#,
    use_instead: "Write the service, such as `s3` in `arn:aws:s3:::my-bucket`.",
    source: source::RESOURCE,
};

/// The ARN of a global resource names a region.
pub static RESOURCE_REGION: Finding = Finding {
    code: Code { id: "P0055", name: "resource-region" },
    severity: Severity::Error,
    stage: Stage::ResourceFormat,
    kind: PolicyKind::Identity,
    what: "the ARN of a global resource names a region",
    why: "IAM resources and S3 buckets have no region in their ARN.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:us-east-1::my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:us-east-1:111122223333:accesspoint/a"}}"#,
    use_instead: "Leave the region empty: `arn:aws:s3:::my-bucket`, `arn:aws:iam::111122223333:role/dev`.",
    source: source::ARN,
};

/// The resource of an IAM ARN is of no known type.
pub static IAM_RESOURCE_PATH: Finding = Finding {
    code: Code { id: "P0056", name: "iam-resource-path" },
    severity: Severity::Error,
    stage: Stage::ResourceFormat,
    kind: PolicyKind::Identity,
    what: "the resource of an IAM ARN is of no known type",
    why: "IAM resources begin with their type, such as `user/` or `role/`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:iam::111122223333:dev"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:iam::111122223333:role/dev"}}"#,
    use_instead: "Put the type before the name: `arn:aws:iam::111122223333:role/dev`.",
    source: source::ARN,
};

/// An ARN has too few components.
pub static INCOMPLETE_ARN: Finding = Finding {
    code: Code { id: "P0057", name: "incomplete-arn" },
    severity: Severity::Error,
    stage: Stage::LegacyParsing,
    kind: PolicyKind::Identity,
    what: "an ARN has too few components",
    why: "Colons were forgotten, so that components stand in the wrong place.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3::my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket"}}"#,
    use_instead: "Write all six components, empty ones too: `arn:aws:s3:::my-bucket`.",
    source: source::ARN,
};
