//! The stage of the replays: NVDAx with both feeds, 10 of it pledged against 500 USDC, and a step that lets time pass,
//! posts what the feeds say then, and refreshes.

use crate::fixtures::market::{DOLLAR, NVDAX, USDC, borrow, supply, withdraw};
use crate::fixtures::near_liquidation::Debtor;
pub use crate::fixtures::near_liquidation::usd;
use crate::instructions::set_order::place;
use crate::replays::watch_i10::Watched;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::policy::State;
use hypothec_interface::state::{
    ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order, ReserveConfig, SHARE_FEED, SOURCE_FAR, SOURCE_SUSPENDED,
};
use hypothec_interface::token::Scaled;
use hypothec_testkit::market::admin;
use hypothec_testkit::mint::set_multiplier;
use hypothec_testkit::{Asset, Chain, User, World, catalogue, elf};

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;
/// Tuesday 2026-09-15, 09:30 in New York.
pub const OPEN: i64 = 1_789_479_000;
/// The Saturday before, 11:00 in New York.
pub const SATURDAY: i64 = OPEN - 3 * DAY + 90 * MINUTE;

/// What a feed says, USD.
pub type Feed = Option<f64>;

pub struct Replay {
    pub world: World,
    pub borrower: User,
    /// Who would be liquidated and lent to by a false price.
    pub debtor: Option<Debtor>,
    prints: i64,
    /// What the mint says of the multiplier.
    mint: Scaled,
}

/// Which feeds a replay's reserve rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feeds {
    /// Both; the share feed is required while its exchange is open.
    Both,
    /// The share feed alone.
    ShareOnly,
}

impl Replay {
    /// At `ts`, with the mint at this multiplier and a token of `usd` USD.
    pub fn new(ts: i64, feeds: Feeds, multiplier: f64, usd: f64) -> Replay {
        Replay::with(ts, feeds, multiplier, usd, |_| ())
    }

    /// As [`Replay::new`], with the stock's parameters changed.
    pub fn with(ts: i64, feeds: Feeds, multiplier: f64, usd: f64, change: impl FnOnce(&mut ReserveConfig)) -> Replay {
        let mut nvdax = Asset::nvdax_two_feeds();
        nvdax.mint_account = catalogue::nvdax().multiplier(multiplier, multiplier, 0).account();
        // the token feed of a reserve on the share feed alone never prints
        nvdax.config.required_sources = if feeds == Feeds::Both { [3, 3, 1, 1] } else { [2; 4] };
        change(&mut nvdax.config);
        let mut chain = Chain::new(elf::hypothec());
        chain.set_time(ts);
        let mut world = World::on(chain).expect("a market");
        for asset in [Asset::usdc(), nvdax] {
            world.list(&asset).expect("a listing");
        }
        world.seal();
        let (lender, borrower) = (world.user(1), world.user(2));
        let mint = Scaled { multiplier: multiplier.to_bits(), new_multiplier: multiplier.to_bits(), effective_ts: 0 };
        let mut replay = Replay { world, borrower, debtor: None, prints: 0, mint };
        let token = (feeds == Feeds::Both).then_some(usd);
        replay.step(ts, token, Some(usd / multiplier));
        supply(&mut replay.world, &lender, &replay.borrower);
        replay
    }

    /// With a [`Debtor`] of this health in it, from here on.
    #[track_caller]
    pub fn indebted(mut self, health: f64) -> Replay {
        self.debtor = Some(Debtor::new(&mut self.world, health));
        self
    }

    /// With a stop-loss and a take-profit of the debtor's ten basis points beside the board.
    #[track_caller]
    pub fn with_orders(mut self) -> Replay {
        let [low, high] = [usd(self.world.record(NVDAX).liq_low()), self.liq_high()];
        let user = self.debtor().user.clone();
        for (n, (kind, line)) in
            [(ORDER_KIND_PRICE_BELOW, high * 0.999), (ORDER_KIND_PRICE_ABOVE, low * 1.001)].into_iter().enumerate()
        {
            let e8 = (line * 1e8) as u64;
            let line = Scale::new(-8, 8, e8).and_then(|scale| scale.price_down(e8)).expect("representable");
            place(&mut self.world, &user, n as u8, Order::at_price(kind, NVDAX as u8, line, 100));
        }
        self
    }

