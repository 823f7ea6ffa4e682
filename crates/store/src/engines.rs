//! The engines behind [`Store`](crate::Store): in memory for tests, `SQLite` for one machine.

mod evaluate;
mod feed;
pub mod memory;
pub mod sqlite;

use crate::error::ReadError;
use crate::revision::Token;
use crate::store::ReadAt;

/// Whether an engine with one copy of everything, which is never behind, can serve the read.
fn check_freshness(at: ReadAt, head: Token) -> Result<(), ReadError> {
    let ReadAt::AtLeast(token) = at else { return Ok(()) };
    if !token.is_of_same_store(head) {
        return Err(ReadError::ForeignToken(token));
    }
    if token.revision > head.revision {
        return Err(ReadError::Behind { have: head.revision, want: token.revision });
    }
    Ok(())
}
