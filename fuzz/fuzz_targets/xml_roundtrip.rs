#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_wire::laws::xml_roundtrip(&String::from_utf8_lossy(input));
});
