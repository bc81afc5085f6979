//! The policy matrix: which action is possible in which state. One pure function; several states are the AND of their
//! cells. `docs/risk.md` prints this matrix from the code.

use crate::Error;
use crate::token::IssuerFlags;

/// The states of a reserve and its market at one moment, as bits; the lower ones are [`IssuerFlags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State(pub u32);

impl State {
    /// Nothing unusual, Regular session.
    pub const LIVE: u32 = 0;
    /// The issuer paused the mint.
    pub const PAUSED: u32 = IssuerFlags::PAUSED.0 as u32;
    /// The issuer froze the vault.
    pub const VAULT_FROZEN: u32 = IssuerFlags::VAULT_FROZEN.0 as u32;
    /// New accounts of the mint start frozen.
    pub const DEFAULT_FROZEN: u32 = IssuerFlags::DEFAULT_FROZEN.0 as u32;
    /// The mint's transfer hook names a program.
    pub const HOOK_ARMED: u32 = IssuerFlags::HOOK_ARMED.0 as u32;
    /// The mint charges a transfer fee.
    pub const FEE_ARMED: u32 = IssuerFlags::FEE_ARMED.0 as u32;
    /// The mint gained an extension outside the accept list.
    pub const NEW_EXTENSION: u32 = IssuerFlags::NEW_EXTENSION.0 as u32;
    /// The mint's decimals differ from those it was listed with.
    pub const DECIMALS_CHANGED: u32 = IssuerFlags::DECIMALS_CHANGED.0 as u32;
    /// A mint with a close authority is gone, or is no longer the one that was listed.
    pub const MINT_REPLACED: u32 = IssuerFlags::MINT_REPLACED.0 as u32;
    /// The mint and vault were checked longer than `issuer_age_s` ago.
    pub const ISSUER_STALE: u32 = 1 << 17;
    /// The price sources disagree.
    pub const DIVERGED: u32 = 1 << 8;
    /// A price source is held out.
    pub const QUARANTINED: u32 = 1 << 9;
    /// The board is older than the session allows.
    pub const STALE: u32 = 1 << 10;
    /// Extended or Overnight.
    pub const OFF_HOURS: u32 = 1 << 11;
    /// No venue is open.
    pub const CLOSED: u32 = 1 << 12;
    /// The market is in reduce-only mode.
    pub const REDUCE_ONLY: u32 = 1 << 13;
    /// A required price source is missing or held out: off-hours power.
    pub const PARTIAL: u32 = 1 << 14;
    /// The reserve is in terminal settlement, at a fixed price.
    pub const TERMINAL: u32 = 1 << 15;
    /// A recognised loss took more than a tenth of what a supply share was worth, and may yet come back.
    pub const SHORTFALL: u32 = 1 << 16;

    /// Every state with its name, in bit order.
    pub const NAMES: [(u32, &'static str); 18] = [
        (State::PAUSED, "Paused"),
        (State::HOOK_ARMED, "HookArmed"),
        (State::DEFAULT_FROZEN, "DefaultFrozen"),
        (State::FEE_ARMED, "FeeArmed"),
        (State::NEW_EXTENSION, "NewExtension"),
        (State::DECIMALS_CHANGED, "DecimalsChanged"),
        (State::VAULT_FROZEN, "VaultFrozen"),
        (State::MINT_REPLACED, "MintReplaced"),
        (State::DIVERGED, "Diverged"),
        (State::QUARANTINED, "Quarantined"),
        (State::STALE, "Stale"),
        (State::OFF_HOURS, "OffHours"),
        (State::CLOSED, "Closed"),
        (State::REDUCE_ONLY, "ReduceOnly"),
        (State::PARTIAL, "Partial"),
        (State::TERMINAL, "Terminal"),
        (State::SHORTFALL, "Shortfall"),
        (State::ISSUER_STALE, "IssuerStale"),
    ];

    /// States in which the token cannot be moved into or out of the vault. While new accounts start frozen, those that
    /// exist move on: the token itself refuses the others. A deposit moves before it is checked, so it reads the token
    /// program's own refusal.
    pub const BLOCKED: u32 = State::PAUSED | State::VAULT_FROZEN | State::MINT_REPLACED;
    /// States in which the mint has become one that would not be listed.
    pub const TAINTED: u32 =
        State::HOOK_ARMED | State::FEE_ARMED | State::NEW_EXTENSION | State::DECIMALS_CHANGED | State::MINT_REPLACED;
    /// States in which what is seized as shares cannot be turned into tokens, or only with difficulty.
    pub const STUCK: u32 = State::BLOCKED | State::DEFAULT_FROZEN | State::TAINTED;
    /// States in which the asset's price carries no risk.
    pub const UNPRICED: u32 = State::DIVERGED | State::QUARANTINED | State::STALE;
    /// States in which a debt below the floor holds nobody's collateral: it cannot be repaid, or its price is fixed. None
    /// is opened in them.
    pub const FLOORLESS: u32 = State::BLOCKED | State::TERMINAL;
    /// States in which collateral counts nothing where risk is taken.
    pub const NO_POWER: u32 = State::UNPRICED | State::TAINTED | State::ISSUER_STALE | State::TERMINAL;

    /// Whether any of these bits is set.
    #[inline(always)]
    #[must_use]
    pub const fn any(self, mask: u32) -> bool {
        self.0 & mask != 0
    }
}

/// A row of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Deposit into a slot that opens, of a position without debt.
    Deposit,
    /// Deposit into a slot that opens, of a position with debt.
    DepositNewWeight,
    /// A slot that did not count as collateral starts to, in a position with debt. No token moves.
    CountAsCollateral,
    /// Deposit into an existing slot.
    TopUp,
    /// Deposit into an existing slot of a position with debt; where a deep loss is open, of one in trouble.
    TopUpIndebted,
    /// Withdrawal that leaves no debt.
    Withdraw,
    /// Withdrawal that leaves debt.
    WithdrawIndebted,
    /// Borrow, of the borrowed asset.
    Borrow,
    /// A debt already held, where risk is taken.
    HoldDebt,
    /// Repayment.
    Repay,
    /// Repayment by a liquidator, of the repaid asset.
    RepayForSeizure,
    /// Seizure as tokens, of the seized asset.
    Liquidate,
    /// Seizure as shares, of the seized asset.
    LiquidateToShares,
    /// Seizure by the owner's order, of the seized asset, besides one of the two above.
    ExecuteOrder,
    /// Flash loan.
    Flash,
    /// Supply shares become receipts. The token does not move.
    MintReceipt,
    /// Receipts become supply shares; new weight under debt is `DepositNewWeight`.
    RedeemReceipt,
}

