//! The table of all condition operators.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::fmt;

use crate::tree::{ConditionOperator, Polarity, Presence, SetQualifier};

/// A condition operator without qualifier and suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// Equal text, case-sensitive.
    StringEquals,
    /// Not [`Operator::StringEquals`].
    StringNotEquals,
    /// Equal text, ignoring case.
    StringEqualsIgnoreCase,
    /// Not [`Operator::StringEqualsIgnoreCase`].
    StringNotEqualsIgnoreCase,
    /// Case-sensitive match with `*` and `?`.
    StringLike,
    /// Not [`Operator::StringLike`].
    StringNotLike,
    /// Equal numbers.
    NumericEquals,
    /// Not [`Operator::NumericEquals`].
    NumericNotEquals,
    /// The request's number is less.
    NumericLessThan,
    /// The request's number is less or equal.
    NumericLessThanEquals,
    /// The request's number is greater.
    NumericGreaterThan,
    /// The request's number is greater or equal.
    NumericGreaterThanEquals,
    /// The same instant.
    DateEquals,
    /// Not [`Operator::DateEquals`].
    DateNotEquals,
    /// The request's instant is earlier.
    DateLessThan,
    /// The request's instant is earlier or the same.
    DateLessThanEquals,
    /// The request's instant is later.
    DateGreaterThan,
    /// The request's instant is later or the same.
    DateGreaterThanEquals,
    /// Equal truth values.
    Bool,
    /// Equal bytes, written in base64.
    BinaryEquals,
    /// An address in a range.
    IpAddress,
    /// Not [`Operator::IpAddress`].
    NotIpAddress,
    /// ARN match, component by component, with `*` and `?`.
    ArnEquals,
    /// The same as [`Operator::ArnEquals`].
    ArnLike,
    /// Not [`Operator::ArnEquals`].
    ArnNotEquals,
    /// Not [`Operator::ArnLike`].
    ArnNotLike,
    /// `true`: the key is absent; `false`: it is there and not null.
    Null,
}

/// The family an operator belongs to: what its values look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Text.
    String,
    /// Decimal numbers.
    Numeric,
    /// ISO 8601 dates or seconds since 1970.
    Date,
    /// `true` or `false`.
    Boolean,
    /// Base64.
    Binary,
    /// IP addresses and CIDR ranges.
    IpAddress,
    /// ARNs.
    Arn,
    /// `Null`, which looks at the key and not at its value.
    Null,
}

/// One line of [`CONDITION_OPERATORS`].
#[derive(Clone, Copy, Debug)]
pub struct OperatorEntry {
    /// The name as AWS writes it.
    pub name: &'static str,
    /// The operator.
    pub operator: Operator,
    /// What its values look like.
    pub family: Family,
    /// Whether the operator negates: a missing key makes it true, several values mean NOR.
    pub polarity: Polarity,
}

const fn entry(
    name: &'static str,
    operator: Operator,
    family: Family,
    polarity: Polarity,
) -> OperatorEntry {
    OperatorEntry { name, operator, family, polarity }
}

/// All condition operators, in the order of AWS's page.
pub const CONDITION_OPERATORS: &[OperatorEntry] = &[
    entry("StringEquals", Operator::StringEquals, Family::String, Polarity::Positive),
    entry("StringNotEquals", Operator::StringNotEquals, Family::String, Polarity::Negated),
    entry(
        "StringEqualsIgnoreCase",
        Operator::StringEqualsIgnoreCase,
        Family::String,
        Polarity::Positive,
    ),
    entry(
        "StringNotEqualsIgnoreCase",
        Operator::StringNotEqualsIgnoreCase,
        Family::String,
        Polarity::Negated,
    ),
    entry("StringLike", Operator::StringLike, Family::String, Polarity::Positive),
    entry("StringNotLike", Operator::StringNotLike, Family::String, Polarity::Negated),
    entry("NumericEquals", Operator::NumericEquals, Family::Numeric, Polarity::Positive),
    entry("NumericNotEquals", Operator::NumericNotEquals, Family::Numeric, Polarity::Negated),
    entry("NumericLessThan", Operator::NumericLessThan, Family::Numeric, Polarity::Positive),
    entry(
        "NumericLessThanEquals",
        Operator::NumericLessThanEquals,
        Family::Numeric,
        Polarity::Positive,
    ),
    entry("NumericGreaterThan", Operator::NumericGreaterThan, Family::Numeric, Polarity::Positive),
    entry(
        "NumericGreaterThanEquals",
        Operator::NumericGreaterThanEquals,
        Family::Numeric,
        Polarity::Positive,
    ),
    entry("DateEquals", Operator::DateEquals, Family::Date, Polarity::Positive),
    entry("DateNotEquals", Operator::DateNotEquals, Family::Date, Polarity::Negated),
    entry("DateLessThan", Operator::DateLessThan, Family::Date, Polarity::Positive),
    entry("DateLessThanEquals", Operator::DateLessThanEquals, Family::Date, Polarity::Positive),
    entry("DateGreaterThan", Operator::DateGreaterThan, Family::Date, Polarity::Positive),
    entry(
        "DateGreaterThanEquals",
        Operator::DateGreaterThanEquals,
        Family::Date,
        Polarity::Positive,
    ),
    entry("Bool", Operator::Bool, Family::Boolean, Polarity::Positive),
    entry("BinaryEquals", Operator::BinaryEquals, Family::Binary, Polarity::Positive),
    entry("IpAddress", Operator::IpAddress, Family::IpAddress, Polarity::Positive),
    entry("NotIpAddress", Operator::NotIpAddress, Family::IpAddress, Polarity::Negated),
    entry("ArnEquals", Operator::ArnEquals, Family::Arn, Polarity::Positive),
    entry("ArnLike", Operator::ArnLike, Family::Arn, Polarity::Positive),
    entry("ArnNotEquals", Operator::ArnNotEquals, Family::Arn, Polarity::Negated),
    entry("ArnNotLike", Operator::ArnNotLike, Family::Arn, Polarity::Negated),
    entry("Null", Operator::Null, Family::Null, Polarity::Positive),
];

