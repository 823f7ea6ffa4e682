//! `OpenID` Connect providers: how requests find them, and what their settings must be.
//!
//! CHOICE: AWS fetches a thumbprint from the provider where the request names none. Nothing is
//! fetched here: the list stays empty, which is what trusts the usual authorities.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use entail_lineage::{Aspect, gates::write::Write};
use entail_policy::arn::AccountId;
use entail_store::{
    Records as _, Transaction,
    records::{NameKind, OpenIdConnectProvider},
};
use entail_wire::error::ErrorCode;

use crate::{
    arns,
    authorize::{Permit, Question},
    context::RequestContext,
    control_error::ControlError,
    limits::{CLIENT_IDS_PER_PROVIDER_MAX, THUMBPRINTS_PER_PROVIDER_MAX},
    lineage_keys, questions,
};

/// How every URL of a provider begins; the name of the provider is what follows.
pub(crate) const SCHEME: &str = "https://";

/// The provider with this ARN, if it exists: its URL is part of the ARN, case included.
pub(crate) fn look_up(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Option<OpenIdConnectProvider>, ControlError> {
    let Some(url) = arn.strip_prefix(&arns::open_id_connect_provider(account, "")) else {
        return Ok(None);
    };
    let found = view.entity_named(NameKind::OpenIdConnectProvider, url)?;
    Ok(found.filter(|provider: &OpenIdConnectProvider| provider.url == url))
}

/// The provider with this ARN.
pub(crate) fn find(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<OpenIdConnectProvider, ControlError> {
    look_up(view, account, arn)?.ok_or_else(|| {
        let message = format!("OpenIDConnect Provider not found for arn {arn}");
        ControlError::no_such_entity(message)
    })
}

/// A question about the provider with this ARN, with its tags.
pub(crate) fn question(
    action: &'static str,
    arn: &str,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Question, ControlError> {
    let question = Question::new(action, arn);
    let account = context.account();
    let Some(provider) = look_up(view, account, arn)? else { return Ok(question) };
    let question = question.with_resource_tags(questions::pairs(&provider.tags));
    lineage_keys::with_object(question, &provider.lineage, account, &view.covered())
}

/// The gate for a change of the provider with this ARN; a missing one has none.
pub(crate) fn gate(
    view: &Transaction,
    account: &AccountId,
    arn: &str,
) -> Result<Vec<Write>, ControlError> {
    let provider = look_up(view, account, arn)?;
    Ok(provider.map(|provider| Write::Object(provider.id)).into_iter().collect())
}

/// Changes what the provider with this ARN says, and records who did.
pub(crate) fn change_settings(
    arn: &str,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
    change: impl FnOnce(&mut OpenIdConnectProvider) -> Result<(), ControlError>,
) -> Result<(), ControlError> {
    let mut provider = find(transaction, permit.context().account(), arn)?;
    change(&mut provider)?;
    provider.lineage.record_writer(Aspect::Settings, permit.standing().seals());
    Ok(transaction.put(&provider)?)
}

/// A provider's URL without its scheme: a host, and a path where there is one.
pub(crate) fn check_url(url: &str) -> Result<&str, ControlError> {
    let invalid =
        || ControlError::new(ErrorCode::ValidationError, "Invalid Open ID Connect Provider URL");
    let name = url.strip_prefix(SCHEME).ok_or_else(invalid)?;
    let (host, path) = name.split_once('/').unwrap_or((name, ""));
    // Neither port nor credentials, neither query nor fragment.
    let is_host = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    let is_path = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#*".contains(&byte));
    if is_host && is_path { Ok(name) } else { Err(invalid()) }
}

/// Client ids as they are kept: each once, in the order in which they were named.
pub(crate) fn check_client_ids(given: Vec<String>) -> Result<Vec<String>, ControlError> {
    let mut kept = Vec::new();
    for id in given {
        add_client_id(&mut kept, id)?;
    }
    Ok(kept)
}

/// Adds a client id. One that is there already stays where it is.
pub(crate) fn add_client_id(ids: &mut Vec<String>, id: String) -> Result<(), ControlError> {
    if ids.contains(&id) {
        return Ok(());
    }
    if ids.len() >= CLIENT_IDS_PER_PROVIDER_MAX {
        let quota = "ClientIdsPerOpenIdConnectProvider";
        return Err(ControlError::quota(quota, CLIENT_IDS_PER_PROVIDER_MAX));
    }
    ids.push(id);
    Ok(())
}

/// Refuses too many thumbprints, and what is none. How long each is the model says.
pub(crate) fn check_thumbprints(given: &[String]) -> Result<(), ControlError> {
    if given.len() > THUMBPRINTS_PER_PROVIDER_MAX {
        let message = "Thumbprint list must contain fewer than 5 entries.";
        return Err(ControlError::new(ErrorCode::InvalidInput, message));
    }
    match given.iter().find(|it| !it.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(wrong) => Err(ControlError::new(
            ErrorCode::InvalidInput,
            format!("Thumbprint {wrong} is not a valid hexadecimal value."),
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_a_host_and_a_path() {
        for (url, name) in [
            ("https://login.example.com", "login.example.com"),
            ("https://tenant.auth0.com/", "tenant.auth0.com/"),
            (
                "https://oidc.eks.eu-west-1.amazonaws.com/id/AB",
                "oidc.eks.eu-west-1.amazonaws.com/id/AB",
            ),
        ] {
            assert_eq!(check_url(url).unwrap(), name);
        }
        for wrong in [
            "example.org",
            "example",
            "http://example.com",
            "https://",
            "https:///path",
            "https://example.com:8443",
            "https://user@example.com",
            "https://example.com?tenant=1",
            "https://example.com/a#b",
            "https://example.com/a b",
            "https://example.com/*",
            "https://*.example.com",
        ] {
            assert_eq!(check_url(wrong).unwrap_err().code, ErrorCode::ValidationError, "{wrong}");
        }
    }

    #[test]
    fn a_client_id_is_kept_once_and_a_hundred_are_kept() {
        let many =
            |count: usize| (0..count).map(|number| format!("app-{}", number % 100)).collect();
        assert_eq!(check_client_ids(many(150)).unwrap().len(), 100);
        let one_more: Vec<String> = (0..101).map(|number| number.to_string()).collect();
        assert_eq!(check_client_ids(one_more).unwrap_err().code, ErrorCode::LimitExceeded);
    }

    #[test]
    fn five_thumbprints_are_taken_and_six_are_not() {
        let thumbprints = vec!["0123456789abcdefABCDEF0123456789abcdefAB".to_owned(); 6];
        assert!(check_thumbprints(&thumbprints[..5]).is_ok());
        assert_eq!(check_thumbprints(&thumbprints).unwrap_err().code, ErrorCode::InvalidInput);
        let wrong = ["g".repeat(40)];
        assert_eq!(check_thumbprints(&wrong).unwrap_err().code, ErrorCode::InvalidInput);
    }
}
