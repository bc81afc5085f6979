//! Instruction constructors for hosts. Flags and order come from the account tables.
//!
//! Markets and positions are [`Owned`]: a bare address stands for one of the program at [`PROGRAM_ID`].

use crate::Key;
use crate::accounts::{self, AccountTable};
pub use crate::address::{
    Owned, PROGRAM_ID, authority_address, position_address, proposal_address, receipt_address, vault_address,
};
use crate::instruction::*;
use crate::state::{Position, Side};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction as SolanaInstruction};

extern crate alloc;
use alloc::vec::Vec;

/// An instruction to the program at this address from its table, the accounts in table order (any surplus is appended read-only) and its arguments.
#[must_use]
pub fn build<A: Args>(program: Address, accounts: &[Address], args: &A) -> SolanaInstruction {
    let table: &AccountTable = accounts::of(A::INSTRUCTION);
    let metas = accounts
        .iter()
        .enumerate()
        .map(|(n, address)| match table.slot(n) {
            Some(slot) => AccountMeta { pubkey: *address, is_signer: slot.signer, is_writable: slot.writable },
            None => AccountMeta::new_readonly(*address, false),
        })
        .collect();
    let mut data = Vec::with_capacity(size_of::<A>().saturating_add(1));
    data.push(A::INSTRUCTION as u8);
    data.extend_from_slice(bytemuck::bytes_of(args));
    SolanaInstruction { program_id: program, accounts: metas, data }
}

/// What is needed of a reserve to move its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReserveAddresses {
    /// The market, and with it the program.
    pub market: Owned,
    /// Index of the reserve.
    pub index: u8,
    /// Its mint.
    pub mint: Address,
    /// The program that owns the mint.
    pub token_program: Address,
}

impl ReserveAddresses {
    fn vault(&self) -> Address {
        vault_address(self.market, self.index).0
    }
}

/// `InitMarket`: `market` must already exist, zeroed, at full size, owned by the program, and sign.
#[must_use]
pub fn init_market(market: impl Into<Owned>, args: &InitMarketArgs) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market], args)
}

/// `Seal`.
#[must_use]
pub fn seal(market: impl Into<Owned>, admin: Address) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, admin], &SealArgs {})
}

/// `AddReserve`: `reserve.index` is the lowest free one, [`crate::state::Market::free_index`].
#[must_use]
pub fn add_reserve(
    reserve: &ReserveAddresses,
    admin: Address,
    payer: Address,
    args: &AddReserveArgs,
) -> SolanaInstruction {
    let authority = authority_address(reserve.market).0;
    let system_program = Address::default();
    build(
        reserve.market.program,
        &[
            *reserve.market,
            admin,
            payer,
            reserve.mint,
            reserve.vault(),
            authority,
            reserve.token_program,
            system_program,
        ],
        args,
    )
}

/// `Configure`.
#[must_use]
pub fn configure(market: impl Into<Owned>, admin: Address, args: &ConfigureArgs) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, admin], args)
}

/// `Propose` under the market's next nonce.
#[must_use]
pub fn propose(
    market: impl Into<Owned>,
    admin: Address,
    payer: Address,
    nonce: u64,
    args: &ProposeArgs,
) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, admin, payer, proposal_address(market, nonce).0, Address::default()], args)
}

/// `Execute`; rent goes back to who paid it. A source that comes in is read from `price`.
#[must_use]
pub fn execute(
    market: impl Into<Owned>,
    nonce: u64,
    rent_recipient: Address,
    price: Option<Address>,
) -> SolanaInstruction {
    let market = market.into();
    let mut accounts = Vec::from([*market, proposal_address(market, nonce).0, rent_recipient]);
    accounts.extend(price);
    build(market.program, &accounts, &ExecuteArgs {})
}

/// `Cancel` by admin or guardian; rent goes back to who paid it.
#[must_use]
pub fn cancel(market: impl Into<Owned>, officer: Address, nonce: u64, rent_recipient: Address) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, officer, proposal_address(market, nonce).0, rent_recipient], &CancelArgs {})
}

