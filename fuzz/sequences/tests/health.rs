//! The fast path of health, a million random cases of it; HEALTH_CASES takes more.

use hypothec_sequences::health::case;

#[test]
fn fast_health_says_what_the_whole_path_says() {
    let cases = std::env::var("HEALTH_CASES").map_or(1_000_000u64, |text| text.parse().expect("a number"));
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut fast = 0u64;
    for _ in 0..cases {
        let mut input = [0u8; 8 * 64];
        for word in input.chunks_exact_mut(8) {
            // xorshift64*
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            word.copy_from_slice(&state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
        }
        fast += u64::from(case(&input));
    }
    println!("{fast} of {cases} took the fast path");
    assert!(fast * 20 > cases, "{fast} of {cases} tried the fast path");
}
