//! Laws of this crate as plain functions: the same bodies run in the tests on stable and under
//! cargo-fuzz. Each panics, by an assertion, when its law is broken.

mod json;
mod query;
mod saml_metadata;
mod sigv4;
mod xml;

#[cfg(test)]
mod tests;

pub use json::json_parse_never_panics;
pub use query::query_parse_never_panics;
pub use saml_metadata::saml_metadata_parse_never_panics;
pub use sigv4::sigv4_canonical_stable;
pub use xml::{texts, xml_roundtrip};
