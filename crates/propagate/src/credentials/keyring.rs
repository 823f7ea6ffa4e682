//! Every set of credentials that the proxy knows.
//!
//! INVARIANT: what is asked for by one access key id is never answered with credentials of another.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use entail_wire::{secret::Secret, sigv4::Credentials};
use jiff::Timestamp;

use super::{
    CredentialsError, Origin, Resolved, Resolver, Section, Settings, SharedConfig, cached,
    providers,
};
use crate::{
    limits::{CREDENTIALS_REFRESHED_SECONDS_BEFORE, KNOWN_CREDENTIALS_MAX},
    proxy::FindCredentials,
};

/// The run's own credentials, and all others that calls may be signed with.
///
/// Known are: the run's own, and those that they took the place of while they last; those learned
/// from STS; the keys of every profile; and what AWS's own clients keep in their caches.
pub struct Keyring {
    resolver: Resolver,
    run: tokio::sync::Mutex<Option<Resolved>>,
    /// The access key ids that the run's own credentials have had.
    ids_of_run: Mutex<BTreeSet<String>>,
    known: Mutex<BTreeMap<String, Known>>,
}

#[derive(Clone)]
struct Known {
    credentials: Credentials,
    expires: Option<Timestamp>,
}

impl Keyring {
    /// A keyring whose run has the credentials that this finds.
    pub fn new(resolver: Resolver) -> Self {
        Self {
            resolver,
            run: tokio::sync::Mutex::default(),
            ids_of_run: Mutex::default(),
            known: Mutex::default(),
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
            (Err(error), None) => Err(error),
        }
    }

    fn keep_run(&self, found: &Resolved) {
        self.ids_of_run().insert(found.credentials.access_key_id.clone());
        self.learn(found.credentials.clone(), found.expires);
    }

    /// Temporary keys that stand in a profile, where others stand there by now: nothing says when they
    /// end, and whoever wrote them writes new ones.
    fn written_anew(&self, known: &Resolved) -> Option<Resolved> {
        let Origin::Profile(name) = &known.origin else { return None };
        known.credentials.session_token.as_ref()?;
        let shared = SharedConfig::load(self.settings().environment()).ok()?;
        let credentials = keys(shared.profile(name)?)?;
        let is_new = credentials.access_key_id != known.credentials.access_key_id;
        is_new.then(|| Resolved { credentials, ..known.clone() })
    }

    /// Whether the run's own credentials have, or had, this id.
    pub fn is_of_run(&self, access_key_id: &str) -> bool {
        self.ids_of_run().contains(access_key_id)
    }

    /// The credentials with this id; nothing where they are not known or have expired.
    ///
    /// Reads the shared files and the caches of AWS's clients where the id is new.
    pub fn find(&self, access_key_id: &str) -> Option<Credentials> {
        self.remembered(access_key_id).or_else(|| self.looked_up(access_key_id))
    }

    /// Keeps credentials that were given out, until they expire.
    pub fn learn(&self, credentials: Credentials, expires: Option<Timestamp>) {
        let mut known = self.known();
        let now = Timestamp::now();
        known.retain(|_, known| known.expires.is_none_or(|expires| expires > now));
        if known.len() >= KNOWN_CREDENTIALS_MAX {
            forget_next_to_end(&mut known, &self.ids_of_run());
        }
        known.insert(credentials.access_key_id.clone(), Known { credentials, expires });
    }

    fn remembered(&self, access_key_id: &str) -> Option<Credentials> {
        let known = self.known().get(access_key_id).cloned()?;
        let lasts = known.expires.is_none_or(|expires| expires > Timestamp::now());
        lasts.then_some(known.credentials)
    }

    /// Looks where credentials are that nobody told of. The files are read anew: they can change
    /// during a run.
    fn looked_up(&self, access_key_id: &str) -> Option<Credentials> {
        let environment = self.settings().environment();
        let of_environment = providers::environment(environment).ok().flatten();
        let (credentials, expires) = of_environment
            .filter(|found| found.credentials.access_key_id == access_key_id)
            .map(|found| (found.credentials, found.expires))
            .or_else(|| {
                let shared = SharedConfig::load(environment).ok()?;
                Some((of_profiles(&shared, access_key_id)?, None))
            })
            .or_else(|| {
                let cached = cached::find(environment, access_key_id, Timestamp::now())?;
                Some((cached.credentials, cached.expires))
            })?;
        self.learn(credentials.clone(), expires);
        Some(credentials)
    }

    fn ids_of_run(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.ids_of_run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FindCredentials for Keyring {
    fn find(&self, access_key_id: &str) -> Option<Credentials> {
        Self::find(self, access_key_id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<String> = self.known().keys().cloned().collect();
        formatter.debug_struct("Keyring").field("known", &ids).finish_non_exhaustive()
    }
}

/// Makes room: keys that never end are forgotten last, the run's own never.
fn forget_next_to_end(known: &mut BTreeMap<String, Known>, of_run: &BTreeSet<String>) {
    let ends = |(_, known): &(&String, &Known)| known.expires.unwrap_or(Timestamp::MAX);
    let others = known.iter().filter(|(id, _)| !of_run.contains(*id));
    if let Some(id) = others.min_by_key(ends).map(|(id, _)| id.clone()) {
        known.remove(&id);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_first_makes_room_but_for_what_the_run_has() {
        let ends = |seconds| Timestamp::from_second(seconds).ok();
        let times = [("run", ends(1)), ("late", ends(9)), ("soon", ends(2)), ("never", None)];
        let known = times.map(|(id, expires)| {
            let (access_key_id, secret_access_key) = (id.to_owned(), Secret::from("secret"));
            let credentials = Credentials { access_key_id, secret_access_key, session_token: None };
            (id.to_owned(), Known { credentials, expires })
        });
        let mut known = BTreeMap::from(known);
        let of_run = BTreeSet::from(["run".to_owned()]);
        let mut left = || {
            forget_next_to_end(&mut known, &of_run);
            known.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!([left(), left(), left(), left()], ["late never run", "never run", "run", "run"]);
    }
}
