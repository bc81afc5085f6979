//! Raydium's concentrated-liquidity pools, by `swap_v2`. Layout of a pool (little-endian, packed): configuration 9, mints
//! 73 and 105, vaults 137 and 169, observation 201, tick spacing u16 235, liquidity u128 237, square root of the price
//! Q64.64 253, tick i32 269, bitmap of the initialised tick arrays 904 (1,024 bits, array 0 at bit 512).

use super::{Exit, ExitError, MEMO, Swap, field, key, tick};
use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};

/// The program.
pub const PROGRAM: Address = address!("CAMMCzo5YL8w4VFF8KVHrK22GGUsp5VTaW7grrKgrWqK");

const SWAP_V2: [u8; 8] = [43, 4, 237, 11, 26, 201, 30, 98];
const POOL: [u8; 8] = [247, 237, 227, 245, 215, 195, 222, 70];
const CONFIG: [u8; 8] = [218, 244, 33, 104, 203, 203, 43, 111];
const POOL_LEN: usize = 1544;
const TICKS: i32 = 60;
/// Bits of the pool's own bitmap; further arrays are marked in an account of their own, which is not read here: with
/// spacing 1 this reaches a price 21 times away, with wider ones further.
const BITS: i32 = 1024;
/// Tick arrays named in a swap: the one in range and the next two, as far as they exist.
const ARRAYS: usize = 3;

/// A pool.
pub struct RaydiumClmm {
    name: String,
    program: Address,
    address: Address,
    pool: Option<Pool>,
    fee_millionths: u32,
}

struct Pool {
    config: Address,
    mints: [Address; 2],
    vaults: [Address; 2],
    observation: Address,
    spacing: i32,
    liquidity: u128,
    sqrt_price: u128,
    tick: i32,
    bitmap: [u8; 128],
}

impl RaydiumClmm {
    /// The pool at this address, of a deployment: [`PROGRAM`] on mainnet.
    #[must_use]
    pub const fn new(name: String, program: Address, address: Address) -> RaydiumClmm {
        RaydiumClmm { name, program, address, pool: None, fee_millionths: 0 }
    }

    fn loaded(&self) -> Result<&Pool, ExitError> {
        self.pool.as_ref().ok_or_else(|| ExitError::NotLoaded { exit: self.name.clone(), missing: self.address })
    }

    fn tick_array(&self, start: i32) -> Address {
        Address::find_program_address(&[b"tick_array", self.address.as_ref(), &start.to_be_bytes()], &self.program).0
    }
}

impl Pool {
    fn read(data: &[u8]) -> Pool {
        Pool {
            config: key(data, 9),
            mints: [key(data, 73), key(data, 105)],
            vaults: [key(data, 137), key(data, 169)],
            observation: key(data, 201),
            spacing: u16::from_le_bytes(field(data, 235)).into(),
            liquidity: u128::from_le_bytes(field(data, 237)),
            sqrt_price: u128::from_le_bytes(field(data, 253)),
            tick: i32::from_le_bytes(field(data, 269)),
            bitmap: field(data, 904),
        }
    }

    /// First ticks of the initialised arrays in the direction of the swap, the one in range first.
    fn arrays(&self, first_in: bool) -> Vec<i32> {
        let width = TICKS.saturating_mul(self.spacing.max(1));
        let here = tick::array_start(self.tick, width).div_euclid(width).saturating_add(BITS / 2);
        let is_set = |bit: &i32| {
            let (byte, bit) = (usize::try_from(bit >> 3).unwrap_or(usize::MAX), bit & 7);
            self.bitmap.get(byte).is_some_and(|byte| byte >> bit & 1 == 1)
        };
        let start = |bit: i32| bit.saturating_sub(BITS / 2).saturating_mul(width);
        if first_in {
            (0..=here).rev().filter(is_set).take(ARRAYS).map(start).collect()
        } else {
            (here.max(0)..BITS).filter(is_set).take(ARRAYS).map(start).collect()
        }
    }
}

