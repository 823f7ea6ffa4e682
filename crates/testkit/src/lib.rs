//! For tests only: what the tests of several crates share.
//!
//! [`store_conformance`] is the suite that every engine of the store passes; [`client`] sends signed
//! requests to a server of ours and reads its answers; [`reference`](mod@reference) is a second
//! evaluator of policies, and [`agreement`] looks for cases on which it and the engine differ.

pub mod agreement;
pub mod client;
pub mod reference;
pub mod store_conformance;
