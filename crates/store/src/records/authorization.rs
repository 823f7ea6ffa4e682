//! The key that stands for "the decisions and labels of existing principals".
//!
//! It is bumped by every write that can change one of them, and guarded on by every write: so a
//! write commits only if the decision behind it would still be made.

use crate::key::{Key, Value};

/// Where it is. Only its revision matters, not its value.
pub fn key(account: &str) -> Key {
    Key::new(format!("a/{account}/authz"))
}

pub(crate) fn value() -> Value {
    Value::new(&br#"{"v":1,"kind":"authorization"}"#[..])
}
