//! Swap instructions: their bytes, from the documented places of every field.

use hypothec_keeper::exit::orca::{self, Whirlpool};
use hypothec_keeper::exit::product::{self, ProductPool};
use hypothec_keeper::exit::raydium::{self, RaydiumClmm};
use hypothec_keeper::exit::{Amount, Exit, ExitError, MEMO, Side, Swap};
use hypothec_keeper::tokens::{TOKEN, TOKEN_2022};
use hypothec_testkit::keys::address;
use sha2::{Digest, Sha256};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

fn discriminator(name: &str) -> [u8; 8] {
    Sha256::digest(name)[..8].try_into().expect("8 bytes")
}

fn put(data: &mut [u8], at: usize, bytes: &[u8]) {
    data[at..at + bytes.len()].copy_from_slice(bytes);
}

fn swap(from: u64, to: u64, amount: Amount) -> Swap {
    let side =
        |n| Side { mint: address(n), token_program: if n == 1 { TOKEN_2022 } else { TOKEN }, tokens: address(100 + n) };
    Swap { user: address(50), from: side(from), to: side(to), amount }
}

const STOCK: u64 = 1;
const DOLLAR: u64 = 2;
const SELL: Amount = Amount::In { amount: 0x0102_0304, min_out: 0x0506 };
const SQRT_TWO_X64: u128 = 26_087_635_650_665_564_424;

/// What an instruction names, in order: `w` writable, `s` signer.
fn shape(instruction: &Instruction) -> Vec<(Address, &'static str)> {
    let flags = |meta: &AccountMeta| match (meta.is_writable, meta.is_signer) {
        (true, true) => "ws",
        (true, false) => "w",
        (false, true) => "s",
        (false, false) => "",
    };
    instruction.accounts.iter().map(|meta| (meta.pubkey, flags(meta))).collect()
}

fn raydium_pool(tick: i32, spacing: u16, arrays: &[i32]) -> Vec<u8> {
    let mut data = vec![0; 1544];
    put(&mut data, 0, &discriminator("account:PoolState"));
    for (at, n) in [(9, 10), (73, STOCK), (105, DOLLAR), (137, 11), (169, 12), (201, 13)] {
        put(&mut data, at, address(n).as_ref());
    }
    put(&mut data, 235, &spacing.to_le_bytes());
    put(&mut data, 237, &(1u128 << 60).to_le_bytes());
    put(&mut data, 253, &SQRT_TWO_X64.to_le_bytes());
    put(&mut data, 269, &tick.to_le_bytes());
    for start in arrays {
        let bit = (start / (60 * i32::from(spacing)) + 512) as usize;
        data[904 + bit / 8] |= 1 << (bit % 8);
    }
    data
}

fn raydium(tick: i32, arrays: &[i32]) -> RaydiumClmm {
    let mut exit = RaydiumClmm::new("ray".into(), raydium::PROGRAM, address(20));
    assert_eq!(exit.accounts(), [address(20)]);
    exit.update(&address(20), Some(&raydium_pool(tick, 10, arrays))).expect("a pool");
    assert_eq!(exit.accounts(), [address(20), address(10)]);
    let mut config = vec![0; 117];
    put(&mut config, 0, &discriminator("account:AmmConfig"));
    put(&mut config, 47, &2_500u32.to_le_bytes());
    exit.update(&address(10), Some(&config)).expect("a configuration");
    exit
}

#[test]
fn raydium_swap_v2_has_its_documented_bytes() {
    let exit = raydium(-5, &[-600, 0, -1_800, 600, -2_400]);
    let sell = exit.swap(&swap(STOCK, DOLLAR, SELL)).expect("a swap");
    let golden =
        [&discriminator("global:swap_v2")[..], &[4, 3, 2, 1, 0, 0, 0, 0], &[6, 5, 0, 0, 0, 0, 0, 0], &[0; 16], &[1]];
    assert_eq!(sell.data, golden.concat());
    assert_eq!(sell.program_id, raydium::PROGRAM);
    let pda = |seeds: &[&[u8]]| Address::find_program_address(seeds, &raydium::PROGRAM).0;
    let array = |start: i32| pda(&[b"tick_array", address(20).as_ref(), &start.to_be_bytes()]);
    let bitmap = pda(&[b"pool_tick_array_bitmap_extension", address(20).as_ref()]);
    let head = |[tokens_in, tokens_out]: [u64; 2], [vault_in, vault_out]: [u64; 2], [mint_in, mint_out]: [u64; 2]| {
        vec![
            (address(50), "s"),
            (address(10), ""),
            (address(20), "w"),
            (address(tokens_in), "w"),
            (address(tokens_out), "w"),
            (address(vault_in), "w"),
            (address(vault_out), "w"),
            (address(13), "w"),
            (TOKEN, ""),
            (TOKEN_2022, ""),
            (MEMO, ""),
            (address(mint_in), ""),
            (address(mint_out), ""),
            (bitmap, "w"),
        ]
    };
    let down = [-600, -1_800, -2_400].map(|start| (array(start), "w"));
    assert_eq!(shape(&sell), [head([101, 102], [11, 12], [STOCK, DOLLAR]), down.to_vec()].concat());

    let buy = exit.swap(&swap(DOLLAR, STOCK, Amount::Out { amount: 7, max_in: 9 })).expect("a swap");
    assert_eq!((buy.data[8], buy.data[16], buy.data[40]), (7, 9, 0));
    let up = [-600, 0, 600].map(|start| (array(start), "w"));
    assert_eq!(shape(&buy), [head([102, 101], [12, 11], [DOLLAR, STOCK]), up.to_vec()].concat());
}

