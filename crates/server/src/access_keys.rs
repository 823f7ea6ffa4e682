//! Long-term access keys.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>

use entail_lineage::{Aspect, PrincipalId, PrincipalLineage, gates::write::Write};
use entail_store::{
    Records, Transaction,
    records::{AccessKey, AccessKeyStatus, SealedSecret, User},
};
use entail_wire::{
    error::ErrorCode,
    secret::Secret,
    shapes::iam::{self, AccessKeyMetadata, StatusType},
};

use crate::{
    authorize::Permit,
    context::RequestContext,
    control_error::ControlError,
    describe, entities,
    identifiers::{self, AccessKeyKind, IdKind},
    keyring::Purpose,
    limits::ACCESS_KEYS_PER_USER_MAX,
    users::{self, Target},
};

/// Whose keys they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) id: PrincipalId,
    /// The user's name; root has none.
    pub(crate) name: Option<String>,
}

/// The owner of the keys that a request is about: the named user, or the caller.
pub(crate) fn owner(
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Owner, ControlError> {
    match users::target(name, &context.caller)? {
        Target::Root => Ok(Owner { id: PrincipalId::new(context.account().as_str()), name: None }),
        Target::User(name) => {
            let user = entities::user(view, &name)?;
            Ok(Owner { id: user.id, name: Some(user.name) })
        }
    }
}

/// The gate for changing credentials of the named user or the caller.
pub(crate) fn gate(
    name: Option<&str>,
    context: &RequestContext<'_>,
    view: &Transaction,
) -> Result<Vec<Write>, ControlError> {
    Ok(match users::target(name, &context.caller)? {
        Target::Root => vec![Write::Credentials(PrincipalId::new(context.account().as_str()))],
        Target::User(name) => {
            view.user_named(&name)?.into_iter().map(|user| Write::Credentials(user.id)).collect()
        }
    })
}

/// Makes a key, active and with a new secret, and remembers who has seen the secret.
pub(crate) fn create(
    owner: &Owner,
    permit: &Permit<'_>,
    transaction: &mut Transaction,
) -> Result<iam::AccessKey, ControlError> {
    let context = permit.context();
    if transaction.access_keys_of(&owner.id)?.len() >= ACCESS_KEYS_PER_USER_MAX {
        return Err(ControlError::quota("AccessKeysPerUser", ACCESS_KEYS_PER_USER_MAX));
    }
    let id = identifiers::access_key_id(AccessKeyKind::LongTerm, context.account())?;
    if transaction.find::<AccessKey>(&id)?.is_some() {
        return Err(ControlError::internal(format!("the random access key id `{id}` is taken")));
    }
    let secret = identifiers::secret_access_key()?;
    let sealed = context.services.keyring.seal(Purpose::SecretAtRest, &id, secret.as_bytes())?;
    let key = AccessKey {
        id,
        owner: owner.id.clone(),
        status: AccessKeyStatus::Active,
        created: context.record_time(),
    };
    transaction.create_access_key(&key, &SealedSecret::new(sealed))?;
    let seals = permit.standing().seals();
    write_lineage(&owner.id, transaction, |it| it.record_writer(credential(&key.id), seals))?;
    Ok(iam::AccessKey {
        user_name: owner.name.clone().unwrap_or_default(),
        access_key_id: key.id,
        status: StatusType::Active,
        secret_access_key: Secret::from(secret.as_str()),
        create_date: Some(describe::date(key.created)),
    })
}

/// Removes a key.
pub(crate) fn remove(key: &AccessKey, transaction: &mut Transaction) -> Result<(), ControlError> {
    transaction.remove_access_key(key);
    write_lineage(&key.owner, transaction, |it| it.forget_writer(&credential(&key.id)))
}

/// Who last enabled a key does not matter: whoever made it knows the secret.
fn credential(id: &str) -> Aspect {
    Aspect::Credential(id.to_owned())
}

/// Changes the owner's record of lineage, where it is a user's and there is anything to change.
fn write_lineage(
    owner: &PrincipalId,
    transaction: &mut Transaction,
    change: impl FnOnce(&mut PrincipalLineage),
) -> Result<(), ControlError> {
    let user = match IdKind::of(owner.as_str()) {
        Some(IdKind::User) => transaction.user(owner)?,
        _ => None,
    };
    let Some(mut user) = user else { return Ok(()) };
    let before = user.lineage.clone();
    change(&mut user.lineage);
    if user.lineage != before {
        transaction.put(&user)?;
    }
    Ok(())
}

/// A key of this owner; another's is as good as missing.
pub(crate) fn of_owner(
    id: &str,
    owner: &Owner,
    view: &Transaction,
) -> Result<AccessKey, ControlError> {
    let key = view.find::<AccessKey>(id)?;
    key.filter(|key| key.owner == owner.id).ok_or_else(|| missing(id))
}

/// `NoSuchEntity` for an access key.
pub(crate) fn missing(id: &str) -> ControlError {
    ControlError::no_such_entity(format!("The Access Key with id {id} cannot be found."))
}

/// The user that a key belongs to, if it exists and is not root's.
pub(crate) fn user_of_key(id: &str, view: &impl Records) -> Result<Option<User>, ControlError> {
    match view.find::<AccessKey>(id)? {
        Some(key) => Ok(view.user(&key.owner)?),
        None => Ok(None),
    }
}

/// A key as lists show it.
pub(crate) fn metadata(key: &AccessKey, owner: &Owner) -> AccessKeyMetadata {
    AccessKeyMetadata {
        user_name: owner.name.clone(),
        access_key_id: key.id.clone(),
        status: match key.status {
            AccessKeyStatus::Active => StatusType::Active,
            AccessKeyStatus::Inactive => StatusType::Inactive,
        },
        create_date: describe::date(key.created),
    }
}

/// The status that a request sets: a key can't be made to expire.
pub(crate) fn status_to_set(status: StatusType) -> Result<AccessKeyStatus, ControlError> {
    match status {
        StatusType::Active => Ok(AccessKeyStatus::Active),
        StatusType::Inactive => Ok(AccessKeyStatus::Inactive),
        StatusType::Expired => Err(ControlError::new(
            ErrorCode::InvalidInput,
            "The status of an access key can be set to Active or Inactive only.",
        )),
    }
}
