//! Instructions: one tag byte, then fixed-size little-endian Pod arguments without padding, so that the bytes equal
//! their borsh encoding. Missing and trailing bytes are refused. Tags are grouped by area and append-only.

use crate::math::price::Price;
use crate::session::Calendar;
use crate::state::{Kind, MAX_SLOTS, Order, Position, ReserveConfig, Side, SourceId, VALUES_SIZE};
use crate::{Error, Key};
use bytemuck::{Pod, Zeroable};

/// Arguments of an instruction, read from the bytes after the tag.
pub trait Args: Pod {
    /// The instruction they belong to.
    const INSTRUCTION: Instruction;
}

macro_rules! instructions {
    ($($(#[doc = $doc:literal])* $name:ident($args:ident) = $tag:literal;)*) => {
        /// Every instruction with its tag. Accounts: the table of the same name in [`crate::accounts`].
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Instruction { $($(#[doc = $doc])* $name = $tag,)* }

        impl Instruction {
            /// All instructions in order of their tags.
            pub const ALL: &'static [Instruction] = &[$(Instruction::$name,)*];

            /// The instruction with this tag.
            #[inline(always)]
            #[must_use]
            pub const fn from_tag(tag: u8) -> Option<Instruction> {
                match tag { $($tag => Some(Instruction::$name),)* _ => None }
            }

            /// The variant's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Instruction::$name => stringify!($name),)* }
            }

            /// Bytes of arguments after the tag.
            #[must_use]
            pub const fn args_len(self) -> usize {
                match self { $(Instruction::$name => size_of::<$args>(),)* }
            }
        }

        $(impl Args for $args { const INSTRUCTION: Instruction = Instruction::$name; })*
    };
}

instructions! {
    /// Makes a market in an account that its creator allocated at full size and that signs. Errors: `WrongLength`,
    /// `NotRentExempt`, `AlreadyInitialized`, `BadCalendar`, `ArgumentOutOfRange`.
    InitMarket(InitMarketArgs) = 0x00;
    /// Ends immediate configuration, permanently; third parties may deposit from now on. Errors: `NotAdmin`, `MarketSealed`.
    Seal(SealArgs) = 0x01;
    /// Lists a mint with zero power, zero caps and every switch off, and creates its vault. Errors: `NotAdmin`,
    /// `WrongTokenProgram`, `WrongAddress`, `MarketFull`, `MintListed`, the mint errors (110 to 119), `AdapterDisabled`,
    /// `NoSource`, `SameSource`, `ArgumentOutOfRange`.
    AddReserve(AddReserveArgs) = 0x02;
    /// Takes over the named parameters of a reserve at once; only in a market that is not sealed. Errors: `NotAdmin`,
    /// `MarketSealed`, `NoSuchReserve`, `LtvAboveThreshold`, `BadCurve`, `ConfigOutOfBounds`, `ArgumentOutOfRange`.
    Configure(ConfigureArgs) = 0x03;
    /// Makes a proposal: named fields of a reserve, of the market, or another [`Kind`] of change, to be executed after the
    /// market's delay; without delay while the market is not sealed. CU row `propose`. Errors: `NotAdmin`,
    /// `WrongAddress`, and those of [`crate::action::propose()`].
    Propose(ProposeArgs) = 0x04;
    /// Executes a proposal whose delay is over. Anyone; rent goes back to who paid it. A new source's price account
    /// follows the table's accounts. CU row `execute`. Errors: `WrongMarket`, `WrongRentRecipient`, and those of
    /// [`crate::action::execute()`].
    Execute(ExecuteArgs) = 0x05;
    /// Takes a proposal back; anyone may, once its market is closed. The rent goes back to who paid it. CU row `cancel`.
    /// Errors: `WrongMarket`, `NotAdminOrGuardian`, `GuardianReplacement`, `WrongRentRecipient`.
    Cancel(CancelArgs) = 0x06;
    /// Takes borrow power or room away, at once. CU row `tighten`. Errors: see [`crate::action::tighten()`].
    Tighten(TightenArgs) = 0x07;
    /// Closes a trade date, or ends its Regular session early, at once. CU row `set_closure`. Errors: see
    /// [`crate::action::set_closure()`].
    SetClosure(SetClosureArgs) = 0x08;
    /// Takes over the admin role that an executed proposal offers. CU row `accept_admin`. Errors: `NotPendingAdmin`.
    AcceptAdmin(AcceptAdminArgs) = 0x09;
    /// Pays the whole atoms of a reserve's fees, as far as there is cash, to the market's fee recipient. Anyone; the
    /// limiter does not count it. Errors: `WrongVault`, and those of [`crate::action::collect_fees`].
    CollectFees(CollectFeesArgs) = 0x0a;
    /// Gives tokens to a reserve's loss buffer. Anyone. Errors: `ZeroAmount`, `InsufficientFunds`, `ArrivedShort`.
    Donate(DonateArgs) = 0x0b;
    /// Closes a reserve that winds down, and of which nobody holds or owes anything any more: what its vault holds goes to
    /// the market's fee recipient, the vault's rent to the admin, and its index is free, unless it had receipts. While the
    /// market is not sealed, any reserve of which the same is true. Errors: `WrongVault`, `WrongMint`,
    /// `WrongTokenAccount`, and those of [`crate::action::close_reserve`].
    CloseReserve(CloseReserveArgs) = 0x0c;
    /// Closes a market in which no reserve is listed. A record of 8 bytes stays, so that no market is made at its address
    /// again; the rest of the rent goes to the admin. Errors: `NotAdmin`, `MarketInUse`.
    CloseMarket(CloseMarketArgs) = 0x0d;
    /// Takes prices, and for equities mint and vault, onto the boards of up to 16 reserves, accruing each. Anyone.
    /// CU rows `refresh_prices (...)`. Errors: `NoSuchReserve`, `ArgumentOutOfRange`, `WrongMint`, `WrongVault`,
    /// `MalformedMint`, `Overflow`, `PriceTooHigh`, and those of [`crate::oracle::read`] and
    /// `PriceUpdate`.
    RefreshPrices(RefreshPricesArgs) = 0x20;
    /// Makes a position for its owner, who signs; the payer's rent comes back at `ClosePosition`. Errors:
    /// `WrongAddress`, `AlreadyInitialized`.
    OpenPosition(OpenPositionArgs) = 0x30;
    /// Closes an empty position. Errors: `NotOwner`, `PositionInUse`, `WrongRentRecipient`.
    ClosePosition(ClosePositionArgs) = 0x31;
    /// Sets who may act for the owner; zero is nobody. Errors: `NotOwner`.
    SetDelegate(SetDelegateArgs) = 0x32;
    /// Sets whether a supply slot counts as collateral. Errors: `NotOwner`, `NoSuchSlot`, `Unhealthy`.
    SetCollateral(SetCollateralArgs) = 0x33;
    /// Sets one of the owner's two orders: when anyone may sell collateral for debt, and on which terms. Errors: see
    /// [`crate::action::set_order`].
    SetOrder(SetOrderArgs) = 0x34;
    /// Offers the position to an address, or with zero takes the offer back. Errors: `NotOwner`.
    OfferPosition(OfferPositionArgs) = 0x35;
    /// Takes over a position that is offered to the signer, with its debt. Its delegate, orders and offer go, its address and
    /// who gets its rent stay. CU row `accept_position (1+1)`. Errors: see [`crate::action::accept_position()`].
    AcceptPosition(AcceptPositionArgs) = 0x36;
    /// Moves tokens in as supply; shares round down. CU rows `deposit (...)`. Errors: `ZeroAmount`, `InsufficientFunds`,
    /// `ArrivedShort`, `NoSuchReserve`, and those of [`crate::action::deposit`], which checks what has arrived.
    Deposit(DepositArgs) = 0x40;
    /// Moves supply out; shares round up. CU rows `withdraw (...)`. Errors: see [`crate::action::withdraw`].
    Withdraw(WithdrawArgs) = 0x41;
    /// Lends against the position's collateral; debt rounds up. CU rows `borrow (...)`. Errors: see
    /// [`crate::action::borrow`].
    Borrow(BorrowArgs) = 0x42;
    /// Moves tokens in against debt; what is owed rounds up. CU rows `repay (...)`. Errors: `ZeroAmount`,
    /// `InsufficientFunds`, and those of [`crate::action::owed_up`] and [`crate::action::repay()`].
    Repay(RepayArgs) = 0x43;
    /// Up to four of Deposit, Withdraw, Borrow and Repay on one position, in order, each moving its tokens at once; health
    /// and the policy's view of a debt are checked once, on what they leave. A hooked token takes no part. Return data: what
    /// each step moved. CU rows `batch (...)`. Errors: `ArgumentOutOfRange` for none, a fifth or another kind of step,
    /// `HookArmed`, those of the steps, and those of [`crate::action::DeferredHealth::check`].
    Batch(BatchArgs) = 0x44;
    /// Repays a debt of a position below health and seizes supply for it, as tokens; what is repaid rounds up, what is
    /// seized down. CU rows `liquidate (...)`. Errors: `InsufficientFunds`, and those of
    /// [`crate::action::plan_liquidation`] and [`crate::action::liquidate()`].
    Liquidate(LiquidateArgs) = 0x50;
    /// Writes off the debts of a position in which nothing of value is left. Anyone. Errors: see
    /// [`crate::action::settle_bad_debt`].
    SettleBadDebt(SettleBadDebtArgs) = 0x51;
    /// Recognises that a vault holds less than booked, or restores tokens that came back. Anyone. Errors: `WrongVault`.
    SyncVault(SyncVaultArgs) = 0x52;
    /// As `Liquidate`, seizing shares into the liquidator's position: works while the seized mint is paused, frozen or
    /// hooked. CU rows `liquidate_to_shares (...)`. Errors: as `Liquidate`, see [`crate::action::liquidate_to_shares`].
    LiquidateToShares(LiquidateToSharesArgs) = 0x53;
    /// Lends atoms until a later instruction of the same transaction, `FlashRepay` of the same market, reserve and
    /// amount, brings them back. Top level only, both: a wallet that acts by CPI cannot take part. CU row `flash (pair)`.
    /// Errors: see [`crate::action::flash_borrow`] and [`crate::action::check_flash_pair`]; `FlashNotTopLevel`,
    /// `WrongInstructionsSysvar`.
    FlashBorrow(FlashBorrowArgs) = 0x60;
    /// Brings back what `FlashBorrow` lent, and the fee, rounded up. Errors: `FlashNotTopLevel`, `InsufficientFunds`,
    /// `ArrivedShort`, and those of [`crate::action::flash_fee_up`].
    FlashRepay(FlashRepayArgs) = 0x61;
    /// Turns supply shares of a position into receipt tokens, one atom a share; checked as a withdrawal. CU row
    /// `mint_receipt (1+0)`. Errors: `ReceiptNotOpen`, `WrongReceipt`, and those of [`crate::action::mint_receipt`].
    MintReceipt(MintReceiptArgs) = 0x70;
    /// Turns receipt tokens back into supply shares of a position. CU row `redeem_receipt (1+0)`. Errors: `ZeroAmount`,
    /// `InsufficientFunds`, `ReceiptNotOpen`, `WrongReceipt`, and those of [`crate::action::redeem_receipt`].
    RedeemReceipt(RedeemReceiptArgs) = 0x71;
    /// Makes the receipt mint of a reserve that is lent: SPL Token, the asset's decimals, no freeze authority. Anyone, who
    /// pays its rent. Errors: `WrongAddress`, and those of [`crate::action::open_receipt`].
    OpenReceipt(OpenReceiptArgs) = 0x72;
    /// Says how a position stands, and what it could do, as return data; changes nothing. CU row `quote (1+1)`. Errors:
    /// `NoSuchReserve`.
    Quote(QuoteArgs) = 0x80;
}

/// Arguments of `InitMarket`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct InitMarketArgs {
    /// Who configures and proposes.
    pub admin: Key,
    /// Who may tighten and cancel; zero is nobody.
    pub guardian: Key,
    /// Owner of the token accounts that fees are paid to.
    pub fee_recipient: Key,
    /// Timelock, seconds, at most 30 days.
    pub delay_s: u32,
    /// Health a liquidation aims at, 10,000 to 20,000 bps.
    pub target_health_bps: u16,
    /// Seconds after risk was taken before a liquidation, 11 to 3,600.
    pub cool_off_s: u16,
    /// Smallest debt of a slot, Value (2^-16 USD), below 2^48.
    pub debt_floor: u64,
    /// Oracle adapters enabled, bit n for adapter n.
    pub adapters: u8,
    /// Sessions of the exchange.
    pub calendar: Calendar,
}

/// Arguments of `Seal`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SealArgs {}

/// Arguments of `AddReserve`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct AddReserveArgs {
    /// 1 equity, 2 continuous.
    pub class: u8,
    /// The feed that quotes one raw token; all zero for none.
    pub token_feed: SourceId,
    /// The feed that quotes one share, of an equity only; all zero for none. One of the two is needed.
    pub share_feed: SourceId,
    /// Least and greatest price per atom that the first print may have, the second at most twice the first.
    pub band: [Price; 2],
}

/// Arguments of `Configure`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct ConfigureArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Bit n names the n-th field of [`ReserveConfig::FIELDS`].
    pub mask: u64,
    /// The values; fields not named are ignored.
    pub config: ReserveConfig,
}

/// Arguments of `Propose`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct ProposeArgs {
    /// A [`Kind`].
    pub kind: u8,
    /// Index of the reserve, or [`NO_RESERVE`] for a kind that changes the market.
    pub reserve: u8,
    /// Bit n names the n-th field of the kind.
    pub mask: u64,
    /// The values, shaped as the kind says; fields not named are ignored.
    pub values: [u8; 512],
}

