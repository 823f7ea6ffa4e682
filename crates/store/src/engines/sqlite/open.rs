//! Opening: the data directory, the lock, the connections, the schema.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::column::from_column;
use crate::error::OpenError;
use crate::limits;
use crate::revision::{Revision, Token};

const SCHEMA_VERSION: i64 = 1;
const SCHEMA: &str = include_str!("schema.sql");
const DATABASE_FILE: &str = "entail.sqlite3";
const LOCK_FILE: &str = "lock";

/// Older versions can lose acknowledged writes after the write-ahead log is reset; the number is
/// `SQLite`'s own way of writing 3.51.3.
const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// How many pages the write-ahead log may grow to before it is copied into the database: 16 MiB.
const CHECKPOINT_PAGES: i64 = 4_096;

/// Statements kept prepared for each connection; all of ours fit.
const STATEMENTS_CACHED: usize = 64;

/// Where a store begins: its token, and the oldest revision whose changes are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) token: Token,
    pub(super) oldest: Revision,
}

/// Makes the directory if need be, readable by its owner only, and takes its lock, which is held
/// until the file is closed.
pub(super) fn lock_directory(directory: &Path) -> Result<File, OpenError> {
    if !directory.exists() {
        create_directory(directory).map_err(file_error(directory))?;
    }
    let path = directory.join(LOCK_FILE);
    let file = open_private(&path).map_err(file_error(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.display().to_string())),
        Err(TryLockError::Error(source)) => Err(file_error(&path)(source)),
    }
}

/// The database file, made if need be.
pub(super) fn database_path(directory: &Path) -> Result<PathBuf, OpenError> {
    let path = directory.join(DATABASE_FILE);
    // SQLite gives its log and index the mode of the database file.
    open_private(&path).map_err(file_error(&path))?;
    File::open(directory).and_then(|file| file.sync_all()).map_err(file_error(directory))?;
    Ok(path)
}

/// The connection that writes, with the schema in place and the head of the store.
pub(super) fn writer(path: &Path, cell: u32) -> Result<(Connection, Head), OpenError> {
    if rusqlite::version_number() < SQLITE_VERSION_MIN {
        return Err(OpenError::OldSqlite(rusqlite::version()));
    }
    let connection = Connection::open(path).map_err(engine_error)?;
    configure(&connection)?;
    let writing = [
        ("journal_size_limit", 64 * 1024 * 1024),
        ("wal_autocheckpoint", CHECKPOINT_PAGES),
        ("fullfsync", 1),
    ];
    for (pragma, value) in writing {
        connection.pragma_update(None, pragma, value).map_err(engine_error)?;
    }
    connection.pragma_update(None, "journal_mode", "wal").map_err(engine_error)?;
    connection.pragma_update(None, "synchronous", "full").map_err(engine_error)?;
    migrate(&connection, cell)?;
    let head = head(&connection)?;
    if head.token.cell != cell {
        return Err(OpenError::OtherCell { found: head.token.cell, wanted: cell });
    }
    Ok((connection, head))
}

/// A connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(engine_error)?;
    configure(&connection)?;
    Ok(connection)
}

fn configure(connection: &Connection) -> Result<(), OpenError> {
    connection.busy_timeout(limits::BUSY_TIMEOUT).map_err(engine_error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.pragma_update(None, "trusted_schema", 0).map_err(engine_error)?;
    // Negative: in KiB.
    connection.pragma_update(None, "cache_size", -8_192).map_err(engine_error)
}

/// Makes the schema in a new file, and draws a new epoch for one that was restored from backup.
fn migrate(connection: &Connection, cell: u32) -> Result<(), OpenError> {
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(engine_error)?;
    if version > SCHEMA_VERSION {
        return Err(OpenError::NewerSchema { found: version, known: SCHEMA_VERSION });
    }
    if version == 0 {
        let cell = format!("update head set cell = {cell};");
        connection.execute_batch(&format!("begin;{SCHEMA}{cell}commit;")).map_err(engine_error)?;
    }
    let restored = "update head set epoch = (epoch + 1 + abs(random() % 4294967294)) % 4294967296,
                    is_backup = 0 where is_backup = 1";
    connection.execute(restored, []).map_err(engine_error)?;
    Ok(())
}

/// Where the store is, as this connection sees it.
pub(super) fn head(connection: &Connection) -> Result<Head, OpenError> {
    let query = "select cell, epoch, revision, oldest from head";
    let mut statement = connection.prepare_cached(query).map_err(engine_error)?;
    let columns = statement.query_row([], |row| {
        let (revision, oldest): (i64, i64) = (row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, revision, oldest))
    });
    let (cell, epoch, revision, oldest) = columns.map_err(engine_error)?;
    let revision = from_column(revision).map_err(engine_error)?;
    let oldest = from_column(oldest).map_err(engine_error)?;
    Ok(Head { token: Token { cell, epoch, revision }, oldest })
}

pub(super) fn engine_error(error: impl std::fmt::Display) -> OpenError {
    OpenError::Engine(error.to_string())
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> OpenError {
    let path = path.display().to_string();
    move |source| OpenError::File { path: path.clone(), source }
}

/// Opens or makes a file that only its owner can read.
fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    private_mode(&mut options);
    options.open(path)
}

/// Makes a new file that only its owner can read.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private_mode(&mut options);
    options.open(path)
}

#[cfg(unix)]
fn private_mode(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private_mode(_options: &mut OpenOptions) {}

fn create_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(directory)
}
