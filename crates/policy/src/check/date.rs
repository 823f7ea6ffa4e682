//! What AWS takes as the value of a date operator.
//!
//! Seconds since 1970, or ISO 8601 read generously: a year alone is enough, numbers may be short,
//! `t` and `z` may be small. AWS answers "The policy failed legacy parsing" to everything else.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::ops::RangeInclusive;

/// The years AWS knows: those whose milliseconds fit 64 bits.
const YEARS: RangeInclusive<i64> = -292_275_054..=292_278_993;

/// Whether AWS takes the value.
pub(super) fn is_date(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if !lower.contains(['t', '-']) {
        return number(&lower).is_some();
    }
    let (date, time) = lower.split_once('t').unwrap_or((&lower, ""));
    is_calendar_date(date) && (time.is_empty() || is_time(time))
}

fn is_calendar_date(date: &str) -> bool {
    let (sign, unsigned) = match date.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, date),
    };
    let mut parts = unsigned.split('-');
    let year = parts.next().and_then(number).map(|year| year * sign);
    year.is_some_and(|year| YEARS.contains(&year))
        && within(parts.next(), 1..=12)
        && within(parts.next(), 1..=31)
        && parts.next().is_none()
}

fn is_time(text: &str) -> bool {
    let (time, zone) = match text.find(['z', '+', '-']) {
        Some(index) => text.split_at(index),
        None => (text, ""),
    };
    let (clock, fraction) = match time.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (time, None),
    };
    let mut parts = clock.split(':');
    let hours = parts.next().and_then(number);
    hours.is_some_and(|hours| (0..=23).contains(&hours))
        && within(parts.next(), 0..=59)
        && within(parts.next(), 0..=59)
        && parts.next().is_none()
        && within(fraction, 0..=999_999_999)
        && is_zone(zone)
}

fn is_zone(zone: &str) -> bool {
    let Some(offset) = zone.strip_prefix(['+', '-']) else { return matches!(zone, "" | "z") };
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (hours, Some(minutes)),
        None => (offset, None),
    };
    hours.len() == 2
        && within(Some(hours), 0..=23)
        && minutes.is_none_or(|minutes| minutes.len() == 2)
        && within(minutes, 0..=59)
}

/// Whether a part is a number in the range, or not there.
fn within(part: Option<&str>, range: RangeInclusive<i64>) -> bool {
    part.is_none_or(|part| number(part).is_some_and(|number| range.contains(&number)))
}

/// Decimal digits only: no sign, no space.
fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_that_aws_was_seen_to_take() {
        for date in [
            "2017-07-01T00:00:00Z",
            "2016-12-13T21:20:37.593194+00:00",
            "2016-12-13t2:00:00.593194+23",
            "01T",
            "-292275054",
            "2026-11-22",
            "2026-11-22T10:00-05:00",
            "1511222400",
            "9223372036854775807",
        ] {
            assert!(is_date(date), "{date}");
        }
    }

    #[test]
    fn dates_that_aws_was_seen_to_refuse() {
        for date in [
            "sdfdsf",
            "234-13",
            "2016-12-13t2:00:00.593194+1",
            "2016-12-13t2:00:00.1999999999+10:59",
            "9223372036854775808",
            "",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:00:00Zx",
            "2026-1-2-3",
        ] {
            assert!(!is_date(date), "{date}");
        }
    }
}
