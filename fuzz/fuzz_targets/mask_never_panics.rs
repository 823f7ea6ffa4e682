#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_propagate::laws::mask_never_panics(&String::from_utf8_lossy(input));
});
