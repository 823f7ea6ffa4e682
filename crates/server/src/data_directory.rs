//! The data folder: the store, the key file, and root's credentials of the first start.
//!
//! ```text
//! DIR/            mode 0700
//!   store/            the store
//!   secret-key        the key file, mode 0600
//!   root-credentials  root's access key as export lines, mode 0600
//! ```

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use entail_policy::arn::AccountId;
use entail_store::{ReadAt, SqliteOptions, SqliteStore, Store};
use zeroize::Zeroizing;

use crate::{
    account::{self, RootCredentials},
    audit,
    keyring::{KeyFileError, Keyring},
    private_file,
};

const STORE_DIRECTORY: &str = "store";
const KEY_FILE: &str = "secret-key";
const ROOT_CREDENTIALS_FILE: &str = "root-credentials";

/// An opened data folder.
#[derive(Debug)]
pub struct DataDirectory {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Seals and opens secrets.
    pub keyring: Arc<Keyring>,
    /// The account that lives here.
    pub account: AccountId,
    /// Root's credentials, only at the first start.
    pub root_credentials: Option<RootCredentials>,
}

/// Why a data folder can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataDirectoryError {
    /// A file or folder can't be made or read.
    #[error("can't use `{path}`: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key file can't be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The account is there and its key file is not.
    #[error(
        "`{path}` is missing, and without it the secrets in this data folder can't be read; put \
         the key file back from a backup",
        path = path.display()
    )]
    KeyFileMissing {
        /// Where the key file should be.
        path: PathBuf,
    },
    /// The store can't be opened.
    #[error("can't open the store: {0}")]
    Open(#[from] entail_store::OpenError),
    /// The store can't be read.
    #[error("can't read the store: {0}")]
    Read(#[from] entail_store::ReadError),
    /// The first start could not make the account.
    #[error("can't make the account: {0}")]
    FirstStart(String),
    /// The audit trail can't be begun.
    #[error("can't begin the audit trail: {0}")]
    Audit(String),
    /// The account asked for is no account number.
    #[error("`{0}` is no account: an account is a number of twelve digits")]
    MalformedAccount(String),
    /// `--account` names another account than the one that lives here.
    #[error("this data folder holds account {found}, not {asked}; leave `--account` out")]
    OtherAccount {
        /// The account that lives here.
        found: AccountId,
        /// The account that was asked for.
        asked: AccountId,
    },
}

impl DataDirectory {
    /// Opens `path`, and at the first start makes it, the account and root's credentials.
    pub async fn open(path: &Path, account: Option<&str>) -> Result<Self, DataDirectoryError> {
        let asked = account.map(parse_account).transpose()?;
        make_directory(path)?;
        // The store first: its lock keeps a second process from the other files too.
        let store = SqliteStore::open(&path.join(STORE_DIRECTORY), SqliteOptions::default())?;
        let store: Arc<dyn Store> = Arc::new(store);
        let snapshot = store.read(ReadAt::Latest).await?;
        let found = account::find(snapshot.as_ref())?;
        drop(snapshot);
        let keyring = open_keyring(&path.join(KEY_FILE), found.as_ref())?;
        let (account, root_credentials) = if let Some(found) = found {
            (check_account(found, asked)?, None)
        } else {
            let credentials = first_start(path, asked, store.as_ref(), &keyring).await?;
            (credentials.account.clone(), Some(credentials))
        };
        let begun = audit::baseline::write_if_missing(store.as_ref(), &account).await;
        begun.map_err(|error| DataDirectoryError::Audit(error.for_operator()))?;
        Ok(Self { store, keyring: Arc::new(keyring), account, root_credentials })
    }

    /// Where root's credentials were written at the first start.
    pub fn root_credentials_file(path: &Path) -> PathBuf {
        path.join(ROOT_CREDENTIALS_FILE)
    }
}

fn make_directory(path: &Path) -> Result<(), DataDirectoryError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .and_then(|()| private_file::sync_parent(path))
        .map_err(|source| DataDirectoryError::Io { path: path.to_owned(), source })
}

