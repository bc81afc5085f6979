//! 128-bit arithmetic inside the VM equals the host's. The compiler's own routines recurse without end on the upstream
//! BPF target, so the program brings its own (`src/builtins.rs`); this test is what they rest on.
//! Runs `hypothec_selftest.so`, the program with one more instruction (`src/selftest.rs`).

use litesvm::LiteSVM;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;
use solana_transaction::Transaction;

const SELFTEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/deploy/hypothec_selftest.so");
const TAG: u8 = 0xf0;
/// Cases that fit into the 1,232 bytes of a transaction.
const PER_TRANSACTION: usize = 28;
const RANDOM_CASES: usize = 2_000;

/// An operation of `src/selftest.rs` with what the host makes of it; `None` is a result that does not exist.
type Operation = (&'static str, fn(u128, u128) -> Option<u128>);

const OPERATIONS: [Operation; 14] = [
    ("wrapping_mul", |a, b| Some(a.wrapping_mul(b))),
    ("div", u128::checked_div),
    ("rem", u128::checked_rem),
    ("shl", |a, b| Some(a << (b & 127))),
    ("shr", |a, b| Some(a >> (b & 127))),
    ("signed div", |a, b| (a as i128).checked_div(b as i128).map(|x| x as u128)),
    ("signed rem", |a, b| (a as i128).checked_rem(b as i128).map(|x| x as u128)),
    ("signed shr", |a, b| Some((a as i128 >> (b & 127)) as u128)),
    ("checked_mul", u128::checked_mul),
    ("signed checked_mul", |a, b| (a as i128).checked_mul(b as i128).map(|x| x as u128)),
    ("widening mul", |a, b| Some(u128::from(a as u64) * u128::from(b as u64))),
    ("checked_mul of u64", |a, b| (a as u64).checked_mul(b as u64).map(u128::from)),
    ("checked_add", u128::checked_add),
    ("checked_sub", u128::checked_sub),
];

/// Where carries, digit guesses and signs go wrong: powers of two, all ones, and their neighbours.
fn edges() -> Vec<u128> {
    let mut edges = vec![0, 10_000, 1_000_000_007, 0x8000_0000_0000_0000_ffff_ffff_ffff_ffff];
    for bit in [0, 1, 31, 32, 33, 63, 64, 65, 95, 96, 127] {
        let power = 1u128 << bit;
        edges.extend([power - 1, power, power + 1, power.wrapping_neg()]);
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// xorshift128+ with a fixed seed, each number cut to a random width: small and large meet as often as equals.
fn random_pairs(count: usize) -> Vec<(u128, u128)> {
    let mut state = [0x9e37_79b9_7f4a_7c15_u64, 0xbf58_476d_1ce4_e5b9];
    let mut next = move || {
        let [mut x, y] = state;
        x ^= x << 23;
        state = [y, x ^ y ^ (x >> 17) ^ (y >> 26)];
        state[1].wrapping_add(y)
    };
    let mut number = move || {
        let wide = u128::from(next()) << 64 | u128::from(next());
        wide >> (next() % 128)
    };
    (0..count).map(|_| (number(), number())).collect()
}

struct Vm {
    svm: LiteSVM,
    payer: Keypair,
    program: Address,
}

impl Vm {
    fn new() -> Self {
        let (mut svm, payer, program) = (LiteSVM::new(), Keypair::new(), Address::new_from_array([7; 32]));
        svm.airdrop(&payer.pubkey(), 1_000_000_000_000).expect("airdrop");
        svm.add_program_from_file(program, SELFTEST).expect("make program builds hypothec_selftest.so");
        Self { svm, payer, program }
    }

    fn run(&mut self, cases: &[(u8, u128, u128)]) -> Vec<u128> {
        let mut data = vec![TAG];
        for (op, a, b) in cases {
            data.push(*op);
            data.extend(a.to_le_bytes());
            data.extend(b.to_le_bytes());
        }
        let instruction = Instruction { program_id: self.program, accounts: vec![], data };
        let message = Message::new(&[instruction], Some(&self.payer.pubkey()));
        let transaction = Transaction::new(&[&self.payer], message, self.svm.latest_blockhash());
        let mut returned = self.svm.send_transaction(transaction).expect("selftest runs").return_data.data;
        // The runtime drops trailing zeros of return data.
        returned.resize(cases.len() * 16, 0);
        returned.chunks_exact(16).map(|x| u128::from_le_bytes(x.try_into().expect("16 bytes"))).collect()
    }
}

fn compare(pairs: impl Iterator<Item = (u128, u128)>) {
    let mut vm = Vm::new();
    let cases: Vec<_> = pairs.flat_map(|(a, b)| (0u8..).zip(OPERATIONS).map(move |(op, _)| (op, a, b))).collect();
    for batch in cases.chunks(PER_TRANSACTION) {
        for (&(op, a, b), got) in batch.iter().zip(vm.run(batch)) {
            let (name, host) = OPERATIONS[usize::from(op)];
            let want = host(a, b).unwrap_or(u128::MAX);
            assert_eq!(got, want, "{name} of {a:#x} and {b:#x}: the VM says {got:#x}, the host {want:#x}");
        }
    }
}

#[test]
fn vm_arithmetic_of_edge_words_equals_the_hosts() {
    let edges = edges();
    compare(edges.iter().flat_map(|&a| edges.iter().map(move |&b| (a, b))));
}

#[test]
fn vm_arithmetic_of_random_words_equals_the_hosts() {
    compare(random_pairs(RANDOM_CASES).into_iter());
}
