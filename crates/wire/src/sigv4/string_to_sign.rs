//! Step 2: the string to sign.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{ALGORITHM, CanonicalRequest, TERMINATOR};

/// Where and when a signing key is valid: `20150830/us-east-1/iam/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The day, as `YYYYMMDD` in UTC.
    pub date: String,
    /// The region as the client signed it.
    pub region: String,
    /// The service's signing name.
    pub service: String,
}

impl Scope {
    /// The scope of the day of the given time.
    pub fn new(time: Timestamp, region: &str, service: &str) -> Self {
        let date = time.strftime("%Y%m%d").to_string();
        Self { date, region: region.to_owned(), service: service.to_owned() }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}/{TERMINATOR}", self.date, self.region, self.service)
    }
}

/// The text whose HMAC is the signature.
pub fn string_to_sign(
    time: Timestamp,
    scope: &Scope,
    canonical_request: &CanonicalRequest,
) -> String {
    let time = format_time(time);
    let hash = canonical_request.hash();
    format!("{ALGORITHM}\n{time}\n{scope}\n{hash}")
}

/// A time as `x-amz-date` has it: `20150830T123600Z`.
pub fn format_time(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Reads a time as `x-amz-date` has it, and nothing else.
pub fn parse_time(text: &str) -> Option<Timestamp> {
    let digits = text.strip_suffix('Z')?.split_once('T')?;
    let form = digits.0.len() == 8
        && digits.1.len() == 6
        && [digits.0, digits.1].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !form {
        return None;
    }
    let civil = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    Offset::UTC.to_timestamp(civil).ok()
}