impl ProposeArgs {
    /// Names fields of a kind with these values, padded by zeros.
    #[must_use]
    pub fn new(kind: Kind, reserve: u8, mask: u64, values: &[u8]) -> ProposeArgs {
        let mut args = ProposeArgs { kind: kind as u8, reserve, mask, values: [0; VALUES_SIZE] };
        for (to, from) in args.values.iter_mut().zip(values) {
            *to = *from;
        }
        args
    }

    /// Names source `n` of a reserve: what it becomes, and where its first print lies if that is not the board's price.
    #[must_use]
    pub fn source(reserve: u8, n: usize, id: SourceId, band: Option<[Price; 2]>) -> ProposeArgs {
        let ids = [0, 1].map(|at| if at == n { id } else { SourceId::zeroed() });
        let band = band.unwrap_or([Price::ZERO; 2]);
        let values = bytemuck::bytes_of(&ids).iter().chain(bytemuck::bytes_of(&band));
        let mut args = ProposeArgs::new(Kind::Source, reserve, 1 << (n & 1), &[]);
        for (to, from) in args.values.iter_mut().zip(values) {
            *to = *from;
        }
        args
    }
}

/// Arguments of `Execute`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct ExecuteArgs {}

/// Arguments of `Cancel`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct CancelArgs {}

