//! Caps: exactly at, one atom over, and what they must not stop.

use crate::fixtures::liquidation::{USD, distressed_with, fall};
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{Group, Side};
use hypothec_testkit::{Asset, User, World, catalogue};

/// Sets a group's cap as no instruction would: at once, in a sealed market.
fn cap_group(world: &mut World, group: usize, cap: u64) {
    let at = header_field("groups").0 + group * size_of::<Group>();
    let market = world.market;
    world.chain.edit(&market, |account| account.data[at..at + 8].copy_from_slice(&cap.to_le_bytes()));
}

/// The exposure of a group, Value.
fn exposure(world: &World, group: usize) -> u64 {
    world.header().groups()[group].exposure
}

/// Two stocks of one issuer (group 1); the first is of factor group 2 as well.
fn grouped() -> (World, User) {
    let mut assets = [Asset::usdc(), Asset::plain_stock(0), Asset::plain_stock(1)];
    assets[1].config.groups = [1, 2];
    assets[2].config.groups = [1, 0];
    let mut world = World::new(&assets);
    let user = world.user(1);
    for index in 1..3 {
        world.fund(&user, index, 1_000_000_000_000);
    }
    (world, user)
}

#[test]
fn threat_h10_full_caps_leave_top_up_open() {
    let (mut world, lender, borrower) = {
        let mut world = world_with(|_, nvdax| {
            nvdax.groups = [1, 2];
            nvdax.supply_cap = 1_001_701_197; // 10 NVDAx at their multiplier, up
        });
        let (lender, borrower) = staff(&mut world);
        (world, lender, borrower)
    };
    let full = exposure(&world, 1);
    for group in [1, 2] {
        cap_group(&mut world, group, full);
    }
    world.fund(&lender, NVDAX, 1_000_000);
    world.fund(&borrower, NVDAX, 10_000_000_000);
    for user in [&lender, &borrower] {
        let refused = deposit(&world, user, NVDAX, 1_000_000);
        refuse(&mut world, &refused, &[&user.keypair], Error::SupplyCap);
    }
    world.borrow(&borrower, USDC, 945 * DOLLAR).expect("borrowed");
    let refused = deposit(&world, &borrower, NVDAX, 1);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::SupplyCap);
    fall(&mut world, NVDAX, 156 * USD);
    let full = exposure(&world, 1);
    for group in [1, 2] {
        cap_group(&mut world, group, full);
    }
    let refused = deposit(&world, &borrower, NVDAX, 1_000_000_001);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::SupplyCap);
    world.deposit(&borrower, NVDAX, 1_000_000_000).expect("a top-up by its own size, past three caps");
    assert!(exposure(&world, 1) > full && exposure(&world, 1) == exposure(&world, 2));
}

/// A dust of debt opens no way past the cap: with one the slot could double, four times in a batch, and be borrowed against.
#[test]
fn supply_cap_refuses_doubling_behind_a_dust_of_debt() {
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = 1_100_000_000);
    let (_, borrower) = staff(&mut world);
    world.fund(&borrower, NVDAX, 100_000_000_000);
    world.borrow(&borrower, USDC, 20 * DOLLAR).expect("borrowed");
    world.repay(&borrower, USDC, 20 * DOLLAR - 1).expect("all but a dust");
    assert!(world.position(&borrower).has_debt());
    let doubled = deposit(&world, &borrower, NVDAX, 1_000_000_000);
    refuse(&mut world, &doubled, &[&borrower.keypair], Error::SupplyCap);
    let step = |amount| builder::BatchEntry {
        instruction: Instruction::Deposit,
        reserve: world.reserve(NVDAX),
        tokens: world.tokens(&borrower, NVDAX),
        amount,
        limit: 0,
    };
    let steps = [1, 2, 4, 8].map(|times| step(times * 1_000_000_000));
    let batch = builder::batch(world.market, borrower.position, borrower.address(), &steps);
    refuse(&mut world, &batch, &[&borrower.keypair], Error::SupplyCap);
}

#[test]
pub fn supply_cap_counts_share_equivalents_to_the_atom() {
    let cap = 5_000_000_000;
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = cap);
    let (_, borrower) = staff(&mut world);
    world.fund(&borrower, NVDAX, 10_000_000_000);
    let multiplier = u128::from(world.record(NVDAX).multiplier().accepted_q32());
    let most = ((u128::from(cap) << 32) / multiplier) as u64;
    assert!(most < cap, "a share is more than a raw token");
    let refused = deposit(&world, &borrower, NVDAX, most - 1_000_000_000 + 1);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::SupplyCap);
    world.deposit(&borrower, NVDAX, most - 1_000_000_000).expect("exactly the cap");
}

