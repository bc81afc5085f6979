//! Orca's Whirlpools, by `swap_v2`. Layout of a pool (little-endian, packed): tick spacing u16 41, fee u16 in millionths
//! 45, liquidity u128 49, square root of the price Q64.64 65, tick i32 81, mint A 101, vault A 133, mint B 181, vault B 213.

use super::{Exit, ExitError, MEMO, Swap, field, key, tick};
use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};

/// The program.
pub const PROGRAM: Address = address!("whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc");

const SWAP_V2: [u8; 8] = [43, 4, 237, 11, 26, 201, 30, 98];
const POOL: [u8; 8] = [63, 149, 209, 12, 225, 128, 99, 9];
const POOL_LEN: usize = 653;
const TICKS: i32 = 88;
const MAX_TICK: i32 = 443_636;

/// A pool.
pub struct Whirlpool {
    name: String,
    program: Address,
    address: Address,
    pool: Option<Pool>,
}

struct Pool {
    mints: [Address; 2],
    vaults: [Address; 2],
    spacing: i32,
    fee_millionths: u32,
    liquidity: u128,
    sqrt_price: u128,
    tick: i32,
}

impl Whirlpool {
    /// The pool at this address, of a deployment: [`PROGRAM`] on mainnet.
    #[must_use]
    pub const fn new(name: String, program: Address, address: Address) -> Whirlpool {
        Whirlpool { name, program, address, pool: None }
    }

    fn tick_array(&self, start: i32) -> Address {
        let start = start.to_string();
        Address::find_program_address(&[b"tick_array", self.address.as_ref(), start.as_bytes()], &self.program).0
    }
}

impl Pool {
    /// First ticks of the three arrays that a swap in this direction may cross; at the end of the range the last repeats.
    fn arrays(&self, a_to_b: bool) -> [i32; 3] {
        let width = TICKS.saturating_mul(self.spacing.max(1));
        // toward higher prices the tick in range counts as crossed already
        let tick = if a_to_b { self.tick } else { self.tick.saturating_add(self.spacing) };
        let (lowest, highest) = (tick::array_start(-MAX_TICK, width), tick::array_start(MAX_TICK, width));
        let step = if a_to_b { width.saturating_neg() } else { width };
        [0, 1, 2]
            .map(|n: i32| tick::array_start(tick, width).saturating_add(step.saturating_mul(n)).clamp(lowest, highest))
    }
}

impl Exit for Whirlpool {
    fn name(&self) -> &str {
        &self.name
    }

    fn mints(&self) -> Option<[Address; 2]> {
        self.pool.as_ref().map(|pool| pool.mints)
    }

    fn accounts(&self) -> Vec<Address> {
        vec![self.address]
    }

    fn update(&mut self, address: &Address, data: Option<&[u8]>) -> Result<(), ExitError> {
        if *address != self.address {
            return Ok(());
        }
        let Some(data) = data else {
            self.pool = None;
            return Ok(());
        };
        if data.len() < POOL_LEN || !data.starts_with(&POOL) {
            return Err(ExitError::WrongAccount { address: *address, expected: "pool of Orca's Whirlpools" });
        }
        self.pool = Some(Pool {
            mints: [key(data, 101), key(data, 181)],
            vaults: [key(data, 133), key(data, 213)],
            spacing: u16::from_le_bytes(field(data, 41)).into(),
            fee_millionths: u16::from_le_bytes(field(data, 45)).into(),
            liquidity: u128::from_le_bytes(field(data, 49)),
            sqrt_price: u128::from_le_bytes(field(data, 65)),
            tick: i32::from_le_bytes(field(data, 81)),
        });
        Ok(())
    }

    fn estimate_out(&self, from: &Address, amount_in: u64) -> Option<u64> {
        let pool = self.pool.as_ref()?;
        let a_in = pool.mints.iter().position(|mint| mint == from)? == 0;
        tick::estimate_out(pool.liquidity, pool.sqrt_price, a_in, amount_in, pool.fee_millionths)
    }

    fn swap(&self, swap: &Swap) -> Result<Instruction, ExitError> {
        let missing = || ExitError::NotLoaded { exit: self.name.clone(), missing: self.address };
        let pool = self.pool.as_ref().ok_or_else(missing)?;
        let (a_to_b, a, b) = match [swap.from.mint, swap.to.mint] {
            pair if pair == pool.mints => (true, &swap.from, &swap.to),
            [from, to] if [to, from] == pool.mints => (false, &swap.to, &swap.from),
            [from, to] => return Err(ExitError::WrongPair { exit: self.name.clone(), from, to }),
        };
        let (amount, limit, fixed_in) = swap.amount.parts();
        let mut data = SWAP_V2.to_vec();
        data.extend_from_slice(&amount.to_le_bytes());
        data.extend_from_slice(&limit.to_le_bytes());
        data.extend_from_slice(&0u128.to_le_bytes()); // no limit of the price: the amounts' bound is one
        data.extend_from_slice(&[u8::from(fixed_in), u8::from(a_to_b), 0]); // no accounts for transfer hooks
        let oracle = Address::find_program_address(&[b"oracle", self.address.as_ref()], &self.program).0;
        let mut accounts = vec![
            AccountMeta::new_readonly(a.token_program, false),
            AccountMeta::new_readonly(b.token_program, false),
            AccountMeta::new_readonly(MEMO, false),
            AccountMeta::new_readonly(swap.user, true),
            AccountMeta::new(self.address, false),
            AccountMeta::new_readonly(a.mint, false),
            AccountMeta::new_readonly(b.mint, false),
            AccountMeta::new(a.tokens, false),
            AccountMeta::new(pool.vaults[0], false),
            AccountMeta::new(b.tokens, false),
            AccountMeta::new(pool.vaults[1], false),
        ];
        accounts.extend(pool.arrays(a_to_b).map(|start| AccountMeta::new(self.tick_array(start), false)));
        accounts.push(AccountMeta::new(oracle, false));
        Ok(Instruction { program_id: self.program, accounts, data })
    }
}
