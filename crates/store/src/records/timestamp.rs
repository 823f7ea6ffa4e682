//! Points in time, to the second.

use serde::{Deserialize, Serialize};

const SECONDS_PER_HOUR: i64 = 3_600;

/// Seconds since 1970-01-01T00:00:00Z. IAM shows no finer time.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time this many seconds after the epoch.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The full hour at or after it.
    #[must_use]
    pub const fn rounded_up_to_the_hour(self) -> Self {
        let past_the_hour = self.0.rem_euclid(SECONDS_PER_HOUR);
        if past_the_hour == 0 {
            self
        } else {
            Self(self.0.saturating_add(SECONDS_PER_HOUR - past_the_hour))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn rounding_goes_up_and_keeps_full_hours() {
        let rounded =
            |seconds| Timestamp::from_unix_seconds(seconds).rounded_up_to_the_hour().unix_seconds();
        assert_eq!(
            [-1, 0, 1, 3_599, 3_600, 3_601].map(rounded),
            [0, 0, 3_600, 3_600, 3_600, 7_200]
        );
    }
}