/// `Tighten` by admin or guardian.
#[must_use]
pub fn tighten(market: impl Into<Owned>, officer: Address, args: &TightenArgs) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, officer], args)
}

/// `SetClosure` by admin or guardian; minute 0 closes the whole day.
#[must_use]
pub fn set_closure(market: impl Into<Owned>, officer: Address, day: u16, minute: u16) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, officer], &SetClosureArgs { day, minute })
}

/// `AcceptAdmin` by the pending admin.
#[must_use]
pub fn accept_admin(market: impl Into<Owned>, pending_admin: Address) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, pending_admin], &AcceptAdminArgs {})
}

/// `CollectFees` to `destination`, a token account of the market's fee recipient.
#[must_use]
pub fn collect_fees(reserve: &ReserveAddresses, destination: Address) -> SolanaInstruction {
    let authority = authority_address(reserve.market).0;
    build(
        reserve.market.program,
        &[*reserve.market, reserve.vault(), reserve.mint, destination, authority, reserve.token_program],
        &CollectFeesArgs { reserve: reserve.index },
    )
}

/// `Donate` from `source`, which `payer` may move.
#[must_use]
pub fn donate(reserve: &ReserveAddresses, source: Address, payer: Address, amount: u64) -> SolanaInstruction {
    build(
        reserve.market.program,
        &[*reserve.market, reserve.vault(), reserve.mint, source, payer, reserve.token_program],
        &DonateArgs { reserve: reserve.index, amount },
    )
}

/// `CloseReserve`: what its vault holds goes to `destination`, a token account of the fee recipient's.
#[must_use]
pub fn close_reserve(reserve: &ReserveAddresses, admin: Address, destination: Address) -> SolanaInstruction {
    let authority = authority_address(reserve.market).0;
    build(
        reserve.market.program,
        &[*reserve.market, admin, reserve.vault(), reserve.mint, destination, authority, reserve.token_program],
        &CloseReserveArgs { reserve: reserve.index },
    )
}

/// `CloseMarket`.
#[must_use]
pub fn close_market(market: impl Into<Owned>, admin: Address) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, admin], &CloseMarketArgs {})
}

/// One reserve of a refresh: the price accounts posted and, where it reads its issuer, its mint (the vault is derived).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshEntry {
    /// Index of the reserve.
    pub index: u8,
    /// Price accounts of its token feed and its share feed; what is not given is not posted.
    pub prices: [Option<Address>; 2],
    /// Its mint, where the reserve reads its issuer ([`crate::state::Reserve::reads_issuer`]).
    pub issuer_mint: Option<Address>,
}

/// `RefreshPrices` of up to 16 reserves; entries past 16 are left out.
#[must_use]
pub fn refresh_prices(market: impl Into<Owned>, entries: &[RefreshEntry]) -> SolanaInstruction {
    let market = market.into();
    let (mut reserves, mut posted) = ([NO_RESERVE; 16], 0u32);
    let mut accounts = Vec::from([*market]);
    let mut bit = 1u32;
    for (slot, entry) in reserves.iter_mut().zip(entries) {
        *slot = entry.index;
        for price in entry.prices {
            if let Some(price) = price {
                accounts.push(price);
                posted |= bit;
            }
            bit = bit.wrapping_shl(1);
        }
        if let Some(mint) = entry.issuer_mint {
            accounts.push(mint);
            accounts.push(vault_address(market, entry.index).0);
        }
    }
    build(market.program, &accounts, &RefreshPricesArgs { reserves, posted })
}

/// `OpenPosition`.
#[must_use]
pub fn open_position(market: impl Into<Owned>, owner: Address, payer: Address, id: u16) -> SolanaInstruction {
    let market = market.into();
    let position = position_address(market, &owner, id).0;
    build(market.program, &[*market, position, owner, payer, Address::default()], &OpenPositionArgs { id })
}

/// `ClosePosition`; rent goes back to who paid it.
#[must_use]
pub fn close_position(position: impl Into<Owned>, owner: Address, rent_recipient: Address) -> SolanaInstruction {
    let position = position.into();
    build(position.program, &[*position, owner, rent_recipient], &ClosePositionArgs {})
}

