//! One file per step. Each holds a `TASK` and the function behind it.

pub(crate) mod bench_check;
pub(crate) mod clients;
pub(crate) mod clippy;
pub(crate) mod deny;
pub(crate) mod doc;
pub(crate) mod fmt;
pub(crate) mod fuzz_smoke;
pub(crate) mod msrv;
pub(crate) mod test;
pub(crate) mod tidy;
