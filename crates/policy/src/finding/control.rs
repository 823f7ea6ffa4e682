//! Control policies of an organization.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A resource control policy has `NotAction`.
pub static RESOURCE_CONTROL_NOT_ACTION: Finding = Finding {
    code: Code { id: "P0170", name: "resource-control-not-action" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy has `NotAction`",
    why: "AWS takes `Action` only.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","NotAction":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#,
    use_instead: "List the actions that are denied.",
    source: source::RCP,
};

/// A resource control policy denies by a key of the principal and does not leave services out.
pub static RESOURCE_CONTROL_PRINCIPAL_KEY: Finding = Finding {
    code: Code { id: "P0171", name: "resource-control-principal-key" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy denies by a key of the principal and does not leave services out",
    why: "Services that act by their own principal have no such key, so that a negated condition denies them.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-example"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-example"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}}"#,
    use_instead: "Add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}`.",
    source: source::RCP,
};
