//! The accounts of every instruction, as const tables: the one truth from which the builder sets flags and order, the
//! program checks signers, writable slots and aliases, and the tests attack every slot.

use crate::instruction::Instruction;

/// Most accounts past its table that an instruction passes on to the hook of the mint it moves.
pub const MAX_HOOK_ACCOUNTS: usize = 8;

/// What belongs in a slot; the program's view of the same name proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A market of this program.
    Market,
    /// A zeroed account of this program at a market's full size, about to become one.
    NewMarket,
    /// A position of the market.
    Position,
    /// The address a position is about to be created at.
    NewPosition,
    /// A proposal of the market.
    Proposal,
    /// The address a proposal is about to be created at.
    NewProposal,
    /// The reserve's vault.
    Vault,
    /// The address a vault is about to be created at.
    NewVault,
    /// The reserve's mint.
    Mint,
    /// A mint that is not listed yet.
    NewMint,
    /// A token account of the mint that anyone may own.
    TokenAccount,
    /// The market's authority PDA.
    Authority,
    /// The program that owns the mint.
    TokenProgram,
    /// The system program.
    SystemProgram,
    /// An account that acts by signing.
    Wallet,
    /// The address a receipt mint is about to be created at.
    NewReceipt,
    /// The reserve's receipt mint.
    Receipt,
    /// A token account of the reserve's receipts.
    ReceiptAccount,
    /// The instructions sysvar.
    Instructions,
    /// The account that paid a position's or proposal's rent.
    RentRecipient,
}

/// One slot of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountSlot {
    /// Bare noun, as in the program and the builder.
    pub name: &'static str,
    /// What belongs there.
    pub role: Role,
    /// Must be writable.
    pub writable: bool,
    /// Must sign.
    pub signer: bool,
}

/// The accounts of an instruction, in order.
#[derive(Clone, Copy, Debug)]
pub struct AccountTable {
    /// The instruction.
    pub instruction: Instruction,
    /// Its slots.
    pub slots: &'static [AccountSlot],
    /// Slots that follow them, over and over: a batch's, once for each step.
    pub repeated: &'static [AccountSlot],
    /// What the slots require, for one comparison: bit 2n of slot n is signer, bit 2n + 1 writable.
    pub required: u64,
    /// Pairs of slots that must not hold the same account.
    pub distinct: &'static [(usize, usize)],
}

const fn slot(name: &'static str, role: Role) -> AccountSlot {
    AccountSlot { name, role, writable: false, signer: false }
}

impl AccountTable {
    /// The `n`-th account's slot, among those that repeat too.
    #[inline(always)]
    #[must_use]
    pub fn slot(&self, n: usize) -> Option<&'static AccountSlot> {
        match n.checked_sub(self.slots.len()) {
            None => self.slots.get(n),
            Some(past) => self.repeated.get(past.checked_rem(self.repeated.len())?),
        }
    }
}

impl AccountSlot {
    const fn writable(self) -> AccountSlot {
        AccountSlot { writable: true, ..self }
    }
    const fn signer(self) -> AccountSlot {
        AccountSlot { signer: true, ..self }
    }
}

const MARKET: AccountSlot = slot("market", Role::Market).writable();
const POSITION: AccountSlot = slot("position", Role::Position).writable();
const VAULT: AccountSlot = slot("vault", Role::Vault).writable();
const MINT: AccountSlot = slot("mint", Role::Mint);
const SOURCE: AccountSlot = slot("source", Role::TokenAccount).writable();
const DESTINATION: AccountSlot = slot("destination", Role::TokenAccount).writable();
const PAYER: AccountSlot = slot("payer", Role::Wallet).signer();
const AUTHORITY: AccountSlot = slot("authority", Role::Authority);
const TOKEN_PROGRAM: AccountSlot = slot("token_program", Role::TokenProgram);
const SYSTEM_PROGRAM: AccountSlot = slot("system_program", Role::SystemProgram);
const OWNER: AccountSlot = slot("owner", Role::Wallet).signer();
const ADMIN: AccountSlot = slot("admin", Role::Wallet).signer();
/// The admin or the guardian.
const OFFICER: AccountSlot = slot("officer", Role::Wallet).signer();
const PROPOSAL: AccountSlot = slot("proposal", Role::Proposal).writable();
const RENT_RECIPIENT: AccountSlot = slot("rent_recipient", Role::RentRecipient).writable();

/// The shape of tokens moving in: deposit and repay. `position` sits at 1, `source` at 4.
const IN: &[AccountSlot] = &[MARKET, POSITION, VAULT, MINT, SOURCE, PAYER, TOKEN_PROGRAM];

