//! Statements that allow more than they seem to, or say nothing.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The statement lets any role be passed to a service.
pub static PASS_ANY_ROLE: Finding = Finding {
    code: Code { id: "P0140", name: "pass-any-role" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the statement lets any role be passed to a service",
    why: "Who passes a role can do what the role can: this may be everything.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/batch"}}"#,
    use_instead: "Name the roles, or ask for `iam:PassedToService`.",
    source: source::PASS_ROLE,
};

/// The statement lets service-linked roles be created for any service.
pub static CREATE_ANY_SERVICE_LINKED_ROLE: Finding = Finding {
    code: Code { id: "P0141", name: "create-any-service-linked-role" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the statement lets service-linked roles be created for any service",
    why: "Each of them lets one more service act in the account.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*"}}"#,
    use_instead: "Name the ARN of the role of each service.",
    source: source::SERVICE_LINKED,
};

/// An action is covered by another one of the same list.
pub static REDUNDANT_ACTION: Finding = Finding {
    code: Code { id: "P0142", name: "redundant-action" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an action is covered by another one of the same list",
    why: "Taking it away changes nothing; whoever takes the other away may believe that something is gone.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:Get*","s3:GetObject"],"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:Get*","s3:PutObject"],"Resource":"*"}}"#,
    use_instead: "Keep the one that is meant.",
    source: source::ACTION,
};

/// A resource is covered by another one of the same list.
pub static REDUNDANT_RESOURCE: Finding = Finding {
    code: Code { id: "P0143", name: "redundant-resource" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a resource is covered by another one of the same list",
    why: "Taking it away changes nothing; whoever takes the other away may believe that something is gone.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::my-*","arn:aws:s3:::my-bucket/*"]}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::my-*","arn:aws:s3:::your-bucket/*"]}}"#,
    use_instead: "Keep the one that is meant.",
    source: source::RESOURCE,
};

/// Two statements say the same.
pub static REDUNDANT_STATEMENT: Finding = Finding {
    code: Code { id: "P0144", name: "redundant-statement" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "two statements say the same",
    why: "Taking one away changes nothing; whoever changes one may forget the other.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"B","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"B","Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}"#,
    use_instead: "Keep one of them.",
    source: source::STATEMENT,
};

/// A `Sid` is empty.
pub static EMPTY_SID: Finding = Finding {
    code: Code { id: "P0145", name: "empty-sid" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a `Sid` is empty",
    why: "It names nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Sid":"","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Give the statement a name or leave `Sid` out.",
    source: source::SID,
};

/// The document has no `Version`.
pub static MISSING_VERSION: Finding = Finding {
    code: Code { id: "P0146", name: "missing-version" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::InlineIdentity,
    what: "the document has no `Version`",
    why: "It is then of version 2008-10-17, in which policy variables are plain text.",
    example: Example::Text(
        r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `\"Version\": \"2012-10-17\"`.",
    source: source::VERSION,
};

/// A policy variable stands in an action or a principal.
pub static VARIABLE_IN_ACTION: Finding = Finding {
    code: Code { id: "P0147", name: "variable-in-action" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a policy variable stands in an action or a principal",
    why: "Variables are replaced in resources and condition values only.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:${aws:username}","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::my-bucket/${aws:username}"}}"#,
    use_instead: "Write the name itself.",
    source: source::VARIABLES,
};

/// The document is larger than AWS takes for its use.
pub static TOO_LARGE: Finding = Finding {
    code: Code { id: "P0148", name: "larger-than-quota" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "the document is larger than AWS takes for its use",
    why: "AWS refuses to store it. Managed policies have 6,144 characters at most and trust policies 2,048 by default, without white space; service and resource control policies have 5,120 with it, and policies of resources what their service sets.",
    example: Example::Repeated {
        text: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
        times: 100,
    },
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Split it into several policies.",
    source: source::QUOTAS,
};
