//! What is wrong with `Principal` and `NotPrincipal`.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// An identity policy names a principal.
pub static PROHIBITED_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0060", name: "prohibited-principal" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::Identity,
    what: "an identity policy names a principal",
    why: "The principal is the identity that the policy is attached to: AWS refuses another.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Principal":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Take `Principal` away, and attach the policy to the user, group or role that is meant.",
    source: source::PRINCIPAL,
};

/// A resource policy or trust policy names no principal.
pub static MISSING_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0061", name: "missing-principal" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::RoleTrust,
    what: "a resource policy or trust policy names no principal",
    why: "It must say whom it is about: AWS refuses the document.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Add `\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/dev\"}` or who is meant.",
    source: source::PRINCIPAL,
};

/// A principal is of no form that AWS knows.
pub static INVALID_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0062", name: "invalid-principal" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::RoleTrust,
    what: "a principal is of no form that AWS knows",
    why: "It would match nobody, or somebody else.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"alice"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/alice"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Write `{\"AWS\": \"arn:aws:iam::111122223333:role/dev\"}`, 12 digits for an account, `{\"Service\": \"lambda.amazonaws.com\"}`, or `*`.",
    source: source::PRINCIPAL,
};

/// A wildcard stands for a part of a principal.
pub static PRINCIPAL_WILDCARD: Finding = Finding {
    code: Code { id: "P0063", name: "principal-wildcard" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::RoleTrust,
    what: "a wildcard stands for a part of a principal",
    why: "AWS allows `*` only as the whole principal.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/*"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}}}"#,
    use_instead: "Name the account and put the pattern into a condition on `aws:PrincipalArn`.",
    source: source::PRINCIPAL,
};

/// `Principal` names nobody.
pub static EMPTY_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0064", name: "empty-principal" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::RoleTrust,
    what: "`Principal` names nobody",
    why: "The statement can match no request.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":[]},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Name a principal, or take the statement away.",
    source: source::PRINCIPAL,
};

/// A trust policy has `NotPrincipal`.
pub static TRUST_NOT_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0065", name: "not-principal-in-trust-policy" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::RoleTrust,
    what: "a trust policy has `NotPrincipal`",
    why: "AWS refuses it there.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Name the principals, or use a condition on `aws:PrincipalArn`.",
    source: source::NOT_PRINCIPAL,
};

/// `Allow` stands with `NotPrincipal`.
pub static ALLOW_NOT_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0066", name: "allow-with-not-principal" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Resource,
    what: "`Allow` stands with `NotPrincipal`",
    why: "It allows everybody who is not listed, anonymous callers and all other accounts included.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `Principal` with those who are allowed.",
    source: source::NOT_PRINCIPAL,
};

/// `Deny` stands with `NotPrincipal`.
pub static DENY_NOT_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0067", name: "deny-with-not-principal" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Resource,
    what: "`Deny` stands with `NotPrincipal`",
    why: "It denies every principal that has a permissions boundary, listed or not.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}}"#,
    use_instead: "Use `\"Principal\": \"*\"` with a negated condition on `aws:PrincipalArn`.",
    source: source::BOUNDARIES,
};

/// A resource control policy names principals other than `*`.
pub static RESOURCE_CONTROL_PRINCIPAL: Finding = Finding {
    code: Code { id: "P0068", name: "resource-control-principal" },
    severity: Severity::Error,
    stage: Stage::Principal,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy names principals other than `*`",
    why: "AWS allows only `\"Principal\": \"*\"` there.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `*` and use a condition.",
    source: source::RCP,
};

/// A resource control policy allows.
pub static RESOURCE_CONTROL_ALLOW: Finding = Finding {
    code: Code { id: "P0069", name: "resource-control-allow" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy allows",
    why: "Only `Deny` is possible in customer policies; `RCPFullAWSAccess` allows.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `\"Effect\": \"Deny\"` for what must not happen.",
    source: source::RCP,
};