/// The shape of tokens moving out: borrow and withdraw.
const OUT: &[AccountSlot] = &[MARKET, POSITION, VAULT, MINT, DESTINATION, AUTHORITY, TOKEN_PROGRAM, OWNER];

/// Market and position are records of one owner program, vault and user account records of another; within each pair
/// the program writes both, so they must differ. Market and user account would alias a borrow.
const MOVE_DISTINCT: &[(usize, usize)] = &[(0, 1), (0, 4), (1, 4), (2, 4)];

/// The shape of tokens moving into a vault for no position: donate and flash repay.
const VAULT_IN: &[AccountSlot] = &[MARKET, VAULT, MINT, SOURCE, PAYER, TOKEN_PROGRAM];

/// The shape of tokens moving out of a vault for no position: collect fees.
const VAULT_OUT: &[AccountSlot] = &[MARKET, VAULT, MINT, DESTINATION, AUTHORITY, TOKEN_PROGRAM];

/// As [`MOVE_DISTINCT`], without a position.
const VAULT_DISTINCT: &[(usize, usize)] = &[(0, 3), (1, 3)];

#[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "compile time: an error stops the build")]
const fn table(
    instruction: Instruction,
    slots: &'static [AccountSlot],
    distinct: &'static [(usize, usize)],
) -> AccountTable {
    let mut required = 0;
    let mut n = slots.len();
    while n > 0 {
        n -= 1;
        required = required << 2 | (slots[n].writable as u64) << 1 | slots[n].signer as u64;
    }
    AccountTable { instruction, slots, repeated: &[], required, distinct }
}

/// Accounts of `InitMarket`.
pub const INIT_MARKET: AccountTable =
    table(Instruction::InitMarket, &[slot("market", Role::NewMarket).writable().signer()], &[]);

/// Accounts of `Seal`.
pub const SEAL: AccountTable = table(Instruction::Seal, &[MARKET, ADMIN], &[(0, 1)]);

/// Accounts of `AddReserve`.
pub const ADD_RESERVE: AccountTable = table(
    Instruction::AddReserve,
    &[
        MARKET,
        ADMIN,
        PAYER.writable(),
        slot("mint", Role::NewMint),
        slot("vault", Role::NewVault).writable(),
        AUTHORITY,
        TOKEN_PROGRAM,
        SYSTEM_PROGRAM,
    ],
    &[(0, 1), (0, 2), (0, 3), (0, 4), (2, 4)],
);

/// Accounts of `Configure`.
pub const CONFIGURE: AccountTable = table(Instruction::Configure, &[MARKET, ADMIN], &[(0, 1)]);

/// Accounts of `Propose`.
pub const PROPOSE: AccountTable = table(
    Instruction::Propose,
    &[MARKET, ADMIN, PAYER.writable(), slot("proposal", Role::NewProposal).writable(), SYSTEM_PROGRAM],
    &[(0, 1), (0, 2), (0, 3), (2, 3)],
);

/// The fixed accounts of `Execute`; where a source comes in, its price account follows.
pub const EXECUTE: AccountTable =
    table(Instruction::Execute, &[MARKET, PROPOSAL, RENT_RECIPIENT], &[(0, 1), (0, 2), (1, 2)]);

/// Accounts of `Cancel`.
pub const CANCEL: AccountTable = table(
    Instruction::Cancel,
    &[slot("market", Role::Market), OFFICER, PROPOSAL, RENT_RECIPIENT],
    &[(0, 1), (0, 2), (0, 3), (2, 3)],
);

/// Accounts of `Tighten`.
pub const TIGHTEN: AccountTable = table(Instruction::Tighten, &[MARKET, OFFICER], &[(0, 1)]);

/// Accounts of `SetClosure`.
pub const SET_CLOSURE: AccountTable = table(Instruction::SetClosure, &[MARKET, OFFICER], &[(0, 1)]);

/// Accounts of `AcceptAdmin`.
pub const ACCEPT_ADMIN: AccountTable =
    table(Instruction::AcceptAdmin, &[MARKET, slot("pending_admin", Role::Wallet).signer()], &[(0, 1)]);

/// Accounts of `CollectFees`.
pub const COLLECT_FEES: AccountTable = table(Instruction::CollectFees, VAULT_OUT, VAULT_DISTINCT);

/// Accounts of `Donate`.
pub const DONATE: AccountTable = table(Instruction::Donate, VAULT_IN, VAULT_DISTINCT);

/// Accounts of `CloseReserve`; where nothing is left in the vault, any account may stand for the destination.
pub const CLOSE_RESERVE: AccountTable = table(
    Instruction::CloseReserve,
    &[MARKET, ADMIN.writable(), VAULT, MINT, DESTINATION, AUTHORITY, TOKEN_PROGRAM],
    &[(0, 1), (0, 2), (0, 4), (1, 2), (1, 4), (2, 4)],
);

