//! What temporary credentials are made of: session policies, session tags, and the token.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>

use std::collections::{BTreeMap, BTreeSet};

use entail_lineage::{
    Attribute, PolicyId, SessionLineage,
    gates::session_policy::{self, Edits},
    tag::is_refused_as_session_tag,
};
use entail_policy::PolicyKind;
use entail_store::{
    Records as _, Transaction,
    records::{CarriedUntil, HeldUntil, PolicyReference, Record, Timestamp},
};
use entail_wire::{
    error::ErrorCode,
    limits::SESSION_TOKEN_BYTES_MAX,
    secret::Secret,
    shapes::sts::{Credentials, PolicyDescriptorType, Tag},
};
use jiff::SignedDuration;

use crate::{
    authorize::Permit,
    caller::Identity,
    context::RequestContext,
    control_error::ControlError,
    entities,
    identifiers::{self, AccessKeyKind},
    limits::{
        PACKED_POLICY_BYTES_MAX, ROOT_SESSION_SECONDS_MAX, SESSION_POLICY_ARNS_MAX,
        SESSION_POLICY_CHARACTERS_MAX, USER_SESSION_SECONDS_DEFAULT,
    },
    lineage_world::LineageWorld,
    policy_documents,
    session_token::{Session, SessionKind},
};

/// The session policies of a request, checked.
#[derive(Debug, Default)]
pub(crate) struct SessionPolicies {
    inline: Option<String>,
    managed: Vec<PolicyReference>,
}

impl SessionPolicies {
    /// Checks the inline policy and finds the managed ones.
    pub(crate) fn read(
        inline: Option<String>,
        arns: &[PolicyDescriptorType],
        context: &RequestContext<'_>,
        view: &Transaction,
    ) -> Result<Self, ControlError> {
        if let Some(text) = &inline {
            check_length(text)?;
            policy_documents::check(text, PolicyKind::Session)?;
        }
        if arns.len() > SESSION_POLICY_ARNS_MAX {
            return Err(ControlError::quota("PolicyArns", SESSION_POLICY_ARNS_MAX));
        }
        let mut policies = Self { inline, ..Self::default() };
        for arn in arns.iter().filter_map(|descriptor| descriptor.arn.as_deref()) {
            let policy = entities::managed_policy(view, context.account(), arn)?;
            let policy = policy.ok_or_else(|| {
                ControlError::new(
                    ErrorCode::ValidationError,
                    format!("Policy {arn} does not exist or is not attachable."),
                )
            })?;
            policies.managed.push(policy.reference());
        }
        Ok(policies)
    }
}

fn check_length(text: &str) -> Result<(), ControlError> {
    if text.chars().count() <= SESSION_POLICY_CHARACTERS_MAX {
        return Ok(());
    }
    Err(ControlError::new(
        ErrorCode::ValidationError,
        format!(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member \
             must have length less than or equal to {SESSION_POLICY_CHARACTERS_MAX}"
        ),
    ))
}

/// The session tags of a request: unique without regard to case, and none of a reserved prefix.
pub(crate) fn session_tags(tags: &[Tag]) -> Result<BTreeMap<String, String>, ControlError> {
    let mut keys = BTreeSet::new();
    for tag in tags {
        let key = tag.key.to_lowercase();
        if key.starts_with("aws:") || is_refused_as_session_tag(&key) {
            return Err(ControlError::new(
                ErrorCode::InvalidParameterValue,
                format!("The session tag key {} has a reserved prefix.", tag.key),
            ));
        }
        if !keys.insert(key) {
            return Err(ControlError::new(
                ErrorCode::InvalidParameterValue,
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
    }
    Ok(tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect())
}

/// Session tags as attributes that the lineage remembers the setter of.
pub(crate) fn tag_attributes<'a>(
    keys: impl IntoIterator<Item = &'a String>,
) -> impl Iterator<Item = Attribute> {
    keys.into_iter().map(|key| Attribute::tag(key))
}

/// Everything of a new session but its credentials.
#[derive(Debug)]
pub(crate) struct NewSession {
    pub(crate) access_key_id: String,
    pub(crate) kind: SessionKind,
    pub(crate) seconds: i64,
    pub(crate) policies: SessionPolicies,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) transitive_tag_keys: Vec<String>,
    pub(crate) source_identity: Option<String>,
    pub(crate) lineage: SessionLineage,
}

/// The credentials of a new session, and how full its packed policy is.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) credentials: Credentials,
    /// Absent where the session has neither policies nor tags.
    pub(crate) packed_policy_percent: Option<i32>,
}

