//! What is wrong with `Action` and `NotAction`.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// A statement has neither `Action` nor `NotAction`, or an empty list.
pub static MISSING_ACTION: Finding = Finding {
    code: Code { id: "P0040", name: "missing-action" },
    severity: Severity::Error,
    stage: Stage::Action,
    kind: PolicyKind::Identity,
    what: "a statement has neither `Action` nor `NotAction`, or an empty list",
    why: "A statement must say which actions it is about.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Add `\"Action\": \"s3:GetObject\"` or what is meant, or take the statement away.",
    source: source::ACTION,
};

/// An action has no service prefix.
pub static ACTION_WITHOUT_VENDOR: Finding = Finding {
    code: Code { id: "P0041", name: "action-without-vendor" },
    severity: Severity::Error,
    stage: Stage::Action,
    kind: PolicyKind::Identity,
    what: "an action has no service prefix",
    why: "Actions are named `service:Action`; only `*` stands alone.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
    use_instead: "Put the service and a colon before it: `s3:GetObject`.",
    source: source::ACTION,
};

/// An action has more than one colon.
pub static ACTION_COLONS: Finding = Finding {
    code: Code { id: "P0042", name: "action-colons" },
    severity: Severity::Error,
    stage: Stage::Prefix,
    kind: PolicyKind::Identity,
    what: "an action has more than one colon",
    why: "Actions are named `service:Action`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get:Object","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Keep the colon after the service.",
    source: source::ACTION,
};

/// The service prefix of an action holds other characters than letters, digits, `-` and `.`.
pub static INVALID_VENDOR: Finding = Finding {
    code: Code { id: "P0043", name: "invalid-vendor" },
    severity: Severity::Error,
    stage: Stage::Prefix,
    kind: PolicyKind::Identity,
    what: "the service prefix of an action holds other characters than letters, digits, `-` and `.`",
    why: "No service has such a prefix, and a prefix takes no wildcards.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3*:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write the prefix of one service, such as `s3`, and an entry for each further service.",
    source: source::ACTION,
};

/// A trust policy names an action of another service than STS.
pub static TRUST_POLICY_ACTION: Finding = Finding {
    code: Code { id: "P0044", name: "trust-policy-action" },
    severity: Severity::Error,
    stage: Stage::Action,
    kind: PolicyKind::RoleTrust,
    what: "a trust policy names an action of another service than STS",
    why: "A trust policy says who may assume the role, and nothing else.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}"#,
    use_instead: "Write `sts:AssumeRole` or one of its relatives.",
    source: source::TRUST,
};
