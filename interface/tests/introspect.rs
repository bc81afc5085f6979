//! The reader of the instructions sysvar, against a writer of its layout. That the runtime writes this layout is what every
//! flash loan of `program/tests` shows.

use hypothec_interface::Key;
use hypothec_interface::introspect::{Instructions, Seen};
use proptest::collection::vec;
use proptest::prelude::*;

/// Program, accounts with their flags, data.
type Plain = ([u8; 32], Vec<(u8, [u8; 32])>, Vec<u8>);

fn written(instructions: &[Plain], current: u16) -> Vec<u8> {
    let word = |n: usize| u16::try_from(n).expect("small").to_le_bytes();
    let mut offset = 2 + 2 * instructions.len();
    let (mut head, mut tail) = (word(instructions.len()).to_vec(), Vec::new());
    for (program, accounts, data) in instructions {
        head.extend(word(offset));
        let metas = accounts.iter().flat_map(|(flags, key)| [&[*flags][..], key].concat());
        let one: Vec<u8> = word(accounts.len()).into_iter().chain(metas).chain(*program).collect();
        let one = [one, word(data.len()).to_vec(), data.clone()].concat();
        offset += one.len();
        tail.extend(one);
    }
    [head, tail, current.to_le_bytes().to_vec()].concat()
}

fn plain() -> impl Strategy<Value = Plain> {
    (any::<[u8; 32]>(), vec((0..4u8, any::<[u8; 32]>()), 0..5), vec(any::<u8>(), 0..40))
}

proptest! {
    #[test]
    fn reads_what_was_written(all in vec(plain(), 0..6), current in 0..6u16) {
        let bytes = written(&all, current);
        let read = Instructions(&bytes);
        prop_assert_eq!((read.count(), read.current()), (Some(all.len() as u16), Some(current)));
        for (n, (program, accounts, data)) in all.iter().enumerate() {
            let first_account = accounts.first().map(|(_, key)| Key::from_bytes(*key));
            let wanted = Seen { program: Key::from_bytes(*program), first_account, data };
            prop_assert_eq!(read.get(n as u16), Some(wanted));
        }
        prop_assert_eq!(read.get(all.len() as u16), None);
    }

    /// Bytes that are cut short, or are no sysvar's, give nothing, or something that lies within them.
    #[test]
    fn never_reads_past_the_end(all in vec(plain(), 1..4), cut in 0..200usize, noise in vec(any::<u8>(), 0..200)) {
        let bytes = written(&all, 0);
        let cut = &bytes[..bytes.len().saturating_sub(cut)];
        for bytes in [cut, &noise] {
            let read = Instructions(bytes);
            let _ = (read.count(), read.current());
            for n in [0, 1, 2, u16::MAX] {
                prop_assert!(read.get(n).is_none_or(|seen| seen.data.len() <= bytes.len()));
            }
        }
    }
}
