//! Typed calls for programs that act on Hypothec, in pinocchio's terms and without allocation. Flags and order come from
//! the account tables, as in the builder; a signer of a table is the caller's user, or a PDA it has seeds for.
//!
//! Every instruction works by CPI except FlashBorrow and FlashRepay, which are top-level only and have no call here: a
//! program that flash-lends acts between the two. The caller names Hypothec's own account in its transaction.

use crate::ID;
use crate::accounts::{self, AccountTable};
use crate::instruction::*;
use bytemuck::{Pod, Zeroable};
use pinocchio::cpi::{Signer, invoke_signed, invoke_signed_with_bounds};
use pinocchio::error::ProgramError;
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, Address, ProgramResult};

/// The program's address.
pub const PROGRAM_ID: Address = Address::new_from_array(ID.to_bytes());

/// Most accounts that [`call`] and `invoke_signed_with` pass: a batch of four, or a refresh of seven equities of one feed
/// (five of two).
pub const MAX_ACCOUNTS: usize = 24;

/// What an instruction's data is: its tag, then its arguments.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
struct Data<A> {
    tag: u8,
    args: A,
}

/// Calls the instruction that `args` belong to, with its accounts in table order and those past the table after them.
///
/// # Errors
/// `InvalidArgument` for more than [`MAX_ACCOUNTS`]; what the program refuses ends the transaction.
#[inline(never)]
pub fn call<A: Args>(accounts: &[&AccountView], args: &A, signers: &[Signer]) -> ProgramResult {
    let table = const { accounts::of(A::INSTRUCTION) };
    let data = Data { tag: A::INSTRUCTION as u8, args: *args };
    let mut metas = [const { InstructionAccount::readonly(&PROGRAM_ID) }; MAX_ACCOUNTS];
    for (n, (meta, view)) in metas.iter_mut().zip(accounts).enumerate() {
        *meta = past_or_in(table, n, view);
    }
    let metas = metas.get(..accounts.len()).ok_or(ProgramError::InvalidArgument)?;
    let instruction = InstructionView { program_id: &PROGRAM_ID, accounts: metas, data: bytemuck::bytes_of(&data) };
    invoke_signed_with_bounds::<MAX_ACCOUNTS, _>(&instruction, accounts, signers)
}

/// As the table says, or past it as the caller has it, without its signature.
#[inline(always)]
fn past_or_in<'a>(table: &AccountTable, n: usize, view: &'a AccountView) -> InstructionAccount<'a> {
    match table.slot(n) {
        Some(slot) => InstructionAccount::new(view.address(), slot.writable, slot.signer),
        None => InstructionAccount::new(view.address(), view.is_writable(), false),
    }
}

/// Calls with exactly the accounts of the table: the table is a constant, so the metas are built without a branch.
#[inline(always)]
fn call_exactly<A: Args, const N: usize>(accounts: [&AccountView; N], args: &A, signers: &[Signer]) -> ProgramResult {
    let table = const { accounts::of(A::INSTRUCTION) };
    let data = Data { tag: A::INSTRUCTION as u8, args: *args };
    let mut metas = accounts.map(|view| InstructionAccount::readonly(view.address()));
    for (meta, slot) in metas.iter_mut().zip(table.slots) {
        (meta.is_writable, meta.is_signer) = (slot.writable, slot.signer);
    }
    let instruction = InstructionView { program_id: &PROGRAM_ID, accounts: &metas, data: bytemuck::bytes_of(&data) };
    invoke_signed(&instruction, &accounts, signers)
}

/// The accounts of the table and those past it, in one slice.
#[inline(always)]
fn join<'s, 'a>(
    all: &'s mut [&'a AccountView; MAX_ACCOUNTS],
    table: &[&'a AccountView],
    past: &[&'a AccountView],
) -> Result<&'s [&'a AccountView], ProgramError> {
    for (slot, account) in all.iter_mut().zip(table.iter().chain(past)) {
        *slot = account;
    }
    let used = table.len().saturating_add(past.len());
    all.get(..used).ok_or(ProgramError::InvalidArgument)
}

/// Whether the names are those of the table's slots.
#[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "compile time: an error stops the build")]
const fn names_are(table: &AccountTable, names: &[&str]) -> bool {
    if table.slots.len() != names.len() {
        return false;
    }
    let mut n = 0;
    while n < names.len() {
        let (a, b) = (table.slots[n].name.as_bytes(), names[n].as_bytes());
        if a.len() != b.len() {
            return false;
        }
        let mut i = 0;
        while i < a.len() {
            if a[i] != b[i] {
                return false;
            }
            i += 1;
        }
        n += 1;
    }
    true
}

