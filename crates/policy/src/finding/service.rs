//! Names that no service knows.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// An action names a service that does not exist.
pub static UNKNOWN_SERVICE: Finding = Finding {
    code: Code { id: "P0100", name: "unknown-service" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an action names a service that does not exist",
    why: "The statement says nothing of any service; AWS stores it all the same.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s4:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write the prefix of the service as its page in the Service Authorization Reference has it.",
    source: source::SERVICES,
};

/// No action of the service has this name.
pub static UNKNOWN_ACTION: Finding = Finding {
    code: Code { id: "P0101", name: "unknown-action" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "no action of the service has this name",
    why: "AWS stores the policy all the same, and the statement neither allows nor denies what was meant.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObjects","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:getobject*","Resource":"*"}}"#,
    use_instead: "Write the action as the service names it. Permissions and API operations often have different names.",
    source: source::SERVICES,
};

/// A condition key names a service that does not exist.
pub static UNKNOWN_SERVICE_IN_KEY: Finding = Finding {
    code: Code { id: "P0102", name: "unknown-service-in-condition-key" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key names a service that does not exist",
    why: "The key is in no request, so that the condition never holds, or always where it is negated.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s4:prefix":"a"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"a"}}}}"#,
    use_instead: "Write the prefix of the service, such as `s3` in `s3:prefix`.",
    source: source::SERVICES,
};

/// A condition key begins with `aws:` and is none of the global condition keys.
pub static UNKNOWN_GLOBAL_KEY: Finding = Finding {
    code: Code { id: "P0103", name: "unknown-global-condition-key" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key begins with `aws:` and is none of the global condition keys",
    why: "The key is in no request, so that the condition never holds, or always where it is negated.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceAcount":"111122223333"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:sourceaccount":"111122223333"}}}}"#,
    use_instead: "Write a global condition key, such as `aws:SourceIp`.",
    source: source::GLOBAL_KEYS,
};

/// A condition key is none of the keys of its service.
pub static UNKNOWN_SERVICE_KEY: Finding = Finding {
    code: Code { id: "P0104", name: "unknown-service-condition-key" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key is none of the keys of its service",
    why: "The key is in no request, so that the condition never holds, or always where it is negated.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefixes":"a"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"a"}}}}"#,
    use_instead: "Write a condition key that the page of the service lists.",
    source: source::SERVICES,
};

/// A condition key for tags names no tag.
pub static MISSING_TAG_KEY: Finding = Finding {
    code: Code { id: "P0105", name: "missing-tag-key" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key for tags names no tag",
    why: "Each tag is a condition key of its own: `aws:ResourceTag/team`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag":"team"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"blue"}}}}"#,
    use_instead: "Put a slash and the key of the tag behind it: `aws:ResourceTag/team`.",
    source: source::GLOBAL_KEYS,
};

/// A condition uses a key that AWS replaced.
pub static OLD_GLOBAL_KEY: Finding = Finding {
    code: Code { id: "P0106", name: "old-global-condition-key" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition uses `aws:ARN` or `aws:SourceOwner`, which AWS replaced",
    why: "AWS replaced them by `aws:PrincipalArn` and `aws:SourceAccount`; newer services do not send the old ones.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ArnLike":{"aws:ARN":"arn:aws:iam::111122223333:role/dev"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/dev"}}}}"#,
    use_instead: "Write `aws:PrincipalArn` for `aws:ARN`, and `aws:SourceAccount` for `aws:SourceOwner`.",
    source: source::GLOBAL_KEYS,
};

/// A `Deny` by the tag of a resource names an action whose requests have no such key.
pub static DENY_BY_UNSUPPORTED_TAG: Finding = Finding {
    code: Code { id: "P0107", name: "deny-by-unsupported-tag" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a `Deny` by the tag of a resource names an action whose requests have no such key",
    why: "The condition never holds for the action: it is not denied.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/status":"Confidential"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/status":"Confidential"}}}}"#,
    use_instead: "Name the resources of the action in a statement of its own.",
    source: source::SERVICES,
};

/// An `Allow` by the tag of a resource names an action whose requests have no such key.
pub static ALLOW_BY_UNSUPPORTED_TAG: Finding = Finding {
    code: Code { id: "P0108", name: "allow-by-unsupported-tag" },
    severity: Severity::Suggestion,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an `Allow` by the tag of a resource names an action whose requests have no such key",
    why: "The condition never holds for the action: it is not allowed.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/status":"Confidential"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:TerminateInstances","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/status":"Confidential"}}}}"#,
    use_instead: "Name the resources of the action in a statement of its own.",
    source: source::SERVICES,
};

/// A statement names an action whose requests do not have a condition key that it asks for.
pub static KEY_WITHOUT_ACTION: Finding = Finding {
    code: Code { id: "P0109", name: "condition-key-without-action" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a statement names an action whose requests do not have a condition key that it asks for",
    why: "For this action the condition fails always, or holds always where the operator is negated.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":"*","Condition":{"StringEquals":{"s3:prefix":"home/"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefix":"home/"}}}}"#,
    use_instead: "Move the action to a statement without this condition.",
    source: source::SERVICES,
};

/// A condition key that only some services support stands beside actions of others.
pub static KEY_WITH_UNSUPPORTED_SERVICE: Finding = Finding {
    code: Code { id: "P0185", name: "condition-key-of-few-services" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "a condition key that only some services support stands beside actions of others",
    why: "Requests of the others do not have it: a `Deny` by a negated condition denies all of them, and an `Allow` by it none.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:VpceAccount":"111122223333"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["s3:*","kms:*"],"Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:VpceAccount":"111122223333"}}}}"#,
    use_instead: "List actions of services that support the key, and use `aws:SourceVpce` for the others.",
    source: source::GLOBAL_KEYS,
};
