//! What was injected, kept between runs, so that a later run masks the same.
//!
//! A small JSON file: which role or user got which boundary, which rewritten template has which
//! placements. It is read when a run starts and again whenever another run has written it; each
//! change is made on the newest content under a lock, and takes the file's place at once. It has
//! names, ARNs, and what templates said where something else stands now: for its owner only.

mod document;
mod file;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use entail_policy::arn::Arn;

use document::Document;
pub use document::{
    AccountRecord, InjectedPrincipal, InjectedResource, InjectedTemplate, RegionRecord,
};
pub use file::StateError;

/// Where an injection was made: names are unique in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// The twelve digits.
    pub id: String,
}

impl Account {
    /// The account that an ARN is in; none where the ARN names none.
    pub fn of(arn: &Arn) -> Option<Self> {
        let id = arn.account_id()?;
        Some(Self { partition: arn.partition().to_owned(), id: id.as_str().to_owned() })
    }

    fn key(&self) -> String {
        format!("{}:{}", self.partition, self.id)
    }
}

/// A kind of principal that can carry a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// A role.
    Role,
    /// A user.
    User,
}

/// What was injected so far.
#[derive(Debug)]
pub struct State {
    /// None: kept in memory only.
    path: Option<PathBuf>,
    /// Held for a moment only: everything that passes asks.
    read: Mutex<file::Read>,
    /// Changes that nobody has made yet.
    waiting: Mutex<Vec<Waiting>>,
    /// Held by who makes all of them: waits for other runs and the disk.
    changing: Mutex<()>,
}

/// A change that is to be made, and who has to know what came of it.
struct Waiting {
    account: Account,
    change: Box<Change>,
    made: Sender<Result<(), StateError>>,
}

type Change = dyn FnOnce(&mut AccountRecord) + Send;

impl std::fmt::Debug for Waiting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Waiting").field("account", &self.account).finish_non_exhaustive()
    }
}

impl State {
    /// Reads a state file; one that is not there yet is empty and is made with the first
    /// injection.
    ///
    /// Fails on a file that can't be read, or that was written by a newer version: what it holds
    /// would be lost, or shown to clients as drift.
    pub fn open(path: &Path) -> Result<Self, StateError> {
        let read = file::read(path)?;
        Ok(Self { path: Some(path.to_owned()), read: Mutex::new(read), ..Self::in_memory() })
    }

    /// A state that ends with the run.
    pub fn in_memory() -> Self {
        let (waiting, changing) = (Mutex::default(), Mutex::default());
        Self { path: None, read: Mutex::default(), waiting, changing }
    }

    /// The file; none for one in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Where the file is, if nothing says otherwise: `.entail/injected.json` in the project's
    /// folder, which is the one with `entail.toml`, or else `entail/injected.json` in
    /// `$XDG_STATE_HOME` or `$HOME/.local/state`. None where no variable says.
    pub fn default_path(
        project: Option<&Path>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Option<PathBuf> {
        if let Some(project) = project {
            return Some(project.join(".entail").join("injected.json"));
        }
        // The specification has relative paths ignored.
        let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|it| it.is_absolute());
        let base = absolute("XDG_STATE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")))?;
        Some(base.join("entail").join("injected.json"))
    }

    /// Looks something up in an account.
    pub fn look_up<T>(
        &self,
        account: &Account,
        look: impl FnOnce(&AccountRecord) -> Option<T>,
    ) -> Option<T> {
        self.newest().document.accounts.get(&account.key()).and_then(look)
    }

    /// Whether nothing was ever injected.
    pub fn is_empty(&self) -> bool {
        self.newest().document.accounts.is_empty()
    }

    /// Changes what is known of an account, on the newest content of the file. Waits for other runs, up
    /// to [`crate::limits::STATE_LOCK_SECONDS_MAX`], while everything else may go on to look up what is
    /// known.
    pub fn change(
        &self,
        account: &Account,
        change: impl FnOnce(&mut AccountRecord) + Send + 'static,
    ) -> Result<(), StateError> {
        let Some(path) = &self.path else {
            apply(&mut self.read().document, account, change);
            return Ok(());
        };
        let (made, answer) = channel();
        let waiting = Waiting { account: account.clone(), change: Box::new(change), made };
        lock(&self.waiting).push(waiting);
        let changing = lock(&self.changing);
        // Those that waited together are read, written and synced once.
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        self.change_all(path, waiting);
        drop(changing);
        // Whoever took a change has told what came of it, before it let go.
        answer.try_recv().unwrap_or_else(|_| Err(file::lost(path)))
    }

    fn change_all(&self, path: &Path, waiting: Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let (asking, changes): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|it| (it.made, (it.account, it.change))).unzip();
        let newest = file::change(path, |document| {
            for (account, change) in changes {
                apply(document, &account, change);
            }
        });
        let result = newest.map(|newest| *self.read() = newest);
        for made in asking {
            // Nobody waits any more where the process ends.
            let _ = made.send(result.as_ref().map_or_else(|error| Err(error.again()), |()| Ok(())));
        }
    }

    fn newest(&self) -> MutexGuard<'_, file::Read> {
        let mut read = self.read();
        if let Some(path) = &self.path {
            // A file that became unreadable meanwhile: what is known stays good.
            let _ = file::refresh(path, &mut read);
        }
        read
    }

    fn read(&self) -> MutexGuard<'_, file::Read> {
        lock(&self.read)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Changes what a document knows of an account.
fn apply(document: &mut Document, account: &Account, change: impl FnOnce(&mut AccountRecord)) {
    let record = document.accounts.entry(account.key()).or_default();
    change(record);
    record.tidy();
    document.accounts.retain(|_, record| !record.is_empty());
}
