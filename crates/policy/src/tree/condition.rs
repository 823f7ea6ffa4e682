//! The `Condition` block.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use crate::operators::Operator;
use crate::span::{Span, Spanned};

/// One operator of a `Condition` block with its keys; all keys must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Operator and keys together.
    pub span: Span,
    /// The operator as written, such as `ForAnyValue:StringLikeIfExists`.
    pub operator: Spanned<String>,
    /// The operator understood; `None` where AWS knows no such operator.
    pub parsed: Option<ConditionOperator>,
    /// The keys in document order.
    pub keys: Vec<ConditionKey>,
}

/// One condition key with the values it is compared to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionKey {
    /// The key as written; key names are case-insensitive.
    pub key: Spanned<String>,
    /// The values in document order.
    pub values: Vec<Spanned<ConditionValue>>,
}

/// One value of a condition, in the JSON type it was written in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConditionValue {
    /// A string.
    String(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
}

impl ConditionValue {
    /// The value as text: AWS compares `true` and `"true"`, `5` and `"5"` alike.
    pub fn as_text(&self) -> &str {
        match self {
            ConditionValue::String(text) | ConditionValue::Number(text) => text,
            ConditionValue::Boolean(true) => "true",
            ConditionValue::Boolean(false) => "false",
        }
    }
}

/// A condition operator with its qualifier and suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConditionOperator {
    /// `ForAllValues:` or `ForAnyValue:`.
    pub qualifier: Option<SetQualifier>,
    /// The operator itself.
    pub operator: Operator,
    /// Whether `IfExists` was written.
    pub presence: Presence,
}

/// How a multivalued context key is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetQualifier {
    /// `ForAllValues:`: every value of the request must match; true for none.
    ForAllValues,
    /// `ForAnyValue:`: some value of the request must match; false for none.
    ForAnyValue,
}

/// What a missing context key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// No suffix: a positive operator is false, a negated one true.
    Required,
    /// `IfExists`: true.
    IfExists,
}
