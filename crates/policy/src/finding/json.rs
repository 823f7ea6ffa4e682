//! What is wrong with the JSON itself.

use super::{Example, Finding, Stage, source};
use crate::check::PolicyKind;
use crate::diagnostic::{Code, Severity};

/// The text is longer than any policy document may be.
pub static DOCUMENT_TOO_LONG: Finding = Finding {
    code: Code { id: "P0001", name: "document-too-long" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "the text is longer than any policy document may be",
    why: "AWS takes at most 131,072 characters in a policy document and far fewer in any one use.",
    example: Example::Repeated { text: " ", times: 131_073 },
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Split the policy.",
    source: source::RFC8259,
};

/// Objects and arrays stand deeper in one another than the limit allows.
pub static NESTING_TOO_DEEP: Finding = Finding {
    code: Code { id: "P0002", name: "nesting-too-deep" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "objects and arrays stand deeper in one another than the limit allows",
    why: "No policy nests deeper than six; deep nesting is an attack on the reader.",
    example: Example::Repeated { text: "[", times: 33 },
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write the value without the nesting.",
    source: source::RFC8259,
};

/// A character stands where JSON does not allow it.
pub static UNEXPECTED_CHARACTER: Finding = Finding {
    code: Code { id: "P0003", name: "unexpected-character" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a character stands where JSON does not allow it",
    why: "The text is no JSON, and AWS refuses it.",
    example: Example::Text(r#"{"Version";"2012-10-17"}"#),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Put strings into double quotes, objects into `{}` and lists into `[]`.",
    source: source::RFC8259,
};

/// The text ends inside a value.
pub static UNEXPECTED_END: Finding = Finding {
    code: Code { id: "P0004", name: "unexpected-end" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "the text ends inside a value",
    why: "Something was not closed, or the text was cut: AWS refuses it.",
    example: Example::Text(r#"{"Version":"2012-10-17","Statement":["#),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Close the quote, brace or bracket that is still open.",
    source: source::RFC8259,
};

/// A comma stands before a closing bracket.
pub static TRAILING_COMMA: Finding = Finding {
    code: Code { id: "P0005", name: "trailing-comma" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a comma stands before a closing bracket",
    why: "JSON allows commas only between elements.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Take the comma away.",
    source: source::RFC8259,
};

/// No comma stands between two elements.
pub static MISSING_COMMA: Finding = Finding {
    code: Code { id: "P0006", name: "missing-comma" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "no comma stands between two elements",
    why: "JSON separates elements by commas.",
    example: Example::Text(
        r#"{"Version":"2012-10-17" "Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Put a comma there.",
    source: source::RFC8259,
};

/// No colon stands between a key and its value.
pub static MISSING_COLON: Finding = Finding {
    code: Code { id: "P0007", name: "missing-colon" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "no colon stands between a key and its value",
    why: "JSON separates key and value by a colon.",
    example: Example::Text(r#"{"Version" "2012-10-17"}"#),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Put a colon there.",
    source: source::RFC8259,
};

/// A string is not closed on its line.
pub static UNTERMINATED_STRING: Finding = Finding {
    code: Code { id: "P0008", name: "unterminated-string" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a string is not closed on its line",
    why: "A forgotten quote swallows what follows.",
    example: Example::Text("{\"Version\":\"2012-10-17\n}"),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Close the string; write a line end inside it as `\\n`.",
    source: source::RFC8259,
};

/// A backslash is followed by something JSON does not know.
pub static INVALID_ESCAPE: Finding = Finding {
    code: Code { id: "P0009", name: "invalid-escape" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a backslash is followed by something JSON does not know",
    why: "JSON knows `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\uXXXX`.",
    example: Example::Text(
        r#"{"Id":"\x41","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Id":"\u0041","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write one of the known escapes.",
    source: source::RFC8259,
};

/// One half of a surrogate pair stands alone.
pub static LONE_SURROGATE: Finding = Finding {
    code: Code { id: "P0010", name: "lone-surrogate" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "one half of a surrogate pair stands alone",
    why: "It names no character.",
    example: Example::Text(
        r#"{"Id":"\ud834","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Id":"\ud834\udd1e","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write both halves, or the character itself.",
    source: source::RFC8259,
};

/// A control character stands unescaped in a string.
pub static CONTROL_CHARACTER: Finding = Finding {
    code: Code { id: "P0011", name: "control-character" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a control character stands unescaped in a string",
    why: "JSON allows control characters only as escapes.",
    example: Example::Text(
        "{\"Id\":\"a\tb\",\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}",
    ),
    near_miss: r#"{"Id":"a\tb","Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Write it as an escape such as `\\t`.",
    source: source::RFC8259,
};

/// A number is not written as JSON writes numbers.
pub static INVALID_NUMBER: Finding = Finding {
    code: Code { id: "P0013", name: "invalid-number" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a number is not written as JSON writes numbers",
    why: "Leading zeroes, a leading plus and names such as hexadecimal forms are no JSON.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":01}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":1}}}}"#,
    use_instead: "Write the number in decimal without leading zeroes, or in quotes.",
    source: source::RFC8259,
};

/// A word is none of `true`, `false` and `null`.
pub static INVALID_LITERAL: Finding = Finding {
    code: Code { id: "P0014", name: "invalid-literal" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a word is none of `true`, `false` and `null`",
    why: "Python and YAML write `True` and bare words, JSON does not.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":True}}}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true}}}}"#,
    use_instead: "Write it in lower case, or as a string.",
    source: source::RFC8259,
};

/// The text begins with a byte order mark.
pub static BYTE_ORDER_MARK: Finding = Finding {
    code: Code { id: "P0015", name: "byte-order-mark" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "the text begins with a byte order mark",
    why: "AWS allows no character above U+00FF in a policy document.",
    example: Example::Text(
        "\u{feff}{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}",
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Save the file without the mark.",
    source: source::RFC8259,
};

/// A comment stands in the document.
pub static COMMENT: Finding = Finding {
    code: Code { id: "P0016", name: "comment" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a comment stands in the document",
    why: "JSON has no comments.",
    example: Example::Text(
        r#"/* all */ {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Sid":"All","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Use `Sid` to name a statement.",
    source: source::RFC8259,
};

/// Text follows the end of the document.
pub static TRAILING_TEXT: Finding = Finding {
    code: Code { id: "P0017", name: "trailing-text" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "text follows the end of the document",
    why: "A document is one JSON object.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}} x"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}} "#,
    use_instead: "Take it away.",
    source: source::RFC8259,
};

/// The document has more faults than are reported.
pub static TOO_MANY_FAULTS: Finding = Finding {
    code: Code { id: "P0018", name: "too-many-faults" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "the document has more faults than are reported",
    why: "The rest would hardly help, and may be gone when the first ones are.",
    example: Example::Repeated { text: "/**/", times: 201 },
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
    use_instead: "Put the first ones right.",
    source: source::RFC8259,
};

/// A key is written twice in one object.
pub static DUPLICATE_KEY: Finding = Finding {
    code: Code { id: "P0019", name: "duplicate-key" },
    severity: Severity::Error,
    stage: Stage::Json,
    kind: PolicyKind::Identity,
    what: "a key is written twice in one object",
    why: "Readers differ in which one they take, so the policy would mean different things to them.",
    example: Example::Text(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Action":"s3:PutObject"}}"#,
    ),
    near_miss: r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}}"#,
    use_instead: "Join both values into one list, or write two statements.",
    source: source::RFC8259,
};
