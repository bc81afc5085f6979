//! The policy matrix against a table written by hand from the design, cell by cell.

use hypothec_interface::Error;
use hypothec_interface::policy::{Action, State, permit};

/// Rows are states, columns actions: `y` possible, `.` refused with the state's own error. In the rows marked `0` collateral
/// counts nothing where risk is taken.
///
/// - Deposit: no slot opens without a price; one in doubt, or a mint in doubt, takes no new weight; a tainted mint only the top-up of a position in debt.
/// - What moves the token is refused while it cannot move; seizing shares moves none.
/// - A stale slot is neither seized nor repaid by a liquidator; an owner's order needs a sound price besides.
/// - A slot comes to count as collateral under debt only with a sound price and mint. Receipts move no token.
/// - ReduceOnly: no new deposit, no receipt out, no borrow, no withdrawal under debt, no flash loan.
/// - A deep loss that may come back is open to no deposit but the top-up of a position near liquidation.
/// - Repay, top-up and leaving without debt are stopped by no session, no price and no mode.
const TABLE: &str = "
state             Deposit DepositNewWeight CountAsCollateral TopUp TopUpIndebted Withdraw WithdrawIndebted Borrow HoldDebt Repay RepayForSeizure Liquidate LiquidateToShares ExecuteOrder Flash MintReceipt RedeemReceipt
Paused          - .       .                y                 .     .             .        .                .      y        .     .               .         y                 .            .     y           y
HookArmed       0 .       .                .                 .     y             y        y                .      y        y     y               y         y                 y            .     y           y
DefaultFrozen   - y       y                y                 y     y             y        y                y      y        y     y               y         y                 y            y     y           y
FeeArmed        0 .       .                .                 .     y             y        y                .      y        y     y               y         y                 y            .     y           y
NewExtension    0 .       .                .                 .     y             y        y                .      y        y     y               y         y                 y            .     y           y
DecimalsChanged 0 .       .                .                 .     y             y        y                .      y        y     y               y         y                 y            .     y           y
VaultFrozen     - .       .                y                 .     .             .        .                .      y        .     .               .         y                 .            .     y           y
MintReplaced    0 .       .                .                 .     .             .        .                .      y        .     .               .         y                 .            .     y           y
Diverged        0 y       .                .                 y     y             y        y                .      .        y     y               y         y                 .            y     y           y
Quarantined     0 y       .                .                 y     y             y        y                .      .        y     y               y         y                 .            y     y           y
Stale           0 .       .                .                 y     y             y        y                .      .        y     .               .         .                 .            y     y           y
OffHours        - y       y                y                 y     y             y        y                y      y        y     y               y         y                 y            y     y           y
Closed          - y       y                y                 y     y             y        y                y      y        y     y               y         y                 y            y     y           y
ReduceOnly      - .       .                y                 y     y             y        .                .      y        y     y               y         y                 y            .     .           y
Partial         - y       y                y                 y     y             y        y                y      y        y     y               y         y                 y            y     y           y
Terminal        0 .       .                y                 y     y             y        y                .      y        y     y               y         y                 y            y     y           y
Shortfall       - .       .                y                 .     y             y        y                y      y        y     y               y         y                 y            y     y           y
IssuerStale     0 y       y                y                 y     y             y        y                .      y        y     y               y         y                 y            y     y           y
";

fn own_error(state: &str) -> Error {
    match state {
        "Paused" => Error::MintPaused,
        "HookArmed" => Error::HookArmed,
        "FeeArmed" => Error::FeeArmed,
        "NewExtension" => Error::NewExtension,
        "DecimalsChanged" => Error::DecimalsChanged,
        "VaultFrozen" => Error::VaultFrozen,
        "MintReplaced" => Error::MintReplaced,
        "IssuerStale" => Error::StaleIssuer,
        "Diverged" => Error::PriceDiverged,
        "Quarantined" => Error::PriceQuarantined,
        "Stale" => Error::StalePrice,
        "ReduceOnly" => Error::ReduceOnly,
        "Terminal" => Error::TerminalReserve,
        "Shortfall" => Error::DeepShortfall,
        _ => panic!("{state} refuses nothing"),
    }
}

#[test]
fn policy_cells_are_those_of_the_hand_written_table() {
    let mut lines = TABLE.trim().lines();
    let actions: Vec<&str> = lines.next().expect("a header").split_whitespace().skip(1).collect();
    assert_eq!(
        actions,
        Action::ALL.map(|action| format!("{action:?}")),
        "a row of the matrix without its hand-written cells"
    );
    for (line, (bit, name)) in lines.by_ref().zip(State::NAMES) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!((words[0], words.len()), (name, actions.len() + 2), "{line}");
        assert_eq!(State(bit).any(State::NO_POWER), words[1] == "0", "{name}");
        for (action, cell) in Action::ALL.into_iter().zip(&words[2..]) {
            let expected = if *cell == "y" { Ok(()) } else { Err(own_error(name)) };
            assert_eq!(permit(action, State(bit)), expected, "{action:?} in {name}");
        }
    }
    assert_eq!(lines.next(), None);
    for action in Action::ALL {
        assert_eq!(permit(action, State(State::LIVE)), Ok(()));
    }
}

#[test]
fn policy_states_have_a_name_for_every_bit() {
    assert_eq!(State::NAMES.iter().fold(0, |bits, (bit, _)| bits | bit), (1 << 18) - 1);
}

#[test]
fn what_is_stuck_is_all_that_is_blocked_frozen_or_tainted() {
    let stuck = State::BLOCKED | State::DEFAULT_FROZEN | State::TAINTED;
    assert_eq!(State::STUCK, stuck);
    for state in [State::PAUSED, State::VAULT_FROZEN, State::MINT_REPLACED, State::HOOK_ARMED, State::FEE_ARMED] {
        assert!(State(state).any(State::STUCK), "{state:x}");
    }
}
