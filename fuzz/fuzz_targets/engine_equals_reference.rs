#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_testkit::agreement::engine_equals_reference(input);
});
