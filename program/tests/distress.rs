//! Positions in distress, and who liquidates them: what the tests of liquidation and settlement share.

use crate::support::*;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::invariant::i6_health;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::state::{Market, Ramp, ReserveConfig};
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{Asset, Executed, User, World};
use solana_instruction::Instruction;

/// A lender of 1,000 USDC, a borrower of 900 against 10 NVDAx, and a liquidator with 10,000 USDC and a position.
pub struct Distress {
    pub world: World,
    pub lender: User,
    pub borrower: User,
    pub liquidator: User,
}

/// USD in the 10^-8 of posted prices.
pub const USD: i64 = 100_000_000;

/// Everyone in place, with NVDAx at this many USD; at 138.4 the borrower's health is 1.
pub fn distressed(price: i64) -> Distress {
    distressed_with(price, |_, _| ())
}

/// As [`distressed`], with the parameters of dollar and stock changed before sealing.
pub fn distressed_with(price: i64, change: impl FnOnce(&mut ReserveConfig, &mut ReserveConfig)) -> Distress {
    let mut world = world_with(change);
    let (lender, borrower) = staff(&mut world);
    let liquidator = world.user(3);
    world.fund(&liquidator, USDC, 10_000 * DOLLAR);
    world.fund(&liquidator, NVDAX, 0);
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    let mut distress = Distress { world, lender, borrower, liquidator };
    fall(&mut distress.world, NVDAX, price * USD);
    distress
}

/// As [`distressed`], with a third asset, a stock of which the liquidator holds 10.
pub fn three_assets(price: i64) -> Distress {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1)]);
    let (lender, borrower) = staff(&mut world);
    let liquidator = world.user(3);
    for (index, amount) in [(USDC, 10_000 * DOLLAR), (NVDAX, 0), (2, 1_000_000_000)] {
        world.fund(&liquidator, index, amount);
    }
    world.deposit(&liquidator, 2, u64::MAX).expect("pledged");
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    fall(&mut world, NVDAX, price * USD);
    Distress { world, lender, borrower, liquidator }
}

/// Moves a price there in steps that the jump guard lets pass, 20 seconds each, with fresh boards at the end.
pub fn fall(world: &mut World, index: usize, price: i64) {
    loop {
        let now = world.assets[index].price;
        let step = price.clamp(now * 85 / 100, now * 115 / 100);
        world.assets[index].price = step - 1; // the refresh moves it by one
        world.advance(20);
        if step == price {
            return;
        }
    }
}

/// Who liquidates whom: `liquidator` repays `repay` of `position` and seizes `seize`.
pub fn addresses(world: &World, liquidator: &User, of: &User, repay: usize, seize: usize) -> LiquidationAddresses {
    LiquidationAddresses {
        repay: world.reserve(repay),
        seize: world.reserve(seize),
        position: of.position,
        source: world.tokens(liquidator, repay),
        liquidator: liquidator.address(),
    }
}

impl Distress {
    /// The borrower's USDC debt against its NVDAx, as tokens.
    pub fn liquidate(&self, amount: u64) -> Instruction {
        self.liquidate_for(amount, 0)
    }

    /// The same with a least amount to receive.
    pub fn liquidate_for(&self, amount: u64, min_received: u64) -> Instruction {
        let to = self.world.tokens(&self.liquidator, NVDAX);
        builder::liquidate(&self.addresses(), to, amount, min_received)
    }

    /// The same as shares.
    pub fn to_shares(&self, amount: u64) -> Instruction {
        builder::liquidate_to_shares(&self.addresses(), self.liquidator.position, amount, 0)
    }

    pub fn addresses(&self) -> LiquidationAddresses {
        addresses(&self.world, &self.liquidator, &self.borrower, USDC, NVDAX)
    }

    /// Sends the liquidator's instruction, and holds a liquidation of the borrower to I6.
    #[track_caller]
    pub fn send(&mut self, instruction: Instruction) -> Executed {
        let liquidates = [Tag::Liquidate as u8, Tag::LiquidateToShares as u8].contains(&instruction.data[0]);
        let (before, slots) = (stands(&self.world, &self.borrower).sums, self.world.position(&self.borrower));
        let done = self.world.send(&self.liquidator, instruction).expect("it succeeds");
        assert_books(&self.world);
        if liquidates {
            let after = stands(&self.world, &self.borrower).sums;
            let closed = self.world.position(&self.borrower).used().len() < slots.used().len();
            assert!(closed || i6_health(&before, &after, slots.used().len()), "I6: {before:?} {after:?}");
        }
        done
    }

