#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| entail_wire::laws::json_parse_never_panics(input));
