#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| entail_wire::laws::sigv4_canonical_stable(input));
