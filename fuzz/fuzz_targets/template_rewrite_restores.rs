#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    entail_propagate::laws::template_rewrite_restores(&String::from_utf8_lossy(input));
});