/// Arguments of `Tighten`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct TightenArgs {
    /// Index of the reserve; any, when only reduce-only mode is named.
    pub reserve: u8,
    /// `TIGHTEN_...` bits of [`crate::action`]; what is not named is ignored.
    pub levers: u8,
    /// LTV per session, each no higher than it is, bps.
    pub ltv_bps: [u16; 4],
    /// LTV during the event window, no higher than it is, bps.
    pub event_ltv_bps: u16,
    /// Event window, from unix seconds.
    pub event_from: u32,
    /// Event window, until unix seconds.
    pub event_until: u32,
    /// Supply cap, no higher than it is, share-equivalents.
    pub supply_cap: u64,
    /// Borrow cap, no higher than it is, Value.
    pub borrow_cap: u64,
    /// Reduce-only mode from now, seconds.
    pub reduce_only_s: u32,
}

/// Arguments of `SetClosure`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SetClosureArgs {
    /// Trade date, days since 1970-01-01; today's to 30 days ahead.
    pub day: u16,
    /// Local minute at which Regular ends, or 0: closed all day.
    pub minute: u16,
}

/// Arguments of `AcceptAdmin`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct AcceptAdminArgs {}

/// Arguments of `CollectFees`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct CollectFeesArgs {
    /// Index of the reserve.
    pub reserve: u8,
}