macro_rules! calls {
    ($($name:ident($args:ident) $table:ident: $($account:ident)*;)*) => {$(
        #[doc = concat!("Calls [`", stringify!($name), "`](crate::instruction::Instruction::", stringify!($name), ").")]
        #[derive(Clone, Copy)]
        pub struct $name<'a> {
            $(#[doc = concat!("`", stringify!($account), "` of [`accounts::", stringify!($table), "`].")]
            pub $account: &'a AccountView,)*
        }

        impl $name<'_> {
            /// Calls; who must sign has signed the caller's own instruction.
            ///
            /// # Errors
            /// None of ours: what the program refuses ends the transaction.
            #[inline(always)]
            pub fn invoke(&self, args: &$args) -> ProgramResult {
                self.invoke_signed(args, &[])
            }

            /// As `invoke`, with the seeds of PDAs that sign.
            ///
            /// # Errors
            /// As `invoke`.
            #[inline(always)]
            pub fn invoke_signed(&self, args: &$args, signers: &[Signer]) -> ProgramResult {
                call_exactly([$(self.$account),*], args, signers)
            }

            /// As `invoke_signed`, with accounts past the table: a refresh's, a batch's, a transfer hook's.
            ///
            /// # Errors
            /// `InvalidArgument` for more than [`MAX_ACCOUNTS`] in all.
            #[inline(always)]
            pub fn invoke_signed_with(&self, args: &$args, past: &[&AccountView], signers: &[Signer]) -> ProgramResult {
                let table = [$(self.$account),*];
                let [first, ..] = table;
                let mut all = [first; MAX_ACCOUNTS];
                call(join(&mut all, &table, past)?, args, signers)
            }
        }

        const _: () = assert!(names_are(&accounts::$table, &[$(stringify!($account)),*]));
    )*};
}

calls! {
    InitMarket(InitMarketArgs) INIT_MARKET: market;
    Seal(SealArgs) SEAL: market admin;
    AddReserve(AddReserveArgs) ADD_RESERVE:
        market admin payer mint vault authority token_program system_program;
    Configure(ConfigureArgs) CONFIGURE: market admin;
    Propose(ProposeArgs) PROPOSE: market admin payer proposal system_program;
    Execute(ExecuteArgs) EXECUTE: market proposal rent_recipient;
    Cancel(CancelArgs) CANCEL: market officer proposal rent_recipient;
    Tighten(TightenArgs) TIGHTEN: market officer;
    SetClosure(SetClosureArgs) SET_CLOSURE: market officer;
    AcceptAdmin(AcceptAdminArgs) ACCEPT_ADMIN: market pending_admin;
    CollectFees(CollectFeesArgs) COLLECT_FEES: market vault mint destination authority token_program;
    Donate(DonateArgs) DONATE: market vault mint source payer token_program;
    CloseReserve(CloseReserveArgs) CLOSE_RESERVE: market admin vault mint destination authority token_program;
    CloseMarket(CloseMarketArgs) CLOSE_MARKET: market admin;
    RefreshPrices(RefreshPricesArgs) REFRESH_PRICES: market;
    OpenPosition(OpenPositionArgs) OPEN_POSITION: market position owner payer system_program;
    ClosePosition(ClosePositionArgs) CLOSE_POSITION: position owner rent_recipient;
    SetDelegate(SetDelegateArgs) SET_DELEGATE: position owner;
    SetCollateral(SetCollateralArgs) SET_COLLATERAL: market position owner;
    SetOrder(SetOrderArgs) SET_ORDER: position owner;
    OfferPosition(OfferPositionArgs) OFFER_POSITION: position owner;
    AcceptPosition(AcceptPositionArgs) ACCEPT_POSITION: market position new_owner;
    Deposit(DepositArgs) DEPOSIT: market position vault mint source payer token_program;
    Withdraw(WithdrawArgs) WITHDRAW: market position vault mint destination authority token_program owner;
    Borrow(BorrowArgs) BORROW: market position vault mint destination authority token_program owner;
    Repay(RepayArgs) REPAY: market position vault mint source payer token_program;
    Batch(BatchArgs) BATCH: market position authority owner;
    Liquidate(LiquidateArgs) LIQUIDATE:
        market position repay_vault repay_mint source liquidator repay_token_program seize_vault seize_mint destination
        authority seize_token_program;
    SettleBadDebt(SettleBadDebtArgs) SETTLE_BAD_DEBT: market position;
    SyncVault(SyncVaultArgs) SYNC_VAULT: market vault;
    LiquidateToShares(LiquidateToSharesArgs) LIQUIDATE_TO_SHARES:
        market position repay_vault repay_mint source liquidator repay_token_program liquidator_position seize_vault;
    MintReceipt(MintReceiptArgs) MINT_RECEIPT: market position receipt destination authority token_program owner;
    RedeemReceipt(RedeemReceiptArgs) REDEEM_RECEIPT: market position receipt source payer token_program;
    OpenReceipt(OpenReceiptArgs) OPEN_RECEIPT: market payer receipt token_program system_program;
    Quote(QuoteArgs) QUOTE: market position;
}
