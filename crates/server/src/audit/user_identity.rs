//! The caller as `CloudTrail` describes it.
//!
//! AWS: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use jiff::Timestamp;

use super::event::{SessionAttributes, SessionContext, SessionIssuer, UserIdentity};
use crate::{
    caller::{Caller, Identity},
    condition_keys::iso_8601,
    session_token::{Session, SessionKind},
};

/// Who signed the request.
pub(super) fn of(caller: &Caller) -> UserIdentity {
    let session = caller.session();
    let kind = match session.map(|session| &session.kind) {
        Some(SessionKind::AssumedRole { .. }) => "AssumedRole",
        Some(SessionKind::FederatedUser { .. }) => "FederatedUser",
        Some(SessionKind::SessionToken) | None => kind_of(&caller.identity),
    };
    UserIdentity {
        kind: kind.to_owned(),
        principal_id: Some(caller.user_id()),
        arn: Some(caller.arn()),
        account_id: Some(caller.account.to_string()),
        access_key_id: Some(caller.access_key_id().to_owned()),
        user_name: caller.user().map(|user| user.name.clone()),
        session_context: session.map(|session| session_context(session, caller)),
        invoked_by: None,
    }
}

fn session_context(session: &Session, caller: &Caller) -> SessionContext {
    let is_itself = session.kind == SessionKind::SessionToken;
    SessionContext {
        session_issuer: (!is_itself).then(|| session_issuer(caller)),
        attributes: SessionAttributes {
            creation_date: Timestamp::from_second(session.issued_at)
                .map(iso_8601)
                .unwrap_or_default(),
            mfa_authenticated: "false".to_owned(),
        },
        source_identity: session.source_identity.clone(),
    }
}

fn session_issuer(caller: &Caller) -> SessionIssuer {
    let user_name = match &caller.identity {
        Identity::Root(_) => None,
        Identity::User(user) => Some(user.name.clone()),
        Identity::Role(role) => Some(role.name.clone()),
    };
    SessionIssuer {
        kind: kind_of(&caller.identity).to_owned(),
        principal_id: caller.principal_id().to_string(),
        arn: caller.principal_arn(),
        account_id: caller.account.to_string(),
        user_name,
    }
}

const fn kind_of(identity: &Identity) -> &'static str {
    match identity {
        Identity::Root(_) => "Root",
        Identity::User(_) => "IAMUser",
        Identity::Role(_) => "Role",
    }
}