/// `SetDelegate`; `None` clears it.
#[must_use]
pub fn set_delegate(position: impl Into<Owned>, owner: Address, delegate: Option<Address>) -> SolanaInstruction {
    let position = position.into();
    let delegate = delegate.map_or(Key::NONE, Key::from);
    build(position.program, &[*position, owner], &SetDelegateArgs { delegate })
}

/// `OfferPosition`; `None` takes the offer back.
#[must_use]
pub fn offer_position(position: impl Into<Owned>, owner: Address, to: Option<Address>) -> SolanaInstruction {
    let position = position.into();
    build(position.program, &[*position, owner], &OfferPositionArgs { to: to.map_or(Key::NONE, Key::from) })
}

/// `AcceptPosition`, on terms such as [`AcceptPositionArgs::as_it_stands`].
#[must_use]
pub fn accept_position(
    market: impl Into<Owned>,
    position: Address,
    new_owner: Address,
    args: &AcceptPositionArgs,
) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, position, new_owner], args)
}

/// `SetCollateral`.
#[must_use]
pub fn set_collateral(
    market: impl Into<Owned>,
    position: Address,
    owner: Address,
    reserve: u8,
    on: bool,
) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, position, owner], &SetCollateralArgs { reserve, on: u8::from(on) })
}

fn tokens_in<A: Args>(
    reserve: &ReserveAddresses,
    position: Address,
    source: Address,
    payer: Address,
    args: &A,
) -> SolanaInstruction {
    let accounts = [*reserve.market, position, reserve.vault(), reserve.mint, source, payer, reserve.token_program];
    build(reserve.market.program, &accounts, args)
}

fn tokens_out<A: Args>(
    reserve: &ReserveAddresses,
    position: Address,
    destination: Address,
    owner: Address,
    args: &A,
) -> SolanaInstruction {
    let authority = authority_address(reserve.market).0;
    let accounts = [
        *reserve.market,
        position,
        reserve.vault(),
        reserve.mint,
        destination,
        authority,
        reserve.token_program,
        owner,
    ];
    build(reserve.market.program, &accounts, args)
}

/// `Deposit` from `source`, which `payer` may move; `u64::MAX` is all of it.
#[must_use]
pub fn deposit(
    reserve: &ReserveAddresses,
    position: Address,
    source: Address,
    payer: Address,
    amount: u64,
    min_shares: u64,
) -> SolanaInstruction {
    let args = DepositArgs { reserve: reserve.index, amount, min_shares, integrator: 0 };
    tokens_in(reserve, position, source, payer, &args)
}

/// `Withdraw` to `destination`; `owner` is the position's owner or delegate; `u64::MAX` is all.
#[must_use]
pub fn withdraw(
    reserve: &ReserveAddresses,
    position: Address,
    destination: Address,
    owner: Address,
    amount: u64,
    min_amount: u64,
) -> SolanaInstruction {
    let args = WithdrawArgs { reserve: reserve.index, amount, min_amount, integrator: 0 };
    tokens_out(reserve, position, destination, owner, &args)
}

/// `Borrow` to `destination`; `owner` is the position's owner or delegate.
#[must_use]
pub fn borrow(
    reserve: &ReserveAddresses,
    position: Address,
    destination: Address,
    owner: Address,
    amount: u64,
    max_shares: u64,
) -> SolanaInstruction {
    let args = BorrowArgs { reserve: reserve.index, amount, max_shares, integrator: 0 };
    tokens_out(reserve, position, destination, owner, &args)
}

/// `Repay` from `source`, which `payer` may move; `u64::MAX` is all that is owed.
#[must_use]
pub fn repay(
    reserve: &ReserveAddresses,
    position: Address,
    source: Address,
    payer: Address,
    amount: u64,
) -> SolanaInstruction {
    tokens_in(reserve, position, source, payer, &RepayArgs { reserve: reserve.index, amount, integrator: 0 })
}

