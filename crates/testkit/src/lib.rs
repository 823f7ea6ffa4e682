//! For tests only: what the tests of several crates share.
//!
//! [`store_conformance`] is the suite that every engine of the store passes.

pub mod store_conformance;
