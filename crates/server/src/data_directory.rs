//! The data folder: the store, the key file, and root's credentials of the first start.
//!
//! ```text
//! DIR/            mode 0700
//!   store/            the store
//!   secret-key        the key file, mode 0600
//!   root-credentials  root's access key as export lines, mode 0600
//! ```

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use entail_policy::arn::AccountId;
use entail_store::{ReadAt, SqliteOptions, SqliteStore, Store};
use zeroize::Zeroizing;

use crate::{
    account::{self, RootCredentials},
    keyring::{KeyFileError, Keyring},
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
    /// The store is there and its key file is not.
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
    /// `--account` names another account than the one that lives here.
    #[error("this data folder holds account {found}, not {asked}; leave `--account` out")]
    OtherAccount {
        /// The account that lives here.
        found: AccountId,
        /// The account that was asked for.
        asked: String,
    },
}

impl DataDirectory {
    /// Opens `path`, and at the first start makes it, the account and root's credentials.
    pub async fn open(path: &Path, account: Option<&str>) -> Result<Self, DataDirectoryError> {
        make_directory(path)?;
        let store_directory = path.join(STORE_DIRECTORY);
        let keyring = open_keyring(&path.join(KEY_FILE), store_directory.exists())?;
        let store = SqliteStore::open(&store_directory, SqliteOptions::default())?;
        let store: Arc<dyn Store> = Arc::new(store);
        let snapshot = store.read(ReadAt::Latest).await?;
        let found = account::find(snapshot.as_ref())?;
        drop(snapshot);
        let (account, root_credentials) = if let Some(found) = found {
            (check_account(found, account)?, None)
        } else {
            let credentials = first_start(path, account, store.as_ref(), &keyring).await?;
            (credentials.account.clone(), Some(credentials))
        };
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
        .map_err(|source| DataDirectoryError::Io { path: path.to_owned(), source })
}

fn open_keyring(path: &Path, store_exists: bool) -> Result<Keyring, DataDirectoryError> {
    match (path.exists(), store_exists) {
        (true, _) => Ok(Keyring::open(path)?),
        (false, false) => Ok(Keyring::create(path)?),
        (false, true) => Err(DataDirectoryError::KeyFileMissing { path: path.to_owned() }),
    }
}

fn check_account(found: AccountId, asked: Option<&str>) -> Result<AccountId, DataDirectoryError> {
    match asked {
        Some(asked) if asked != found.as_str() => {
            Err(DataDirectoryError::OtherAccount { found, asked: asked.to_owned() })
        }
        _ => Ok(found),
    }
}

/// Root's credentials are on disk before the account is in the store: a crash between the two
/// leaves an empty store, and the next start writes new ones.
async fn first_start(
    path: &Path,
    account: Option<&str>,
    store: &dyn Store,
    keyring: &Keyring,
) -> Result<RootCredentials, DataDirectoryError> {
    let failed = |error: crate::control_error::ControlError| {
        DataDirectoryError::FirstStart(error.for_operator())
    };
    let credentials = RootCredentials::generate(account).map_err(failed)?;
    let file = DataDirectory::root_credentials_file(path);
    write_private(&file, &credentials.as_export_lines())
        .map_err(|source| DataDirectoryError::Io { path: file, source })?;
    account::create(store, keyring, &credentials).await.map_err(failed)?;
    Ok(credentials)
}

fn write_private(path: &Path, text: &Zeroizing<String>) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
