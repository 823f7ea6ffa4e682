//! The engine's limits. The sizes of policy documents are limited by `entail-policy`.

/// Bytes of one case in the case format; a longer one is an error and is not read.
pub const CASE_BYTES: usize = 16 * 1024 * 1024;

/// How deep JSON may nest in a case.
pub const CASE_NESTING: usize = 64;
