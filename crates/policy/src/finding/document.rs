//! What is wrong with the document as a whole.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The document is no JSON object.
pub static NOT_AN_OBJECT: Finding = Finding {
    code: Code { id: "P0020", name: "not-an-object" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "the document is no JSON object",
    why: "A policy is an object with `Version` and `Statement`.",
    example: Example::Text("[]"),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Put braces around it.",
    source: source::GRAMMAR,
};

/// An element has a name that the policy language does not know.
pub static UNKNOWN_ELEMENT: Finding = Finding {
    code: Code { id: "P0021", name: "unknown-element" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "an element has a name that the policy language does not know",
    why: "A misspelt `Condition` that was passed over would make a statement match more than it says.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Conditions":{}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{}}}"#,
    use_instead: "Spell the element as AWS does, upper and lower case too: `Version`, `Id` and `Statement`, and in a statement `Sid`, `Effect`, `Principal`, `Action`, `Resource`, `Condition` and their forms with `Not`.",
    source: source::GRAMMAR,
};

/// A value is of another JSON type than its element takes.
pub static WRONG_TYPE: Finding = Finding {
    code: Code { id: "P0022", name: "wrong-type" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "a value is of another JSON type than its element takes",
    why: "The element cannot be read, and AWS refuses the document.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":{},"Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write a string or a list of strings; `Condition` takes an object of operators, each with an object of keys.",
    source: source::GRAMMAR,
};

/// The document has no `Statement`.
pub static MISSING_STATEMENT: Finding = Finding {
    code: Code { id: "P0023", name: "missing-statement" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "the document has no `Statement`",
    why: "A policy without a statement says nothing.",
    example: Example::Text(r#"{"Version":"2012-10-17"}"#),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Add `\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::my-bucket/*\"}]`.",
    source: source::STATEMENT,
};

/// `Statement` is an empty list.
pub static EMPTY_STATEMENT: Finding = Finding {
    code: Code { id: "P0024", name: "empty-statement" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "`Statement` is an empty list",
    why: "A policy without a statement says nothing.",
    example: Example::Text(r#"{"Version":"2012-10-17","Statement":[]}"#),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Add a statement to the list, or delete the policy.",
    source: source::STATEMENT,
};

/// `Version` is none of the two known versions.
pub static INVALID_VERSION: Finding = Finding {
    code: Code { id: "P0025", name: "invalid-version" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "`Version` is none of the two known versions",
    why: "It is the version of the policy language and not the date of the policy.",
    example: Example::Text(
        r#"{"Version":"2013-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `2012-10-17`.",
    source: source::VERSION,
};

/// A managed or control policy is of another version than 2012-10-17.
pub static VERSION_REQUIRED: Finding = Finding {
    code: Code { id: "P0026", name: "version-required" },
    severity: Severity::Error,
    stage: Stage::Version,
    kind: PolicyKind::Identity,
    what: "a managed or control policy is of another version than 2012-10-17",
    why: "AWS takes managed policies, service control policies and resource control policies only in the current version; a missing `Version` means 2008-10-17.",
    example: Example::Text(
        r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write `\"Version\": \"2012-10-17\"`.",
    source: source::VERSION,
};

/// The document is of version 2008-10-17 and uses policy variables.
pub static OLD_VERSION: Finding = Finding {
    code: Code { id: "P0027", name: "old-version" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::InlineIdentity,
    what: "the document is of version 2008-10-17 and uses policy variables",
    why: "Variables are plain text in that version.",
    example: Example::Text(
        r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}}"#,
    use_instead: "Write `\"Version\": \"2012-10-17\"`.",
    source: source::VARIABLES,
};

/// An identity policy has an `Id`.
pub static IDENTITY_POLICY_ID: Finding = Finding {
    code: Code { id: "P0028", name: "id-in-identity-policy" },
    severity: Severity::Warning,
    stage: Stage::Advice,
    kind: PolicyKind::Identity,
    what: "an identity policy has an `Id`",
    why: "AWS keeps it and does nothing with it; `Id` belongs to resource policies.",
    example: Example::Text(
        r#"{"Id":"x","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Take `Id` away; name statements with `Sid`.",
    source: source::ID,
};

/// The document holds a character that AWS takes in no policy.
pub static CHARACTER_NOT_ALLOWED: Finding = Finding {
    code: Code { id: "P0029", name: "character-not-allowed" },
    severity: Severity::Error,
    stage: Stage::Syntax,
    kind: PolicyKind::Identity,
    what: "the document holds a character that AWS takes in no policy",
    why: "AWS allows U+0009, U+000A, U+000D and U+0020 to U+00FF.",
    example: Example::Text(
        "{\"Id\":\"\u{142}\",\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}",
    ),
    near_miss: r#"{"Id":"\u0142","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write it as a `\\uXXXX` escape.",
    source: source::QUOTAS,
};
