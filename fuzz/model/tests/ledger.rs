//! The ledger of a crash beside a chain: a day of interest is exact to the atom, and a loss is seen.
use hypothec_interface::state::Position;
use hypothec_model::{Ledger, check_books};
use hypothec_testkit::{Asset, World};
use num_bigint::BigInt;

fn lent() -> (World, Ledger, Position, Position) {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax()]);
    let (lender, borrower) = (world.user(1), world.user(2));
    let now = world.chain.clock().unix_timestamp;
    world.fund(&lender, 0, 1_000_000_000);
    world.deposit(&lender, 0, u64::MAX).expect("lent");
    let mut ledger = Ledger::new(&world.record(0), 1_000_000_000, now).expect("a ledger");
    world.fund(&borrower, 1, 1_000_000_000);
    world.fund(&borrower, 0, 0);
    world.deposit(&borrower, 1, u64::MAX).expect("pledged");
    world.borrow(&borrower, 0, 500_000_000).expect("borrowed");
    ledger.lend(500_000_000, now);
    world.advance(86_400);
    ledger.accrue(now + 86_400);
    let positions = (world.position(&lender), world.position(&borrower));
    (world, ledger, positions.0, positions.1)
}

#[test]
fn ledger_is_exact_after_a_day_of_interest() {
    let (world, mut ledger, lender, borrower) = lent();
    let usdc = world.record(0);
    ledger.watch(&usdc);
    let report = ledger.check(&usdc, lender.used()[0].shares()).expect("nothing lost");
    assert_eq!((report.lender_exact, report.lender_lost), (report.lender_has.into(), BigInt::ZERO));
    check_books("USDC", &usdc, usdc.cash(), &[lender, borrower]).expect("books");
    check_books("USDC", &usdc, usdc.cash() - 1, &[lender, borrower]).expect_err("an atom is gone");
    check_books("USDC", &usdc, usdc.cash(), &[lender]).expect_err("a position is gone");
}

#[test]
fn ledger_sees_a_clawback_and_a_missing_debt() {
    let (mut world, mut ledger, lender, _) = lent();
    let shares = lender.used()[0].shares();
    let before = world.record(0);
    assert!(ledger.check(&before, shares - 1).is_err(), "a lender's atom");
    // a million atoms leave the vault, and the next refresh recognises it
    let vault = world.vault(0);
    world
        .chain
        .edit(&vault, |account| hypothec_localnet::token::set_amount(&mut account.data, before.cash() - 1_000_000));
    let sync = hypothec_interface::builder::sync_vault(world.market, 0);
    world.chain.send(&[sync], &[&hypothec_testkit::market::admin()]).expect("synced");
    ledger.watch(&world.record(0));
    let report = ledger.report(&world.record(0), shares).expect("a report");
    assert_eq!(ledger.index_falls, 1);
    assert!(report.lender_lost > BigInt::from(990_000) && report.bad_debt == BigInt::ZERO);
    // and a debt of the model that no record holds
    ledger.lend(7_000_000, world.chain.clock().unix_timestamp);
    assert_eq!(ledger.report(&world.record(0), shares).expect("a report").bad_debt, BigInt::from(7_000_000));
}