    /// The debtor of [`Replay::indebted`].
    #[track_caller]
    pub fn debtor(&self) -> &Debtor {
        self.debtor.as_ref().expect("one in debt")
    }

    /// The debtor is liquidated, as it should be now.
    #[track_caller]
    pub fn liquidated(&mut self) {
        let debtor = self.debtor.take().expect("one in debt");
        debtor.liquidated(&mut self.world);
        self.debtor = Some(debtor);
    }

    /// At `ts`, both reserves are refreshed with what the feeds say.
    pub fn step(&mut self, ts: i64, token: Feed, share: Feed) {
        let world = &mut self.world;
        world.chain.set_time(ts);
        self.prints += 1;
        // no two prints alike: none looks frozen
        let e8 = |usd: f64| (usd * 1e8).round() as i64 + self.prints % 8;
        world.post(USDC, 100_000_000 + self.prints % 8);
        if let Some(usd) = token {
            world.post(NVDAX, e8(usd));
        }
        if let Some(usd) = share {
            world.post_share(NVDAX, e8(usd));
        }
        let refreshes = [world.refresh(&[USDC]), world.refresh_with(&[NVDAX], [token.is_some(), share.is_some()])];
        let watched = Watched::new(world, self.mint.current(ts));
        world.chain.send(&refreshes, &[&admin()]).expect("refreshed");
        watched.check(world, &refreshes);
    }

    /// Steps of half a minute from now to `until`, with feeds of the time, checked after each.
    #[track_caller]
    pub fn run(&mut self, until: i64, feeds: impl Fn(i64) -> (Feed, Feed), mut check: impl FnMut(&Replay, i64)) {
        let mut ts = self.world.chain.clock().unix_timestamp;
        while ts < until {
            ts = (ts + 30).min(until);
            let (token, share) = feeds(ts);
            self.step(ts, token, share);
            check(self, ts);
        }
    }

    /// The issuer's `UpdateMultiplier`, as the mint then reads.
    pub fn update(&mut self, current: f64, new: f64, effective_ts: i64) {
        self.mint = Scaled { multiplier: current.to_bits(), new_multiplier: new.to_bits(), effective_ts };
        let mint = self.world.assets[NVDAX].mint;
        self.world.chain.edit(&mint, |account| set_multiplier(&mut account.data, current, new, effective_ts));
    }

    /// USD of a token where risk is taken on it as collateral.
    pub fn low(&self) -> f64 {
        usd(self.world.record(NVDAX).low())
    }

    /// USD of a token as collateral in the liquidation test.
    pub fn liq_high(&self) -> f64 {
        usd(self.world.record(NVDAX).liq_high())
    }

    pub fn state(&self) -> State {
        let now = self.world.chain.clock().unix_timestamp;
        self.world.record(NVDAX).state(&self.world.header().risk_context(now))
    }

    /// Whether the share feed is suspended, or far from where it was.
    pub fn is_held(&self) -> bool {
        let sources = self.world.record(NVDAX).sources();
        sources[SHARE_FEED].flags() & (SOURCE_SUSPENDED | SOURCE_FAR) != 0
    }

    /// Whether the borrower can now borrow 20 USDC more.
    pub fn can_borrow(&self) -> bool {
        let loan = borrow(&self.world, &self.borrower, USDC, 20 * DOLLAR);
        self.world.chain.simulate(&[loan], &[&self.borrower.keypair]).is_ok()
    }

    /// Whether the borrower can now withdraw an atom.
    pub fn can_withdraw(&self) -> bool {
        let exit = withdraw(&self.world, &self.borrower, NVDAX, 1);
        self.world.chain.simulate(&[exit], &[&self.borrower.keypair]).is_ok()
    }
}

/// What 5 bps of confidence leave of a price, and a little for rounding.
pub const CONF: f64 = 0.000_501;

/// No false borrow power and no false liquidation: collateral counts at most what a token is worth, and is liquidated
/// as if worth no less; and where there is a debtor, the attempts fail.
#[track_caller]
pub fn truthful(replay: &Replay, truth: f64) {
    let (low, liq_high) = (replay.low(), replay.liq_high());
    assert!(low <= truth, "borrow power from nothing: {low} of {truth}");
    assert!(liq_high >= truth, "a false liquidation: {liq_high} of {truth}");
    if let Some(debtor) = &replay.debtor {
        debtor.truthful(&replay.world, truth);
    }
}
