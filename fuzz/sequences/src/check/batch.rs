//! What must hold in the middle of a batch.

use crate::action::{Batch, RESERVES};
use crate::world::PureWorld;
use hypothec_interface::invariant::{i1_books, i2_vault, i11_shares};

/// I1, I2 and I11 after every step; and that the last step is the end of it.
pub(super) fn steps(before: &PureWorld, what: &Batch, after: &PureWorld) {
    let trace = before.trace(what);
    assert_eq!(trace.len(), what.steps().count(), "steps of {what:?}");
    for (n, (_, then)) in trace.iter().enumerate() {
        for index in 0..RESERVES {
            let reserve = then.reserve(index);
            assert!(i1_books(reserve), "I1: books of {index} after step {n} of {what:?}");
            let held = then.vaults[index].amount;
            assert!(!what.names(index) || i2_vault(reserve, held), "I2: vault {index} after step {n} of {what:?}");
            assert!(
                reserve.listed() == 0 || i11_shares(reserve, then.positions.iter(), then.receipt_supply(index)),
                "I11: shares of {index} after step {n} of {what:?}"
            );
        }
    }
    let (_, last) = trace.last().expect("a batch has a step");
    assert!(
        last.bytes() == after.bytes() && last.wallets == after.wallets,
        "the health check of {what:?} moves something"
    );
}
