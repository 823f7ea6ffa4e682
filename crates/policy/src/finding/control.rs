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
    why: "AWS Organizations refuses the policy: it takes `Action` only.",
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

/// A resource control policy names an action of a service that takes none.
pub static RESOURCE_CONTROL_SERVICE: Finding = Finding {
    code: Code { id: "P0172", name: "resource-control-service" },
    severity: Severity::Error,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy names no service, or one that takes no such policies",
    why: "AWS Organizations refuses the policy: only some services support resource control policies.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"ec2:RunInstances","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#,
    use_instead: "List actions of services that support resource control policies, each with its prefix; `*` alone is not taken.",
    source: source::RCP_SERVICES,
};

/// A resource control policy asks for whom a service acts and does not leave users and roles out.
pub static RESOURCE_CONTROL_SOURCE_KEY: Finding = Finding {
    code: Code { id: "P0173", name: "resource-control-source-key" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy asks for whom a service acts and does not leave users and roles out",
    why: "Requests of users and roles have no such key, so that a negated condition denies them.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"Null":{"aws:SourceAccount":"false"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"Null":{"aws:SourceAccount":"false"},"BoolIfExists":{"aws:PrincipalIsAWSService":"true"}}}}"#,
    use_instead: "Add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"true\"}`.",
    source: source::GLOBAL_KEYS,
};

/// A resource control policy asks for whom a service acts and does not leave requests without a source out.
pub static RESOURCE_CONTROL_NULL_CHECK: Finding = Finding {
    code: Code { id: "P0174", name: "resource-control-null-check" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::ResourceControl,
    what: "a resource control policy asks for whom a service acts and does not leave out requests that do not say so",
    why: "Some services act without a source, and a negated condition denies them.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"BoolIfExists":{"aws:PrincipalIsAWSService":"true"}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:SourceOrgID":"o-a1b2c3d4e5"},"Null":{"aws:SourceAccount":"false"},"BoolIfExists":{"aws:PrincipalIsAWSService":"true"}}}}"#,
    use_instead: "Add `\"Null\": {\"aws:SourceAccount\": \"false\"}` or the same with `aws:SourceArn`.",
    source: source::GLOBAL_KEYS,
};
