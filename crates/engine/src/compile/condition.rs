//! The `Condition` block: one entry for each key of each operator, its values read.

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{self, Presence, SetQualifier, Version};

use super::template::Prepared;
use crate::condition::arn::ArnPattern;
use crate::condition::binary::Bytes;
use crate::condition::date::Instant;
use crate::condition::ip::Range;
use crate::condition::numeric::Number;
use crate::condition::string::{LiteralText, WildcardText};
use crate::request::folded_key;

/// One key of one operator. All conditions of a statement must hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    /// The operator as written.
    pub(crate) operator_text: String,
    /// The key as written.
    pub(crate) key: String,
    /// The key in lower case, as the context holds it.
    pub(crate) folded_key: String,
    /// The values as written, for explanations.
    pub(crate) value_texts: Vec<String>,
    /// What to compare; `None` where there is no such operator.
    pub(crate) test: Option<Test>,
}

/// An operator with its values.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub(crate) operator: Operator,
    pub(crate) is_negated: bool,
    pub(crate) qualifier: Option<SetQualifier>,
    pub(crate) presence: Presence,
    pub(crate) values: Values,
}

/// The policy's values, read as the operator's family wants them; `None` is a malformed one.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Literal(Vec<Prepared<LiteralText>>),
    Wildcard(Vec<Prepared<WildcardText>>),
    Arn(Vec<Prepared<ArnPattern>>),
    Numeric(Vec<Option<Number>>),
    Date(Vec<Option<Instant>>),
    Boolean(Vec<Option<bool>>),
    Binary(Vec<Option<Bytes>>),
    Ip(Vec<Option<Range>>),
    Null(Vec<Option<bool>>),
}

impl Condition {
    pub(crate) fn compile_all(condition: &tree::Condition, version: Version) -> Vec<Self> {
        if condition.keys.is_empty() && condition.parsed.is_none() {
            return vec![Self::unknown(&condition.operator.value)];
        }
        condition.keys.iter().map(|key| Self::compile(condition, key, version)).collect()
    }

    /// An operator nobody knows, with no key to compare: it must not count as satisfied.
    fn unknown(operator: &str) -> Self {
        Self {
            operator_text: operator.to_owned(),
            key: String::new(),
            folded_key: String::new(),
            value_texts: Vec::new(),
            test: None,
        }
    }

    fn compile(condition: &tree::Condition, key: &tree::ConditionKey, version: Version) -> Self {
        let value_texts: Vec<String> =
            key.values.iter().map(|value| value.value.as_text().to_owned()).collect();
        let test = condition.parsed.map(|parsed| Test {
            operator: parsed.operator,
            is_negated: parsed.operator.is_negated(),
            qualifier: parsed.qualifier,
            presence: parsed.presence,
            values: Values::compile(parsed.operator, &value_texts, version),
        });
        Self {
            operator_text: condition.operator.value.clone(),
            key: key.key.value.clone(),
            folded_key: folded_key(&key.key.value),
            value_texts,
            test,
        }
    }
}

impl Values {
    fn compile(operator: Operator, texts: &[String], version: Version) -> Self {
        match operator.family() {
            Family::String => match operator {
                Operator::StringLike | Operator::StringNotLike => {
                    Self::Wildcard(prepare(texts, version))
                }
                _ => Self::Literal(prepare(texts, version)),
            },
            Family::Arn => Self::Arn(prepare(texts, version)),
            Family::Numeric => Self::Numeric(read(texts, Number::parse)),
            Family::Date => Self::Date(read(texts, Instant::parse)),
            Family::Boolean => Self::Boolean(read(texts, crate::condition::boolean::parse)),
            Family::Binary => Self::Binary(read(texts, Bytes::parse)),
            Family::IpAddress => Self::Ip(read(texts, Range::parse)),
            Family::Null => Self::Null(read(texts, crate::condition::boolean::parse)),
        }
    }
}

fn prepare<M: super::template::Matcher>(texts: &[String], version: Version) -> Vec<Prepared<M>> {
    texts.iter().map(|text| Prepared::compile(text, version)).collect()
}

fn read<T>(texts: &[String], parse: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
    texts.iter().map(|text| parse(text)).collect()
}
