//! Dates: you must use one of the W3C implementations of the ISO 8601 date formats or epoch (UNIX)
//! time.
//!
//! CHOICE: `t` and `z` may be small, a time without its zone is UTC, and four digits are seconds and
//! no year.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date>,
//! <https://www.w3.org/TR/NOTE-datetime>

const NANOSECONDS: i128 = 1_000_000_000;
const SECONDS_OF_A_DAY: i128 = 86_400;

/// Nanoseconds since 1970; none where the text is no date.
pub(super) fn read(text: &str) -> Option<i128> {
    epoch(text).or_else(|| iso_8601(text))
}

/// Seconds since 1970.
fn epoch(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = (1..=18).contains(&digits.len())
        && digits.chars().all(|character| character.is_ascii_digit());
    if !is_whole {
        return None;
    }
    Some(text.parse::<i128>().ok()? * NANOSECONDS)
}

fn iso_8601(text: &str) -> Option<i128> {
    let text = text.to_ascii_uppercase();
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text.as_str(), None),
    };
    let midnight = midnight(day)?;
    match time {
        None => Some(midnight * NANOSECONDS),
        Some(time) if day.len() == "YYYY-MM-DD".len() => {
            let (clock, zone_seconds) = zone(time)?;
            Some((midnight - zone_seconds) * NANOSECONDS + clock_nanoseconds(clock)?)
        }
        Some(_) => None,
    }
}

/// Seconds from 1970 to the midnight that begins the day `YYYY-MM-DD`, or the first of `YYYY-MM`.
fn midnight(day: &str) -> Option<i128> {
    let parts: Vec<&str> = day.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month] => (year, month, "01"),
        [year, month, day] => (year, month, *day),
        _ => return None,
    };
    let year = digits(year, 4)?;
    let month = digits(month, 2).filter(|month| (1..=12).contains(month))?;
    let day = digits(day, 2).filter(|day| (1..=days_of(year, month)).contains(day))?;
    let days_before_the_year = |year: i128| {
        365 * year + (year + 3).div_euclid(4) - (year + 99).div_euclid(100)
            + (year + 399).div_euclid(400)
    };
    let days = days_before_the_year(year) - days_before_the_year(1970)
        + (1..month).map(|month| days_of(year, month)).sum::<i128>()
        + day
        - 1;
    Some(days * SECONDS_OF_A_DAY)
}

fn days_of(year: i128, month: i128) -> i128 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The time of day apart from its zone: `Z`, or hours, and minutes, ahead of it.
fn zone(time: &str) -> Option<(&str, i128)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let Some(place) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (clock, zone) = time.split_at_checked(place)?;
    let (sign, zone) = match zone.strip_prefix('-') {
        Some(zone) => (-1, zone),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = zone.split_once(':').unwrap_or((zone, "00"));
    let hours = digits(hours, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some((clock, sign * (hours * 3600 + minutes * 60)))
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s` since midnight.
fn clock_nanoseconds(clock: &str) -> Option<i128> {
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match (parts.as_slice(), fraction) {
        ([hours, minutes], None) => (hours, minutes, "00"),
        ([hours, minutes, seconds], _) => (hours, minutes, *seconds),
        _ => return None,
    };
    let hours = digits(hours, 2).filter(|hours| *hours < 24)?;
    let minutes = digits(minutes, 2).filter(|minutes| *minutes < 60)?;
    let seconds = digits(seconds, 2).filter(|seconds| *seconds < 60)?;
    let fraction = match fraction {
        None => 0,
        Some(fraction) if (1..=9).contains(&fraction.len()) => {
            digits(&format!("{fraction:0<9}"), 9)?
        }
        Some(_) => return None,
    };
    Some((hours * 3600 + minutes * 60 + seconds) * NANOSECONDS + fraction)
}

/// A number of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i128> {
    let are_digits = text.chars().all(|character| character.is_ascii_digit());
    (text.len() == count && are_digits).then(|| text.parse().ok())?
}
