#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_propagate::laws::boundary_is_written_or_refused(&String::from_utf8_lossy(input));
});
