#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_policy::laws::print_parse_roundtrip(&String::from_utf8_lossy(input));
});
