#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_testkit::store_conformance::store_equals_btreemap(input);
});
