//! When access keys and roles were last used.
//!
//! Uses are noted in memory and written now and then, outside of any request's transaction: no
//! decision reads them, and AWS itself reports them with a delay.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use entail_policy::arn::AccountId;
use entail_store::{
    OpId, Store,
    records::{AccessKeyLastUsed, Record, RoleLastUsed, Timestamp, last_used::write_unguarded},
};
use entail_wire::service::Service;

use crate::{
    caller::{Credentials, Identity},
    context::RequestContext,
    control_error::ControlError,
    identifiers,
};

/// Uses since the last flush; of several uses of one key, the newest.
#[derive(Debug, Default)]
pub(crate) struct LastUsed {
    pending: Mutex<Pending>,
}

#[derive(Debug, Default)]
struct Pending {
    access_keys: BTreeMap<String, AccessKeyLastUsed>,
    roles: BTreeMap<String, RoleLastUsed>,
}

impl LastUsed {
    /// Notes that an authenticated request used its credentials.
    pub(crate) fn note(&self, context: &RequestContext<'_>, service: Service) {
        let used = Timestamp::from_unix_seconds(context.now().as_second());
        let region = context.arrival.region.clone();
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        match (&context.caller.credentials, &context.caller.identity) {
            (Credentials::AccessKey { id }, _) => {
                let service = service.signing_name().to_owned();
                let record = AccessKeyLastUsed { id: id.clone(), used, region, service };
                pending.access_keys.insert(id.clone(), record);
            }
            (Credentials::Session(_), Identity::Role(role)) => {
                let id = role.id.to_string();
                pending.roles.insert(id.clone(), RoleLastUsed { id, used, region });
            }
            (Credentials::Session(_), _) => {}
        }
    }

    /// Writes what was noted. What can't be written is logged and forgotten.
    pub(crate) async fn flush(&self, store: &dyn Store, account: &AccountId) {
        let Pending { access_keys, roles } =
            std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        let outcome = async {
            for record in access_keys.values() {
                write(store, account, record).await?;
            }
            for record in roles.values() {
                write(store, account, record).await?;
            }
            Ok::<(), ControlError>(())
        };
        if let Err(error) = outcome.await {
            tracing::warn!(error = error.for_operator(), "last uses could not be written");
        }
    }
}

async fn write<R: Record>(
    store: &dyn Store,
    account: &AccountId,
    record: &R,
) -> Result<(), ControlError> {
    let operation_id = OpId::new(identifiers::random_bytes()?);
    let txn = write_unguarded(account.as_str(), record, operation_id)
        .map_err(|error| ControlError::internal(error.to_string()))?;
    store.commit(txn).await.map_err(|error| ControlError::internal(error.to_string()))?;
    Ok(())
}