/// A deposit, withdrawal, borrow, repayment or batch that this integrator brings; any other instruction as it is.
#[must_use]
pub fn with_integrator(mut brought: SolanaInstruction, integrator: u16) -> SolanaInstruction {
    let tag = brought.data.first().copied().and_then(Instruction::from_tag);
    let names_one = matches!(
        tag,
        Some(
            Instruction::Deposit
                | Instruction::Withdraw
                | Instruction::Borrow
                | Instruction::Repay
                | Instruction::Batch
        )
    );
    // the last field of each of the five
    if let Some(last) = brought.data.last_chunk_mut().filter(|_| names_one) {
        *last = integrator.to_le_bytes();
    }
    brought
}

/// `SyncVault`.
#[must_use]
pub fn sync_vault(market: impl Into<Owned>, index: u8) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, vault_address(market, index).0], &SyncVaultArgs { reserve: index })
}

/// `SetOrder`; an order of zeros clears it.
#[must_use]
pub fn set_order(position: impl Into<Owned>, owner: Address, args: &SetOrderArgs) -> SolanaInstruction {
    let position = position.into();
    build(position.program, &[*position, owner], args)
}

/// Who liquidates whom, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquidationAddresses {
    /// The reserve whose debt is repaid.
    pub repay: ReserveAddresses,
    /// The reserve whose supply is seized.
    pub seize: ReserveAddresses,
    /// The position that is liquidated.
    pub position: Address,
    /// Token account the repayment comes from; the liquidator may move it.
    pub source: Address,
    /// Who liquidates, and signs.
    pub liquidator: Address,
}

impl LiquidationAddresses {
    fn first_seven(&self) -> [Address; 7] {
        let repay = &self.repay;
        [*repay.market, self.position, repay.vault(), repay.mint, self.source, self.liquidator, repay.token_program]
    }
}

/// `Liquidate` to `destination`; `u64::MAX` is all that is allowed.
#[must_use]
pub fn liquidate(of: &LiquidationAddresses, destination: Address, amount: u64, min_received: u64) -> SolanaInstruction {
    let [market, position, vault, mint, source, liquidator, token_program] = of.first_seven();
    let (seize, authority) = (&of.seize, authority_address(of.repay.market).0);
    build(
        of.repay.market.program,
        &[
            market,
            position,
            vault,
            mint,
            source,
            liquidator,
            token_program,
            seize.vault(),
            seize.mint,
            destination,
            authority,
            seize.token_program,
        ],
        &LiquidateArgs { repay_reserve: of.repay.index, seize_reserve: seize.index, amount, min_received },
    )
}

/// `LiquidateToShares` into `liquidator_position`, of which the liquidator is owner or delegate.
#[must_use]
pub fn liquidate_to_shares(
    of: &LiquidationAddresses,
    liquidator_position: Address,
    amount: u64,
    min_shares: u64,
) -> SolanaInstruction {
    let [market, position, vault, mint, source, liquidator, token_program] = of.first_seven();
    build(
        of.repay.market.program,
        &[market, position, vault, mint, source, liquidator, token_program, liquidator_position, of.seize.vault()],
        &LiquidateToSharesArgs { repay_reserve: of.repay.index, seize_reserve: of.seize.index, amount, min_shares },
    )
}

/// `SettleBadDebt` of a position that is `record` now: the vault of each of its supply slots goes with it.
#[must_use]
pub fn settle_bad_debt(market: impl Into<Owned>, position: Address, record: &Position) -> SolanaInstruction {
    let market = market.into();
    let mut accounts = Vec::from([*market, position]);
    let supplied = record.used().iter().filter(|slot| slot.side() == Side::Supply);
    accounts.extend(supplied.map(|slot| vault_address(market, slot.reserve()).0));
    build(market.program, &accounts, &SettleBadDebtArgs {})
}

