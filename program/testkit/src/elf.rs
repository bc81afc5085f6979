//! The compiled program.

use std::path::PathBuf;
use std::sync::OnceLock;

/// Where the compiled program is looked for: `HYPOTHEC_SO`, or else the workspace's `target/deploy/hypothec.so`.
#[must_use]
pub fn path() -> PathBuf {
    std::env::var_os("HYPOTHEC_SO").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/deploy/hypothec.so")),
        Into::into,
    )
}

/// The compiled program, read once. Panics when it has not been built.
#[must_use]
pub fn hypothec() -> &'static [u8] {
    static ELF: OnceLock<Vec<u8>> = OnceLock::new();
    ELF.get_or_init(|| read(path()))
}

/// The compiled example program, which the tests put beside ours. Panics when it has not been built.
#[must_use]
pub fn example() -> &'static [u8] {
    static ELF: OnceLock<Vec<u8>> = OnceLock::new();
    ELF.get_or_init(|| read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/deploy/hypothec_example.so").into()))
}

fn read(path: PathBuf) -> Vec<u8> {
    match std::fs::read(&path) {
        Ok(bytes) if bytes.starts_with(b"\x7fELF") => bytes,
        Ok(_) => panic!("{} is not an ELF file: run `make program` first", path.display()),
        Err(why) => panic!("{}: {why}: run `make program` first", path.display()),
    }
}

/// The largest stack frame of the program, bytes: the lowest offset from the frame pointer that any instruction of its
/// code names. The words at the frame's end are arguments that the caller has put there, and no part of it.
#[must_use]
pub fn largest_frame(elf: &[u8]) -> u64 {
    const FRAME_POINTER: u8 = 10;
    const ARGUMENTS: i64 = 4096 - 64;
    let mut largest = 0;
    let mut copy_of_frame = None;
    for word in code(elf).as_chunks::<8>().0 {
        let [op, registers, low, high, a, b, c, d] = *word;
        let (to, from) = (registers & 15, registers >> 4);
        let offset = i64::from(i16::from_le_bytes([low, high]));
        let immediate = i64::from(i32::from_le_bytes([a, b, c, d]));
        let named = match op & 7 {
            1 if from == FRAME_POINTER => offset,
            2 | 3 if to == FRAME_POINTER => offset,
            7 if op == 0x07 && copy_of_frame == Some(to) => immediate,
            _ => 0,
        };
        copy_of_frame = (op == 0xbf && from == FRAME_POINTER).then_some(to);
        if -named < ARGUMENTS {
            largest = largest.max(-named);
        }
    }
    largest.unsigned_abs()
}

/// The bytes of the executable segment.
fn code(elf: &[u8]) -> &[u8] {
    let word =
        |at: usize, len: usize| elf[at..at + len].iter().rev().fold(0usize, |all, byte| all << 8 | usize::from(*byte));
    let (table, size, count) = (word(32, 8), word(54, 2), word(56, 2));
    let header = (0..count).map(|n| table + n * size).find(|at| word(at + 4, 4) & 1 != 0);
    let header = header.expect("a program has an executable segment");
    let from = word(header + 8, 8);
    &elf[from..from + word(header + 32, 8)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two headers, and code: `stxdw [r10-24], r1; mov r2, r10; add r2, -40; add r2, -400; ldxdw r1, [r10-4088]`.
    #[test]
    fn frames_are_read_from_the_code() {
        let code: [u64; 5] = [0xffe8_1a7b, 0xa2bf, 0xffff_ffd8 << 32 | 0x0207, 0xffff_fe70 << 32 | 0x0207, 0xf008_a179];
        let mut elf = vec![0; 64 + 2 * 56];
        (elf[32], elf[54], elf[56]) = (64, 56, 2);
        let second = 64 + 56;
        (elf[second + 4], elf[second + 8], elf[second + 32]) = (1, 176, 40);
        elf.extend(code.iter().flat_map(|word| word.to_le_bytes()));
        assert_eq!(largest_frame(&elf), 40);
    }

    #[test]
    #[should_panic(expected = "run `make program` first")]
    fn says_what_to_do_when_missing() {
        read("/nonexistent/hypothec.so".into());
    }

    #[test]
    #[should_panic(expected = "Cargo.toml is not an ELF file")]
    fn elf_refuses_a_file_that_is_not_a_program() {
        read(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").into());
    }
}
