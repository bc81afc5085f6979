//! Who profits from a false price: a debtor a little above liquidation, with somebody who tries to liquidate it, and a
//! saver who borrows as much as the board lets it. A story about prices is told with them in it, since numbers on a board
//! are only half of what it decides.

use crate::distress::{addresses, assert_books, holds, stands};
use crate::support::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::price::Price;
use hypothec_interface::policy::State;
use hypothec_interface::state::Ramp;
use hypothec_testkit::{User, World};
use solana_instruction::Instruction;

/// What the debtor owes, USD: what the LTV floor lends, however long the exchange has been closed.
const DEBT: f64 = 300.0;
/// Tokens that each of them has pledged.
const PLEDGED: f64 = 10.0;

/// The three, in a world with USDC and NVDAx.
pub struct Debtor {
    pub user: User,
    pub liquidator: User,
    saver: User,
}

impl Debtor {
    /// Owing 300 USD against 10 NVDAx. The dollar's liquidation borrow factor then goes where the debtor's health, at the
    /// settlement price of now, is `health`: nothing else depends on that factor, so LTVs stay what they are.
    pub fn new(world: &mut World, health: f64) -> Debtor {
        let [user, liquidator, saver] = [4, 5, 6].map(|n| world.user(n));
        for (who, dollars, tokens) in [(&user, 0, PLEDGED), (&liquidator, 20_000, 0.0), (&saver, 0, PLEDGED)] {
            world.fund(who, USDC, dollars * DOLLAR);
            world.fund(who, NVDAX, (tokens * 1e8) as u64);
        }
        world.deposit(&liquidator, USDC, 10_000 * DOLLAR).expect("lent");
        for who in [&user, &saver] {
            world.deposit(who, NVDAX, u64::MAX).expect("pledged");
        }
        world.borrow(&user, USDC, (DEBT * 1e6) as u64).expect("borrowed");
        let stock = world.record(NVDAX);
        let power = PLEDGED * usd(stock.settle()) * f64::from(stock.config().threshold.to_bps);
        let mut config = world.record(USDC).config();
        config.liq_borrow_factor = Ramp::fixed((power / (DEBT * health)) as u16);
        poke_reserve(world, USDC, "config", bytemuck::bytes_of(&config));
        let debtor = Debtor { user, liquidator, saver };
        let power = debtor.power(world, usd(stock.low()));
        assert!(power > 100.0 && debtor.lends(world, power - 0.01), "the most: {power}");
        debtor.no_power_past(world, usd(stock.low()));
        debtor
    }

    /// All that may be liquidated, as tokens and as shares.
    fn attempts(&self, world: &World) -> [Instruction; 2] {
        let of = addresses(world, &self.liquidator, &self.user, USDC, NVDAX);
        let to = world.tokens(&self.liquidator, NVDAX);
        let shares = builder::liquidate_to_shares(&of, self.liquidator.position, u64::MAX, 0);
        [builder::liquidate(&of, to, u64::MAX, 0), shares]
    }

    /// Neither form of liquidation succeeds: this is why not.
    #[track_caller]
    pub fn spared_by(&self, world: &World, why: Error) {
        for attempt in self.attempts(world) {
            let done = world.chain.simulate(&[attempt], &[&self.liquidator.keypair]);
            let failure = done.map(|_| ()).expect_err("a false liquidation");
            assert_eq!(failure.error, Some(why), "{failure:?}");
        }
    }

    /// Healthy, so nobody liquidates it; and where the stock has no fresh price, nobody may for that alone.
    #[track_caller]
    pub fn spared(&self, world: &World) {
        let moment = world.header().risk_context(world.chain.clock().unix_timestamp);
        let stale = world.record(NVDAX).state(&moment).any(State::STALE);
        self.spared_by(world, if stale { Error::StalePrice } else { Error::NotLiquidatable });
    }

    /// USDC that a token of this price lets the saver borrow, at the LTV of now and with the dollar at its upper bound.
    fn power(&self, world: &World, token: f64) -> f64 {
        let moment = world.header().risk_context(world.chain.clock().unix_timestamp);
        let dollar = usd(world.record(USDC).high()) / 100.0;
        PLEDGED * token * f64::from(world.record(NVDAX).ltv_bps(&moment)) / 1e4 / dollar
    }

    fn lends(&self, world: &World, dollars: f64) -> bool {
        let loan = borrow(world, &self.saver, USDC, (dollars * 1e6) as u64);
        world.chain.simulate(&[loan], &[&self.saver.keypair]).is_ok()
    }

    /// A cent more than what a token of this price is good for is lent to nobody.
    #[track_caller]
    pub fn no_power_past(&self, world: &World, token: f64) {
        let power = self.power(world, token);
        assert!(!self.lends(world, power + 0.01), "borrow power from nothing: {power} and a cent");
    }

    /// Neither a false liquidation nor false borrow power, where a token is worth this.
    #[track_caller]
    pub fn truthful(&self, world: &World, token: f64) {
        self.spared(world);
        self.no_power_past(world, token);
    }

    /// Liquidation is right now: both forms would succeed, and the one in tokens does. Health at settlement prices
    /// rises, debt and collateral fall, and the books hold.
    #[track_caller]
    pub fn liquidated(&self, world: &mut World) {
        let [tokens, shares] = self.attempts(world);
        world.chain.simulate(&[shares], &[&self.liquidator.keypair]).expect("as shares");
        let health = |world: &World| {
            let sums = stands(world, &self.user).sums;
            sums.power as f64 / sums.weight as f64
        };
        let of = |world: &World| (holds(world, &self.user, NVDAX).0, holds(world, &self.user, USDC).1);
        let (before, (held, owed)) = (health(world), of(world));
        world.send(&self.liquidator, tokens).expect("as tokens");
        let (held_after, owed_after) = of(world);
        assert!(held_after < held && owed_after < owed);
        assert!(owed_after == 0 || health(world) > before, "{before} {}", health(world));
        assert_eq!(world.balance(&self.liquidator, NVDAX) > 0, held_after < held);
        assert_books(world);
    }
}

/// USD of a token of 8 decimals.
pub fn usd(price: Price) -> f64 {
    price.mantissa() as f64 / 2f64.powi(price.shift() as i32) / 65_536.0 * 1e8
}
