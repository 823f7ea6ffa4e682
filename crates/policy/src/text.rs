//! JSON as it was written: byte spans, key order, duplicate keys, numbers as text.

/// A JSON value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where the value stands.
    pub span: crate::Span,
    /// What it is.
    pub kind: ValueKind,
}

/// What a JSON value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Nothing readable; a diagnostic says why.
    Missing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number as written.
    Number(String),
    /// A string with its escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object: members in order, duplicates kept.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub key: crate::Spanned<String>,
    /// The value.
    pub value: Value,
}