fn parse_account(number: &str) -> Result<AccountId, DataDirectoryError> {
    AccountId::parse(number).map_err(|_| DataDirectoryError::MalformedAccount(number.to_owned()))
}

/// The key file is on disk before the account is in the store, so that only an account can miss
/// one; a first start that was cut off leaves a key file that the next one uses.
fn open_keyring(path: &Path, found: Option<&AccountId>) -> Result<Keyring, DataDirectoryError> {
    match (path.exists(), found) {
        (true, _) => Ok(Keyring::open(path)?),
        (false, None) => Ok(Keyring::create(path)?),
        (false, Some(_)) => Err(DataDirectoryError::KeyFileMissing { path: path.to_owned() }),
    }
}

fn check_account(
    found: AccountId,
    asked: Option<AccountId>,
) -> Result<AccountId, DataDirectoryError> {
    match asked {
        Some(asked) if asked != found => Err(DataDirectoryError::OtherAccount { found, asked }),
        _ => Ok(found),
    }
}

/// Root's credentials are on disk before the account is in the store: a crash between the two
/// leaves an empty store, and the next start writes new ones.
async fn first_start(
    path: &Path,
    account: Option<AccountId>,
    store: &dyn Store,
    keyring: &Keyring,
) -> Result<RootCredentials, DataDirectoryError> {
    let failed = |error: crate::control_error::ControlError| {
        DataDirectoryError::FirstStart(error.for_operator())
    };
    let credentials = RootCredentials::generate(account).map_err(failed)?;
    let file = DataDirectory::root_credentials_file(path);
    let lines = Zeroizing::new(format!("{}\n", credentials.as_export_lines().as_str()));
    private_file::write(&file, lines.as_bytes())
        .map_err(|source| DataDirectoryError::Io { path: file, source })?;
    account::create(store, keyring, &credentials).await.map_err(failed)?;
    Ok(credentials)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn open(path: &Path, account: Option<&str>) -> Result<DataDirectory, DataDirectoryError> {
        tokio::runtime::Runtime::new().unwrap().block_on(DataDirectory::open(path, account))
    }

    #[test]
    fn a_malformed_account_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let refused = open(&path, Some("12345")).unwrap_err();
        assert!(matches!(refused, DataDirectoryError::MalformedAccount(_)), "{refused}");
        assert!(!path.exists());
    }

    #[test]
    fn a_first_start_that_was_cut_off_is_begun_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        // What is there after a kill at the last moment before the account is committed: a store
        // without an account, a key file, and credentials that no account knows.
        let store = SqliteStore::open(&path.join(STORE_DIRECTORY), SqliteOptions::default());
        drop(store.unwrap());
        Keyring::create(&path.join(KEY_FILE)).unwrap();
        fs::write(path.join(ROOT_CREDENTIALS_FILE), "export AWS_ACCESS_KEY_ID=stale").unwrap();
        let opened = open(path, Some("111122223333")).unwrap();
        let lines = opened.root_credentials.unwrap().as_export_lines();
        let written = fs::read_to_string(path.join(ROOT_CREDENTIALS_FILE)).unwrap();
        assert_eq!(written.trim_end(), lines.as_str());
    }

    #[test]
    fn the_credentials_file_is_written_once_and_then_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), None).unwrap();
        let file = folder.path().join(ROOT_CREDENTIALS_FILE);
        fs::write(&file, "moved to a safe place").unwrap();
        assert!(open(folder.path(), None).unwrap().root_credentials.is_none());
        assert_eq!(fs::read_to_string(file).unwrap(), "moved to a safe place");
    }

    #[test]
    fn an_account_without_its_key_file_is_not_given_another() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), None).unwrap();
        fs::remove_file(folder.path().join(KEY_FILE)).unwrap();
        let refused = open(folder.path(), None).unwrap_err();
        assert!(matches!(refused, DataDirectoryError::KeyFileMissing { .. }), "{refused}");
        assert!(!folder.path().join(KEY_FILE).exists());
    }
}
