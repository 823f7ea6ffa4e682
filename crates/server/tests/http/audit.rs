//! The audit trail over real HTTP: what is recorded and what is not, what the records say, and that
//! they tell the lineage.

mod failing;
mod follow;
mod lineage;
mod records;
mod secrets;

use entail_server::audit::Event;
use entail_store::{
    Key, Prefix, ReadAt, Revision, Store, limits,
    records::{AuditEvent, audit},
};

use crate::support::house::{ACCOUNT, House};

/// The events in a store, in the order of their commits.
async fn trail(store: &dyn Store) -> Vec<Event> {
    let found = texts(store).await;
    found.iter().map(|(_, text)| serde_json::from_str(text).unwrap()).collect()
}

/// The same as stored, with the revisions that made them.
async fn texts(store: &dyn Store) -> Vec<(Revision, String)> {
    let snapshot = store.read(ReadAt::Latest).await.unwrap();
    let prefix: Prefix = audit::events(ACCOUNT);
    let (mut found, mut after): (Vec<(Revision, String)>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = snapshot.scan(&prefix, after.as_ref(), limits::SCAN_ENTRIES_MAX).unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        found.extend(page.iter().map(|(key, versioned)| {
            let event = AuditEvent::decode(key, &versioned.value).unwrap();
            (versioned.created, event.text)
        }));
    }
    found.sort();
    found
}

/// The events that a house has had since some number of them.
async fn since(house: &House, before: usize) -> Vec<Event> {
    trail(house.store.as_ref()).await.split_off(before)
}
