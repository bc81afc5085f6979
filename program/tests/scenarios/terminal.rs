//! Terminal settlement from the proposal to the last exit: what stops, what goes on, and at which price.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{Kind, Reserve};
use hypothec_testkit::{Asset, Executed, User, World, token};

/// NVDAx at 85 USD permanently, from a board at 100; everyone's loan is older than the fall.
struct Settled {
    world: World,
    lender: User,
    liquidator: User,
    /// Pledge 10 NVDAx and owe 600, liquidatable at 85.
    debtors: [User; 2],
    /// Pledges 10 and owes 900: not covered.
    insolvent: User,
    /// Pledges .11 and owes 10.10: less than the floor is left.
    rest: User,
    /// Pledges 1,000 USDC and owes 1 NVDAx.
    short: User,
    /// Holds 5 without debt.
    holder: User,
}

fn price() -> Price {
    Scale::new(-2, 8, 8_500).and_then(|scale| scale.price_down(8_500)).expect("a price")
}

fn settled() -> Settled {
    let mut nvdax = Asset::nvdax();
    nvdax.config = risk::lent(nvdax.config);
    let mut world = World::new(&[Asset::usdc(), nvdax]);
    let users: [User; 8] = std::array::from_fn(|n| world.user(n as u64 + 1));
    let [lender, liquidator, one, other, insolvent, rest, short, holder] = users;
    let staff = [
        (&lender, 10_000, 0),
        (&liquidator, 0, 0),
        (&one, 0, 1_000_000_000),
        (&other, 0, 1_000_000_000),
        (&insolvent, 0, 1_000_000_000),
        (&rest, 0, 11_000_000),
        (&short, 1_000, 0),
        (&holder, 0, 500_000_000),
    ];
    for (user, dollars, stock) in staff {
        for (index, atoms) in [(USDC, dollars * DOLLAR), (NVDAX, stock)] {
            world.fund(user, index, atoms);
            if atoms != 0 {
                world.deposit(user, index, atoms).expect("pledged");
            }
        }
    }
    world.fund(&liquidator, USDC, 10_000 * DOLLAR);
    for (user, index, atoms) in [
        (&one, USDC, 600 * DOLLAR),
        (&other, USDC, 600 * DOLLAR),
        (&insolvent, USDC, 900 * DOLLAR),
        (&rest, USDC, 10_100_000),
        (&short, NVDAX, 100_000_000),
    ] {
        world.borrow(user, index, atoms).expect("borrowed");
    }
    fall(&mut world, NVDAX, 100 * USD);
    let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &price().to_bits().to_le_bytes());
    world.advance(i64::from(world.header().delay_s()) - 1);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    world.advance(1);
    execute(&mut world, nonce).expect("executed");
    // neither what the feeds say nor the hours that pass change anything
    world.advance(3_600);
    let record = world.record(NVDAX);
    let board =
        [record.low(), record.high(), record.liq_low(), record.liq_high(), record.settle_low(), record.settle_high()];
    assert_eq!(board, [price(); 6]);
    Settled { world, lender, liquidator, debtors: [one, other], insolvent, rest, short, holder }
}

/// Books balance, and what they say is in the vaults is there.
#[track_caller]
fn exact(world: &World) {
    assert_books(world);
    for index in [USDC, NVDAX] {
        assert_eq!(token::amount(&world.chain.data(&world.vault(index))), world.record(index).cash(), "{index}");
    }
}

#[test]
pub fn terminal_settlement_refuses_new_loans_and_pledges() {
    let Settled { mut world, short, holder, debtors: [debtor, _], liquidator, .. } = settled();
    for (user, what, error) in [
        (&short, borrow(&world, &short, NVDAX, 10_000_000), Error::TerminalReserve),
        (&holder, borrow(&world, &holder, USDC, 20 * DOLLAR), Error::Unhealthy),
        (&debtor, borrow(&world, &debtor, USDC, 20 * DOLLAR), Error::Unhealthy),
        (&debtor, withdraw(&world, &debtor, NVDAX, 1_000), Error::Unhealthy),
    ] {
        refuse(&mut world, &what, &[&user.keypair], error);
    }
    world.fund(&liquidator, NVDAX, 1_000);
    let first = deposit(&world, &liquidator, NVDAX, 1_000);
    refuse(&mut world, &first, &[&liquidator.keypair], Error::TerminalReserve);
    // what is there may grow
    world.fund(&debtor, NVDAX, 1_000);
    world.deposit(&debtor, NVDAX, 1_000).expect("topped up");
    exact(&world);
}

#[test]
fn terminal_settlement_lets_borrowers_and_suppliers_out() {
    let Settled { mut world, lender, short, holder, .. } = settled();
    world.fund(&short, NVDAX, 200_000_000);
    world.repay(&short, NVDAX, u64::MAX).expect("repaid");
    exact(&world);
    world.withdraw(&short, USDC, u64::MAX).expect("its pledge");
    world.withdraw(&holder, NVDAX, u64::MAX).expect("out");
    assert!(world.position(&short).is_empty() && world.position(&holder).is_empty());
    assert!(world.balance(&holder, NVDAX) >= 500_000_000);
    world.withdraw(&lender, USDC, 1_000 * DOLLAR).expect("dollars are not concerned");
    exact(&world);
}

