//! The engine's limits. The sizes of policy documents are limited by `entail-policy`.

/// Bytes of one case in the case format; a longer one is an error and is not read.
pub const CASE_BYTES: usize = 16 * 1024 * 1024;

/// How deep JSON may nest in a case.
pub const CASE_NESTING: usize = 64;

/// Bytes of an action that are folded without asking for memory; longer ones are folded too.
pub const ACTION_BYTES_INLINE: usize = 128;

/// Bytes of a text with variables that are filled in without asking for memory; longer ones are
/// filled in too.
pub const FILLED_TEXT_BYTES_INLINE: usize = 512;

/// Condition keys of a case; with more of them the case is an error.
pub const CASE_CONDITION_KEYS: usize = 10_000;