/// A new access key id for temporary credentials.
pub(crate) fn access_key_id(context: &RequestContext<'_>) -> Result<String, ControlError> {
    identifiers::access_key_id(AccessKeyKind::Temporary, context.account())
}

/// Makes the credentials, and records until when the session may carry seals and policies.
pub(crate) fn issue(
    new: NewSession,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<Issued, ControlError> {
    let context = permit.context();
    let packed_policy_percent = packed_percent(&new)?;
    let expiration = context.now() + SignedDuration::from_secs(new.seconds);
    let expires = Timestamp::from_unix_seconds(expiration.as_second());
    let held = held_policies(&new, permit, transaction)?;
    record_carried(&new.lineage, &held, expires, transaction)?;
    permit.obtain(&new.lineage);
    let session = Session {
        access_key_id: new.access_key_id,
        secret_access_key: identifiers::secret_access_key()?,
        kind: new.kind,
        principal_id: new.lineage.principal.to_string(),
        issued_at: context.now().as_second(),
        expires_at: expiration.as_second(),
        inline_policy: new.policies.inline,
        managed_policies: new.policies.managed.iter().map(|it| it.as_str().to_owned()).collect(),
        tags: new.tags,
        transitive_tag_keys: new.transitive_tag_keys,
        source_identity: new.source_identity,
        lineage: new.lineage,
    };
    let token = session.seal(&context.services.keyring)?;
    // The parts fit and the whole does not: escapes and a long lineage make it longer.
    if token.len() > SESSION_TOKEN_BYTES_MAX {
        return Err(packed_too_large(token.len() * 100 / SESSION_TOKEN_BYTES_MAX));
    }
    let credentials = Credentials {
        access_key_id: session.access_key_id,
        secret_access_key: Secret::from(session.secret_access_key.as_str()),
        session_token: Secret::from(token.as_str()),
        expiration,
    };
    Ok(Issued { credentials, packed_policy_percent })
}

/// How much of the room for session policies and tags is used, in percent.
fn packed_percent(new: &NewSession) -> Result<Option<i32>, ControlError> {
    let policies = new.policies.inline.iter().map(String::len);
    let policies = policies.chain(new.policies.managed.iter().map(|it| it.as_str().len()));
    let tags = new.tags.iter().map(|(key, value)| key.len() + value.len());
    let bytes: usize = policies.chain(tags).sum();
    let percent = (bytes * 100).div_ceil(PACKED_POLICY_BYTES_MAX);
    if percent > 100 {
        return Err(packed_too_large(percent));
    }
    Ok(i32::try_from(percent).ok().filter(|percent| *percent > 0))
}

fn packed_too_large(percent: usize) -> ControlError {
    ControlError::new(
        ErrorCode::PackedPolicyTooLarge,
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy."),
    )
}

/// The policies that lines may not edit while the session lives; refuses session policies that the
/// caller may not name.
fn held_policies(
    new: &NewSession,
    permit: &Permit<'_>,
    view: &Transaction,
) -> Result<Vec<PolicyId>, ControlError> {
    let context = permit.context();
    let world = LineageWorld::new(view, context.account(), context.now());
    let mut held = Vec::new();
    for policy in &new.policies.managed {
        let PolicyReference::Customer(policy) = policy else { continue };
        if session_policy::check(&world, permit.standing(), policy)? == Edits::Held {
            held.push(policy.clone());
        }
    }
    let carried = new.lineage.carried.seals();
    for seal in carried.union(&new.lineage.provenance.seals()) {
        if session_policy::carried(&world, &carried, seal)? == Edits::Held {
            held.push(seal.clone());
        }
    }
    Ok(held)
}

/// A seal that a live session carries can't be deleted, and a policy that is held can't be edited
/// from a lineage.
fn record_carried(
    lineage: &SessionLineage,
    held: &[PolicyId],
    expires: Timestamp,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    for seal in lineage.carried.seals().into_iter().chain(lineage.provenance.seals()) {
        let until = CarriedUntil::session_expiry(seal.clone(), expires);
        extend(&seal, &until, |known| known.until, transaction)?;
    }
    for policy in held {
        let until = HeldUntil::session_expiry(policy.clone(), expires);
        extend(policy, &until, |known| known.until, transaction)?;
    }
    Ok(())
}

/// Writes the record unless one that ends no sooner is there.
///
/// What is there is read with a guard: of two sessions obtained at the same time, the shorter must
/// not write over what the longer has written.
fn extend<R: Record>(
    id: &R::Id,
    until: &R,
    end: impl Fn(&R) -> Timestamp,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let known = transaction.find::<R>(id)?;
    if known.is_none_or(|known| end(&known) < end(until)) {
        transaction.put(until)?;
    }
    Ok(())
}

/// `DurationSeconds` of sessions of a user itself: twelve hours, of root one hour at most.
///
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
pub(crate) fn duration_of_user_session(
    requested: Option<i32>,
    context: &RequestContext<'_>,
) -> i64 {
    let seconds = requested.map_or(USER_SESSION_SECONDS_DEFAULT, i64::from);
    match context.caller.identity {
        Identity::Root(_) => seconds.min(ROOT_SESSION_SECONDS_MAX),
        Identity::User(_) | Identity::Role(_) => seconds,
    }
}

/// No MFA device can be enabled here, so that no code can be right.
pub(crate) fn refuse_multi_factor(given: Option<&String>) -> Result<(), ControlError> {
    match given {
        None => Ok(()),
        Some(_) => Err(ControlError::denied(
            "credentials",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        )),
    }
}

#[cfg(test)]
mod tests {
    use entail_lineage::PolicyId;
    use entail_store::{MemoryStore, OpId, TransactionError};

    use super::*;

    const ACCOUNT: &str = "111122223333";
    const HOUR: i64 = 3_600;

    #[tokio::test]
    async fn the_longest_of_sessions_obtained_at_the_same_time_counts() {
        let store = MemoryStore::default();
        let seal = PolicyId::new("ANPASEAL");
        let begin = || Transaction::begin(&store, ACCOUNT);
        let carry = |hours: i64, transaction: &mut Transaction| {
            let expires = Timestamp::from_unix_seconds(hours * HOUR);
            let until = CarriedUntil::session_expiry(seal.clone(), expires);
            extend(&seal, &until, |known| known.until, transaction).unwrap();
        };
        let (mut long, mut short) = (begin().await.unwrap(), begin().await.unwrap());
        carry(12, &mut long);
        carry(1, &mut short);
        long.commit(&store, OpId::new([1; 16])).await.unwrap();
        let conflict = short.commit(&store, OpId::new([2; 16])).await.unwrap_err();
        assert!(matches!(conflict, TransactionError::Conflict), "{conflict}");
        let mut again = begin().await.unwrap();
        carry(1, &mut again);
        assert!(again.is_read_only());
        let known = again.find::<CarriedUntil>(&seal).unwrap().unwrap();
        assert_eq!(known.until, Timestamp::from_unix_seconds(12 * HOUR));
    }
}
