//! The `Condition` block: one entry for each key of each operator, its values read.

use entail_policy::operators::{Family, Operator};
use entail_policy::tree::{self, ConditionOperator, Version};

use super::Builder;
use super::cased::Cased;
use super::pool::{Place, Pool};
use super::run::Run;
use super::template::Prepared;
use crate::condition::binary::Bytes;
use crate::condition::boolean::Booleans;
use crate::condition::date::Instant;
use crate::condition::ip::Range;
use crate::matching::reading::Reading;
use crate::request::{folded_key, key_hash};

/// One key of one operator. All conditions of a statement must hold.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) key: Cased,
    /// The hash of the key in lower case, as the context holds it.
    pub(crate) key_hash: u32,
    /// The values, as texts.
    pub(crate) values: Run,
    /// What to compare; `None` where there is no such operator.
    pub(crate) test: Option<Test>,
    /// The operator as written, where there is no such.
    operator_text: Option<Place>,
}

impl Condition {
    /// The operator as written.
    pub(crate) fn operator(&self, pool: &Pool) -> String {
        match &self.test {
            Some(test) => test.operator.to_string(),
            None => self.operator_text.map(|text| pool.text(text)).unwrap_or_default().to_owned(),
        }
    }
}

/// An operator with its values.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    pub(crate) operator: ConditionOperator,
    pub(crate) is_negated: bool,
    pub(crate) values: Values,
}

/// The policy's values, read as the operator's family wants them.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// Strings and ARNs: they are compared as texts.
    Text(Reading),
    /// Numbers of any length are compared as they are written.
    Numeric,
    Boolean(Booleans),
    Null(Booleans),
    Read(Box<ReadValues>),
}

/// Values that are neither texts nor truth values; `None` is a malformed one.
#[derive(Clone, Debug)]
pub(crate) enum ReadValues {
    Date(Box<[Option<Instant>]>),
    Binary(Box<[Option<Bytes>]>),
    Ip(Box<[Option<Range>]>),
}

/// Operator, key and values as written.
pub(super) type Written = (String, String, Vec<String>);

impl Builder {
    /// Adds a condition's keys, equal ones once, and gives the numbers they have in the list.
    pub(super) fn add_condition(&mut self, condition: &tree::Condition) -> Vec<u16> {
        let operator = &condition.operator.value;
        if condition.keys.is_empty() && condition.parsed.is_none() {
            // An operator nobody knows, with no key to compare: it must not count as satisfied.
            return vec![self.condition_number((operator.clone(), String::new(), vec![]), None)];
        }
        let written = |key: &tree::ConditionKey| {
            let values = key.values.iter().map(|value| value.value.as_text().to_owned());
            (operator.clone(), key.key.value.clone(), values.collect())
        };
        let keys = condition.keys.iter().map(written);
        keys.map(|written| self.condition_number(written, condition.parsed)).collect()
    }

    fn condition_number(&mut self, written: Written, parsed: Option<ConditionOperator>) -> u16 {
        if let Some(number) = self.known_conditions.get(&written) {
            return *number;
        }
        // INVARIANT: with more conditions than numbers the policy is unreadable.
        let number = u16::try_from(self.conditions.len()).unwrap_or(u16::MAX);
        let condition = self.compile_condition(&written, parsed);
        self.conditions.push(condition);
        self.known_conditions.insert(written, number);
        number
    }

    fn compile_condition(
        &mut self,
        (operator, key, values): &Written,
        parsed: Option<ConditionOperator>,
    ) -> Condition {
        let folded = folded_key(key);
        let reading = parsed.map_or(Reading::Equal, |parsed| reading(parsed.operator));
        let Self { version, pool, texts, .. } = self;
        let prepared = values.iter().map(|text| match parsed {
            Some(parsed) if is_textual(parsed.operator) => {
                Prepared::compile(text, *version, reading, pool)
            }
            _ => Prepared::compile(text, Version::V2008_10_17, Reading::Equal, pool),
        });
        Condition {
            values: Run::push(texts, prepared),
            test: parsed.map(|parsed| Test {
                operator: parsed,
                is_negated: parsed.operator.is_negated(),
                values: Values::of(parsed.operator, values),
            }),
            key_hash: key_hash(&folded),
            key: Cased::new(key, &folded, &mut self.pool),
            operator_text: parsed.is_none().then(|| self.pool.add(operator)),
        }
    }
}

impl Values {
    fn of(operator: Operator, texts: &[String]) -> Self {
        match operator.family() {
            Family::String | Family::Arn => Self::Text(reading(operator)),
            Family::Numeric => Self::Numeric,
            Family::Boolean => Self::Boolean(Booleans::read(texts)),
            Family::Null => Self::Null(Booleans::read(texts)),
            Family::Date => Self::boxed(ReadValues::Date(read(texts, Instant::parse))),
            Family::Binary => Self::boxed(ReadValues::Binary(read(texts, Bytes::parse))),
            Family::IpAddress => Self::boxed(ReadValues::Ip(read(texts, Range::parse))),
        }
    }

    fn boxed(values: ReadValues) -> Self {
        Self::Read(Box::new(values))
    }
}

fn is_textual(operator: Operator) -> bool {
    matches!(operator.family(), Family::String | Family::Arn)
}

fn reading(operator: Operator) -> Reading {
    match operator {
        _ if operator.family() == Family::Arn => Reading::Arn,
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
