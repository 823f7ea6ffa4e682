//! The invariants of semantics section 6 as functions that look at what a step did.
