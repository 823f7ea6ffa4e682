//! Roles of profiles, assumed with other credentials.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>

use entail_wire::sigv4::Credentials;
use jiff::Timestamp;

use super::{refused, written::Written};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved, Section, cached},
    intercept::{Fronted, given},
    upstream::Upstream,
};

/// One role to assume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::credentials) struct RoleStep {
    pub(in crate::credentials) profile: String,
    role_arn: String,
    session_name: Option<String>,
    external_id: Option<String>,
    mfa_serial: Option<String>,
    duration_seconds: Option<u32>,
}

impl RoleStep {
    /// The role of a profile that has one.
    pub(in crate::credentials) fn of(profile: &str, section: &Section) -> Option<Self> {
        let text = |name| section.get(name).map(str::to_owned);
        Some(Self {
            profile: profile.to_owned(),
            role_arn: text("role_arn")?,
            session_name: text("role_session_name"),
            external_id: text("external_id"),
            mfa_serial: text("mfa_serial"),
            duration_seconds: section.get("duration_seconds").and_then(|text| text.parse().ok()),
        })
    }

    pub(in crate::credentials) fn role_arn(&self) -> &str {
        &self.role_arn
    }

    /// The name under which the AWS CLI keeps the credentials of this role: botocore's
    /// `AssumeRoleCredentialFetcher` makes it of the arguments, as Python writes JSON.
    fn cache_name(&self) -> String {
        let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
        let members = [
            ("DurationSeconds", self.duration_seconds.map(|seconds| seconds.to_string())),
            ("ExternalId", self.external_id.as_ref().map(quoted)),
            ("RoleArn", Some(quoted(&self.role_arn))),
            ("RoleSessionName", self.session_name.as_ref().map(quoted)),
            ("SerialNumber", self.mfa_serial.as_ref().map(quoted)),
        ];
        let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let members = members.map(|(name, value)| format!("\"{name}\": {value}"));
        cached::name(&format!("{{{}}}", members.collect::<Vec<_>>().join(", ")))
    }

    fn parameters(&self, now: Timestamp) -> Vec<(&'static str, String)> {
        let session_name = || format!("entail-run-{}", now.as_second());
        let mut parameters = vec![
            ("Action", "AssumeRole".to_owned()),
            ("RoleArn", self.role_arn.clone()),
            ("RoleSessionName", self.session_name.clone().unwrap_or_else(session_name)),
        ];
        let seconds = self.duration_seconds.map(|seconds| ("DurationSeconds", seconds.to_string()));
        parameters.extend(seconds);
        parameters.extend(self.external_id.clone().map(|id| ("ExternalId", id)));
        parameters
    }
}

/// The session of a role that needs a code from a device: the one that the AWS CLI has made and
/// kept; nobody is asked for a code here.
pub(in crate::credentials) fn with_mfa(
    step: &RoleStep,
    environment: &Environment,
) -> Option<Result<Resolved, CredentialsError>> {
    step.mfa_serial.as_ref()?;
    let origin = Origin::AssumedRole(step.profile.clone());
    let kept = cached::of_cli(environment, &step.cache_name(), Timestamp::now());
    Some(kept.map(|kept: Written| kept.resolved(origin.clone())).ok_or_else(|| {
        let profile = &step.profile;
        let advice = format!(
            "it needs a code from an MFA device; run `aws sts get-caller-identity --profile \
             {profile}`, which asks for the code and keeps the session, then run this again"
        );
        refused(&origin, advice)
    }))
}

/// Assumes a role.
pub(in crate::credentials) async fn assume(
    step: &RoleStep,
    with: &Credentials,
    region: &str,
    upstream: &Upstream,
) -> Result<Resolved, CredentialsError> {
    let origin = Origin::AssumedRole(step.profile.clone());
    let parameters = step.parameters(Timestamp::now());
    let parameters: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = upstream.query(Fronted::Sts, region, with, &parameters).await;
    let answer = answer.map_err(|error| refused(&origin, error.to_string()))?;
    from_answer(&answer, origin)
}

/// The credentials in an answer of STS.
pub(super) fn from_answer(answer: &[u8], origin: Origin) -> Result<Resolved, CredentialsError> {
    match std::str::from_utf8(answer).ok().and_then(given) {
        Some(given) => {
            Ok(Resolved { credentials: given.credentials, expires: given.expires, origin })
        }
        None => Err(refused(&origin, "STS answered without credentials")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step() -> RoleStep {
        RoleStep {
            profile: "dev".to_owned(),
            role_arn: "arn:aws:iam::111122223333:role/dev".to_owned(),
            session_name: None,
            external_id: None,
            mfa_serial: Some("arn:aws:iam::111122223333:mfa/me".to_owned()),
            duration_seconds: None,
        }
    }

    #[test]
    fn a_session_that_the_aws_cli_keeps_has_its_name() {
        // sha1('{"RoleArn": "...", "SerialNumber": "..."}'), as botocore computes it.
        assert_eq!(step().cache_name(), "8c6493e810cad19ca3525d61ed24fda30d7f1c22");
        let more = RoleStep { duration_seconds: Some(3600), ..step() };
        assert_ne!(more.cache_name(), step().cache_name());
    }

    #[test]
    fn a_role_with_mfa_says_what_to_do() {
        let refused = with_mfa(&step(), &Environment::default()).unwrap().unwrap_err().to_string();
        assert!(refused.contains("aws sts get-caller-identity --profile dev"), "{refused}");
        let without = RoleStep { mfa_serial: None, ..step() };
        assert!(with_mfa(&without, &Environment::default()).is_none());
    }

    #[test]
    fn everything_that_the_profile_says_is_asked_for() {
        let full = RoleStep {
            session_name: Some("me".to_owned()),
            external_id: Some("x".to_owned()),
            duration_seconds: Some(900),
            ..step()
        };
        let parameters = full.parameters(Timestamp::UNIX_EPOCH);
        let text = |name: &str| {
            parameters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
        };
        assert_eq!(text("RoleSessionName"), Some("me"));
        assert_eq!(text("ExternalId"), Some("x"));
        assert_eq!(text("DurationSeconds"), Some("900"));
        let plain = step().parameters(Timestamp::UNIX_EPOCH);
        assert!(plain.contains(&("RoleSessionName", "entail-run-0".to_owned())), "{plain:?}");
    }
}
