//! What is wrong with `Sid` and `Effect`, and with a statement as a whole.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// Two statements have the same `Sid`.
pub static DUPLICATE_SID: Finding = Finding {
    code: Code { id: "P0012", name: "duplicate-sid" },
    severity: Severity::Error,
    stage: Stage::Sid,
    kind: PolicyKind::Identity,
    what: "two statements have the same `Sid`",
    why: "A `Sid` names one statement of a policy: IAM refuses the document, and elsewhere the name tells nothing.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Sid":"B","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
    use_instead: "Give each its own name, or none.",
    source: source::SID,
};

/// A statement has no `Effect`.
pub static MISSING_EFFECT: Finding = Finding {
    code: Code { id: "P0030", name: "missing-effect" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "a statement has no `Effect`",
    why: "Nothing is allowed or denied without being said.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`.",
    source: source::EFFECT,
};

/// `Effect` is neither `Allow` nor `Deny`.
pub static INVALID_EFFECT: Finding = Finding {
    code: Code { id: "P0031", name: "invalid-effect" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "`Effect` is neither `Allow` nor `Deny`",
    why: "A statement allows or denies; there is nothing else.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Permit","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `Allow` or `Deny`.",
    source: source::EFFECT,
};

/// `Effect` is written in another case than `Allow` and `Deny`.
pub static EFFECT_CASE: Finding = Finding {
    code: Code { id: "P0032", name: "effect-case" },
    severity: Severity::Error,
    stage: Stage::LegacyParsing,
    kind: PolicyKind::Identity,
    what: "`Effect` is written in another case than `Allow` and `Deny`",
    why: "AWS compares the values to the letter, and refuses the document.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `Allow` or `Deny`.",
    source: source::EFFECT,
};

/// An element and its negation stand in one statement.
pub static ELEMENT_CONFLICT: Finding = Finding {
    code: Code { id: "P0033", name: "element-conflict" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "an element and its negation stand in one statement",
    why: "`Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal` exclude each other.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","NotAction":"s3:PutObject"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Keep one of them, or write two statements.",
    source: source::GRAMMAR,
};

/// A `Sid` holds other characters than letters and digits.
pub static INVALID_SID: Finding = Finding {
    code: Code { id: "P0034", name: "invalid-sid" },
    severity: Severity::Error,
    stage: Stage::Sid,
    kind: PolicyKind::Identity,
    what: "a `Sid` holds other characters than letters and digits",
    why: "IAM allows A-Z, a-z and 0-9 in a `Sid`.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Sid":"not-this","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Sid":"That1","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Use letters and digits only.",
    source: source::SID,
};
