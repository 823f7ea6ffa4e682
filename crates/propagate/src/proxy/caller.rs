//! Who signed a call: only calls that one of the known secrets signed are sent on, so that nobody else
//! on this machine acts as the caller.

use entail_wire::{
    ErrorCode,
    secret::Secret,
    sigv4::{Credentials, SignatureError, SignedRequest},
};
use http::request::Parts;
use jiff::Timestamp;

use super::{FindCredentials, refusal::Refusal};
use crate::{
    endpoints::Service, intercept::Fronted, limits::ACCESS_KEY_ID_BYTES_MAX, upstream::SigningKeys,
};

/// The operations of STS that AWS takes without a signature: their proof is a token.
///
/// AWS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>
const UNSIGNED_OPERATIONS: [&str; 2] = ["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"];

/// What a request says of itself: nothing of it is checked.
#[derive(Debug)]
pub(super) enum Claim {
    /// It carries a signature for a service.
    Signed { service: Fronted, signed: Box<SignedRequest> },
    /// It carries none, which only some operations of STS may.
    Unsigned,
}

/// Who calls, checked.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) region: String,
    /// With the session token that came along; an empty id where the call is one of those that
    /// carry no signature.
    pub(super) credentials: Credentials,
    pub(super) signing: Signing,
}

/// How a call is signed when it is sent on.
#[derive(Debug)]
pub(super) struct Signing {
    /// Whether it is signed at all.
    pub(super) signs: bool,
    /// The time that the client signed for. The call is signed anew for the same, so that AWS is the
    /// one to refuse a clock that is wrong, in the words that clients correct theirs by.
    pub(super) time: Timestamp,
    /// The SHA-256 of the body that was signed.
    pub(super) payload_hash: Option<String>,
}

/// What callers are checked against.
pub(super) struct Checks<'a> {
    pub(super) keyring: &'a dyn FindCredentials,
    pub(super) keys: &'a SigningKeys,
    /// The region of calls that carry no signature.
    pub(super) region: &'a str,
}

impl Claim {
    /// Reads the signature.
    pub(super) fn read(parts: &Parts, body: &[u8]) -> Result<Self, Refusal> {
        let signed = match SignedRequest::parse(parts, body) {
            Ok(signed) => Box::new(signed),
            Err(SignatureError::MissingAuthenticationToken) => return Ok(Self::Unsigned),
            Err(error) => return Err(unreadable(&error)),
        };
        if signed.is_presigned() {
            return Err(Refusal::new(
                ErrorCode::AccessDenied,
                "presigned requests are not sent on: they are made for the address that they name; \
                 sign in the header `Authorization`",
            ));
        }
        Ok(Self::Signed { service: fronted(signed.service())?, signed })
    }

    /// The service that is called.
    pub(super) const fn service(&self) -> Fronted {
        match self {
            Self::Signed { service, .. } => *service,
            Self::Unsigned => Fronted::Sts,
        }
    }
}

impl Checks<'_> {
    /// Checks the claim of a call of this operation.
    pub(super) fn caller(&self, claim: Claim, operation: &str) -> Result<Caller, Refusal> {
        let (service, signed) = match claim {
            Claim::Signed { service, signed } => (service, signed),
            Claim::Unsigned => return self.unsigned(operation),
        };
        let call = Service::from(service).call(operation);
        let id = signed.access_key_id();
        if id.len() > ACCESS_KEY_ID_BYTES_MAX {
            let message = format_args!("{call} is signed with an access key id that is none");
            return Err(Refusal::new(ErrorCode::InvalidClientTokenId, message));
        }
        let mut credentials = self.keyring.find(id).ok_or_else(|| unknown(&call, id))?;
        let key = self.keys.of(&credentials, signed.scope());
        signed.verify_for_forwarding(&key).map_err(|_| wrong(&call, id))?;
        credentials.session_token = signed.session_token().cloned();
        Ok(Caller {
            region: signed.region().to_owned(),
            credentials,
            signing: Signing {
                signs: true,
                time: signed.time(),
                payload_hash: Some(signed.payload_hash().to_owned()),
            },
        })
    }

    fn unsigned(&self, operation: &str) -> Result<Caller, Refusal> {
        if !UNSIGNED_OPERATIONS.contains(&operation) {
            return Err(Refusal::new(
                ErrorCode::MissingAuthenticationToken,
                format_args!(
                    "{operation} carries no signature; only calls that were signed with known \
                     credentials are sent on"
                ),
            ));
        }
        let nobody = Credentials {
            access_key_id: String::new(),
            secret_access_key: Secret::from(""),
            session_token: None,
        };
        Ok(Caller {
            region: self.region.to_owned(),
            credentials: nobody,
            signing: Signing { signs: false, time: Timestamp::now(), payload_hash: None },
        })
    }
}

fn unreadable(error: &SignatureError) -> Refusal {
    Refusal::new(
        error.code(),
        format_args!("{error} (only Signature Version 4, AWS4-HMAC-SHA256, is understood)"),
    )
}

/// The service that a signature is for.
fn fronted(signing_name: &str) -> Result<Fronted, Refusal> {
    match Service::from_signing_name(signing_name) {
        Some(Service::Fronted(service)) => Ok(service),
        _ => Err(Refusal::new(
            ErrorCode::AccessDenied,
            format_args!(
                "the call is signed for `{signing_name}`, and only IAM, STS, CloudFormation and \
                 Cloud Control are served: set AWS_ENDPOINT_URL_IAM and the like, never \
                 AWS_ENDPOINT_URL"
            ),
        )),
    }
}

fn unknown(call: &str, id: &str) -> Refusal {
    Refusal::new(
        ErrorCode::InvalidClientTokenId,
        format_args!(
            "{call} is signed with the access key `{id}`, whose secret is not known here or has \
             expired, so that it can't be checked and was not sent: keys in a profile of the shared \
             files are found by themselves; where a role is assumed while the command runs, let \
             calls to STS come through as well (entail run --front-sts always); a profile of IAM \
             Identity Center, or with a credential_process, is named to entail itself (entail run \
             --profile NAME)"
        ),
    )
}

fn wrong(call: &str, id: &str) -> Refusal {
    Refusal::new(
        ErrorCode::SignatureDoesNotMatch,
        format_args!(
            "the signature of {call} is not the one that the secret known for the access key `{id}` \
             gives, and it was not sent: check which secret the command uses, and that nothing \
             changes its requests on the way"
        ),
    )
}
