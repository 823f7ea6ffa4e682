//! The operations of the Security Token Service.

mod assume_role;
mod decode_authorization_message;
mod get_access_key_info;
mod get_caller_identity;
mod get_federation_token;
mod get_session_token;

pub use assume_role::AssumeRole;
pub use decode_authorization_message::DecodeAuthorizationMessage;
pub use get_access_key_info::GetAccessKeyInfo;
pub use get_caller_identity::GetCallerIdentity;
pub use get_federation_token::GetFederationToken;
pub use get_session_token::GetSessionToken;

use crate::operation::AnyOperation;

/// Every operation of the service.
pub static OPERATIONS: &[&dyn AnyOperation] = &[
    &AssumeRole,
    &DecodeAuthorizationMessage,
    &GetAccessKeyInfo,
    &GetCallerIdentity,
    &GetFederationToken,
    &GetSessionToken,
];
