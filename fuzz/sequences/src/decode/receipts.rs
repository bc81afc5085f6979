//! Bytes to what is done with receipts.

use super::input::Input;
use crate::action::{Action, TokenMove};

/// One of the three; `pick` says which. `what` names a reserve that the position mostly supplies.
pub(super) fn read_receipt(pick: u8, what: TokenMove, input: &mut Input<'_>) -> Action {
    let amount = if input.below(2) == 0 { u64::MAX } else { input.amount() };
    match pick % 13 {
        0..=2 => Action::OpenReceipt { by: what.by, reserve: what.reserve },
        3..=7 => Action::MintReceipt(TokenMove { amount, ..what }),
        _ => Action::RedeemReceipt(TokenMove { amount, ..what }),
    }
}
