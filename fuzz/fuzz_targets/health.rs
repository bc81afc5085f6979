#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hypothec_sequences::health::case(data);
});