/// Arguments of `Donate`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct DonateArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms.
    pub amount: u64,
}

/// Arguments of `CloseReserve`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct CloseReserveArgs {
    /// Index of the reserve.
    pub reserve: u8,
}

/// Arguments of `CloseMarket`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct CloseMarketArgs {}

/// Ends the list of [`RefreshPricesArgs::reserves`].
pub const NO_RESERVE: u8 = 0xff;

/// Arguments of `RefreshPrices`. Accounts after the market, per reserve: a price account for each source posted (token
/// feed first), then for an equity its mint and its vault, always.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct RefreshPricesArgs {
    /// Indices of the reserves, ended by [`NO_RESERVE`] or by all 16 being used.
    pub reserves: [u8; 16],
    /// Which sources are posted: two bits per reserve from the lowest on, 1 its token feed, 2 its share feed. A source
    /// that is not posted keeps what it last said; while fresh it counts as before.
    pub posted: u32,
}

/// Arguments of `OpenPosition`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct OpenPositionArgs {
    /// The owner's number for this position.
    pub id: u16,
}

/// Arguments of `ClosePosition`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct ClosePositionArgs {}

/// Arguments of `SetDelegate`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SetDelegateArgs {
    /// Who may act for the owner; zero is nobody.
    pub delegate: Key,
}

