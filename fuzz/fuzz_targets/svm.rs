//! The same sequences through the built program, whose accounts must stay equal to the pure world's.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hypothec_sequences::svm::actions(data));
