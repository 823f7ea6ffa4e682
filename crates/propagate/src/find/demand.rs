//! What a principal demands of what it creates: by its tag, or by its boundary.

use std::time::{Duration, Instant};

use entail_engine::demands_itself;
use entail_policy::arn::Arn;
use entail_wire::sigv4::Credentials;

use super::{
    FindError, Finder, POLICY_PATH, POLICY_TAG, PRINCIPAL_TAG, advice,
    caller::Caller,
    is_policy,
    principal::{Principal, Read},
};
use crate::{
    limits::UNREAD_SECONDS_MAX,
    required::{Marker, RequiredBoundary, Source},
};

/// What a principal demands of what it creates.
#[derive(Debug)]
pub(super) struct Demand {
    pub(super) boundary: Option<RequiredBoundary>,
    /// What could not be read, one sentence each.
    pub(super) unread: Vec<String>,
    /// Where was looked and what was found there.
    pub(super) looked: String,
    /// With which access key it was read.
    pub(super) reader: String,
    /// When.
    pub(super) since: Instant,
}

/// Why a principal's boundary is passed on.
enum Reason {
    Marked(Marker),
    DemandsItself,
}

impl Demand {
    pub(super) fn nothing(unread: Vec<String>, looked: String, credentials: &Credentials) -> Self {
        let (reader, since) = (credentials.access_key_id.clone(), Instant::now());
        Self { boundary: None, unread, looked, reader, since }
    }

    /// Whether it need not be read anew by this reader: what one could not read another may, or the
    /// same one later, as rights take a moment to count.
    pub(super) fn is_current_for(&self, credentials: &Credentials) -> bool {
        let is_fresh = self.since.elapsed() < Duration::from_secs(UNREAD_SECONDS_MAX);
        self.unread.is_empty() || is_fresh && self.reader == credentials.access_key_id
    }
}

impl Finder {
    /// Looks at a principal: its tag, then its boundary.
    pub(super) async fn demand(
        &self,
        principal: &Principal,
        caller: &Caller,
        credentials: &Credentials,
    ) -> Result<Demand, FindError> {
        let Read { arn, boundary, tag, mut unread } = self.read(principal, credentials).await?;
        let of = arn.unwrap_or_else(|| principal.to_string());
        let found = |boundary, unread, looked| Demand {
            boundary,
            ..Demand::nothing(unread, looked, credentials)
        };
        if let Some(value) = tag {
            let marker = Marker::PrincipalTag;
            let boundary = named_policy(&value, &format!("{marker} of `{of}`"))?;
            caller.takes(&boundary, &format!("{marker} of `{of}`"))?;
            let source = Source::Marker { principal: of, marker };
            let boundary = RequiredBoundary { arn: boundary, source };
            return Ok(found(Some(boundary), unread, String::new()));
        }
        let Some(boundary) = boundary else {
            let looked = if unread.is_empty() {
                format!("`{of}` has neither the tag `{PRINCIPAL_TAG}` nor a boundary")
            } else {
                format!("what could be read of `{of}` names no boundary to pass on")
            };
            return Ok(Demand::nothing(unread, looked, credentials));
        };
        let boundary = named_policy(&boundary, &format!("the boundary of `{of}`"))?;
        let reason = self.reason(&boundary, credentials, &mut unread).await?;
        let (key, value) = POLICY_TAG;
        let as_far = if unread.is_empty() { "" } else { ", as far as could be read" };
        let looked = format!(
            "`{of}` has no tag `{PRINCIPAL_TAG}`, and its boundary `{boundary}` is not under \
             `/entail/transitive/`, has no tag `{key}` = `{value}` and does not demand \
             itself{as_far}"
        );
        let source = reason.map(|reason| match reason {
            Reason::Marked(marker) => Source::Marker { principal: of, marker },
            Reason::DemandsItself => Source::OwnBoundary { principal: of },
        });
        let boundary = source.map(|source| RequiredBoundary { arn: boundary, source });
        Ok(found(boundary, unread, looked))
    }

    /// Why a principal's boundary is passed on; nothing where it is not.
    async fn reason(
        &self,
        boundary: &Arn,
        credentials: &Credentials,
        unread: &mut Vec<String>,
    ) -> Result<Option<Reason>, FindError> {
        if boundary.resource().starts_with(POLICY_PATH) {
            return Ok(Some(Reason::Marked(Marker::PolicyPath)));
        }
        if boundary.account() == "aws" {
            return Ok(None);
        }
        let (key, value) = POLICY_TAG;
        let policy = match self.policy(boundary, credentials).await? {
            Ok(policy) => policy,
            Err(denied) => {
                unread.push(advice(&denied, "entail can't see whether the boundary is passed on"));
                let tag = self.policy_tag(boundary, credentials, key).await?;
                let is_marked = tag.is_some_and(|tag| tag == value);
                return Ok(is_marked.then_some(Reason::Marked(Marker::PolicyTag)));
            }
        };
        if policy.tags.get(key).is_some_and(|tag| tag == value) {
            return Ok(Some(Reason::Marked(Marker::PolicyTag)));
        }
        let document = entail_policy::parse(&policy.text).document;
        Ok(demands_itself(&document, boundary).then_some(Reason::DemandsItself))
    }
}

/// The ARN of a policy, which stands somewhere.
fn named_policy(value: &str, place: &str) -> Result<Arn, FindError> {
    Arn::parse(value)
        .ok()
        .filter(is_policy)
        .ok_or_else(|| FindError::NotAPolicy { place: place.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use entail_wire::secret::Secret;

    use super::*;

    #[test]
    fn what_could_not_be_read_is_tried_again_by_others_and_after_a_while() {
        let reader = |id: &str| Credentials {
            access_key_id: id.to_owned(),
            secret_access_key: Secret::from(""),
            session_token: None,
        };
        let (one, other) = (reader("AKIAONE"), reader("AKIAOTHER"));
        let read = Demand::nothing(Vec::new(), String::new(), &one);
        let mut unread = Demand::nothing(vec!["denied".to_owned()], String::new(), &one);
        assert!(read.is_current_for(&one) && read.is_current_for(&other));
        assert!(unread.is_current_for(&one) && !unread.is_current_for(&other));
        unread.since = Instant::now().checked_sub(Duration::from_secs(UNREAD_SECONDS_MAX)).unwrap();
        assert!(!unread.is_current_for(&one));
    }

    #[test]
    fn only_a_policy_is_a_boundary() {
        let named = |value: &str| named_policy(value, "the tag of `user/dev`");
        assert!(named("arn:aws:iam::111122223333:policy/team/x").is_ok());
        for value in ["", "team", "arn:aws:iam::111122223333:role/x", "arn:aws:s3:::policy/x"] {
            let refused = named(value).unwrap_err().to_string();
            let expected =
                format!("the tag of `user/dev` is `{value}`, which is not the ARN of a policy");
            assert_eq!(refused, expected);
        }
    }
}