/// Accounts of `CloseMarket`.
pub const CLOSE_MARKET: AccountTable = table(Instruction::CloseMarket, &[MARKET, ADMIN.writable()], &[(0, 1)]);

/// The fixed accounts of `RefreshPrices`; per reserve follow the posted price accounts, then for an equity mint and vault.
pub const REFRESH_PRICES: AccountTable = table(Instruction::RefreshPrices, &[MARKET], &[]);

/// Accounts of `OpenPosition`.
pub const OPEN_POSITION: AccountTable = table(
    Instruction::OpenPosition,
    &[
        slot("market", Role::Market),
        slot("position", Role::NewPosition).writable(),
        OWNER,
        PAYER.writable(),
        SYSTEM_PROGRAM,
    ],
    &[(0, 1), (1, 3)],
);

/// Accounts of `ClosePosition`.
pub const CLOSE_POSITION: AccountTable =
    table(Instruction::ClosePosition, &[POSITION, OWNER, RENT_RECIPIENT], &[(0, 1), (0, 2)]);

/// Accounts of `SetDelegate`.
pub const SET_DELEGATE: AccountTable = table(Instruction::SetDelegate, &[POSITION, OWNER], &[(0, 1)]);

/// Accounts of `SetCollateral`.
pub const SET_COLLATERAL: AccountTable =
    table(Instruction::SetCollateral, &[MARKET, POSITION, OWNER], &[(0, 1), (0, 2), (1, 2)]);

/// Accounts of `SetOrder`.
pub const SET_ORDER: AccountTable = table(Instruction::SetOrder, &[POSITION, OWNER], &[(0, 1)]);

/// Accounts of `OfferPosition`.
pub const OFFER_POSITION: AccountTable = table(Instruction::OfferPosition, &[POSITION, OWNER], &[(0, 1)]);

/// Accounts of `AcceptPosition`.
pub const ACCEPT_POSITION: AccountTable = table(
    Instruction::AcceptPosition,
    &[slot("market", Role::Market), POSITION, slot("new_owner", Role::Wallet).signer()],
    &[(0, 1), (0, 2), (1, 2)],
);

/// Accounts of `Deposit`.
pub const DEPOSIT: AccountTable = table(Instruction::Deposit, IN, MOVE_DISTINCT);

/// Accounts of `Withdraw`.
pub const WITHDRAW: AccountTable = table(Instruction::Withdraw, OUT, MOVE_DISTINCT);

/// Accounts of `Borrow`.
pub const BORROW: AccountTable = table(Instruction::Borrow, OUT, MOVE_DISTINCT);

/// Accounts of `Repay`.
pub const REPAY: AccountTable = table(Instruction::Repay, IN, MOVE_DISTINCT);

/// The accounts of one step of a batch.
pub const BATCH_LEG: AccountTable =
    table(Instruction::Batch, &[VAULT, MINT, slot("tokens", Role::TokenAccount).writable(), TOKEN_PROGRAM], &[(0, 2)]);

/// The fixed accounts of `Batch`; those of [`BATCH_LEG`] follow for each step. Neither record can be a step's vault or
/// token account, which the token programs own.
pub const BATCH: AccountTable = AccountTable {
    repeated: BATCH_LEG.slots,
    ..table(Instruction::Batch, &[MARKET, POSITION, AUTHORITY, OWNER], &[(0, 1)])
};
const REPAY_VAULT: AccountSlot = slot("repay_vault", Role::Vault).writable();
const REPAY_MINT: AccountSlot = slot("repay_mint", Role::Mint);
const LIQUIDATOR: AccountSlot = slot("liquidator", Role::Wallet).signer();
const REPAY_TOKEN_PROGRAM: AccountSlot = slot("repay_token_program", Role::TokenProgram);

/// Accounts of `Liquidate`; the seized token's hook accounts may follow.
pub const LIQUIDATE: AccountTable = table(
    Instruction::Liquidate,
    &[
        MARKET,
        POSITION,
        REPAY_VAULT,
        REPAY_MINT,
        SOURCE,
        LIQUIDATOR,
        REPAY_TOKEN_PROGRAM,
        slot("seize_vault", Role::Vault).writable(),
        slot("seize_mint", Role::Mint),
        DESTINATION,
        AUTHORITY,
        slot("seize_token_program", Role::TokenProgram),
    ],
    // source and destination are of different mints, so not one account; everything else that is written is apart
    &[(0, 1), (0, 2), (0, 4), (0, 7), (0, 9), (1, 4), (1, 9), (2, 4), (2, 7), (2, 9), (4, 7), (7, 9)],
);

