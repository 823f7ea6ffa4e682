//! From a signature to a caller.

use entail_lineage::PrincipalId;
use entail_store::{
    Records as _, Transaction,
    records::{AccessKey, AccessKeyStatus},
};
use entail_wire::{error::ErrorCode, secret::Secret, service::Service, sigv4::SignedRequest};

use crate::{
    caller::{Caller, Credentials, Identity, root_lineage},
    context::{Arrival, RequestContext, Services},
    control_error::ControlError,
    identifiers::{self, IdKind},
    keyring::Purpose,
    session_token::Session,
};

/// Verifies the signature with the secret that belongs to its access key, and finds the principal
/// behind it, all on the transaction's revision.
pub(crate) fn authenticate<'a>(
    signed: &SignedRequest,
    arrival: &'a Arrival,
    service: Service,
    services: &'a Services,
    view: &Transaction,
) -> Result<RequestContext<'a>, ControlError> {
    let (credentials, secret, principal) = match signed.session_token() {
        Some(token) => temporary(signed.access_key_id(), token.expose(), arrival, services)?,
        None => long_term(signed.access_key_id(), services, view)?,
    };
    signed.expect_service(service.signing_name())?;
    signed.verify(&secret, arrival.now)?;
    let identity = identity(&principal, services, view)?;
    let caller = Caller { account: services.account.clone(), identity, credentials };
    let session = caller.session_lineage();
    Ok(RequestContext { caller, session, arrival, services })
}

type Found = (Credentials, Secret, PrincipalId);

fn long_term(id: &str, services: &Services, view: &Transaction) -> Result<Found, ControlError> {
    let ours = identifiers::account_of_access_key_id(id).as_ref() == Some(&services.account);
    let key = if ours { view.covered().find::<AccessKey>(id)? } else { None };
    let key = key.filter(|key| key.status == AccessKeyStatus::Active).ok_or_else(unknown_key)?;
    let sealed = view.covered().access_key_secret(id)?.ok_or_else(unknown_key)?;
    let plain = services
        .keyring
        .open_sealed(Purpose::SecretAtRest, id, sealed.as_bytes())
        .ok_or_else(|| ControlError::internal(format!("the secret of `{id}` can't be opened")))?;
    let secret = std::str::from_utf8(&plain)
        .map_err(|_| ControlError::internal(format!("the secret of `{id}` is no text")))?;
    let secret = Secret::from(secret);
    Ok((Credentials::AccessKey { id: id.to_owned() }, secret, key.owner))
}

fn temporary(
    id: &str,
    token: &str,
    arrival: &Arrival,
    services: &Services,
) -> Result<Found, ControlError> {
    let session = Session::open(token, id, &services.keyring).ok_or_else(unknown_key)?;
    if session.is_expired(arrival.now.as_second()) {
        return Err(ControlError::new(
            ErrorCode::ExpiredToken,
            "The security token included in the request is expired",
        ));
    }
    let secret = Secret::from(session.secret_access_key.as_str());
    let principal = PrincipalId::new(session.principal_id.as_str());
    Ok((Credentials::Session(Box::new(session)), secret, principal))
}

/// The principal as it is now; credentials of a deleted one are worth nothing.
fn identity(
    id: &PrincipalId,
    services: &Services,
    view: &Transaction,
) -> Result<Identity, ControlError> {
    if id.as_str() == services.account.as_str() {
        return Ok(Identity::Root(Box::new(root_lineage(&services.account))));
    }
    let covered = view.covered();
    let identity = match IdKind::of(id.as_str()) {
        Some(IdKind::User) => covered.user(id)?.map(|user| Identity::User(Box::new(user))),
        Some(IdKind::Role) => covered.role(id)?.map(|role| Identity::Role(Box::new(role))),
        _ => None,
    };
    identity.ok_or_else(unknown_key)
}

/// AWS: one text for an unknown key, an inactive key and a token that is not ours.
fn unknown_key() -> ControlError {
    ControlError::new(
        ErrorCode::InvalidClientTokenId,
        "The security token included in the request is invalid.",
    )
}