/// Arguments of `SetCollateral`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SetCollateralArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// 1 counts as collateral, 0 does not.
    pub on: u8,
}

/// Arguments of `SetOrder`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SetOrderArgs {
    /// Index of the order, 0 or 1.
    pub index: u8,
    /// The order; all zero clears it.
    pub order: Order,
}

/// Arguments of `OfferPosition`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct OfferPositionArgs {
    /// Who may take it over; zero is nobody.
    pub to: Key,
}

/// What a position must hold at least of a supply, or may owe at most of a debt.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SlotTerms {
    /// Index of the reserve; [`NO_RESERVE`] ends the list.
    pub reserve: u8,
    /// 1 debt, 0 supply.
    pub is_debt: u8,
    /// Fewest supply shares, or most debt shares.
    pub shares: u64,
}

impl SlotTerms {
    const NONE: SlotTerms = SlotTerms { reserve: NO_RESERVE, is_debt: 0, shares: 0 };
}

/// Arguments of `AcceptPosition`: the terms on which it is taken over. Supply that is not named may be anything, debt that
/// is not named must not be there.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct AcceptPositionArgs {
    /// The terms, ended by [`NO_RESERVE`] or by all 16 being used.
    pub terms: [SlotTerms; 16],
}

impl AcceptPositionArgs {
    /// No less supply and no more debt than the position has now.
    #[must_use]
    pub fn as_it_stands(position: &Position) -> AcceptPositionArgs {
        let mut terms = [SlotTerms::NONE; MAX_SLOTS];
        for (term, slot) in terms.iter_mut().zip(position.used()) {
            let is_debt = u8::from(slot.side() == Side::Debt);
            *term = SlotTerms { reserve: slot.reserve(), is_debt, shares: slot.shares() };
        }
        AcceptPositionArgs { terms }
    }

    /// The terms in use.
    pub fn used(&self) -> impl Iterator<Item = SlotTerms> + Clone + '_ {
        self.terms.iter().copied().take_while(|term| term.reserve != NO_RESERVE)
    }
}

/// Arguments of `Deposit`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct DepositArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms; `u64::MAX` is all the source holds.
    pub amount: u64,
    /// Fewest shares the caller accepts.
    pub min_shares: u64,
    /// Who brought the action: the number that an integrator gives itself, told by the event; 0 is nobody.
    pub integrator: u16,
}

/// Arguments of `Withdraw`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct WithdrawArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms; `u64::MAX`, or more than is held, is all.
    pub amount: u64,
    /// Fewest atoms the caller accepts.
    pub min_amount: u64,
    /// Who brought the action: the number that an integrator gives itself, told by the event; 0 is nobody.
    pub integrator: u16,
}

/// Arguments of `Borrow`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct BorrowArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms.
    pub amount: u64,
    /// Most debt shares the caller accepts.
    pub max_shares: u64,
    /// Who brought the action: the number that an integrator gives itself, told by the event; 0 is nobody.
    pub integrator: u16,
}

/// Arguments of `Repay`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct RepayArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms; `u64::MAX`, or more than is owed, is all that is owed.
    pub amount: u64,
    /// Who brought the action: the number that an integrator gives itself, told by the event; 0 is nobody.
    pub integrator: u16,
}

/// Most steps of a batch.
pub const BATCH_STEPS: usize = 4;

