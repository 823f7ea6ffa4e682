//! Laws of this crate as plain functions: the same bodies run in the tests on stable and under
//! cargo-fuzz. Each panics when its law is broken.