/// `FlashBorrow` to `destination`.
#[must_use]
pub fn flash_borrow(reserve: &ReserveAddresses, destination: Address, amount: u64) -> SolanaInstruction {
    let authority = authority_address(reserve.market).0;
    let instructions = Address::from(crate::introspect::INSTRUCTIONS_SYSVAR);
    build(
        reserve.market.program,
        &[*reserve.market, reserve.vault(), reserve.mint, destination, authority, reserve.token_program, instructions],
        &FlashBorrowArgs { reserve: reserve.index, amount },
    )
}

/// `FlashRepay` from `source`, which `payer` may move; the fee comes on top of `amount`.
#[must_use]
pub fn flash_repay(reserve: &ReserveAddresses, source: Address, payer: Address, amount: u64) -> SolanaInstruction {
    build(
        reserve.market.program,
        &[*reserve.market, reserve.vault(), reserve.mint, source, payer, reserve.token_program],
        &FlashRepayArgs { reserve: reserve.index, amount },
    )
}

/// `Quote`.
#[must_use]
pub fn quote(market: impl Into<Owned>, position: Address, args: &QuoteArgs) -> SolanaInstruction {
    let market = market.into();
    build(market.program, &[*market, position], args)
}

/// A step of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchEntry {
    /// `Deposit`, `Withdraw`, `Borrow` or `Repay`.
    pub instruction: Instruction,
    /// Of which reserve.
    pub reserve: ReserveAddresses,
    /// Source or destination.
    pub tokens: Address,
    /// As in the instruction's own arguments.
    pub amount: u64,
    /// As in the instruction's own arguments; 0 for a repayment.
    pub limit: u64,
}

/// `Batch` of up to four steps, later ones are left out; `owner` is the position's owner or delegate, and pays in.
#[must_use]
pub fn batch(market: impl Into<Owned>, position: Address, owner: Address, entries: &[BatchEntry]) -> SolanaInstruction {
    let market = market.into();
    let mut args: BatchArgs = bytemuck::Zeroable::zeroed();
    let mut accounts = Vec::from([*market, position, authority_address(market).0, owner]);
    for (step, entry) in args.steps.iter_mut().zip(entries) {
        let BatchEntry { instruction, reserve, tokens, amount, limit } = *entry;
        *step = BatchStep { kind: instruction as u8, reserve: reserve.index, amount, limit };
        accounts.extend([reserve.vault(), reserve.mint, tokens, reserve.token_program]);
        args.count = args.count.saturating_add(1);
    }
    build(market.program, &accounts, &args)
}

/// `OpenReceipt`: `payer` pays the rent.
#[must_use]
pub fn open_receipt(market: impl Into<Owned>, payer: Address, index: u8) -> SolanaInstruction {
    let market = market.into();
    let receipt = receipt_address(market, index).0;
    let accounts = [*market, payer, receipt, Address::from(crate::token::TOKEN_PROGRAM), Address::default()];
    build(market.program, &accounts, &OpenReceiptArgs { reserve: index })
}

/// `MintReceipt` to `destination`, a token account of the reserve's receipts; `u64::MAX` is all.
#[must_use]
pub fn mint_receipt(
    market: impl Into<Owned>,
    position: Address,
    destination: Address,
    owner: Address,
    reserve: u8,
    shares: u64,
) -> SolanaInstruction {
    let market = market.into();
    let (receipt, authority) = (receipt_address(market, reserve).0, authority_address(market).0);
    let token_program = Address::from(crate::token::TOKEN_PROGRAM);
    let accounts = [*market, position, receipt, destination, authority, token_program, owner];
    build(market.program, &accounts, &MintReceiptArgs { reserve, shares })
}

/// `RedeemReceipt` from `source`, which `payer` may burn from; `u64::MAX` is all of it.
#[must_use]
pub fn redeem_receipt(
    market: impl Into<Owned>,
    position: Address,
    source: Address,
    payer: Address,
    reserve: u8,
    shares: u64,
) -> SolanaInstruction {
    let market = market.into();
    let receipt = receipt_address(market, reserve).0;
    let accounts = [*market, position, receipt, source, payer, Address::from(crate::token::TOKEN_PROGRAM)];
    build(market.program, &accounts, &RedeemReceiptArgs { reserve, shares })
}
