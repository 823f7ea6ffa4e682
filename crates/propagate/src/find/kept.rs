//! What is not asked twice.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use entail_policy::arn::Arn;

use super::{caller::Caller, demand::Demand, document::PolicyText};
use crate::limits::{FOUND_MAX, FOUND_SECONDS_MAX};

/// What is not asked twice, within [`FOUND_SECONDS_MAX`], and as long as it is less than [`FOUND_MAX`].
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// When the first of it was asked.
    since: Option<Instant>,
    /// By access key id.
    pub(super) callers: BTreeMap<String, Arc<Caller>>,
    /// By [`Principal`]'s text.
    pub(super) demands: BTreeMap<String, Arc<Demand>>,
    /// By the policy's ARN.
    pub(super) policies: BTreeMap<Arn, Arc<PolicyText>>,
}

impl Kept {
    /// Everything goes at once, so that what was found out together is forgotten together.
    pub(super) fn forget_old(&mut self) {
        let limit = Duration::from_secs(FOUND_SECONDS_MAX);
        let is_old = self.since.is_none_or(|since| since.elapsed() > limit);
        let is_full = [self.callers.len(), self.demands.len(), self.policies.len()]
            .iter()
            .any(|count| *count >= FOUND_MAX);
        if is_old || is_full {
            *self = Self { since: Some(Instant::now()), ..Self::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use entail_wire::{secret::Secret, sigv4::Credentials};

    use super::*;

    #[test]
    fn what_is_kept_is_forgotten_after_a_while_and_when_it_is_much() {
        let somebody = Credentials {
            access_key_id: String::new(),
            secret_access_key: Secret::from(""),
            session_token: None,
        };
        let nothing = || Arc::new(Demand::nothing(Vec::new(), String::new(), &somebody));
        let mut kept = Kept::default();
        kept.forget_old();
        for number in 0..FOUND_MAX + 10 {
            kept.forget_old();
            kept.demands.insert(number.to_string(), nothing());
            assert!(kept.demands.len() <= FOUND_MAX);
        }
        assert_eq!(kept.demands.len(), 10);
        let long_ago = Duration::from_secs(FOUND_SECONDS_MAX + 1);
        kept.since = Instant::now().checked_sub(long_ago);
        kept.forget_old();
        assert!(kept.demands.is_empty() && kept.since.is_some());
    }
}
