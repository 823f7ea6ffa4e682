//! Which gate each operation meets.
