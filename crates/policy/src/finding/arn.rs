//! ARNs that match no resource.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The service of an ARN is not in lower case.
pub static ARN_SERVICE_CASE: Finding = Finding {
    code: Code { id: "P0110", name: "arn-service-case" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the service of an ARN is not in lower case",
    why: "Services in ARNs are compared to the letter: this one matches nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:S3:::my-bucket/*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::My-Bucket/*"}}"#,
    use_instead: "Write the service in lower case.",
    source: source::ARN,
};

/// An ARN names a service that does not exist.
pub static ARN_SERVICE: Finding = Finding {
    code: Code { id: "P0111", name: "arn-of-unknown-service" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN names a service that does not exist",
    why: "It matches no resource, so that the statement neither allows nor denies what was meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s4:::my-bucket/*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*"}}"#,
    use_instead: "Write the service as its resource types have it; it is not always the prefix of the actions.",
    source: source::SERVICES,
};

/// The account of an ARN is no account id.
pub static ARN_ACCOUNT: Finding = Finding {
    code: Code { id: "P0112", name: "arn-account" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the account of an ARN is no account id",
    why: "Account ids have 12 digits: the ARN matches no resource.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:1111-2222-3333:orders"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:orders"}}"#,
    use_instead: "Write the 12 digits of the account.",
    source: source::ARN,
};

/// An ARN has the form of none of the resource types of its service.
pub static ARN_RESOURCE: Finding = Finding {
    code: Code { id: "P0113", name: "arn-of-no-resource-type" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN has the form of none of the resource types of its service",
    why: "It matches no resource, so that the statement neither allows nor denies what was meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:111122223333:functions:mine"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:111122223333:function:mine"}}"#,
    use_instead: "Write the ARN in the form that the service gives for the resource type.",
    source: source::SERVICES,
};

/// An ARN names an account where its resource type has none.
pub static ARN_ACCOUNT_NOT_ALLOWED: Finding = Finding {
    code: Code { id: "P0114", name: "arn-account-not-allowed" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN names an account where its resource type has none",
    why: "It matches no resource: ARNs are compared component by component.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3::111122223333:my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::my-bucket"}}"#,
    use_instead: "Leave the account empty.",
    source: source::SERVICES,
};

/// An ARN names a region where its resource type has none.
pub static ARN_REGION_NOT_ALLOWED: Finding = Finding {
    code: Code { id: "P0115", name: "arn-region-not-allowed" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN names a region where its resource type has none",
    why: "It matches no resource: ARNs are compared component by component.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"route53:GetHostedZone","Resource":"arn:aws:route53:us-east-1::hostedzone/Z1"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"route53:GetHostedZone","Resource":"arn:aws:route53:::hostedzone/Z1"}}"#,
    use_instead: "Leave the region empty.",
    source: source::SERVICES,
};

/// An ARN has no region where its resource type has one.
pub static ARN_REGION_MISSING: Finding = Finding {
    code: Code { id: "P0116", name: "arn-region-missing" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN has no region where its resource type has one",
    why: "It matches no resource: an empty region is none, not any.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs::111122223333:orders"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:*:111122223333:orders"}}"#,
    use_instead: "Write the region, or `*` for all.",
    source: source::SERVICES,
};

/// An ARN has no account where its resource type has one.
pub static ARN_ACCOUNT_MISSING: Finding = Finding {
    code: Code { id: "P0117", name: "arn-account-missing" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN has no account where its resource type has one",
    why: "It matches no resource: an empty account is none, not any.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1::orders"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:*:orders"}}"#,
    use_instead: "Write the 12 digits of the account, or `*` for all.",
    source: source::SERVICES,
};

/// An ARN names a region that does not exist.
pub static ARN_REGION: Finding = Finding {
    code: Code { id: "P0118", name: "arn-of-unknown-region" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an ARN names a region that its partition does not have",
    why: "It matches no resource, so that the statement neither allows nor denies what was meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east1:111122223333:mine"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:mine"}}"#,
    use_instead: "Write the code of a region, such as `us-east-1`, or `*` for all of them.",
    source: source::ARN,
};