impl Action {
    /// Every row.
    pub const ALL: [Action; 17] = [
        Action::Deposit,
        Action::DepositNewWeight,
        Action::CountAsCollateral,
        Action::TopUp,
        Action::TopUpIndebted,
        Action::Withdraw,
        Action::WithdrawIndebted,
        Action::Borrow,
        Action::HoldDebt,
        Action::Repay,
        Action::RepayForSeizure,
        Action::Liquidate,
        Action::LiquidateToShares,
        Action::ExecuteOrder,
        Action::Flash,
        Action::MintReceipt,
        Action::RedeemReceipt,
    ];

    /// The states that refuse this action. A token that cannot move refuses by itself; it is named here so that the
    /// caller reads why.
    #[must_use]
    pub const fn refused_in(self) -> u32 {
        match self {
            Action::Deposit => {
                State::BLOCKED | State::TAINTED | State::REDUCE_ONLY | State::STALE | State::TERMINAL | State::SHORTFALL
            }
            Action::DepositNewWeight => Action::Deposit.refused_in() | State::UNPRICED,
            Action::CountAsCollateral => State::TAINTED | State::UNPRICED,
            Action::TopUp => State::BLOCKED | State::TAINTED | State::SHORTFALL,
            Action::TopUpIndebted | Action::Withdraw | Action::Repay => State::BLOCKED,
            Action::WithdrawIndebted => State::BLOCKED | State::REDUCE_ONLY,
            Action::Borrow => State::NO_POWER | State::BLOCKED | State::REDUCE_ONLY,
            Action::HoldDebt => State::UNPRICED,
            Action::RepayForSeizure | Action::Liquidate => State::BLOCKED | State::STALE,
            Action::LiquidateToShares => State::STALE,
            Action::ExecuteOrder => State::BLOCKED | State::UNPRICED,
            Action::Flash => State::BLOCKED | State::TAINTED | State::REDUCE_ONLY,
            Action::MintReceipt => State::REDUCE_ONLY,
            Action::RedeemReceipt => State::LIVE,
        }
    }
}

/// Whether the action is possible in this state.
///
/// # Errors
/// The error of the first state that refuses it, in bit order.
#[inline(always)]
pub fn permit(action: Action, state: State) -> Result<(), Error> {
    let refused = state.0 & action.refused_in();
    if refused == 0 { Ok(()) } else { Err(reason(refused)) }
}

#[cold]
#[inline(never)]
fn reason(refused: u32) -> Error {
    match refused & refused.wrapping_neg() {
        State::PAUSED => Error::MintPaused,
        State::VAULT_FROZEN => Error::VaultFrozen,
        State::MINT_REPLACED => Error::MintReplaced,
        State::HOOK_ARMED => Error::HookArmed,
        State::FEE_ARMED => Error::FeeArmed,
        State::NEW_EXTENSION => Error::NewExtension,
        State::DECIMALS_CHANGED => Error::DecimalsChanged,
        State::ISSUER_STALE => Error::StaleIssuer,
        State::DIVERGED => Error::PriceDiverged,
        State::QUARANTINED => Error::PriceQuarantined,
        State::STALE => Error::StalePrice,
        State::TERMINAL => Error::TerminalReserve,
        State::SHORTFALL => Error::DeepShortfall,
        _ => Error::ReduceOnly,
    }
}
