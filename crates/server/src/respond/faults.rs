//! Faults that the wire and the store find, as AWS's errors.

use entail_store::{CommitError, ReadError, RecordError, TransactionError, records::Quota};
use entail_wire::{
    error::ErrorCode, json::JsonError, query::QueryError, sigv4::SignatureError,
    validation::ValidationErrors,
};

use crate::{control_error::ControlError, limits};

impl From<SignatureError> for ControlError {
    fn from(error: SignatureError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<QueryError> for ControlError {
    fn from(error: QueryError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<JsonError> for ControlError {
    fn from(error: JsonError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<ValidationErrors> for ControlError {
    fn from(errors: ValidationErrors) -> Self {
        Self::new(errors.code(), errors.to_string())
    }
}

impl From<ReadError> for ControlError {
    fn from(error: ReadError) -> Self {
        Self::internal(format!("the store can't be read: {error}"))
    }
}

impl From<RecordError> for ControlError {
    fn from(error: RecordError) -> Self {
        Self::internal(error.to_string())
    }
}

/// A commit that failed for another reason than a guard.
impl From<TransactionError> for ControlError {
    fn from(error: TransactionError) -> Self {
        match error {
            // What can't be recorded is not done.
            TransactionError::QuotaExceeded(Quota::AuditEvents)
            | TransactionError::Commit(CommitError::Unavailable(_)) => Self {
                internal: Some(error.to_string()),
                ..Self::new(
                    ErrorCode::ServiceUnavailable,
                    "The request has failed due to a temporary failure of the server.",
                )
            },
            TransactionError::QuotaExceeded(quota) => quota_exceeded(quota),
            _ => Self::internal(format!("the commit failed: {error}")),
        }
    }
}

fn quota_exceeded(quota: Quota) -> ControlError {
    match quota {
        Quota::Users => ControlError::quota("UsersPerAccount", limits::USERS_PER_ACCOUNT_MAX),
        Quota::Roles => ControlError::quota("RolesPerAccount", limits::ROLES_PER_ACCOUNT_MAX),
        Quota::Policies => {
            ControlError::quota("PoliciesPerAccount", limits::POLICIES_PER_ACCOUNT_MAX)
        }
        Quota::InstanceProfiles => ControlError::quota(
            "InstanceProfilesPerAccount",
            limits::INSTANCE_PROFILES_PER_ACCOUNT_MAX,
        ),
        Quota::SamlProviders => {
            ControlError::quota("SAMLProvidersPerAccount", limits::SAML_PROVIDERS_PER_ACCOUNT_MAX)
        }
        Quota::OpenIdConnectProviders => ControlError::quota(
            "OpenIdConnectProvidersPerAccount",
            limits::OPEN_ID_CONNECT_PROVIDERS_PER_ACCOUNT_MAX,
        ),
        Quota::Groups => ControlError::quota("GroupsPerAccount", limits::GROUPS_PER_ACCOUNT_MAX),
        other @ Quota::AuditEvents => ControlError::new(
            ErrorCode::LimitExceeded,
            format!("Cannot exceed the quota of {}.", other.noun()),
        ),
    }
}