impl Exit for RaydiumClmm {
    fn name(&self) -> &str {
        &self.name
    }

    fn mints(&self) -> Option<[Address; 2]> {
        self.pool.as_ref().map(|pool| pool.mints)
    }

    fn accounts(&self) -> Vec<Address> {
        let mut all = vec![self.address];
        all.extend(self.pool.as_ref().map(|pool| pool.config));
        all
    }

    fn update(&mut self, address: &Address, data: Option<&[u8]>) -> Result<(), ExitError> {
        let wrong = |expected| ExitError::WrongAccount { address: *address, expected };
        if *address == self.address {
            let Some(data) = data else {
                self.pool = None;
                return Ok(());
            };
            if data.len() < POOL_LEN || !data.starts_with(&POOL) {
                return Err(wrong("pool of Raydium's CLMM"));
            }
            self.pool = Some(Pool::read(data));
        } else if self.pool.as_ref().is_some_and(|pool| pool.config == *address) {
            let data = data.filter(|data| data.len() >= 51 && data.starts_with(&CONFIG));
            self.fee_millionths =
                u32::from_le_bytes(field(data.ok_or_else(|| wrong("configuration of Raydium's CLMM"))?, 47));
        }
        Ok(())
    }

    fn estimate_out(&self, from: &Address, amount_in: u64) -> Option<u64> {
        let pool = self.pool.as_ref()?;
        let first_in = pool.mints.iter().position(|mint| mint == from)? == 0;
        tick::estimate_out(pool.liquidity, pool.sqrt_price, first_in, amount_in, self.fee_millionths)
    }

    fn swap(&self, swap: &Swap) -> Result<Instruction, ExitError> {
        let pool = self.loaded()?;
        let first_in = match [swap.from.mint, swap.to.mint] {
            pair if pair == pool.mints => true,
            [from, to] if [to, from] == pool.mints => false,
            [from, to] => return Err(ExitError::WrongPair { exit: self.name.clone(), from, to }),
        };
        let arrays = pool.arrays(first_in);
        if arrays.is_empty() {
            return Err(ExitError::NoLiquidity(self.name.clone()));
        }
        let [vault_in, vault_out] = if first_in { pool.vaults } else { [pool.vaults[1], pool.vaults[0]] };
        let (amount, limit, fixed_in) = swap.amount.parts();
        let mut data = SWAP_V2.to_vec();
        data.extend_from_slice(&amount.to_le_bytes());
        data.extend_from_slice(&limit.to_le_bytes());
        data.extend_from_slice(&0u128.to_le_bytes()); // no limit of the price: the amounts' bound is one
        data.push(u8::from(fixed_in));
        let bitmap =
            Address::find_program_address(&[b"pool_tick_array_bitmap_extension", self.address.as_ref()], &self.program);
        let mut accounts = vec![
            AccountMeta::new_readonly(swap.user, true),
            AccountMeta::new_readonly(pool.config, false),
            AccountMeta::new(self.address, false),
            AccountMeta::new(swap.from.tokens, false),
            AccountMeta::new(swap.to.tokens, false),
            AccountMeta::new(vault_in, false),
            AccountMeta::new(vault_out, false),
            AccountMeta::new(pool.observation, false),
            AccountMeta::new_readonly(crate::tokens::TOKEN, false),
            AccountMeta::new_readonly(crate::tokens::TOKEN_2022, false),
            AccountMeta::new_readonly(MEMO, false),
            AccountMeta::new_readonly(swap.from.mint, false),
            AccountMeta::new_readonly(swap.to.mint, false),
            AccountMeta::new(bitmap.0, false),
        ];
        accounts.extend(arrays.into_iter().map(|start| AccountMeta::new(self.tick_array(start), false)));
        Ok(Instruction { program_id: self.program, accounts, data })
    }
}