/// The fixed accounts of `SettleBadDebt`; the vault of each supply slot follows, in the position's order.
pub const SETTLE_BAD_DEBT: AccountTable = AccountTable {
    repeated: &[slot("vault", Role::Vault)],
    ..table(Instruction::SettleBadDebt, &[MARKET, POSITION], &[(0, 1)])
};

/// Accounts of `SyncVault`.
pub const SYNC_VAULT: AccountTable = table(Instruction::SyncVault, &[MARKET, slot("vault", Role::Vault)], &[(0, 1)]);

/// Accounts of `LiquidateToShares`.
pub const LIQUIDATE_TO_SHARES: AccountTable = table(
    Instruction::LiquidateToShares,
    &[
        MARKET,
        POSITION,
        REPAY_VAULT,
        REPAY_MINT,
        SOURCE,
        LIQUIDATOR,
        REPAY_TOKEN_PROGRAM,
        slot("liquidator_position", Role::Position).writable(),
        slot("seize_vault", Role::Vault),
    ],
    &[(0, 1), (0, 2), (0, 4), (0, 7), (1, 4), (1, 7), (2, 4), (4, 7)],
);

/// Accounts of `FlashBorrow`.
pub const FLASH_BORROW: AccountTable = table(
    Instruction::FlashBorrow,
    &[MARKET, VAULT, MINT, DESTINATION, AUTHORITY, TOKEN_PROGRAM, slot("instructions", Role::Instructions)],
    &[(0, 3), (1, 3)],
);

/// Accounts of `FlashRepay`.
pub const FLASH_REPAY: AccountTable = table(Instruction::FlashRepay, VAULT_IN, VAULT_DISTINCT);

const RECEIPT: AccountSlot = slot("receipt", Role::Receipt).writable();

/// Accounts of `MintReceipt`. The receipt mint and its accounts belong to SPL Token: neither is a record of ours.
pub const MINT_RECEIPT: AccountTable = table(
    Instruction::MintReceipt,
    &[MARKET, POSITION, RECEIPT, slot("destination", Role::ReceiptAccount).writable(), AUTHORITY, TOKEN_PROGRAM, OWNER],
    &[(0, 1), (2, 3)],
);

/// Accounts of `RedeemReceipt`.
pub const REDEEM_RECEIPT: AccountTable = table(
    Instruction::RedeemReceipt,
    &[MARKET, POSITION, RECEIPT, slot("source", Role::ReceiptAccount).writable(), PAYER, TOKEN_PROGRAM],
    &[(0, 1), (2, 3)],
);

/// Accounts of `OpenReceipt`.
pub const OPEN_RECEIPT: AccountTable = table(
    Instruction::OpenReceipt,
    &[MARKET, PAYER.writable(), slot("receipt", Role::NewReceipt).writable(), TOKEN_PROGRAM, SYSTEM_PROGRAM],
    &[(0, 1), (0, 2), (1, 2)],
);
/// Accounts of `Quote`.
pub const QUOTE: AccountTable =
    table(Instruction::Quote, &[slot("market", Role::Market), slot("position", Role::Position)], &[(0, 1)]);

/// Every table, in order of the tags.
pub const ALL: &[AccountTable] = &[
    INIT_MARKET,
    SEAL,
    ADD_RESERVE,
    CONFIGURE,
    PROPOSE,
    EXECUTE,
    CANCEL,
    TIGHTEN,
    SET_CLOSURE,
    ACCEPT_ADMIN,
    COLLECT_FEES,
    DONATE,
    CLOSE_RESERVE,
    CLOSE_MARKET,
    REFRESH_PRICES,
    OPEN_POSITION,
    CLOSE_POSITION,
    SET_DELEGATE,
    SET_COLLATERAL,
    SET_ORDER,
    OFFER_POSITION,
    ACCEPT_POSITION,
    DEPOSIT,
    WITHDRAW,
    BORROW,
    REPAY,
    BATCH,
    LIQUIDATE,
    SETTLE_BAD_DEBT,
    SYNC_VAULT,
    LIQUIDATE_TO_SHARES,
    FLASH_BORROW,
    FLASH_REPAY,
    MINT_RECEIPT,
    REDEEM_RECEIPT,
    OPEN_RECEIPT,
    QUOTE,
];

/// The table of an instruction.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "ends at the last table: `n` is one of them"
)]
#[must_use]
pub const fn of(instruction: Instruction) -> &'static AccountTable {
    let mut n = ALL.len() - 1;
    while n > 0 && ALL[n].instruction as u8 != instruction as u8 {
        n -= 1;
    }
    &ALL[n]
}
