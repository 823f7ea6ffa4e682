//! Names of entities, unique in the account without regard to case, and how many there are.

use entail_store::{
    Claim, Transaction,
    records::{Name, NameKind, Quota},
};
use entail_wire::error::ErrorCode;

use crate::{
    control_error::ControlError,
    limits::{
        GROUPS_PER_ACCOUNT_MAX, INSTANCE_PROFILES_PER_ACCOUNT_MAX,
        OPEN_ID_CONNECT_PROVIDERS_PER_ACCOUNT_MAX, POLICIES_PER_ACCOUNT_MAX, ROLES_PER_ACCOUNT_MAX,
        SAML_PROVIDERS_PER_ACCOUNT_MAX, USERS_PER_ACCOUNT_MAX,
    },
};

/// Takes a name for a new entity and counts it.
pub(crate) fn claim(
    kind: NameKind,
    name: &str,
    id: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    let claim = Name { kind, name: name.to_owned(), id: id.to_owned() };
    match transaction.claim_name(&claim)? {
        Claim::Made => {
            count(kind, 1, transaction);
            Ok(())
        }
        Claim::Taken(_) => Err(already_exists(kind, name)),
    }
}

/// Gives a deleted entity's name back and counts it no more.
pub(crate) fn release(kind: NameKind, name: &str, transaction: &mut Transaction) {
    transaction.release_name(kind, name);
    count(kind, -1, transaction);
}

/// Changes an entity's name; a change of case only is one too.
pub(crate) fn rename(
    kind: NameKind,
    old: &str,
    new: &str,
    id: &str,
    transaction: &mut Transaction,
) -> Result<(), ControlError> {
    transaction.release_name(kind, old);
    let claim = Name { kind, name: new.to_owned(), id: id.to_owned() };
    match transaction.claim_name(&claim)? {
        Claim::Made => Ok(()),
        Claim::Taken(_) => Err(already_exists(kind, new)),
    }
}

/// `EntityAlreadyExists` in AWS's words.
fn already_exists(kind: NameKind, name: &str) -> ControlError {
    let message = match kind {
        NameKind::User => format!("User with name {name} already exists."),
        NameKind::Role => format!("Role with name {name} already exists."),
        NameKind::Group => format!("Group with name {name} already exists."),
        NameKind::InstanceProfile => format!("Instance Profile {name} already exists."),
        NameKind::SamlProvider => format!("Provider with name {name} already exists."),
        NameKind::OpenIdConnectProvider => {
            format!("Provider with url https://{name} already exists.")
        }
        NameKind::Policy => {
            format!("A policy called {name} already exists. Duplicate names are not allowed.")
        }
    };
    ControlError::new(ErrorCode::EntityAlreadyExists, message)
}

fn count(kind: NameKind, delta: i64, transaction: &mut Transaction) {
    let (quota, at_most) = match kind {
        NameKind::User => (Quota::Users, USERS_PER_ACCOUNT_MAX),
        NameKind::Role => (Quota::Roles, ROLES_PER_ACCOUNT_MAX),
        NameKind::Policy => (Quota::Policies, POLICIES_PER_ACCOUNT_MAX),
        NameKind::InstanceProfile => (Quota::InstanceProfiles, INSTANCE_PROFILES_PER_ACCOUNT_MAX),
        NameKind::SamlProvider => (Quota::SamlProviders, SAML_PROVIDERS_PER_ACCOUNT_MAX),
        NameKind::OpenIdConnectProvider => {
            (Quota::OpenIdConnectProviders, OPEN_ID_CONNECT_PROVIDERS_PER_ACCOUNT_MAX)
        }
        NameKind::Group => (Quota::Groups, GROUPS_PER_ACCOUNT_MAX),
    };
    transaction.count_quota(quota, delta, at_most);
}
