//! A reserve that winds down, is closed and listed again, held to the exact model, and through the program.

use hypothec_interface::math::price::Price;
use hypothec_interface::state::{Kind, ORDER_KIND_PRICE_ABOVE, Order};
use hypothec_sequences::action::{Action, Change, Signer, TokenMove};
use hypothec_sequences::{run, svm};

/// Plays it in the model, and then in the program too.
fn played(actions: &[Action]) -> impl Fn(&str) -> usize {
    let done = run::play(actions);
    let mut pair = svm::Differential::new();
    for action in actions {
        let action = action.resolve(&pair.world);
        pair.step(&action);
    }
    move |name| done.get(name).copied().unwrap_or_default()
}

fn of(by: usize, reserve: u8, amount: u64) -> TokenMove {
    TokenMove { by, of: by, reserve, amount }
}

fn propose(kind: Kind, reserve: u8) -> Action {
    let change = Change { kind, reserve, pick: 0, value: 0, more: 1, wild: false };
    Action::Propose { by: Signer::Admin, change }
}

const OLDEST: Action = Action::Execute { by: 0, pick: 16 };
const DAY: Action = Action::Advance { seconds: 86_400 };

#[test]
fn reserve_of_the_dollar_is_closed_with_its_fees_and_listed_again_in_model_and_program() {
    let close = Action::CloseReserve { by: Signer::Admin, reserve: 0 };
    let actions = [
        Action::Deposit(of(0, 0, 50_000_000_000)),
        Action::Deposit(of(1, 1, 1_000_000_000)),
        Action::Borrow(of(1, 0, u64::MAX)),
        propose(Kind::Close, 0),
        close,
        DAY,
        Action::REFRESH,
        OLDEST,
        // owed and supplied
        close,
        Action::Deposit(of(2, 0, 1_000_000)),
        Action::Repay(of(1, 0, u64::MAX)),
        close,
        Action::Withdraw(of(0, 0, u64::MAX)),
        Action::Return { reserve: 0, atoms: 7 },
        Action::Donate(of(2, 0, 3)),
        Action::CloseReserve { by: Signer::Guardian, reserve: 0 },
        close,
        Action::Deposit(of(0, 0, 1_000_000)),
        Action::Return { reserve: 0, atoms: 7 },
        Action::Relist { by: Signer::Guardian, reserve: 2 },
        Action::Relist { by: Signer::Admin, reserve: 2 },
        Action::Deposit(of(0, 0, 1_000_000)),
        Action::REFRESH,
    ];
    let done = played(&actions);
    assert_eq!((done("CloseReserve"), done("Relist"), done("Execute")), (1, 1, 1));
    assert_eq!((done("Deposit"), done("Repay"), done("Withdraw"), done("Donate")), (2, 1, 1, 1));
}

#[test]
fn what_was_said_of_a_closed_reserve_is_not_said_of_the_next_in_model_and_program() {
    let order = Order::at_price(ORDER_KIND_PRICE_ABOVE, 1, Price::from_bits(9_000), 100);
    let actions = [
        Action::SetOrder { by: 1, of: 1, index: 0, order },
        propose(Kind::Close, 1),
        propose(Kind::Close, 1),
        DAY,
        OLDEST,
        Action::CloseReserve { by: Signer::Admin, reserve: 1 },
        // there is none, and then it is another
        OLDEST,
        Action::Relist { by: Signer::Admin, reserve: 1 },
        OLDEST,
        Action::Cancel { by: Signer::Admin, pick: 16 },
        // in the second of the listing nobody knows which of the two is meant
        propose(Kind::Close, 1),
        DAY,
        OLDEST,
        Action::Cancel { by: Signer::Admin, pick: 16 },
        propose(Kind::Close, 1),
        DAY,
        OLDEST,
        Action::CloseReserve { by: Signer::Admin, reserve: 1 },
        Action::Relist { by: Signer::Admin, reserve: 1 },
    ];
    let done = played(&actions);
    assert_eq!((done("Execute"), done("CloseReserve"), done("Relist"), done("Cancel")), (2, 2, 2, 2));
}

#[test]
fn index_with_receipts_is_closed_and_no_hole_in_model_and_program() {
    let actions = [
        Action::Deposit(of(0, 0, 50_000_000)),
        Action::OpenReceipt { by: 0, reserve: 0 },
        Action::MintReceipt(of(0, 0, 1_000)),
        propose(Kind::Close, 0),
        DAY,
        OLDEST,
        Action::Withdraw(of(0, 0, u64::MAX)),
        Action::CloseReserve { by: Signer::Admin, reserve: 0 },
        Action::RedeemReceipt(of(0, 0, u64::MAX)),
        Action::Withdraw(of(0, 0, u64::MAX)),
        Action::CloseReserve { by: Signer::Admin, reserve: 0 },
        Action::Relist { by: Signer::Admin, reserve: 0 },
        Action::OpenReceipt { by: 0, reserve: 0 },
    ];
    let done = played(&actions);
    assert_eq!((done("CloseReserve"), done("Relist"), done("OpenReceipt"), done("Withdraw")), (1, 0, 1, 2));
}
