//! Connections that wait for the next call.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::connection::Connection;
use crate::{
    endpoints::Address,
    limits::{IDLE_CONNECTION_SECONDS_MAX, IDLE_CONNECTIONS_PER_SERVER_MAX},
};

/// Connections that wait, by their server.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<HashMap<Address, Vec<Idle>>>,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    since: Instant,
}

impl Idle {
    fn is_fresh(&self) -> bool {
        let limit = Duration::from_secs(IDLE_CONNECTION_SECONDS_MAX);
        !self.connection.is_closed() && self.since.elapsed() < limit
    }
}

impl Pool {
    /// The connection that waits the shortest; those that were closed meanwhile, and those that may
    /// just be, are dropped.
    pub(super) fn take(&self, server: &Address) -> Option<Connection> {
        let mut idle = self.lock();
        let waiting = idle.get_mut(server)?;
        while let Some(idle) = waiting.pop() {
            if idle.is_fresh() {
                return Some(idle.connection);
            }
        }
        None
    }

    /// Drops the connections that nobody will take any more.
    pub(super) fn close_idle(&self) {
        self.lock().retain(|_, waiting| {
            waiting.retain(Idle::is_fresh);
            !waiting.is_empty()
        });
    }

    /// Keeps a connection whose answer was read to its end.
    pub(super) fn put(&self, server: Address, connection: Connection) {
        if connection.is_closed() {
            return;
        }
        let mut idle = self.lock();
        let waiting = idle.entry(server).or_default();
        if waiting.len() < IDLE_CONNECTIONS_PER_SERVER_MAX {
            waiting.push(Idle { connection, since: Instant::now() });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Address, Vec<Idle>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
