//! The `Condition` block: one entry for each key of each operator, its values read.

use std::collections::HashMap;

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{self, Presence, SetQualifier, Version};

use super::pool::{Place, PoolBuilder};
use super::template::Prepared;
use crate::condition::binary::Bytes;
use crate::condition::boolean;
use crate::condition::date::Instant;
use crate::condition::ip::Range;
use crate::matching::reading::Reading;
use crate::request::{folded_key, key_hash};

/// One key of one operator. All conditions of a statement must hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    /// The operator as written.
    pub(crate) operator_text: Place,
    /// The key as written.
    pub(crate) key: Place,
    /// The key in lower case, as the context holds it.
    pub(crate) folded_key: Place,
    /// The hash of `folded_key`.
    pub(crate) key_hash: u64,
    /// The values as written.
    pub(crate) value_texts: Box<[Place]>,
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
    /// Strings and ARNs.
    Text(Reading, Box<[Prepared]>),
    /// Numbers of any length are compared as they are written.
    Numeric,
    Date(Box<[Option<Instant>]>),
    Boolean(Box<[Option<bool>]>),
    Binary(Box<[Option<Bytes>]>),
    Ip(Box<[Option<Range>]>),
    Null(Box<[Option<bool>]>),
}

/// Operator, key and values as written.
type Written = (String, String, Vec<String>);

/// The conditions of a policy, equal ones once.
#[derive(Debug, Default)]
pub(super) struct ConditionList {
    conditions: Vec<Condition>,
    numbers: HashMap<Written, u32>,
}

impl ConditionList {
    /// Adds a condition's keys and gives the numbers they have in the list.
    pub(super) fn add_all(
        &mut self,
        condition: &tree::Condition,
        version: Version,
        pool: &mut PoolBuilder,
    ) -> Vec<u32> {
        let operator = &condition.operator.value;
        if condition.keys.is_empty() && condition.parsed.is_none() {
            // An operator nobody knows, with no key to compare: it must not count as satisfied.
            let written = (operator.clone(), String::new(), Vec::new());
            return vec![self.add(written, None, version, pool)];
        }
        let written = |key: &tree::ConditionKey| {
            let values = key.values.iter().map(|value| value.value.as_text().to_owned());
            (operator.clone(), key.key.value.clone(), values.collect())
        };
        let keys = condition.keys.iter();
        keys.map(|key| self.add(written(key), condition.parsed, version, pool)).collect()
    }

    pub(super) fn finish(self) -> Box<[Condition]> {
        self.conditions.into_boxed_slice()
    }

    fn add(
        &mut self,
        written: Written,
        parsed: Option<tree::ConditionOperator>,
        version: Version,
        pool: &mut PoolBuilder,
    ) -> u32 {
        if let Some(number) = self.numbers.get(&written) {
            return *number;
        }
        // INVARIANT: a document's bytes are limited far below this many conditions.
        let number = u32::try_from(self.conditions.len()).unwrap_or(u32::MAX);
        self.conditions.push(Condition::compile(&written, parsed, version, pool));
        self.numbers.insert(written, number);
        number
    }
}

impl Condition {
    fn compile(
        (operator, key, values): &Written,
        parsed: Option<tree::ConditionOperator>,
        version: Version,
        pool: &mut PoolBuilder,
    ) -> Self {
        let folded = folded_key(key);
        let test = parsed.map(|parsed| Test {
            operator: parsed.operator,
            is_negated: parsed.operator.is_negated(),
            qualifier: parsed.qualifier,
            presence: parsed.presence,
            values: Values::compile(parsed.operator, values, version, pool),
        });
        Self {
            operator_text: pool.add(operator),
            key: pool.add(key),
            folded_key: pool.add(&folded),
            key_hash: key_hash(&folded),
            value_texts: values.iter().map(|value| pool.add(value)).collect(),
            test,
        }
    }
}

impl Values {
    fn compile(
        operator: Operator,
        texts: &[String],
        version: Version,
        pool: &mut PoolBuilder,
    ) -> Self {
        let mut text = |reading| {
            let prepare = |text: &String| Prepared::compile(text, version, reading, pool);
            Self::Text(reading, texts.iter().map(prepare).collect())
        };
        match operator.family() {
            Family::String => text(string_reading(operator)),
            Family::Arn => text(Reading::Arn),
            Family::Numeric => Self::Numeric,
            Family::Date => Self::Date(read(texts, Instant::parse)),
            Family::Boolean => Self::Boolean(read(texts, boolean::parse)),
            Family::Binary => Self::Binary(read(texts, Bytes::parse)),
            Family::IpAddress => Self::Ip(read(texts, Range::parse)),
            Family::Null => Self::Null(read(texts, boolean::parse)),
        }
    }
}

fn string_reading(operator: Operator) -> Reading {
    match operator {
        Operator::StringLike | Operator::StringNotLike => Reading::Like,
        Operator::StringEqualsIgnoreCase | Operator::StringNotEqualsIgnoreCase => {
            Reading::EqualIgnoringCase
        }
        _ => Reading::Equal,
    }
}

fn read<T>(texts: &[String], parse: impl Fn(&str) -> Option<T>) -> Box<[Option<T>]> {
    texts.iter().map(|text| parse(text)).collect()
}
