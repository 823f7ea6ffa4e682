//! The stage: a real server on a free port, with a data folder that goes when the play is over.

use std::{
    fs::{self, DirBuilder},
    io,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use entail_server::{DataDirectory, DataDirectoryError, ListenError, Listener, Server};
use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;
use tokio::{sync::oneshot, task::JoinHandle};

use super::story::cast::ACCOUNT;

/// Why there is no stage.
#[derive(Debug, thiserror::Error)]
pub(super) enum StageError {
    /// The system refused a folder, a socket or a signal.
    #[error("can't set the stage: {0}")]
    System(#[from] io::Error),
    /// The data folder can't be made.
    #[error(transparent)]
    DataDirectory(#[from] DataDirectoryError),
    /// No port of the loopback address can be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// A new data folder came without the credentials of its root user.
    #[error("the new account has no root credentials")]
    NoRootCredentials,
}

/// A running server.
pub(super) struct Stage {
    url: String,
    root: Credentials,
    shutdown: oneshot::Sender<()>,
    server: JoinHandle<()>,
    // Dropped last: the folder goes after the server.
    folder: TemporaryFolder,
}

impl Stage {
    /// Starts a server of its own.
    pub(super) async fn set() -> Result<Self, StageError> {
        let folder = TemporaryFolder::create()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = Listener::bind(address, None).await?;
        let url = listener.url()?;
        let data = DataDirectory::open(&folder.path().join("data"), Some(ACCOUNT)).await?;
        let root = data.root_credentials.ok_or(StageError::NoRootCredentials)?;
        let server = Arc::new(Server::new(data.store, data.keyring, data.account));
        let (shutdown, asked) = oneshot::channel();
        let server = tokio::spawn(server.run(listener, async move {
            // A sender that is gone asks for the same as one that sends.
            let _ = asked.await;
        }));
        let root = Credentials {
            access_key_id: root.access_key_id().to_owned(),
            secret_access_key: Secret::from(root.secret_access_key()),
            session_token: None,
        };
        Ok(Self { url, root, shutdown, server, folder })
    }

    /// Where the server listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The keys of the account's root user.
    pub(super) fn root_credentials(&self) -> &Credentials {
        &self.root
    }

    /// Stops the server and removes its folder.
    pub(super) async fn clear(self) {
        let Self { shutdown, server, folder, .. } = self;
        // A server that has stopped by itself needs no telling.
        let _ = shutdown.send(());
        let _ = server.await;
        drop(folder);
    }
}

/// A folder in the system's temporary folder, removed with all in it when dropped.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Fails where the name is taken: somebody else's folder is never used, nor removed.
    fn create() -> io::Result<Self> {
        let (process, now) = (std::process::id(), Timestamp::now().as_nanosecond());
        let path = std::env::temp_dir().join(format!("entail-demo-{process}-{now}"));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            say!("error: can't remove `{}`: {error}", self.0.display());
        }
    }
}
