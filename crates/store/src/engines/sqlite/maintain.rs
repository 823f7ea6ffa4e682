//! Checks and backups.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;

use super::column::{read_error, to_column};
use super::open::{self, Head};
use crate::error::{BackupError, ReadError};
use crate::revision::Token;
use crate::store::Report;

/// What must be zero, and what it means when it is not.
const INVARIANTS: [(&str, &str); 4] = [
    (
        "select count(*) from kv where modified > (select revision from head) or created > modified",
        "values have impossible revisions",
    ),
    (
        "select count(*) from change where revision > (select revision from head)",
        "changes are newer than the head",
    ),
    (
        "select count(*) from change where revision < (select oldest from head)",
        "changes are older than the oldest one kept",
    ),
    (
        "select count(*) from kv left join change on change.revision = kv.modified
         and change.key = kv.key where kv.modified >= (select oldest from head)
         and change.value is not kv.value",
        "values differ from the change that wrote them",
    ),
];

/// Looks at everything in one read transaction.
pub(super) fn check(connection: &Connection, head: Head) -> Result<Report, ReadError> {
    let mut statement = connection.prepare("pragma integrity_check").map_err(read_error)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(read_error)?;
    let lines: Vec<String> = lines.collect::<Result<_, _>>().map_err(read_error)?;
    let mut problems: Vec<String> = lines.into_iter().filter(|line| line != "ok").collect();
    for (query, meaning) in INVARIANTS {
        let count: i64 = connection.query_row(query, [], |row| row.get(0)).map_err(read_error)?;
        if count != 0 {
            problems.push(format!("{count} {meaning}"));
        }
    }
    let keys: i64 = connection
        .query_row("select count(*) from kv", [], |row| row.get(0))
        .map_err(read_error)?;
    let keys = u64::try_from(keys).unwrap_or_default();
    Ok(Report { token: head.token, keys, oldest: head.oldest, problems })
}

/// Copies the database into a new file, and marks the copy as one.
pub(super) fn backup(source: &Path, destination: &Path) -> Result<Token, BackupError> {
    let file_error = |source| BackupError::File { path: destination.display().to_string(), source };
    open::create_private(destination).map_err(file_error)?;
    let copied = copy(source, destination);
    if copied.is_err() {
        // What is there is no backup; the error says why.
        let _ = fs::remove_file(destination);
    }
    let token = copied?;
    File::open(destination).and_then(|file| file.sync_all()).map_err(file_error)?;
    let directory = destination.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    File::open(directory).and_then(|file| file.sync_all()).map_err(file_error)?;
    Ok(token)
}

fn copy(source: &Path, destination: &Path) -> Result<Token, BackupError> {
    let text = destination.to_str();
    let text = text.ok_or_else(|| BackupError::Engine("the path is not UTF-8".to_owned()))?;
    let connection = Connection::open(source).map_err(engine_error)?;
    connection.execute("vacuum into ?1", [text]).map_err(engine_error)?;
    let copy = Connection::open(destination).map_err(engine_error)?;
    let head = open::head(&copy).map_err(engine_error)?;
    let mark = "update head set is_backup = 1 where revision = ?1";
    copy.execute(mark, [to_column(head.token.revision)]).map_err(engine_error)?;
    Ok(head.token)
}

fn engine_error(error: impl std::fmt::Display) -> BackupError {
    BackupError::Engine(error.to_string())
}
