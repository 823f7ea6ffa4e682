//! The condition keys that follow from the caller and the request itself.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use entail_engine::{Context, Value};
use entail_wire::service::Service;

use crate::{
    caller::Caller,
    context::{Arrival, RequestContext},
    listen::Transport,
};

/// IAM is a global service; AWS gives its requests this region whatever the client signed. So is the
/// administrator's API.
pub(crate) const GLOBAL_SERVICE_REGION: &str = "us-east-1";

/// All keys that every question of this request has. What is particular to an action (tags in the
/// request, the boundary of a target) is added by the operation's questions.
pub(crate) fn of_request(context: &RequestContext<'_>, service: Service) -> Context {
    let arrival = context.arrival;
    let mut keys = Context::new();
    set(&mut keys, "aws:CurrentTime", iso_8601(arrival.now));
    set(&mut keys, "aws:EpochTime", arrival.now.as_second().to_string());
    set(&mut keys, "aws:SourceIp", arrival.source_ip.to_canonical().to_string());
    set(&mut keys, "aws:SecureTransport", (arrival.transport != Transport::Plain).to_string());
    set(&mut keys, "aws:ViaAWSService", "false".to_owned());
    set(&mut keys, "aws:RequestedRegion", requested_region(arrival, service).to_owned());
    if let Some(user_agent) = &arrival.user_agent {
        set(&mut keys, "aws:UserAgent", user_agent.clone());
    }
    if let Some(referer) = &arrival.referer {
        set(&mut keys, "aws:referer", referer.clone());
    }
    add_caller(&mut keys, &context.caller);
    keys
}

/// The region that a request of a service is for.
pub(crate) fn requested_region(arrival: &Arrival, service: Service) -> &str {
    match service {
        Service::Entail | Service::Iam => GLOBAL_SERVICE_REGION,
        Service::Sts => &arrival.region,
    }
}

fn add_caller(keys: &mut Context, caller: &Caller) {
    set(keys, "aws:userid", caller.user_id());
    for (key, value) in principal_tags(caller) {
        set(keys, &format!("aws:PrincipalTag/{key}"), value);
    }
    if let Some(session) = caller.session() {
        // AWS: the key is present for temporary credentials only; no MFA device can be used here.
        set(keys, "aws:MultiFactorAuthPresent", "false".to_owned());
        let issued = jiff::Timestamp::from_second(session.issued_at).unwrap_or_default();
        set(keys, "aws:TokenIssueTime", iso_8601(issued));
        if let Some(identity) = &session.source_identity {
            set(keys, "aws:SourceIdentity", identity.clone());
        }
    }
}

/// The principal's tags, each overridden by a session tag of the same key in any case.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>
pub(crate) fn principal_tags(caller: &Caller) -> Vec<(String, String)> {
    let session = caller.session().map(|session| &session.tags);
    let overridden = |key: &str| {
        session
            .is_some_and(|tags| tags.keys().any(|other| other.to_lowercase() == key.to_lowercase()))
    };
    let recorded = caller
        .recorded_tags()
        .into_iter()
        .flat_map(entail_store::records::Tags::iter)
        .filter(|tag| !overridden(&tag.key))
        .map(|tag| (tag.key.clone(), tag.value.clone()));
    let session = session.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone()));
    recorded.chain(session).collect()
}

/// A time to the second, `2026-11-22T10:00:00Z`.
pub(crate) fn iso_8601(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn set(keys: &mut Context, name: &str, value: String) {
    keys.insert(name, Value::Single(value));
}
