//! Sequences of actions over the pure interface, held to the invariants and to the exact model.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| hypothec_sequences::run::actions(data));