#[test]
pub fn group_cap_refuses_one_atom_past_it() {
    let (mut world, user) = grouped();
    world.deposit(&user, 1, 1_000_000_000).expect("within no cap");
    let first = exposure(&world, 1);
    assert_eq!((first, exposure(&world, 2)), (world.record(1).supply_exposure(), first));
    let cap = first + (50 << 16);
    cap_group(&mut world, 1, cap);
    let most = most_worth(world.record(2).slow(), 50 << 16);
    let refused = deposit(&world, &user, 2, most + 1);
    refuse(&mut world, &refused, &[&user.keypair], Error::GroupCap);
    world.deposit(&user, 2, most).expect("exactly the cap");
    assert!(exposure(&world, 1) <= cap);
    assert_eq!(exposure(&world, 2), first, "the second stock is of the issuer's group alone");

    // the smaller factor group binds as well
    cap_group(&mut world, 1, 0);
    cap_group(&mut world, 2, first);
    let left = most_worth(world.record(1).slow(), first) - 1_000_000_000; // atoms that the rounding of Value has room for
    let refused = deposit(&world, &user, 1, left + 1);
    refuse(&mut world, &refused, &[&user.keypair], Error::GroupCap);
    world.deposit(&user, 2, 1_000_000_000).expect("another factor");
}

#[test]
pub fn group_exposure_follows_prices_and_withdrawals_past_any_cap() {
    let (mut world, user) = grouped();
    world.deposit(&user, 1, 1_000_000_000).expect("in");
    world.deposit(&user, 2, 1_000_000_000).expect("in");
    let before = exposure(&world, 1);
    cap_group(&mut world, 1, before);
    world.assets[1].price += world.assets[1].price / 10;
    for _ in 0..2 {
        world.advance(20);
    }
    let (one, two) = (world.record(1).supply_exposure(), world.record(2).supply_exposure());
    assert!(exposure(&world, 1) > before, "over the cap by price alone");
    assert_eq!((exposure(&world, 1), exposure(&world, 2)), (one + two, one));
    let refused = deposit(&world, &user, 2, 1);
    refuse(&mut world, &refused, &[&user.keypair], Error::GroupCap);
    world.withdraw(&user, 1, 500_000_000).expect("out");
    assert_eq!(exposure(&world, 1), world.record(1).supply_exposure() + two);
    world.withdraw(&user, 1, u64::MAX).expect("out");
    assert_eq!((exposure(&world, 1), exposure(&world, 2)), (two, 0));
    world.deposit(&user, 2, 1).expect("room again");
}

/// Seized, a stock leaves its groups as it leaves its reserve.
#[test]
fn liquidation_frees_the_groups_of_what_it_seizes() {
    let mut distress = distressed_with(135, |_, nvdax| nvdax.groups = [1, 2]);
    let before = exposure(&distress.world, 1);
    assert!(before > 0 && before == distress.world.record(NVDAX).supply_exposure());
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
    let after = exposure(&distress.world, 1);
    assert!(after < before);
    assert_eq!((after, after), (distress.world.record(NVDAX).supply_exposure(), exposure(&distress.world, 2)));
}

/// A stock sold short owes raw tokens: what the issuer adds to each of them, the short owes too.
#[test]
fn short_pays_the_dividend_it_manufactures() {
    let mut world = world_with(|_, nvdax| *nvdax = risk::lent(*nvdax));
    let (holder, short) = (world.user(1), world.user(2));
    world.fund(&holder, NVDAX, 1_000_000_000);
    world.fund(&short, NVDAX, 0);
    world.fund(&short, USDC, 1_000 * DOLLAR);
    world.deposit(&holder, NVDAX, 1_000_000_000).expect("lent");
    world.deposit(&short, USDC, 1_000 * DOLLAR).expect("pledged");
    world.borrow(&short, NVDAX, 300_000_000).expect("sold short");
    assert_eq!(world.balance(&short, NVDAX), 300_000_000);

    let shares = |world: &World| {
        let record = world.record(NVDAX);
        let owed = record.debt_assets_up(record.debt_shares()).expect("in range");
        (u128::from(owed) * u128::from(record.multiplier().accepted_q32())) >> 32
    };
    assert_eq!(shares(&world), 300_510_358, "3 tokens at 1.0017012 shares");
    // a dividend of 10 bp, an hour from now
    let effective = world.chain.clock().unix_timestamp + 3_600;
    let mint = catalogue::nvdax().multiplier(1.001701196801074, 1.002701196801074, effective);
    world.chain.put_account(&Asset::nvdax().mint, mint.account());
    world.advance(3_600);
    let record = world.record(NVDAX);
    let owed = record.debt_assets_up(record.debt_shares()).expect("in range");
    assert_eq!(owed, 300_000_000, "no interest on this curve: the debt in tokens stands still");
    assert_eq!(shares(&world), 300_810_358, "and is more shares by the dividend");

    // who lent gets the same tokens back, each of them worth the dividend more
    world.repay(&short, NVDAX, u64::MAX).expect("bought back");
    assert!(world.position(&short).slot(NVDAX as u8, Side::Debt).is_err());
    world.withdraw(&holder, NVDAX, u64::MAX).expect("out");
    assert_eq!(world.balance(&holder, NVDAX), 1_000_000_000);
}
