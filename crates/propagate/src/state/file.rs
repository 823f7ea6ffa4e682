//! The state file on disk: read whole, changed under a lock, replaced at once.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use super::document::{Document, VERSION};
use crate::limits::{STATE_BYTES_MAX, STATE_LOCK_SECONDS_MAX, STATE_LOCK_TRIED_MILLISECONDS};

/// Why the state can't be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The file or its folder can't be read or written.
    #[error(
        "the state file `{path}` can't be {done}: {reason}; it keeps which boundaries were \
         injected: name another with `--state FILE`", path = path.display()
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        done: &'static str,
        /// What the system says.
        reason: io::Error,
    },
    /// The file is not what was written.
    #[error(
        "the state file `{path}` can't be understood: {reason}; restore it from a copy, or move \
         it away: then the boundaries that were injected so far show in answers, which Terraform \
         and the CDK take for drift", path = path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The file was written by a newer version.
    #[error(
        "the state file `{path}` has version {version}, and this version of entail knows {VERSION} \
         only: use a newer one, or name another file with `--state FILE`", path = path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
}

impl StateError {
    /// The same, for others who wait for the same change.
    pub(super) fn again(&self) -> Self {
        match self {
            Self::Io { path, done, reason } => {
                let reason = io::Error::new(reason.kind(), reason.to_string());
                Self::Io { path: path.clone(), done, reason }
            }
            Self::Corrupt { path, reason } => {
                Self::Corrupt { path: path.clone(), reason: reason.clone() }
            }
            Self::Newer { path, version } => Self::Newer { path: path.clone(), version: *version },
        }
    }
}

/// What was read, and what the file looked like then.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) document: Document,
    stamp: Option<Stamp>,
}

/// Tells whether a file is still the same; each change makes a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    bytes: u64,
    inode: u64,
}

/// Reads the file; one that is not there is empty.
pub(super) fn read(path: &Path) -> Result<Read, StateError> {
    let stamp = stamp(path)?;
    if stamp.is_none() {
        return Ok(Read::default());
    }
    if stamp.is_some_and(|stamp| stamp.bytes > STATE_BYTES_MAX) {
        let reason = format!("it has more than {STATE_BYTES_MAX} bytes");
        return Err(StateError::Corrupt { path: path.to_owned(), reason });
    }
    let text = fs::read(path).map_err(|reason| failed(path, "read", reason))?;
    Ok(Read { document: parse(path, &text)?, stamp })
}

/// Reads the file again if it is another one by now.
pub(super) fn refresh(path: &Path, read_before: &mut Read) -> Result<(), StateError> {
    if stamp(path)? != read_before.stamp {
        *read_before = read(path)?;
    }
    Ok(())
}

/// Changes the newest content, and puts the result in the file's place.
pub(super) fn change(path: &Path, change: impl FnOnce(&mut Document)) -> Result<Read, StateError> {
    let io = |reason| failed(path, "written", reason);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    // The lock is on a file of its own, because the state file itself is replaced.
    let lock =
        OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, "lock"));
    let lock = lock.map_err(io)?;
    wait(&lock).map_err(io)?;
    let mut newest = read(path)?;
    let before = newest.document.clone();
    change(&mut newest.document);
    if newest.document != before {
        write(path, &newest.document).map_err(io)?;
        newest.stamp = stamp(path)?;
    }
    Ok(newest)
}

/// Locks a file. Another run may hold the lock for as long as it likes: one that was stopped, say.
fn wait(lock: &File) -> io::Result<()> {
    let until = Instant::now() + Duration::from_secs(STATE_LOCK_SECONDS_MAX);
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(reason)) => return Err(reason),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                let reason = format!("another run held its lock for {STATE_LOCK_SECONDS_MAX} s");
                return Err(io::Error::new(io::ErrorKind::TimedOut, reason));
            }
            Err(TryLockError::WouldBlock) => {
                sleep(Duration::from_millis(STATE_LOCK_TRIED_MILLISECONDS));
            }
        }
    }
}

/// A change of which nobody told what came of it.
pub(super) fn lost(path: &Path) -> StateError {
    failed(path, "written", io::Error::other("the change was lost"))
}

fn write(path: &Path, document: &Document) -> io::Result<()> {
    let mut text = serde_json::to_vec_pretty(document)?;
    text.push(b'\n');
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    // A file that is new, with a name that nobody can have made a link of: for its owner only, since
    // pieces of templates can say anything.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // Not every file system can do this to a folder.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// As much of a file as every version has.
#[derive(serde::Deserialize)]
struct Versioned {
    version: u64,
}

fn parse(path: &Path, text: &[u8]) -> Result<Document, StateError> {
    let corrupt = |reason: serde_json::Error| StateError::Corrupt {
        path: path.to_owned(),
        reason: reason.to_string(),
    };
    let Versioned { version } = serde_json::from_slice(text).map_err(corrupt)?;
    if version > u64::from(VERSION) {
        return Err(StateError::Newer { path: path.to_owned(), version });
    }
    serde_json::from_slice(text).map_err(corrupt)
}

fn stamp(path: &Path) -> Result<Option<Stamp>, StateError> {
    let of = |metadata: fs::Metadata| {
        let (bytes, inode) = (metadata.len(), metadata.ino());
        Ok(Stamp { modified: metadata.modified()?, bytes, inode })
    };
    match fs::metadata(path).and_then(of) {
        Ok(stamp) => Ok(Some(stamp)),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(failed(path, "read", reason)),
    }
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn failed(path: &Path, done: &'static str, reason: io::Error) -> StateError {
    StateError::Io { path: path.to_owned(), done, reason }
}
