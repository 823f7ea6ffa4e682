//! Every set of credentials that the proxy knows.
//!
//! INVARIANT: what is asked for by one access key id is never answered with credentials of another.

mod memory;

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;

use self::memory::{Known, Memory};
use super::{
    CredentialsError, Origin, Resolved, Resolver, Section, Settings, SharedConfig, cached,
    providers,
};
use crate::{limits::CREDENTIALS_REFRESHED_SECONDS_BEFORE, proxy::FindCredentials};

/// The run's own credentials, and all others that calls may be signed with.
///
/// Known are: the run's own, and those that they took the place of while they last; those learned
/// from STS; the keys of every profile; and what AWS's own clients keep in their caches.
pub struct Keyring {
    resolver: Resolver,
    run: tokio::sync::Mutex<Option<Resolved>>,
    /// The access key ids that the run's own credentials have had.
    ids_of_run: Mutex<BTreeSet<String>>,
    memory: Mutex<Memory>,
}

impl Keyring {
    /// A keyring whose run has the credentials that this finds.
    pub fn new(resolver: Resolver) -> Self {
        Self {
            resolver,
            run: tokio::sync::Mutex::default(),
            ids_of_run: Mutex::default(),
            memory: Mutex::default(),
        }
    }

    /// The settings that they are found by.
    pub fn settings(&self) -> &Settings {
        self.resolver.settings()
    }

    /// The run's own credentials; found at the first call, and found anew before they expire. Where
    /// that fails, those that are known are given as long as they last.
    pub async fn of_run(&self) -> Result<Resolved, CredentialsError> {
        let mut run = self.run.lock().await;
        if let Some(written) = run.as_ref().and_then(|known| self.written_anew(known)) {
            self.keep_run(&written);
            *run = Some(written);
        }
        let now = Timestamp::now();
        let lasts = |seconds| run.as_ref().filter(|run| run.last_for(seconds, now)).cloned();
        if let Some(lasting) = lasts(CREDENTIALS_REFRESHED_SECONDS_BEFORE) {
            return Ok(lasting);
        }
        match (self.resolver.resolve().await, lasts(0)) {
            (Ok(found), _) => {
                self.keep_run(&found);
                *run = Some(found.clone());
                Ok(found)
            }
            (Err(_), Some(lasting)) => Ok(lasting),
            // Whoever had some is not taken for somebody who never had any.
            (Err(CredentialsError::Nowhere), None) => {
                Err(run.as_ref().map_or(CredentialsError::Nowhere, |ended| {
                    CredentialsError::Provider {
                        from: ended.origin.clone(),
                        reason: "they have ended, and there are no new ones".to_owned(),
                    }
                }))
            }
            (Err(error), None) => Err(error),
        }
    }

    fn keep_run(&self, found: &Resolved) {
        let Resolved { credentials, expires, origin } = found.clone();
        self.ids_of_run().insert(credentials.access_key_id.clone());
        let read = matches!(origin, Origin::Profile(_)).then(Timestamp::now);
        self.keep(Known { credentials, expires, read });
    }

    /// Keys that stand in a profile, where others stand there by now: nothing says when they end, and
    /// whoever wrote them writes new ones.
    fn written_anew(&self, known: &Resolved) -> Option<Resolved> {
        let Origin::Profile(name) = &known.origin else { return None };
        let shared = SharedConfig::load(self.settings().environment()).ok()?;
        let credentials = keys(shared.profile(name)?)?;
        let is_new = !is_same(&credentials, &known.credentials);
        is_new.then(|| Resolved { credentials, ..known.clone() })
    }

    /// Whether the run's own credentials have, or had, this id.
    pub fn is_of_run(&self, access_key_id: &str) -> bool {
        self.ids_of_run().contains(access_key_id)
    }

    /// The credentials with this id; nothing where they are not known or have expired.
    ///
    /// Reads the shared files and the caches of AWS's clients where the id is new, and the profile that
    /// it stands in now and then.
    pub fn find(&self, access_key_id: &str) -> Option<Credentials> {
        let now = Timestamp::now();
        let (known, is_nowhere) = {
            let memory = self.memory();
            (memory.get(access_key_id, now).cloned(), memory.is_nowhere(access_key_id, now))
        };
        match known {
            Some(known) if known.is_to_be_read_anew(now) => {
                // Keys that were taken out may still be good, and be used by what runs already.
                let found = self.looked_up(access_key_id);
                let found = found.unwrap_or(Known { read: Some(now), ..known });
                Some(self.keep(found))
            }
            Some(known) => Some(known.credentials),
            None if is_nowhere => None,
            None => {
                let found = self.looked_up(access_key_id).map(|found| self.keep(found));
                if found.is_none() {
                    self.memory().found_nowhere(access_key_id, now);
                }
                found
            }
        }
    }

    /// Keeps credentials that were given out, until they expire.
    pub fn learn(&self, credentials: Credentials, expires: Option<Timestamp>) {
        self.keep(Known { credentials, expires, read: None });
    }

    fn keep(&self, known: Known) -> Credentials {
        let credentials = known.credentials.clone();
        let of_run = self.ids_of_run();
        self.memory().keep(known, &of_run, Timestamp::now());
        credentials
    }

    /// Looks where credentials are that nobody told of. The files are read anew: they can change
    /// during a run.
    fn looked_up(&self, access_key_id: &str) -> Option<Known> {
        let environment = self.settings().environment();
        let now = Timestamp::now();
        let of_environment = || {
            let found = providers::environment(environment).ok().flatten()?;
            let Resolved { credentials, expires, .. } = found;
            let is_it = credentials.access_key_id == access_key_id;
            is_it.then_some(Known { credentials, expires, read: None })
        };
        let of_profiles = || {
            let shared = SharedConfig::load(environment).ok()?;
            let credentials = of_profiles(&shared, access_key_id)?;
            Some(Known { credentials, expires: None, read: Some(now) })
        };
        let cached = || {
            let found = cached::find(environment, access_key_id, now)?;
            Some(Known { credentials: found.credentials, expires: found.expires, read: None })
        };
        of_environment().or_else(of_profiles).or_else(cached)
    }

    fn ids_of_run(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.ids_of_run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FindCredentials for Keyring {
    fn find(&self, access_key_id: &str) -> Option<Credentials> {
        Self::find(self, access_key_id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<String> = self.memory().ids().cloned().collect();
        formatter.debug_struct("Keyring").field("known", &ids).finish_non_exhaustive()
    }
}

/// The keys of the profile that has this id.
fn of_profiles(shared: &SharedConfig, access_key_id: &str) -> Option<Credentials> {
    shared
        .profiles()
        .filter_map(|(_, section)| keys(section))
        .find(|credentials| credentials.access_key_id == access_key_id)
}

/// The keys in a profile; nothing where id or secret is missing.
pub(super) fn keys(section: &Section) -> Option<Credentials> {
    Some(Credentials {
        access_key_id: section.get("aws_access_key_id")?.to_owned(),
        secret_access_key: Secret::from(section.get("aws_secret_access_key")?),
        session_token: section.get("aws_session_token").map(Secret::from),
    })
}

fn is_same(one: &Credentials, other: &Credentials) -> bool {
    let token = |of: &Credentials| of.session_token.as_ref().map(|token| token.expose().to_owned());
    one.access_key_id == other.access_key_id
        && one.secret_access_key.expose() == other.secret_access_key.expose()
        && token(one) == token(other)
}
