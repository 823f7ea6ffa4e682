//! The log: files of JSON lines, one event a line, in the order of commits.
//!
//! Files are numbered and only ever appended to; when one has reached its size the next is begun.
//! Nothing is renamed or removed, so that whatever ships them can follow along. The last whole line
//! says where to go on, so that no other record of the position is kept.
//!
//! INVARIANT: what [`AuditLog::append`] has returned from is on the disk, whole; a line that was cut
//! off by a kill or a power cut is taken away when the log is opened again, and its event is still
//! in the store.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use entail_store::Token;

use super::event::Event;
use crate::private_file::sync_parent;

const FILE_PREFIX: &str = "audit-";
const FILE_SUFFIX: &str = ".jsonl";
const LOCK_FILE: &str = "lock";

/// A log that is open for appending.
#[derive(Debug)]
pub struct AuditLog {
    directory: PathBuf,
    file_bytes_max: u64,
    number: u64,
    file: File,
    /// The length of the whole lines in the file.
    length: u64,
    position: Option<Token>,
    // No second server writes here while it is held.
    _lock: File,
}

/// Why the log can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditLogError {
    /// A file or folder can't be made, read or written.
    #[error("can't use the audit log `{path}`: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process writes to it.
    #[error("the audit log `{path}` is in use by another process", path = path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

impl AuditLog {
    /// Opens the log in a folder, which is made when missing (mode 0700, files 0600). A file that
    /// has reached `file_bytes_max` bytes is followed by another.
    pub fn open(directory: &Path, file_bytes_max: u64) -> Result<Self, AuditLogError> {
        let io = |source| AuditLogError::Io { path: directory.to_owned(), source };
        DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(io)?;
        sync_parent(directory).map_err(io)?;
        let lock = open_private(&directory.join(LOCK_FILE)).map_err(io)?;
        if lock.try_lock().is_err() {
            return Err(AuditLogError::InUse { path: directory.to_owned() });
        }
        let numbers = numbers(directory).map_err(io)?;
        let position = last_position(directory, &numbers).map_err(io)?;
        let number = numbers.last().copied().unwrap_or(1);
        let (file, length) = open_last(directory, number).map_err(io)?;
        let directory = directory.to_owned();
        Ok(Self { directory, file_bytes_max, number, file, length, position, _lock: lock })
    }

    /// The revision of the last event in the log.
    pub const fn position(&self) -> Option<Token> {
        self.position
    }

    /// Appends events in the order of their revisions and waits until they are on the disk. When
    /// this fails, none of them is in the log.
    pub fn append(&mut self, events: Vec<(Token, Event)>) -> Result<(), AuditLogError> {
        let path = file_path(&self.directory, self.number);
        let position = events.last().map_or(self.position, |(token, _)| Some(*token));
        self.append_lines(events).map_err(|source| AuditLogError::Io { path, source })?;
        self.position = position;
        Ok(())
    }

    fn append_lines(&mut self, events: Vec<(Token, Event)>) -> io::Result<()> {
        if self.length >= self.file_bytes_max {
            let (file, length) = open_last(&self.directory, self.number + 1)?;
            (self.number, self.file, self.length) = (self.number + 1, file, length);
        }
        let mut lines = Vec::new();
        for (token, mut event) in events {
            event.additional_event_data.entail.revision = Some(token.to_string());
            serde_json::to_writer(&mut lines, &event)?;
            lines.push(b'\n');
        }
        // What a failed append left behind is taken away here or, at the latest, at the next one.
        self.file.set_len(self.length)?;
        let written = self.file.write_all(&lines).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.file.set_len(self.length)?;
            return Err(error);
        }
        self.length += lines.len() as u64;
        Ok(())
    }
}

/// The files of a log, oldest first.
pub fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    Ok(numbers(directory)?.into_iter().map(|number| file_path(directory, number)).collect())
}

fn file_path(directory: &Path, number: u64) -> PathBuf {
    directory.join(format!("{FILE_PREFIX}{number:010}{FILE_SUFFIX}"))
}

fn numbers(directory: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let number: Option<u64> = name.to_str().and_then(|name| {
            name.strip_prefix(FILE_PREFIX)?.strip_suffix(FILE_SUFFIX)?.parse().ok()
        });
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Opens the file for appending, without what follows its last whole line.
fn open_last(directory: &Path, number: u64) -> io::Result<(File, u64)> {
    let path = file_path(directory, number);
    let file = open_private(&path)?;
    sync_parent(&path)?;
    let whole = whole_lines(&path)?;
    if whole.bytes < file.metadata()?.len() {
        tracing::warn!(path = %path.display(), "the audit log's last line was cut off; mended");
        file.set_len(whole.bytes)?;
        file.sync_data()?;
    }
    Ok((file, whole.bytes))
}

/// The newest position in any file: the last one may be empty.
fn last_position(directory: &Path, numbers: &[u64]) -> io::Result<Option<Token>> {
    for number in numbers.iter().rev() {
        let whole = whole_lines(&file_path(directory, *number))?;
        if whole.position.is_some() {
            return Ok(whole.position);
        }
    }
    Ok(None)
}

#[derive(Default)]
struct Whole {
    bytes: u64,
    position: Option<Token>,
}

/// How far a file holds whole lines. After a power cut what follows may be anything.
fn whole_lines(path: &Path) -> io::Result<Whole> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut whole, mut line) = (Whole::default(), Vec::new());
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)? as u64;
        let Some(position) = position_of(&line) else { return Ok(whole) };
        whole = Whole { bytes: whole.bytes + read, position: Some(position) };
    }
}

/// The revision that a whole line names.
fn position_of(line: &[u8]) -> Option<Token> {
    let event: Event = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    event.additional_event_data.entail.revision?.parse().ok()
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)
}