    /// The liquidator's instruction is refused with this error, and changes nothing.
    #[track_caller]
    pub fn refuse(&mut self, instruction: &Instruction, error: hypothec_interface::Error) {
        refuse(&mut self.world, instruction, &[&self.liquidator.keypair], error);
    }
}

/// How the user stands in the liquidation test now.
pub fn stands(world: &World, user: &User) -> AccountLiquidity {
    let mut words = words(&world.chain.data(&world.market));
    let market = Market::load(bytemuck::cast_slice_mut(&mut words)).expect("a market");
    let moment = market.header.liquidation_context(world.chain.clock().unix_timestamp);
    account_liquidity(&market, &world.position(user), &moment).expect("listed reserves")
}

/// The books of every reserve balance.
#[track_caller]
pub fn assert_books(world: &World) {
    for index in 0..world.assets.len() {
        let record = world.record(index);
        assert!(books_hold(&record.assets(), &record.claims()), "books of {index}");
    }
}

/// What the user holds of a reserve, atoms: supply rounded down, debt rounded up.
pub fn holds(world: &World, user: &User, index: usize) -> (u64, u64) {
    let (record, position) = (world.record(index), world.position(user));
    let slot = position.used().iter().find(|slot| usize::from(slot.reserve()) == index);
    match slot {
        Some(slot) if slot.side() == hypothec_interface::state::Side::Debt => {
            (0, record.debt_assets_up(slot.shares()).expect("in range"))
        }
        Some(slot) => (record.supply_assets_down(slot.shares()).expect("in range"), 0),
        None => (0, 0),
    }
}

/// The first four words of return data.
pub fn words(data: &[u8]) -> Vec<u64> {
    data.chunks(8).map(|word| u64::from_le_bytes(word.try_into().expect("a word"))).collect()
}

/// The counter-example of threat H2: 100 USD of a dollar (threshold .90) and 10 stocks at 100 USD (threshold .40) against
/// 540 of another dollar, bonus 5 %. Reserves 0 debt, 1 dollar, 2 stock; stock confidence in basis points.
pub fn two_collaterals(conf_bps: u64) -> Distress {
    let mut assets = [Asset::plain_dollar(0), Asset::plain_dollar(1), Asset::plain_stock(0)];
    assets[2].price = 160 * USD;
    for asset in &mut assets {
        (asset.config.bonus_min_bps, asset.config.bonus_max_bps) = (500, 500);
        asset.config.conf_limit_bps = 2_000;
    }
    let stock = &mut assets[2].config;
    (stock.ltv_bps, stock.threshold) = ([3_000; 4], Ramp::fixed(4_000));
    (stock.event_ltv_bps, stock.ltv_floor_bps) = (0, 0);
    let mut world = World::new(&assets);
    let (lender, borrower, liquidator) = (world.user(1), world.user(2), world.user(3));
    for (user, amounts) in [(&lender, [10_000, 0, 0]), (&borrower, [0, 100, 10]), (&liquidator, [10_000, 0, 0])] {
        for (index, amount) in amounts.into_iter().enumerate() {
            world.fund(user, index, amount * if index == 2 { 100 * DOLLAR } else { DOLLAR });
        }
    }
    world.deposit(&lender, 0, u64::MAX).expect("lent");
    world.deposit(&borrower, 1, u64::MAX).expect("pledged");
    world.deposit(&borrower, 2, u64::MAX).expect("pledged");
    world.borrow(&borrower, 0, 540 * DOLLAR).expect("borrowed");
    fall(&mut world, 2, 100 * USD);
    world.chain.advance(20);
    let now = world.chain.clock().unix_timestamp;
    for index in 0..3 {
        let mut update = PythUpdate::new(world.assets[index].feed, world.assets[index].price, -8, now);
        if index == 2 {
            update.conf = update.price.unsigned_abs() * conf_bps / 10_000;
        }
        world.chain.put_account(&world.price_account(index), update.account());
    }
    let refresh = world.refresh(&[0, 1, 2]);
    world.send(&liquidator, refresh).expect("fresh");
    Distress { world, lender, borrower, liquidator }
}

/// Health at settlement prices of [`two_collaterals`]' borrower.
pub fn health_of_two(distress: &Distress) -> f64 {
    let held = |index| holds(&distress.world, &distress.borrower, index);
    (held(1).0 as f64 * 0.9 / 1e6 + held(2).0 as f64 * 0.4 / 1e6) / (held(0).1 as f64 / 1e6)
}