#[test]
fn raydium_refuses_what_it_cannot_trade() {
    let mut unread = RaydiumClmm::new("ray".into(), raydium::PROGRAM, address(20));
    let sell = swap(STOCK, DOLLAR, SELL);
    assert!(matches!(unread.swap(&sell), Err(ExitError::NotLoaded { .. })));
    assert!(matches!(unread.update(&address(20), Some(&[0; 1544])), Err(ExitError::WrongAccount { .. })));
    let empty_below = raydium(-5, &[0]);
    assert_eq!(empty_below.swap(&sell), Err(ExitError::NoLiquidity("ray".into())));
    assert!(matches!(empty_below.swap(&swap(STOCK, 3, SELL)), Err(ExitError::WrongPair { .. })));
    assert_eq!(empty_below.estimate_out(&address(STOCK), 1_000_000), Some(1_994_999));
    assert_eq!(empty_below.estimate_out(&address(3), 1_000_000), None);
}

fn whirlpool(tick: i32) -> Whirlpool {
    let mut data = vec![0; 653];
    put(&mut data, 0, &discriminator("account:Whirlpool"));
    put(&mut data, 41, &8u16.to_le_bytes());
    put(&mut data, 45, &2_500u16.to_le_bytes());
    put(&mut data, 49, &(1u128 << 60).to_le_bytes());
    put(&mut data, 65, &SQRT_TWO_X64.to_le_bytes());
    put(&mut data, 81, &tick.to_le_bytes());
    for (at, n) in [(101, STOCK), (133, 11), (181, DOLLAR), (213, 12)] {
        put(&mut data, at, address(n).as_ref());
    }
    let mut exit = Whirlpool::new("orca".into(), orca::PROGRAM, address(20));
    exit.update(&address(20), Some(&data)).expect("a pool");
    exit
}

#[test]
fn whirlpool_swap_v2_has_its_documented_bytes() {
    let exit = whirlpool(-1);
    let pda = |seeds: &[&[u8]]| Address::find_program_address(seeds, &orca::PROGRAM).0;
    let array = |start: &str| pda(&[b"tick_array", address(20).as_ref(), start.as_bytes()]);
    let expected = |arrays: [&str; 3]| {
        let mut all = vec![
            (TOKEN_2022, ""),
            (TOKEN, ""),
            (MEMO, ""),
            (address(50), "s"),
            (address(20), "w"),
            (address(STOCK), ""),
            (address(DOLLAR), ""),
            (address(101), "w"),
            (address(11), "w"),
            (address(102), "w"),
            (address(12), "w"),
        ];
        all.extend(arrays.map(|start| (array(start), "w")));
        all.push((pda(&[b"oracle", address(20).as_ref()]), "w"));
        all
    };
    let sell = exit.swap(&swap(STOCK, DOLLAR, SELL)).expect("a swap");
    let golden = [
        &discriminator("global:swap_v2")[..],
        &[4, 3, 2, 1, 0, 0, 0, 0],
        &[6, 5, 0, 0, 0, 0, 0, 0],
        &[0; 16],
        &[1, 1, 0],
    ];
    assert_eq!(sell.data, golden.concat());
    assert_eq!(shape(&sell), expected(["-704", "-1408", "-2112"]));
    // one spacing below the array's end, toward higher prices the next array comes first
    let buy = exit.swap(&swap(DOLLAR, STOCK, Amount::Out { amount: 7, max_in: 9 })).expect("a swap");
    assert_eq!(buy.data[40..], [0, 0, 0]);
    assert_eq!(shape(&buy), expected(["0", "704", "1408"]));
    assert_eq!(exit.estimate_out(&address(DOLLAR), 1_000_000), Some(498_749));
}

#[test]
fn product_pool_estimates_as_its_program_swaps() {
    let program = address(30);
    let mints = [(address(STOCK), TOKEN_2022), (address(DOLLAR), TOKEN)];
    let mut exit = ProductPool::new("pool".into(), program, mints);
    assert_eq!(exit.estimate_out(&address(STOCK), 5), None);
    let holding = |atoms: u64| {
        let mut data = vec![0; 165];
        put(&mut data, 64, &atoms.to_le_bytes());
        data
    };
    for (tokens, atoms) in exit.accounts().iter().zip([1_000_000, 3_000_000]) {
        exit.update(tokens, Some(&holding(atoms))).expect("tokens");
    }
    for amount in [1, 999, 500_000, u64::MAX >> 8] {
        let chain = hypothec_example::pool::out_for_in_down(1_000_000, 3_000_000, amount).filter(|out| *out > 0);
        assert_eq!(exit.estimate_out(&address(STOCK), amount), chain, "{amount}");
    }
    let reversed = [address(DOLLAR), address(STOCK)];
    assert_eq!(product::address(&program, &reversed).0, exit.address());
}
