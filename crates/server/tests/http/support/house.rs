//! An account that lives in memory, served over real HTTP.

use std::sync::Arc;

use entail_policy::arn::AccountId;
use entail_server::{DataDirectory, Keyring, Listener, Server};
use entail_store::{Key, MemoryStore, OpId, Prefix, ReadAt, Store, Txn, Value, limits};
use entail_testkit::{
    client::{Caller, Credentials, Endpoint},
    store_conformance::new_op_id,
};
use entail_wire::secret::Secret;
use tokio::sync::{OnceCell, oneshot};

pub(crate) const ACCOUNT: &str = "111122223333";

/// All that a store holds, to start other servers from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State(Vec<(Key, Value)>);

/// An account after its first start.
#[derive(Debug)]
struct Newborn {
    keyring: Arc<Keyring>,
    account: AccountId,
    root: Credentials,
    state: State,
}

/// One running server. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) root: Caller,
    _shutdown: oneshot::Sender<()>,
}

impl House {
    /// A server of a new account.
    pub(crate) async fn new() -> Self {
        Self::from(&newborn().await.state).await
    }

    /// A server of an account in this state.
    pub(crate) async fn from(state: &State) -> Self {
        Self::on(Arc::new(state.in_memory().await)).await
    }

    /// A server on this store.
    pub(crate) async fn on(store: Arc<dyn Store>) -> Self {
        let newborn = newborn().await;
        let keyring = Arc::clone(&newborn.keyring);
        let server = Server::new(Arc::clone(&store), keyring, newborn.account.clone());
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        let endpoint = Endpoint::new(&listener.url().unwrap());
        let (shutdown, asked) = oneshot::channel();
        tokio::spawn(Arc::new(server).run(listener, async {
            // Dropping the sender asks too.
            let _dropped = asked.await;
        }));
        let root = Caller::new(endpoint, newborn.root.clone());
        Self { store, root, _shutdown: shutdown }
    }

    /// What the store holds now.
    pub(crate) async fn state(&self) -> State {
        State::of(self.store.as_ref()).await
    }
}

impl State {
    /// A new account's.
    pub(crate) async fn newborn() -> Self {
        newborn().await.state.clone()
    }

    async fn of(store: &dyn Store) -> Self {
        let snapshot = store.read(ReadAt::Latest).await.unwrap();
        let entries = snapshot.scan(&Prefix::new(""), None, limits::SCAN_ENTRIES_MAX).unwrap();
        let entries = entries.into_iter().map(|(key, versioned)| (key, versioned.value));
        Self(entries.filter(|(key, _)| !is_beside(key)).collect())
    }

    /// A store that holds it.
    pub(crate) async fn in_memory(&self) -> MemoryStore {
        let store = MemoryStore::new();
        for puts in self.0.chunks(limits::TRANSACTION_OPERATIONS_MAX) {
            let txn = Txn { puts: puts.to_vec(), ..Txn::new(op_id()) };
            store.commit(txn).await.unwrap();
        }
        store
    }
}

/// What is written beside what a request asks for: when credentials were last used, now and then,
/// and the audit trail, which tells of refusals too.
fn is_beside(key: &Key) -> bool {
    let beside = ["/ku/", "/ru/", "/au/", "/q/audit-events"];
    beside.iter().any(|segment| key.as_str().contains(segment)) || key.as_str().ends_with("/audit")
}

pub(crate) fn op_id() -> OpId {
    new_op_id()
}

/// The first start is the same for all: it goes through the data folder, as `entail serve` does.
async fn newborn() -> &'static Newborn {
    static NEWBORN: OnceCell<Newborn> = OnceCell::const_new();
    NEWBORN
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let directory = DataDirectory::open(folder.path(), Some(ACCOUNT)).await.unwrap();
            let root = directory.root_credentials.unwrap();
            Newborn {
                state: State::of(directory.store.as_ref()).await,
                keyring: directory.keyring,
                account: directory.account,
                root: Credentials {
                    access_key_id: root.access_key_id().to_owned(),
                    secret_access_key: Secret::from(root.secret_access_key()),
                    session_token: None,
                },
            }
        })
        .await
}