/// What was received for a dollar, at 85.
fn per_dollar(done: &Executed) -> f64 {
    let words = told(done);
    words[2] as f64 / 1e8 * 85.0 / (words[0] as f64 / 1e6)
}

/// The bonus is the least there is, in either form, of which the protocol has a tenth: a fixed price carries no risk.
#[test]
fn terminal_settlement_liquidates_at_the_fixed_price() {
    for as_shares in [false, true] {
        let Settled { world, lender, liquidator, debtors: [borrower, _], .. } = settled();
        let of = addresses(&world, &liquidator, &borrower, USDC, NVDAX);
        let liquidate = if as_shares {
            builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0)
        } else {
            builder::liquidate(&of, world.tokens(&liquidator, NVDAX), u64::MAX, 0)
        };
        let mut distress = Distress { world, lender, borrower, liquidator };
        let done = distress.send(liquidate);
        assert!((per_dollar(&done) - 1.009).abs() < 1e-3, "{}", per_dollar(&done));
        assert!(holds(&distress.world, &distress.borrower, NVDAX).0 > 0, "a part brings it to its target");
        assert!(!stands(&distress.world, &distress.borrower).is_liquidatable());
        assert_eq!(holds(&distress.world, &distress.liquidator, NVDAX).0 > 0, as_shares);
        exact(&distress.world);
    }
}

#[test]
fn terminal_settlement_writes_off_uncovered_debt_at_once() {
    let Settled { mut world, lender, liquidator, insolvent, rest, .. } = settled();
    let early = world.settle_bad_debt(insolvent.position);
    refuse(&mut world, &early, &[&liquidator.keypair], Error::NotSettleable);
    let before = world.record(USDC);
    let settle = world.settle_bad_debt(rest.position);
    world.send(&liquidator, settle).expect("less than the floor is left");
    exact(&world);
    let of = addresses(&world, &liquidator, &insolvent, USDC, NVDAX);
    let whole = builder::liquidate(&of, world.tokens(&liquidator, NVDAX), u64::MAX, 0);
    let mut distress = Distress { world, lender, borrower: insolvent, liquidator };
    let done = distress.send(whole);
    assert!((per_dollar(&done) - 1.009).abs() < 1e-3, "{}", per_dollar(&done));
    for user in [&rest, &distress.borrower] {
        assert!(distress.world.position(user).is_empty());
    }
    // 10.10 and 900 less 850 / 1.01, borne by 11,000 dollars
    let after = distress.world.record(USDC);
    let worth = |record: &Reserve| record.supply_assets_down(11_000 * DOLLAR);
    let (was, is) = (worth(&before).expect("in range"), worth(&after).expect("in range"));
    assert!((was - is).abs_diff(68_500_000) < 1_500_000, "{was} {is}");
    exact(&distress.world);
}

/// To the end: every position is closed out, and what remains in the vaults is the protocol's, except the atom that each
/// of the 25 actions may round away.
#[test]
fn terminal_settlement_ends_with_every_position_closed() {
    let Settled { mut world, lender, liquidator, debtors: [one, other], insolvent, rest, short, holder } = settled();
    let settle = world.settle_bad_debt(rest.position);
    world.send(&liquidator, settle).expect("settled");
    for user in [&one, &other, &insolvent] {
        let of = addresses(&world, &liquidator, user, USDC, NVDAX);
        let shares = builder::liquidate_to_shares(&of, liquidator.position, u64::MAX, 0);
        world.send(&liquidator, shares).expect("liquidated");
        exact(&world);
    }
    for (user, index) in [(&one, USDC), (&other, USDC), (&short, NVDAX)] {
        world.fund(user, index, 1_000 * DOLLAR);
        world.repay(user, index, u64::MAX).expect("repaid");
    }
    for (user, index) in [(&one, NVDAX), (&other, NVDAX), (&short, USDC), (&holder, NVDAX), (&liquidator, NVDAX)] {
        world.withdraw(user, index, u64::MAX).expect("out");
    }
    world.withdraw(&lender, USDC, u64::MAX).expect("out");
    exact(&world);
    for user in [&lender, &liquidator, &one, &other, &insolvent, &rest, &short, &holder] {
        assert!(world.position(user).is_empty());
    }
    for index in [USDC, NVDAX] {
        let record = world.record(index);
        assert_eq!((record.supply_shares(), record.debt_shares()), (0, 0));
        let owned = record.fees().floor() + record.buffer().floor();
        assert!((0..=25).contains(&(record.cash() - owned)), "{index}: {} {owned}", record.cash());
    }
}
