//! Orders by price, placed and executed in pieces, held to what they say and to the exact model, and through the program.

use hypothec_interface::math::price::Price;
use hypothec_interface::state::{ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order};
use hypothec_sequences::action::{Action, Exchange, TokenMove};
use hypothec_sequences::{run, svm};

/// User 1 has pledged stock and owes what it can of user 0's dollars; an order at this part of the price, and three who
/// would execute it as they like.
fn sold(kind: u8, line_bps: u64, change: impl Fn(Order) -> Order, pieces: [u64; 3]) -> Vec<Action> {
    let of = |by, reserve, amount| TokenMove { by, of: by, reserve, amount };
    let mut actions = vec![
        Action::Deposit(of(0, 0, 50_000_000_000)),
        Action::Deposit(of(1, 1, 1_000_000_000)),
        Action::Deposit(of(2, 2, 1_000_000_000)),
        Action::Borrow(of(1, 0, u64::MAX)),
    ];
    let tick = [Action::Advance { seconds: 20 }, Action::REFRESH];
    actions.extend([tick, tick].concat());
    let order = change(Order::at_price(kind, 1, Price::from_bits(line_bps), 150));
    actions.push(Action::SetOrder { by: 1, of: 1, index: 0, order });
    for (n, amount) in pieces.into_iter().enumerate() {
        let to_shares = n % 2 == 1;
        actions.push(Action::Liquidate(Exchange { by: 2, of: 1, repay: 0, seize: 1, amount, to_shares }));
        actions.extend(tick);
    }
    actions
}

#[test]
fn orders_by_price_execute_as_they_say_in_model_and_program() {
    let all = |order: Order| order;
    let limited = |order: Order| Order { amount: 70_000_000, repay: 0, ..order };
    let partial = |order: Order| Order { target_bps: 15_000, ..order };
    type Case = (fn(Order) -> Order, [u64; 3], usize);
    let changes: [Case; 3] = [
        (all, [40_000_000, 40_000_000, u64::MAX], 3),
        // seventy dollars in pieces of forty
        (limited, [40_000_000, 40_000_000, u64::MAX], 2),
        // the third finds the position at its target
        (partial, [40_000_000, u64::MAX, u64::MAX], 2),
    ];
    for (kind, open_bps, shut_bps) in [(ORDER_KIND_PRICE_BELOW, 10_100, 9_900), (ORDER_KIND_PRICE_ABOVE, 9_900, 10_100)]
    {
        for (change, pieces, done) in &changes {
            let actions = sold(kind, open_bps, change, *pieces);
            assert_eq!(run::play(&actions)["Liquidate"], *done, "{kind} {pieces:?}");
            let mut pair = svm::Differential::new();
            for action in actions {
                let action = action.resolve(&pair.world);
                pair.step(&action);
            }
            assert_eq!(
                run::play(&sold(kind, shut_bps, change, *pieces))["Liquidate"],
                0,
                "{kind}: its line is not passed"
            );
        }
    }
}
