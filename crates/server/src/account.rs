//! The account: found in a store, or made at the first start with root's credentials.

use entail_lineage::{Label, PrincipalId};
use entail_policy::arn::AccountId;
use entail_store::{
    OpId, ReadError, Snapshot, Store, Transaction,
    records::{AccessKey, AccessKeyStatus, Account, SealedSecret, Timestamp, account},
};
use zeroize::Zeroizing;

use crate::{
    control_error::ControlError,
    identifiers::{self, AccessKeyKind},
    keyring::{Keyring, Purpose},
};

/// Root's first access key.
pub struct RootCredentials {
    /// The account it is for.
    pub account: AccountId,
    access_key_id: String,
    secret_access_key: Zeroizing<String>,
}

impl std::fmt::Debug for RootCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RootCredentials")
            .field("account", &self.account)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

impl RootCredentials {
    /// New credentials for `account`, or for a new account number.
    pub fn generate(account: Option<AccountId>) -> Result<Self, ControlError> {
        let account = match account {
            Some(account) => account,
            None => identifiers::account_id()?,
        };
        let access_key_id = identifiers::access_key_id(AccessKeyKind::LongTerm, &account)?;
        let secret_access_key = identifiers::secret_access_key()?;
        Ok(Self { account, access_key_id, secret_access_key })
    }

    /// The access key id.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The secret access key.
    pub fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// Two lines for a shell: `export AWS_ACCESS_KEY_ID=...` and the secret.
    pub fn as_export_lines(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}",
            self.access_key_id,
            self.secret_access_key.as_str()
        ))
    }
}

/// The account that lives in a store, if one does.
pub(crate) fn find(snapshot: &dyn Snapshot) -> Result<Option<AccountId>, ReadError> {
    let accounts = account::all(snapshot)?;
    match accounts.as_slice() {
        [] => Ok(None),
        [number] => AccountId::parse(number)
            .map(Some)
            .map_err(|error| ReadError::Damaged(error.to_string())),
        several => Err(ReadError::Damaged(format!(
            "there are {} accounts in a store that can hold one",
            several.len()
        ))),
    }
}

/// Makes the account and root's access key, in one transaction.
pub(crate) async fn create(
    store: &dyn Store,
    keyring: &Keyring,
    credentials: &RootCredentials,
) -> Result<(), ControlError> {
    let created = Timestamp::from_unix_seconds(jiff::Timestamp::now().as_second());
    let number = credentials.account.as_str();
    let mut transaction = Transaction::begin(store, number).await?;
    transaction.put(&Account {
        id: number.to_owned(),
        created,
        alias: None,
        label: Label::new(),
    })?;
    let key = AccessKey {
        id: credentials.access_key_id.clone(),
        owner: PrincipalId::new(number),
        status: AccessKeyStatus::Active,
        created,
    };
    let secret = credentials.secret_access_key.as_bytes();
    let sealed = keyring.seal(Purpose::SecretAtRest, &key.id, secret)?;
    transaction.create_access_key(&key, &SealedSecret::new(sealed))?;
    transaction.bump_authorization();
    let operation_id = OpId::new(identifiers::random_bytes()?);
    transaction.commit(store, operation_id).await?;
    Ok(())
}
