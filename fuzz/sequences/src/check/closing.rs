//! Closings: of a reserve that winds down and in which nobody has anything, by the admin; what is listed after it is new.

use crate::action::{Action, RESERVES, USERS};
use crate::world::{Outcome, PureWorld};
use hypothec_interface::state::{Kind, Reserve};

/// The reserve that this closes or lists.
pub(super) fn of(action: &Action) -> Option<usize> {
    match action {
        Action::CloseReserve { reserve, .. } | Action::Relist { reserve, .. } => Some(usize::from(*reserve)),
        _ => None,
    }
}

pub(super) fn check(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
    if let (Action::Execute { pick, .. }, Ok(_)) = (action, done) {
        executed(before, *pick, after);
    }
    for index in (0..RESERVES).filter(|index| !after.is_listed(*index)) {
        assert!(!is_held(after, index), "what was closed at {index} is held after {action:?}");
    }
    let (Some(index), Ok(moved)) = (of(action), done) else { return };
    let (was, is) = (before.reserve(index), after.reserve(index));
    let (Action::CloseReserve { by, .. } | Action::Relist { by, .. }) = action else { return };
    assert_eq!(before.key(before.actor(*by)), before.header().admin(), "{action:?}");
    assert!(before.positions == after.positions, "a position after {action:?}");
    assert_eq!((before.wallets, before.receipts), (after.wallets, after.receipts), "tokens after {action:?}");
    if matches!(action, Action::CloseReserve { .. }) {
        assert!(was.listed() == 1 && was.closing() == 1, "{action:?} of what does not wind down");
        assert_eq!((was.supply_shares(), was.debt_shares(), was.flash_out()), (0, 0, 0), "{action:?}");
        assert!(!is_held(before, index), "{action:?} under a holder");
        assert_eq!((moved.amount, after.vaults[index].amount), (before.vaults[index].amount, 0), "{action:?}");
        // nothing of the record is left but whose receipts the index is
        let mut empty: Reserve = bytemuck::Zeroable::zeroed();
        for field in Reserve::FIELDS.iter().filter(|field| field.name == "receipt") {
            let (to, from) = (bytemuck::bytes_of_mut(&mut empty), bytemuck::bytes_of(was));
            to[field.offset..][..field.size].copy_from_slice(&from[field.offset..][..field.size]);
        }
        assert!(*is == empty, "{action:?} leaves something");
    } else {
        assert!(was.listed() == 0 && was.receipt().is_none(), "{action:?} over something");
        assert_eq!((is.listed(), is.config().switches(), is.closing()), (1, 0, 0), "{action:?}");
        assert_eq!(i64::from(is.relisted_ts()), after.now, "{action:?}");
    }
}

/// Whether a position has a slot of it, or there is a receipt.
fn is_held(world: &PureWorld, index: usize) -> bool {
    let slots = (0..USERS).flat_map(|user| world.positions[user].used());
    slots.into_iter().any(|slot| usize::from(slot.reserve()) == index) || world.receipt_supply(index) != 0
}

/// A proposal is of the reserve that was there when it was made; one that winds down has every switch off.
fn executed(before: &PureWorld, pick: u8, after: &PureWorld) {
    let what = before.proposal(before.nonce(pick)).expect("what is executed was proposed");
    let kind = what.change().expect("a kind");
    if !kind.is_of_reserve() {
        return;
    }
    let (was, is) = (before.reserve(usize::from(what.reserve())), after.reserve(usize::from(what.reserve())));
    let relisted_ts = i64::from(was.relisted_ts());
    assert!(relisted_ts == 0 || what.created_ts() > relisted_ts, "{kind:?} of another reserve");
    assert!(is.closing() == 0 || is.config().switches() == 0, "{kind:?}");
    assert!(kind != Kind::Close || is.closing() == 1, "{kind:?}");
    let ends = was.closing() == 1 && is.closing() == 0;
    assert!(!ends || what.closing() == 1, "{kind:?} made before the winding down ends it");
}
