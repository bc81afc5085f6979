//! The constant-product pool of `program/example`: the exchange of tests and demos.

use super::{Exit, ExitError, Swap, field};
use hypothec_interface::math::divide::mul_div_down;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// First byte of the swap's data.
const TAG: u8 = 4;
const SEED: &[u8] = b"product";
const FEE_BPS: u64 = 25;

/// A pool of the example program.
pub struct ProductPool {
    name: String,
    program: Address,
    pool: Address,
    bump: u8,
    mints: [Address; 2],
    /// The pool's token accounts, and what they hold.
    tokens: [Address; 2],
    reserves: [Option<u64>; 2],
}

impl ProductPool {
    /// The pool for two mints, each with the program that owns it.
    #[must_use]
    pub fn new(name: String, program: Address, mints: [(Address, Address); 2]) -> ProductPool {
        let addresses = mints.map(|(mint, _)| mint);
        let (pool, bump) = address(&program, &addresses);
        let tokens = mints.map(|(mint, token_program)| crate::tokens::associated(&pool, &mint, &token_program));
        ProductPool { name, program, pool, bump, mints: addresses, tokens, reserves: [None; 2] }
    }

    /// The pool's address, which owns its token accounts.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.pool
    }

    fn place(&self, mint: &Address) -> Option<usize> {
        self.mints.iter().position(|own| own == mint)
    }
}

/// Where the program keeps the pool of two mints, in either order.
#[must_use]
pub fn address(program: &Address, mints: &[Address; 2]) -> (Address, u8) {
    let [mut first, mut second] = *mints;
    if first.as_array() > second.as_array() {
        core::mem::swap(&mut first, &mut second);
    }
    Address::find_program_address(&[SEED, first.as_ref(), second.as_ref()], program)
}

impl Exit for ProductPool {
    fn name(&self) -> &str {
        &self.name
    }

    fn mints(&self) -> Option<[Address; 2]> {
        Some(self.mints)
    }

    fn accounts(&self) -> Vec<Address> {
        self.tokens.to_vec()
    }

    fn update(&mut self, address: &Address, data: Option<&[u8]>) -> Result<(), ExitError> {
        for (tokens, reserve) in self.tokens.iter().zip(&mut self.reserves) {
            if tokens == address {
                *reserve = data.filter(|data| data.len() >= 165).map(|data| u64::from_le_bytes(field(data, 64)));
            }
        }
        Ok(())
    }

    fn estimate_out(&self, from: &Address, amount_in: u64) -> Option<u64> {
        let place = self.place(from)?;
        let (reserve_in, reserve_out) = (self.reserves[place]?, self.reserves[1 - place]?);
        let traded = mul_div_down(amount_in, 10_000 - FEE_BPS, 10_000)?;
        mul_div_down(traded, reserve_out, reserve_in.checked_add(traded)?).filter(|out| *out > 0)
    }

    fn swap(&self, swap: &Swap) -> Result<Instruction, ExitError> {
        let (Some(from), Some(to)) = (self.place(&swap.from.mint), self.place(&swap.to.mint)) else {
            return Err(ExitError::WrongPair { exit: self.name.clone(), from: swap.from.mint, to: swap.to.mint });
        };
        let (amount, limit, fixed_in) = swap.amount.parts();
        let mut data = vec![TAG, self.bump, u8::from(!fixed_in)];
        data.extend_from_slice(&amount.to_le_bytes());
        data.extend_from_slice(&limit.to_le_bytes());
        let side = |side: &super::Side, pool: Address| {
            [
                AccountMeta::new_readonly(side.mint, false),
                AccountMeta::new(side.tokens, false),
                AccountMeta::new(pool, false),
                AccountMeta::new_readonly(side.token_program, false),
            ]
        };
        let mut accounts =
            vec![AccountMeta::new_readonly(swap.user, true), AccountMeta::new_readonly(self.pool, false)];
        accounts.extend(side(&swap.from, self.tokens[from]));
        accounts.extend(side(&swap.to, self.tokens[to]));
        Ok(Instruction { program_id: self.program, accounts, data })
    }
}
