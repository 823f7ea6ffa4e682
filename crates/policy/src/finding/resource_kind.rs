//! Resource policies that name what their resource does not have.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::check::resource_kind::S3_BUCKET;
use crate::diagnostic::{Code, Severity};

/// The policy of a resource names an action that is not about such resources.
pub static ACTION_OF_ANOTHER_KIND: Finding = Finding {
    code: Code { id: "P0190", name: "action-of-another-resource" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceOf(&S3_BUCKET),
    what: "the policy of a resource names an action that is not about such resources",
    why: "The service refuses the policy, or the statement never matters.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:ListAllMyBuckets","Resource":"arn:aws:s3:::my-bucket"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::my-bucket"}}"#,
    use_instead: "Name actions that take a resource of this kind; allow others in the policy of the user or role.",
    source: source::VALIDATE,
};

/// The policy of a resource names an ARN that is none of such resources.
pub static ARN_OF_ANOTHER_KIND: Finding = Finding {
    code: Code { id: "P0191", name: "arn-of-another-resource" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceOf(&S3_BUCKET),
    what: "the policy of a resource names an ARN that is none of such resources",
    why: "The policy is about the resource that it stands on, and the service refuses others.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:sqs:us-east-1:111122223333:my-queue"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*"}}"#,
    use_instead: "Write the ARN of the resource that the policy stands on.",
    source: source::VALIDATE,
};

/// The policy of a bucket or access point asks who owns it.
pub static IRRELEVANT_KEY: Finding = Finding {
    code: Code { id: "P0192", name: "irrelevant-condition-key" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceOf(&S3_BUCKET),
    what: "the policy of a bucket or access point asks who owns it",
    why: "The answer is the same for every request that the policy is asked about.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*","Condition":{"StringEquals":{"s3:ResourceAccount":"111122223333"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/*","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}}}"#,
    use_instead: "Remove the condition; `s3:ResourceAccount` belongs into policies of users and roles.",
    source: source::VALIDATE,
};
