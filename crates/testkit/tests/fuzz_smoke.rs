//! The laws of the fuzz targets on stable Rust, one test per law, named as the target is.
//!
//! Each runs over the committed regressions and seeds and then over mutations of them; see
//! `fuzz/README.md` for the other ways to run the same laws.

#[cfg(test)]
#[path = "fuzz_smoke/driver.rs"]
mod driver;
#[cfg(test)]
#[path = "fuzz_smoke/languages.rs"]
mod languages;

use driver::check;
use languages::{
    ANSWER, CHOICES, JSON, POLICY, PROXY, QUERY, SAML, SETTINGS, SIGV4, TEMPLATE, TEXT,
    TRANSACTIONS, URL, text,
};

#[test]
fn parse_never_panics() {
    check("parse_never_panics", &POLICY, |input| {
        entail_policy::laws::parse_never_panics(&text(input));
    });
}

#[test]
fn advise_never_panics() {
    check("advise_never_panics", &POLICY, |input| {
        entail_policy::laws::advise_never_panics(&text(input));
    });
}

#[test]
fn boundary_is_written_or_refused() {
    check("boundary_is_written_or_refused", &POLICY, |input| {
        entail_propagate::laws::boundary_is_written_or_refused(&text(input));
    });
}

#[test]
fn engine_equals_reference() {
    let law = entail_testkit::agreement::engine_equals_reference;
    check("engine_equals_reference", &CHOICES, law);
}

#[test]
fn print_parse_roundtrip() {
    check("print_parse_roundtrip", &POLICY, |input| {
        entail_policy::laws::print_parse_roundtrip(&text(input));
    });
}

#[test]
fn json_parse_never_panics() {
    check("json_parse_never_panics", &JSON, entail_wire::laws::json_parse_never_panics);
}

#[test]
fn object_url_never_panics() {
    check("object_url_never_panics", &URL, |input| {
        entail_propagate::laws::object_url_never_panics(&text(input));
    });
}

#[test]
fn proxy_request_never_panics() {
    check("proxy_request_never_panics", &PROXY, |input| {
        entail_propagate::laws::proxy_request_never_panics(&text(input));
    });
}

#[test]
fn mask_never_panics() {
    check("mask_never_panics", &ANSWER, |input| {
        entail_propagate::laws::mask_never_panics(&text(input));
    });
}

#[test]
fn query_parse_never_panics() {
    check("query_parse_never_panics", &QUERY, entail_wire::laws::query_parse_never_panics);
}

#[test]
fn saml_metadata_parse_never_panics() {
    check("saml_metadata_parse_never_panics", &SAML, |input| {
        entail_wire::laws::saml_metadata_parse_never_panics(&text(input));
    });
}

#[test]
fn shared_config_never_panics() {
    check("shared_config_never_panics", &SETTINGS, |input| {
        entail_propagate::laws::shared_config_never_panics(&text(input));
    });
}

#[test]
fn sigv4_canonical_stable() {
    check("sigv4_canonical_stable", &SIGV4, entail_wire::laws::sigv4_canonical_stable);
}

#[test]
fn template_rewrite_restores() {
    check("template_rewrite_restores", &TEMPLATE, |input| {
        entail_propagate::laws::template_rewrite_restores(&text(input));
    });
}

#[test]
fn xml_roundtrip() {
    check("xml_roundtrip", &TEXT, |input| entail_wire::laws::xml_roundtrip(&text(input)));
}

#[test]
fn store_equals_btreemap() {
    let law = entail_testkit::store_conformance::store_equals_btreemap;
    check("store_equals_btreemap", &TRANSACTIONS, law);
}
