//! Opens a leveraged position for its user, between FlashBorrow and FlashRepay of the dollars: buys stock with them from
//! a pool, pledges it, and borrows what the flash loan costs. The flash pair stays with the transaction.

use bytemuck::{Pod, Zeroable};
use hypothec_interface::cpi;
use hypothec_interface::instruction::{BorrowArgs, DepositArgs};
use pinocchio::cpi::{Seed, Signer, invoke_signed};
use pinocchio::error::ProgramError;
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, ProgramResult};

/// Seed of the address that owns the pool's token accounts.
pub const POOL: &[u8] = b"pool";

/// What the user asks for.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct Leverage {
    /// Bump of the pool's address.
    pub pool_bump: u8,
    /// Index of the stock in the market.
    pub stock: u8,
    /// Index of the dollar.
    pub dollar: u8,
    /// Decimals of the stock, then of the dollar.
    pub decimals: [u8; 2],
    /// Dollars paid to the pool: those of the flash loan.
    pub pay: u64,
    /// Stock that the pool gives for them; all that the user has is pledged.
    pub buy: u64,
    /// Dollars borrowed from the market: to repay the flash loan with its fee.
    pub borrow: u64,
}

/// Accounts: user (signs), market, position, authority; of the stock and then of the dollar its vault, mint, the user's
/// and the pool's token account and token program; the pool's address; Hypothec.
///
/// # Errors
/// `InvalidInstructionData`, `NotEnoughAccountKeys`; what the programs called refuse ends the transaction.
pub fn open(accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let order: &Leverage = bytemuck::try_from_bytes(data).map_err(|_| ProgramError::InvalidInstructionData)?;
    let [user, market, position, authority, rest @ ..] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let [stock_vault, stock, stocks, pool_stocks, stock_program, rest @ ..] = rest else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let [dollar_vault, dollar, dollars, pool_dollars, dollar_program, pool, _hypothec] = rest else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    let [stock_decimals, dollar_decimals] = order.decimals;
    let bump = [order.pool_bump];
    let seeds = [Seed::from(POOL), Seed::from(&bump)];
    let by_pool = [Signer::from(&seeds)];
    transfer(dollar_program, [dollars, dollar, pool_dollars, user], order.pay, dollar_decimals, &[])?;
    transfer(stock_program, [pool_stocks, stock, stocks, pool], order.buy, stock_decimals, &by_pool)?;

    cpi::Deposit {
        market,
        position,
        vault: stock_vault,
        mint: stock,
        source: stocks,
        payer: user,
        token_program: stock_program,
    }
    .invoke(&DepositArgs { reserve: order.stock, amount: u64::MAX, min_shares: 1, integrator: 0 })?;
    cpi::Borrow {
        market,
        position,
        vault: dollar_vault,
        mint: dollar,
        destination: dollars,
        authority,
        token_program: dollar_program,
        owner: user,
    }
    .invoke(&BorrowArgs { reserve: order.dollar, amount: order.borrow, max_shares: u64::MAX, integrator: 0 })
}

/// `TransferChecked` of `[from, mint, to, who]`.
pub(crate) fn transfer(
    program: &AccountView,
    accounts: [&AccountView; 4],
    amount: u64,
    decimals: u8,
    signers: &[Signer],
) -> ProgramResult {
    const TRANSFER_CHECKED: u8 = 12;
    let [from, mint, to, who] = accounts;
    let metas = [
        InstructionAccount::writable(from.address()),
        InstructionAccount::readonly(mint.address()),
        InstructionAccount::writable(to.address()),
        InstructionAccount::readonly_signer(who.address()),
    ];
    let [a, b, c, d, e, f, g, h] = amount.to_le_bytes();
    let data = [TRANSFER_CHECKED, a, b, c, d, e, f, g, h, decimals];
    let instruction = InstructionView { program_id: program.address(), accounts: &metas, data: &data };
    invoke_signed(&instruction, &accounts, signers)
}