impl Operator {
    /// Finds an operator by its name; names are compared as [`ConditionOperator::parse`] says.
    pub fn parse(name: &str) -> Option<Operator> {
        Self::find(name, str::eq)
    }

    fn find(name: &str, is_same: SameName) -> Option<Operator> {
        CONDITION_OPERATORS
            .iter()
            .find(|entry| is_same(entry.name, name))
            .map(|entry| entry.operator)
    }

    /// The operator's line in [`CONDITION_OPERATORS`].
    pub fn entry(self) -> &'static OperatorEntry {
        const FALLBACK: &OperatorEntry =
            &entry("Null", Operator::Null, Family::Null, Polarity::Positive);
        // INVARIANT: the table has a line for every operator; a test goes through them.
        CONDITION_OPERATORS.iter().find(|entry| entry.operator == self).unwrap_or(FALLBACK)
    }

    /// The name as AWS writes it.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// What its values look like.
    pub fn family(self) -> Family {
        self.entry().family
    }

    /// Whether the operator negates.
    pub fn is_negated(self) -> bool {
        self.entry().polarity == Polarity::Negated
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl ConditionOperator {
    /// Reads an operator with its qualifier and suffix, such as `ForAnyValue:StringLikeIfExists`;
    /// `None` where AWS knows no such operator. `NullIfExists` does not exist.
    ///
    /// AWS: names are case-sensitive: `stringEquals` answers "Invalid Condition type :
    /// stringEquals".
    /// <https://github.com/ministryofjustice/modernisation-platform-environments/pull/8893>
    pub fn parse(text: &str) -> Option<ConditionOperator> {
        Self::find(text, str::eq)
    }

    /// The operator that a text was meant to be, were it written in its own case.
    pub fn parse_ignoring_case(text: &str) -> Option<ConditionOperator> {
        Self::find(text, str::eq_ignore_ascii_case)
    }

    fn find(text: &str, is_same: SameName) -> Option<ConditionOperator> {
        let (qualifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((prefix, rest)) => (Some(SetQualifier::find(prefix, is_same)?), rest),
        };
        if let Some(operator) = Operator::find(rest, is_same) {
            return Some(ConditionOperator { qualifier, operator, presence: Presence::Required });
        }
        let cut = rest.len().checked_sub(IF_EXISTS.len())?;
        let (name, suffix) = (rest.get(..cut)?, rest.get(cut..)?);
        let operator =
            Operator::find(name, is_same).filter(|operator| *operator != Operator::Null)?;
        is_same(suffix, IF_EXISTS).then_some(ConditionOperator {
            qualifier,
            operator,
            presence: Presence::IfExists,
        })
    }
}

/// Whether two names are the same.
type SameName = fn(&str, &str) -> bool;

const IF_EXISTS: &str = "IfExists";

impl SetQualifier {
    /// Reads `ForAllValues` or `ForAnyValue`.
    fn find(text: &str, is_same: SameName) -> Option<SetQualifier> {
        [SetQualifier::ForAllValues, SetQualifier::ForAnyValue]
            .into_iter()
            .find(|qualifier| is_same(qualifier.name(), text))
    }

    /// The name as AWS writes it, without the colon.
    pub fn name(self) -> &'static str {
        match self {
            SetQualifier::ForAllValues => "ForAllValues",
            SetQualifier::ForAnyValue => "ForAnyValue",
        }
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(qualifier) = self.qualifier {
            write!(formatter, "{}:", qualifier.name())?;
        }
        formatter.write_str(self.operator.name())?;
        match self.presence {
            Presence::Required => Ok(()),
            Presence::IfExists => formatter.write_str(IF_EXISTS),
        }
    }
}

#[cfg(test)]
mod tests;
