//! `DateEquals`, `DateLessThan` and so on: ISO 8601, a date alone too, or seconds since 1970.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>

use std::cmp::Ordering;

use entail_policy::operators::Operator;
use jiff::civil::{Date, DateTime};

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
    if !is_calendar_form(text) {
        return None;
    }
    if !text.contains(['T', 't']) {
        let date: Date = match text.split_at_checked("2026-01".len()) {
            Some((month, "")) => first_day(month)?,
            _ => text.parse().ok()?,
        };
        return Some(at_utc(date.to_datetime(jiff::civil::Time::midnight())));
    }
    let (time, offset_seconds) = without_offset(text)?;
    let Instant(local) = at_utc(time.parse().ok()?);
    Some(Instant(local - i128::from(offset_seconds) * NANOSECONDS))
}

/// A time apart from its offset: `Z`, or hours and perhaps minutes.
fn without_offset(text: &str) -> Option<(&str, i32)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let (date, _) = text.split_once(['T', 't'])?;
    let Some(behind_date) = text.get(date.len()..) else { return Some((text, 0)) };
    let Some(place) = behind_date.find(['+', '-']) else { return Some((text, 0)) };
    let (time, offset) = text.split_at_checked(date.len() + place)?;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':').unwrap_or((offset.get(1..)?, "00"));
    Some((time, sign * (two_digits(hours, 24)? * 3600 + two_digits(minutes, 60)? * 60)))
}

/// A number of two digits below `end`.
fn two_digits(text: &str, end: i32) -> Option<i32> {
    let are_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits {
        return None;
    }
    text.parse().ok().filter(|number| *number < end)
}

/// Whether the text begins with a year of four digits and holds what W3C's forms are made of alone:
/// no week, no time zone's name, no blank that would cut the time off.
///
/// AWS: the page asks for <https://www.w3.org/TR/NOTE-datetime>
fn is_calendar_form(text: &str) -> bool {
    let year = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_of_a_form = |byte: u8| {
        byte.is_ascii_digit()
            || matches!(byte, b'-' | b'+' | b':' | b'.' | b'T' | b't' | b'Z' | b'z')
    };
    year == "2026".len()
        && text.as_bytes().get(year) == Some(&b'-')
        && text.bytes().all(is_of_a_form)
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

/// Years reach from 0000 to 9999, of which each instant counts: `9999-12-31T23:59:59Z` is how
/// policies write "for ever".
fn at_utc(time: DateTime) -> Instant {
    let since_1970 = time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    Instant(since_1970.as_nanos())
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
            "2026-01-15T13:00:00+01",
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
    fn the_last_instant_of_the_calendar_is_one() {
        let last = Instant::parse("9999-12-31T23:59:59Z").unwrap();
        assert!(last > Instant::parse("9999-12-30").unwrap());
        assert_eq!(Instant::parse("253402300799"), Some(last));
        assert!(Instant::parse("9999-12-31T23:59:59-01:00").unwrap() > last);
        assert!(Instant::parse("0000-01-01").unwrap() < Instant::parse("-1").unwrap());
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
            "2026-01-15 12:00:00",
            "2026-01-15[UTC]",
            "2026-01-15T12:00:00Z[UTC]",
            "+002026-01-15",
            "2026-01-15T12:00:00+1:00",
            "2026-01-15T12:00:00+01:00:00",
            "2026-01-15T12:00:00+24:00",
            "9".repeat(30).as_str(),
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
