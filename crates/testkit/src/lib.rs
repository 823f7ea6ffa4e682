//! For tests only: what the tests of several crates share.
//!
//! [`store_conformance`] is the suite that every engine of the store passes; [`client`] sends signed
//! requests to a server of ours and reads its answers.

pub mod client;
pub mod reference;
pub mod store_conformance;