/// A step of a batch.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct BatchStep {
    /// Tag of `Deposit`, `Withdraw`, `Borrow` or `Repay`.
    pub kind: u8,
    /// Index of the reserve.
    pub reserve: u8,
    /// Its amount, as in its own arguments.
    pub amount: u64,
    /// Its `min_shares`, `min_amount` or `max_shares`; a repayment has none and ignores it.
    pub limit: u64,
}

impl BatchStep {
    /// Which of the four it is.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`.
    #[inline(always)]
    pub const fn instruction(&self) -> Result<Instruction, Error> {
        match Instruction::from_tag(self.kind) {
            Some(Instruction::Deposit) => Ok(Instruction::Deposit),
            Some(Instruction::Withdraw) => Ok(Instruction::Withdraw),
            Some(Instruction::Borrow) => Ok(Instruction::Borrow),
            Some(Instruction::Repay) => Ok(Instruction::Repay),
            _ => Err(Error::ArgumentOutOfRange),
        }
    }
}

/// Arguments of `Batch`. Per step, in order, its vault, mint, the user's token account and the token program follow the
/// accounts of the table.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct BatchArgs {
    /// How many steps are used, 1 to 4; the others are ignored.
    pub count: u8,
    /// The steps.
    pub steps: [BatchStep; 4],
    /// Who brought the action: the number that an integrator gives itself, told by the event; 0 is nobody.
    pub integrator: u16,
}

impl BatchArgs {
    /// The steps in use.
    ///
    /// # Errors
    /// `ArgumentOutOfRange` for none or a fifth.
    #[inline(always)]
    pub fn steps(&self) -> Result<&[BatchStep], Error> {
        match self.steps.get(..usize::from(self.count)) {
            Some(steps) if !steps.is_empty() => Ok(steps),
            _ => Err(Error::ArgumentOutOfRange),
        }
    }
}

/// Arguments of `SyncVault`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SyncVaultArgs {
    /// Index of the reserve.
    pub reserve: u8,
}

/// Arguments of `Liquidate`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct LiquidateArgs {
    /// Index of the reserve whose debt is repaid.
    pub repay_reserve: u8,
    /// Index of the reserve whose supply is seized.
    pub seize_reserve: u8,
    /// Most atoms to repay; more than is allowed, or `u64::MAX`, is all that is allowed.
    pub amount: u64,
    /// Fewest atoms the caller accepts.
    pub min_received: u64,
}

/// Arguments of `SettleBadDebt`: none.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct SettleBadDebtArgs {}

/// Arguments of `LiquidateToShares`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct LiquidateToSharesArgs {
    /// Index of the reserve whose debt is repaid.
    pub repay_reserve: u8,
    /// Index of the reserve whose supply is seized.
    pub seize_reserve: u8,
    /// Most atoms to repay; more than is allowed, or `u64::MAX`, is all that is allowed.
    pub amount: u64,
    /// Fewest shares the caller accepts.
    pub min_shares: u64,
}

/// Arguments of `FlashBorrow`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct FlashBorrowArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms.
    pub amount: u64,
}

/// Arguments of `FlashRepay`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct FlashRepayArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Atoms that were lent; the fee comes on top.
    pub amount: u64,
}

/// Arguments of `MintReceipt`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct MintReceiptArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Supply shares; `u64::MAX`, or more than are held, is all.
    pub shares: u64,
}

/// Arguments of `RedeemReceipt`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct RedeemReceiptArgs {
    /// Index of the reserve.
    pub reserve: u8,
    /// Receipts; `u64::MAX` is all the source holds.
    pub shares: u64,
}

/// Arguments of `OpenReceipt`.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct OpenReceiptArgs {
    /// Index of the reserve.
    pub reserve: u8,
}

/// Arguments of `Quote`: reserves, or [`NO_RESERVE`] for what is not asked.
#[repr(C, packed)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub struct QuoteArgs {
    /// Index of the reserve whose largest borrow is asked.
    pub borrow: u8,
    /// Index of the reserve whose largest withdrawal is asked.
    pub withdraw: u8,
    /// Index of the reserve whose debt a liquidation would repay.
    pub repay: u8,
    /// Index of the reserve whose supply it would seize.
    pub seize: u8,
}
