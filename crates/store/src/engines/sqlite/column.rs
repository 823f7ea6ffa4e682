//! Between our types and `SQLite`'s columns.

use rusqlite::Row;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::error::ReadError;
use crate::key::{Key, Value};
use crate::revision::Revision;
use crate::store::Versioned;

/// A revision as a column; `SQLite` has no unsigned numbers.
pub(super) fn to_column(revision: Revision) -> i64 {
    i64::try_from(revision.number()).unwrap_or(i64::MAX)
}

pub(super) fn from_column(number: i64) -> Result<Revision, ReadError> {
    let number = u64::try_from(number);
    number.map(Revision::new).map_err(|_| ReadError::Damaged("a revision is negative".to_owned()))
}

/// JSON is stored as text, so that SQL can look into it; anything else as a blob.
pub(super) fn value_to_column(value: &Value) -> ToSqlOutput<'_> {
    let bytes = value.as_bytes();
    ToSqlOutput::Borrowed(match std::str::from_utf8(bytes) {
        Ok(_) => ValueRef::Text(bytes),
        Err(_) => ValueRef::Blob(bytes),
    })
}

pub(super) fn value_from_column(column: ValueRef<'_>) -> Result<Option<Value>, ReadError> {
    match column {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(Some(Value::new(bytes))),
        ValueRef::Null => Ok(None),
        ValueRef::Integer(_) | ValueRef::Real(_) => {
            Err(ReadError::Damaged("a value is a number".to_owned()))
        }
    }
}

pub(super) fn key_from_column(column: ValueRef<'_>) -> Result<Key, ReadError> {
    let bytes = column.as_blob().ok();
    let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.map(Key::new).ok_or_else(|| ReadError::Damaged("a key is not text".to_owned()))
}

/// The columns `value, created, modified`, beginning at an index.
pub(super) fn versioned(row: &Row<'_>, first: usize) -> Result<Versioned, ReadError> {
    let value = value_from_column(row.get_ref(first).map_err(read_error)?)?;
    let revision = |index: usize| from_column(row.get(index).map_err(read_error)?);
    Ok(Versioned {
        value: value.ok_or_else(|| ReadError::Damaged("a value is missing".to_owned()))?,
        created: revision(first + 1)?,
        modified: revision(first + 2)?,
    })
}

/// What an error of `SQLite` means to a reader.
#[expect(clippy::needless_pass_by_value, reason = "so that it can be given to map_err")]
pub(super) fn read_error(error: rusqlite::Error) -> ReadError {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseCorrupt | NotADatabase) => ReadError::Damaged(error.to_string()),
        _ => ReadError::Unavailable(error.to_string()),
    }
}
