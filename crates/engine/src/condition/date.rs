//! `DateEquals`, `DateLessThan` and so on: ISO 8601, a date alone too, or seconds since 1970.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>

use std::cmp::Ordering;

use entail_policy::operators::Operator;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::truth::Truth;

const NANOSECONDS: i128 = 1_000_000_000;

/// Nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i128);

impl Instant {
    /// Reads `2026-01-15T12:00:00Z` (any offset, with or without seconds and fractions),
    /// `2026-01-15`, `2026-01`, or seconds since 1970.
    ///
    /// CHOICE: a time without an offset is UTC, and a number of four digits is a number of seconds
    /// and no year.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        seconds_since_1970(text).or_else(|| iso_8601(text))
    }
}

fn seconds_since_1970(text: &str) -> Option<Instant> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = if is_number { text.parse().ok()? } else { return None };
    Some(Instant(i128::from(seconds) * NANOSECONDS))
}

fn iso_8601(text: &str) -> Option<Instant> {
    if !text.contains(['T', 't']) {
        let date: Date = match text.split_at_checked("2026-01".len()) {
            Some((month, "")) => first_day(month)?,
            _ => text.parse().ok()?,
        };
        return at_utc(date.to_datetime(jiff::civil::Time::midnight()));
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(Instant(timestamp.as_nanosecond()));
    }
    at_utc(text.parse().ok()?)
}

/// The first day of a month such as `2026-01`.
fn first_day(month: &str) -> Option<Date> {
    let (year, month) = month.split_once('-')?;
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != "2026".len() || !is_number(year) || !is_number(month) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

fn at_utc(time: DateTime) -> Option<Instant> {
    Offset::UTC.to_timestamp(time).ok().map(|timestamp| Instant(timestamp.as_nanosecond()))
}

/// Whether the value stands in the operator's relation to some instant of the policy.
pub(crate) fn matches(operator: Operator, instants: &[Option<Instant>], value: &str) -> Truth {
    let Some(value) = Instant::parse(value) else { return Truth::Undecided };
    Truth::any(instants.iter().map(|instant| match instant {
        Some(instant) => holds(operator, value.cmp(instant)).into(),
        None => Truth::Undecided,
    }))
}

/// The operator's relation, the negated operator as its positive form.
fn holds(operator: Operator, ordering: Ordering) -> bool {
    match operator {
        Operator::DateLessThan => ordering.is_lt(),
        Operator::DateLessThanEquals => ordering.is_le(),
        Operator::DateGreaterThan => ordering.is_gt(),
        Operator::DateGreaterThanEquals => ordering.is_ge(),
        _ => ordering.is_eq(),
    }
}

#[cfg(test)]
mod tests {
    use super::Instant;

    #[test]
    fn the_ways_to_write_an_instant_agree() {
        let noon = Instant::parse("2026-01-15T12:00:00Z").unwrap();
        for same in [
            "1768478400",
            "2026-01-15T13:00:00+01:00",
            "2026-01-15T12:00Z",
            "2026-01-15T12:00:00.000Z",
            "2026-01-15T12:00:00",
        ] {
            assert_eq!(Instant::parse(same), Some(noon), "{same}");
        }
        assert_eq!(Instant::parse("2026-01-01"), Instant::parse("2026-01-01T00:00:00Z"));
        assert_eq!(Instant::parse("2026-01"), Instant::parse("2026-01-01"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-13",
            "2026-1-",
            "20260-1",
            "2026-13-01",
            "2026-01-15T25:00:00Z",
            "12:00",
            "9".repeat(30).as_str(),
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
