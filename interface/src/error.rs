//! One condition, one code. Codes are stable: tens per area, append-only.

macro_rules! errors {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $say:literal;)*) => {
        /// Every way an instruction can fail, as the program's custom error code.
        #[repr(u32)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Error { $($(#[doc = $doc])* $name = $code,)* }

        impl Error {
            /// All errors in order of their codes.
            pub const ALL: &'static [Error] = &[$(Error::$name,)*];

            /// The error with this code.
            #[must_use]
            pub const fn from_code(code: u32) -> Option<Error> {
                match code { $($code => Some(Error::$name),)* _ => None }
            }

            /// The variant's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Error::$name => stringify!($name),)* }
            }

            /// What was wrong and what would be right, in one line.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Error::$name => $say,)* }
            }
        }
    };
}

impl Error {
    /// This error, out of line. A constant would be put into its register ahead of the check that may need it: one unit
    /// for each of the forty checks of an instruction that passes them all.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn cold(self) -> Error {
        core::hint::black_box(self)
    }
}

errors! {
    // 0: the instruction itself
    /// Thrown when the first byte names no instruction, or there is none.
    UnknownInstruction = 1, "unknown instruction tag";
    /// Thrown when the argument bytes are not exactly as long as the instruction's arguments.
    ArgsLength = 2, "argument bytes too short or too long for this instruction";
    /// Thrown when an argument is outside its range.
    ArgumentOutOfRange = 3, "an argument is outside its range";
    /// Thrown when the amount is zero.
    ZeroAmount = 4, "amount is zero: give at least one atom, or u64::MAX for all";
    /// Thrown when arithmetic would overflow.
    Overflow = 5, "arithmetic overflow: the amount is too large";

    // 10: accounts
    /// Thrown when fewer accounts are given than the instruction's table names.
    NotEnoughAccounts = 10, "too few accounts for this instruction";
    /// Thrown when a slot of the account table that must sign has not signed.
    MissingSigner = 11, "a required account has not signed";
    /// Thrown when a slot of the account table that must be writable is read-only.
    NotWritable = 12, "a required account is not writable";
    /// Thrown when two slots that must differ hold the same account.
    DuplicateAccount = 13, "two slots that must differ hold the same account";
    /// Thrown when an account that must belong to this program does not.
    WrongOwner = 14, "account is not owned by the program that must own it";
    /// Thrown when an account's length is not what its layout says.
    WrongLength = 15, "account has the wrong length: truncated, or of another kind";
    /// Thrown when an account's tag is of another kind of account, or zero.
    WrongTag = 16, "account is uninitialised or of another kind";
    /// Thrown when an account's layout version is not the one this program reads.
    WrongVersion = 17, "account has a layout version this program does not read";
    /// Thrown when an account that must be empty is already initialised.
    AlreadyInitialized = 18, "account is already initialised";
    /// Thrown when the position or proposal belongs to another market.
    WrongMarket = 19, "position or proposal belongs to another market";
    /// Thrown when the vault is not the reserve's vault.
    WrongVault = 20, "vault is not this reserve's vault";
    /// Thrown when the mint is not the reserve's mint.
    WrongMint = 21, "mint is not this reserve's mint";
    /// Thrown when the authority is not the market's authority PDA.
    WrongAuthority = 22, "authority is not the market's authority address";
    /// Thrown when the token program is not the one that owns the reserve's mint.
    WrongTokenProgram = 23, "token program is not the one that owns this reserve's mint";
    /// Thrown when a token account is of another mint or does not have the token account layout.
    WrongTokenAccount = 24, "token account is malformed or of another mint";
    /// Thrown when an address is not the derived address the instruction needs.
    WrongAddress = 25, "account is not at the address derived for it";
    /// Thrown when the system program's slot holds another account.
    WrongSystemProgram = 26, "account is not the system program";
    /// Thrown when rent is to be returned to another account than the one that paid it.
    WrongRentRecipient = 27, "rent goes back to the account that paid it";
    /// Thrown when an account that its creator brings has less than its rent: it would be gone after the transaction.
    NotRentExempt = 28, "account has less than the rent of its length: send it the rest first";

    // 30: who may
    /// Thrown when the signer is not the market's admin.
    NotAdmin = 30, "only the market's admin may do this";
    /// Thrown when the signer is neither the position's owner nor its delegate.
    NotOwnerOrDelegate = 31, "only the position's owner or delegate may do this";
    /// Thrown when the signer is not the position's owner.
    NotOwner = 32, "only the position's owner may do this";
    /// Thrown when a delegate pays out to a token account that the position's owner does not own.
    DelegatePayout = 33, "a delegate may pay out only to token accounts of the position's owner";
    /// Thrown when someone other than owner or delegate would open a new slot.
    StrangerOpensSlot = 34, "only owner or delegate may open a new slot: others may raise an existing one";
    /// Thrown when a deposit reaches an unsealed market from anyone but its admin.
    MarketNotSealed = 35, "market is not sealed yet: only its admin may deposit";
    /// Thrown when configuration is changed directly in a sealed market.
    MarketSealed = 36, "market is sealed: changes go through a proposal";

    // 40: reserves and slots
    /// Thrown when the reserve index is not listed in the market.
    NoSuchReserve = 40, "the market has no reserve with this index";
    /// Thrown when the market has no room for another reserve.
    MarketFull = 41, "the market has no room for another reserve";
    /// Thrown when the position has no slot of this reserve.
    NoSuchSlot = 42, "the position holds nothing of this reserve on this side";
    /// Thrown when a 17th slot would be opened.
    PositionFull = 43, "the position's 16 slots are in use: close one first";
    /// Thrown when a slot of the other side exists for the reserve.
    OtherSide = 44, "the position holds this reserve on the other side: a slot is supply or debt";
    /// Thrown when a position that still holds something is closed.
    PositionInUse = 45, "position still holds supply or debt";
    /// Thrown when the mint is already listed in the market.
    MintListed = 46, "this mint is already listed in the market";

    // 50: amounts
    /// Thrown when an amount rounds to zero shares.
    ZeroShares = 50, "amount is too small: it rounds to zero shares";
    /// Thrown when the reserve's vault does not hold enough booked cash.
    InsufficientCash = 51, "the reserve does not hold this much cash: it is lent out";
    /// Thrown when the payer's token account holds less than the amount.
    InsufficientFunds = 52, "the source token account holds less than the amount";
    /// Thrown when a result is worse than the caller's limit argument.
    LimitNotMet = 53, "the result is outside the caller's min or max argument";
    /// Thrown when `u64::MAX` is asked where "all" has no meaning.
    NoMeaningOfAll = 54, "u64::MAX means all, which this instruction does not have";
    /// Thrown when tokens that were moved in arrived short.
    ArrivedShort = 55, "fewer tokens arrived in the vault than were sent: fee or hook on the mint";
    /// Thrown when a partial withdrawal would leave fewer than 1,000 supply shares in the reserve.
    DustSupply = 56, "withdrawal would leave the reserve a dust of supply shares: withdraw less, or all";
    /// Thrown when the supply cap would be passed.
    SupplyCap = 57, "supply cap reached";
    /// Thrown when the borrow cap would be passed.
    BorrowCap = 58, "borrow cap reached";
    /// Thrown when a debt would lie between zero and the floor.
    DebtBelowFloor = 59, "debt would be below the market's floor";
    /// Thrown when a borrow would pass the utilisation ceiling.
    UtilisationCeiling = 60, "utilisation ceiling reached";
    /// Thrown when the net outflow limiter's window is used up.
    OutflowLimit = 61, "net outflow limit of this window reached: try again later";
    /// Thrown when a deposit that opens a slot is worth less than half a dollar.
    NewSupplyTooSmall = 62, "a deposit that opens a slot must be worth half a dollar at least";

    // 70: policy and health
    /// Thrown when the debt weight would exceed the borrow power.
    Unhealthy = 70, "debt would exceed borrow power";
    /// Thrown when deposits into the reserve are switched off.
    DepositDisabled = 71, "deposits into this reserve are off";
    /// Thrown when borrowing from the reserve is switched off.
    BorrowDisabled = 72, "borrowing from this reserve is off";
    /// Thrown when a price is stale where risk is taken, a slot opens, or a liquidation exchanges by it.
    StalePrice = 73, "price is stale: refresh it first";
    /// Thrown when the mint's issuer flags were read too long ago to take risk.
    StaleIssuer = 74, "mint and vault were checked too long ago: refresh first";
    /// Thrown when the price sources of a debt disagree where risk is taken.
    PriceDiverged = 75, "price sources disagree";
    /// Thrown when a debt's price source is quarantined where risk is taken.
    PriceQuarantined = 76, "a price source is quarantined";
    /// Thrown when the mint is paused.
    MintPaused = 77, "the mint is paused by its issuer";
    /// Thrown when the vault is frozen.
    VaultFrozen = 78, "the reserve's vault is frozen by the issuer";
    /// Thrown when the mint's transfer hook is armed.
    HookArmed = 79, "the mint's transfer hook is armed";
    /// Thrown when the mint charges a transfer fee.
    FeeArmed = 80, "the mint charges a transfer fee";
    /// Thrown when the mint has gained an extension outside the accept list.
    NewExtension = 81, "the mint has gained an extension this market does not accept";
    /// Thrown when the market is in reduce-only mode.
    ReduceOnly = 82, "the market is in reduce-only mode: only top-up, repay and debt-free exit";
    /// Thrown when the reserve is wiped.
    Wiped = 83, "the reserve is wiped: only withdrawals";
    /// Thrown when risk or new weight is taken on a reserve in terminal settlement.
    TerminalReserve = 84, "the reserve is in terminal settlement: only repay, top-up, exit and liquidation";
    /// Thrown when the mint's decimals are not those it was listed with.
    DecimalsChanged = 85, "the mint's decimals have changed since listing";
    /// Thrown when new accounts of the mint start frozen.
    DefaultFrozen = 86, "new accounts of this mint start frozen";
    /// Thrown when the token of a mint with a close authority would move, and the mint is gone or is not the listed one.
    MintReplaced = 87, "the mint was closed, or another stands at its address: its token does not move";
    /// Thrown when a deposit would take part in tokens that may come back to those who lost them.
    DeepShortfall = 89, "a deep loss of this reserve may yet be returned: only positions near liquidation may top up";

    // 90: prices
    /// Thrown when a price account is owned by no program of its adapter.
    WrongOracleProgram = 90, "price account is not owned by its adapter's program";
    /// Thrown when a price account does not have its adapter's layout.
    NotAPriceAccount = 91, "account is not a price account of this adapter";
    /// Thrown when a Pyth update carries less than full verification.
    PartlyVerified = 92, "price update is only partly verified: post it with full verification";
    /// Thrown when a price account carries another feed than the reserve's.
    WrongFeed = 93, "price account carries another feed than the reserve's";
    /// Thrown when a price is zero or negative.
    PriceNotPositive = 94, "price is zero or negative";
    /// Thrown when a price's exponent is outside -18..=0.
    PriceExponent = 95, "price exponent is outside -18..=0";
    /// Thrown when a price's time lies more than 15 s ahead of the clock.
    PriceFromFuture = 97, "price is from the future";
    /// Thrown when a price is posted more than 10 s after its publish time.
    PriceTooOld = 98, "price is too old to be ingested: post a fresh one";
    /// Thrown when a price per atom is too high to be represented.
    PriceTooHigh = 100, "price per atom is too high to be represented";
    /// Thrown when the market has not enabled the source's adapter.
    AdapterDisabled = 101, "the market has not enabled this oracle adapter";
    /// Thrown when Pyth's older account is not trading, or a Switchboard feed has too few samples.
    PriceNotTrading = 102, "price account is not in trading status";
    /// Thrown when a reserve is listed without a price source, or a refresh posts one that it does not have.
    NoSource = 103, "the reserve has no such price source";
    /// Thrown when a reserve is listed with the same feed as token feed and as share feed.
    SameSource = 104, "token feed and share feed are the same: one would confirm itself";
    /// Thrown when a nearly healthy position is liquidated just after the seized stock's exchange has reopened.
    ReopenGrace = 105, "the exchange has just reopened: positions of a health of 0.9 and more have their grace";

    // 110: mints
    /// Thrown when a mint account does not parse.
    MalformedMint = 110, "account is not a mint, or its extensions do not parse";
    /// Thrown when a mint has an extension outside the accept list.
    UnsupportedExtension = 111, "the mint has an extension that is not accepted";
    /// Thrown when a mint cannot be transferred.
    NonTransferableMint = 112, "the mint is non-transferable";
    /// Thrown when a mint charges a transfer fee at listing.
    TransferFeeMint = 113, "the mint charges a transfer fee";
    /// Thrown when a mint with an armed transfer hook is listed.
    HookedMint = 114, "the mint has a transfer hook armed";
    /// Thrown when a mint can be closed by an authority.
    ClosableMint = 115, "the mint of an equity has a close authority: another could take its place";
    /// Thrown when a mint's UI multiplier is not a positive normal number within range.
    BadMultiplier = 116, "the mint's UI multiplier is not a positive, normal number in range";
    /// Thrown when a mint has more than 18 decimals.
    TooManyDecimals = 117, "the mint has more than 18 decimals";

    // 120: configuration
    /// Thrown when a risk parameter breaks a compiled-in bound, alone or with another.
    ConfigOutOfBounds = 120, "a parameter is outside its bound, or contradicts another";
    /// Thrown when LTV plus gap would exceed the liquidation threshold.
    LtvAboveThreshold = 121, "LTV plus gap exceeds the liquidation threshold";
    /// Thrown when an interest curve is not ascending from 0 to 10,000 bps.
    BadCurve = 122, "interest curve must ascend from 0 to 10,000 bps utilisation";
    /// Thrown when a calendar is malformed.
    BadCalendar = 123, "calendar is malformed";

    // 130: liquidation
    /// Thrown when a position's health is not below 1, and none of its orders allows the exchange now.
    NotLiquidatable = 130, "position is not liquidatable: its health is not below 1, and none of its orders allows this now";
    /// Thrown when the position took risk less than the market's cool-off ago.
    CoolOff = 131, "position took risk moments ago: wait for the cool-off";
    /// Thrown when the owner of a position would liquidate it.
    OwnPosition = 132, "a position cannot be liquidated by its own owner";
    /// Thrown when a slot has no value at which it could be exchanged.
    Worthless = 134, "one of the two slots has no value: it cannot be exchanged";
    /// Thrown when less is offered than closes one of two slots that may only close whole.
    WholeSlotOnly = 135, "this pair may only close a whole slot: offer more, or u64::MAX";
    /// Thrown when a position's debt is to be written off while its supply has value, and it is not a liquidatable rest
    /// below the floor.
    NotSettleable = 136, "debt is written off only when no supply of value is left, or a liquidatable rest below the floor";
    /// Thrown when debt of a position without any is to be written off.
    NothingOwed = 137, "position owes nothing";
    /// Thrown when executing a position's order on this pair would lower its health.
    OrderLowersHealth = 138, "this pair would lower health: an order never does";

    // 140: flash loans
    /// Thrown when flash loans of the reserve are switched off.
    FlashDisabled = 140, "flash loans of this reserve are off";
    /// Thrown when either flash instruction is called by another program.
    FlashNotTopLevel = 141, "flash instructions must be top-level instructions of the transaction";
    /// Thrown when a second flash loan of a reserve would start before the first is repaid.
    FlashNested = 142, "one flash loan of a reserve at a time: repay it before the next";
    /// Thrown when no later instruction of the transaction repays a flash loan.
    FlashRepayMissing = 143, "no later FlashRepay of this market, reserve and amount in the transaction";
    /// Thrown when what looks like the repayment of a flash loan calls another program.
    FlashRepayForged = 144, "the later FlashRepay calls another program";
    /// Thrown when the later repayment is of a flash loan of another market.
    FlashOtherMarket = 145, "the later FlashRepay is of another market";
    /// Thrown when the later repayment is of a flash loan of another reserve.
    FlashOtherReserve = 146, "the later FlashRepay is of another reserve";
    /// Thrown when the repayment names another amount than was lent.
    FlashOtherAmount = 147, "FlashRepay must name the amount that was lent, without the fee";
    /// Thrown when a flash loan is repaid that is not out.
    FlashNotOut = 148, "no flash loan of this reserve is out";
    /// Thrown when the instructions sysvar's slot holds another account.
    WrongInstructionsSysvar = 149, "account is not the instructions sysvar";

    // 150: limits and governance
    /// Thrown when a deposit would take an issuer or factor group past its cap.
    GroupCap = 150, "cap of the reserve's issuer or factor group reached";
    /// Thrown when the signer is neither the market's admin nor its guardian.
    NotAdminOrGuardian = 151, "only the market's admin or guardian may do this";
    /// Thrown when the signer is not who an executed proposal named as the next admin.
    NotPendingAdmin = 152, "only the pending admin may accept the role";
    /// Thrown when a proposal is executed before its time.
    ProposalNotDue = 153, "the proposal's delay is not over yet";
    /// Thrown when a proposal is executed more than 30 days after its time.
    ProposalExpired = 154, "the proposal is void: its time was more than 30 days ago";
    /// Thrown when a field that a proposal names is not what it was when the proposal was made, or is another reserve's.
    NamedFieldChanged = 155, "a field the proposal names has changed since: propose again";
    /// Thrown when a proposal made before the seal, without a delay, is executed after it.
    ProposedBeforeSeal = 156, "the proposal was made before the market was sealed: propose again";
    /// Thrown when the guardian cancels the proposal that replaces it.
    GuardianReplacement = 157, "the guardian may not cancel its own replacement";
    /// Thrown when a proposal would shorten the market's delay.
    DelayShrinks = 158, "the market's delay may only grow";
    /// Thrown when an LTV would rise while the reserve's board is not live.
    BoardNotLive = 159, "an LTV may rise only while the reserve's board is live: refresh it first";
    /// Thrown when a new source's price is not that of the board.
    SourceDiscontinuous = 160, "the new source's price is further from the board than the divergence limit: name a band that holds it and not the board, and wait twice the delay";
    /// Thrown when a terminal price is far from the board of a reserve whose sources live.
    TerminalNotAllowed = 161, "terminal price must be within 20 % of the board, or all sources silent for 72 h of session";
    /// Thrown when a lever of `Tighten` would loosen something.
    Loosening = 162, "Tighten may only tighten: loosening goes through a proposal";
    /// Thrown when reduce-only mode would last more than 48 hours before it was off for 14 days.
    ReduceOnlyUsedUp = 163, "48 hours of reduce-only mode are used up: they come back when it was off for 14 days";
    /// Thrown when a third unscheduled closure is set within 30 days.
    ClosureLimit = 164, "two unscheduled closures were set in the last 30 days: more go through a proposal";
    /// Thrown when a calendar has no place for another closure.
    CalendarFull = 165, "the calendar has no place for another closure";
    /// Thrown when a Scope entry's reserve lets a price stand still for too long.
    SourceNeedsFreezeAge = 166,
        "a Scope entry needs freeze_age_s of 1 to 3,600 in every session, at most 600 in Closed: set it first";
    /// Thrown when an exchange at the edge of the spans of a collateral and of an asset that is lent would make bad debt.
    SpanTooWide = 167,
        "span_bps of the collateral and of the debt leave a liquidation short: lower a span, the threshold or the bonus";
    /// Thrown when a reserve of a sealed market is closed that does not wind down.
    NotClosing = 168, "the reserve does not wind down: propose its closing first";
    /// Thrown when a reserve is closed of which somebody holds or owes something.
    ReserveInUse = 169, "somebody still supplies, owes or holds receipts of this reserve: its shares are not all zero";
    /// Thrown when a market is closed in which a reserve is listed.
    MarketInUse = 170, "a reserve of the market is still listed: close it first";

    // 180: fees, hooks, receipts, batch
    /// Thrown when a reserve's fees are below one atom, or its cash is.
    NothingToCollect = 180, "no whole atom of fees that cash covers: collect later";
    /// Thrown when fees, or what a closed reserve leaves, would go to a token account not of the market's fee recipient.
    NotFeeRecipient = 181, "fees go to a token account of the market's fee recipient";
    /// Thrown when more accounts are given for a mint's transfer hook than are passed on.
    TooManyHookAccounts = 182, "at most 8 accounts are passed on to a transfer hook";
    /// Thrown when receipts are asked for of an asset that is not lent.
    NotLent = 183, "only an asset that is lent has receipts";
    /// Thrown when a reserve's receipts are used before its receipt mint exists.
    ReceiptNotOpen = 184, "the reserve has no receipt mint yet: OpenReceipt makes it";
    /// Thrown when the receipt mint is not the reserve's.
    WrongReceipt = 185, "receipt mint is not this reserve's";

    // 190: positions that change hands
    /// Thrown when a position is taken over by a signer to whom it is not offered.
    NotOffered = 190, "the position is not offered to this signer";
    /// Thrown when a position is taken over while a flash loan of its market is out, or a reserve closed while its own is.
    FlashLoanOut = 191, "a flash loan of this market is out: repay it first";
}
