//! Plain weather: a history of prices on the board, with loans in it and liquidators who act whenever it pays.

use crate::arena::{Arena, CONF_BPS, Feeds, PAR, Print, TOKEN, USD};
use crate::klend::{Klend, Loan};
use crate::loan::{self, Exchange, PLEDGED};
use hypothec_interface::session::Session;
use hypothec_interface::state::{Position, ReserveConfig, Side};

/// What a feed says at a second; none where it is silent.
pub type Feed = Box<dyn Fn(i64) -> Option<f64>>;

/// One history, from second 0 on.
pub struct History {
    pub name: &'static str,
    pub seconds: i64,
    /// Seconds between two posts.
    pub every_s: i64,
    pub class: ReserveConfig,
    pub feeds: Feeds,
    pub session: Box<dyn Fn(i64) -> Session>,
    pub token: Feed,
    pub share: Feed,
    pub truth: Box<dyn Fn(i64) -> f64>,
    pub conf_bps: Box<dyn Fn(i64) -> u64>,
    /// The share's last trade, which klend takes; none where it has no such reserve.
    pub last_trade: Option<Box<dyn Fn(i64) -> f64>>,
}

/// What came of it, of one board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Liquidations of loans that were sound at the truth.
    pub wrong: u32,
    /// What those cost the owners, a part of one loan's collateral.
    pub wrong_loss: f64,
    /// Minutes from the moment a loan is due to the first liquidation of it that pays: least and greatest; none due.
    pub late_min: Option<(i64, i64)>,
    /// Loans that were due and never paid.
    pub never: u32,
    /// Debt that no collateral covers at the end, a part of all debt.
    pub bad_debt: f64,
    /// Hours without any borrow power.
    pub powerless_h: f64,
}

/// Healths of the loans, after the one at the greatest LTV.
const HEALTHS: [f64; 4] = [1.02, 1.05, 1.10, 1.25];
/// What selling the seized tokens costs.
const SLIP: f64 = 0.005;
/// A loan is sound at the truth from this health on.
const SOUND: f64 = 1.001;

/// One loan as it is followed.
#[derive(Clone, Copy, Default)]
struct Followed {
    due: Option<i64>,
    paid: Option<i64>,
}

/// What has been seen so far.
#[derive(Default)]
struct Seen {
    loans: [Followed; HEALTHS.len() + 1],
    outcome: Outcome,
}

impl Seen {
    /// A liquidation that pays, of a loan of this health at the truth.
    fn paid(&mut self, n: usize, at: i64, health: f64, owner_loss: f64) {
        self.loans[n].paid.get_or_insert(at);
        if health >= SOUND {
            self.outcome.wrong += 1;
            self.outcome.wrong_loss += owner_loss;
        }
    }

    fn finish(mut self, bad_debt: f64, powerless_s: i64) -> Outcome {
        let late = |loan: &Followed| Some((loan.paid? - loan.due?).max(0) / 60);
        let minutes: Vec<i64> = self.loans.iter().filter_map(late).collect();
        self.outcome.late_min = minutes.iter().min().copied().zip(minutes.iter().max().copied());
        self.outcome.never = self.loans.iter().filter(|loan| loan.due.is_some() && loan.paid.is_none()).count() as u32;
        self.outcome.bad_debt = bad_debt;
        self.outcome.powerless_h = powerless_s as f64 / 3_600.0;
        self.outcome
    }
}

impl History {
    fn threshold(&self) -> f64 {
        f64::from(self.class.threshold.to_bps) / 1e4
    }

    fn healths(&self) -> [f64; HEALTHS.len() + 1] {
        let [second, third, fourth, fifth] = HEALTHS;
        [self.threshold() * 1e4 / f64::from(self.class.ltv_bps[0]), second, third, fourth, fifth]
    }

    /// On this program's board.
    #[must_use]
    pub fn ours(&self) -> Outcome {
        let mut arena = Arena::new(self.class, self.feeds);
        let healths = self.healths();
        let mut positions = healths.map(|health| loan::of_health(&mut arena, health));
        let plain = loan::pledged(&mut arena);
        arena.now += 60;
        let (base, mut seen, mut powerless_s, mut written_off) = (arena.now, Seen::default(), 0, 0.0);
        for at in (0..self.seconds).step_by(self.every_s as usize) {
            (arena.now, arena.session) = (base + at, (self.session)(at));
            let conf_bps = (self.conf_bps)(at);
            let [token, share] = [(&self.token, conf_bps), (&self.share, CONF_BPS)].map(|(feed, conf_bps)| {
                feed(at).map(|of_par| Print { of_par: of_par * self.life(at), conf_bps, age_s: 0 })
            });
            arena.refresh(token, share);
            if loan::borrowable(&arena, &plain) == 0.0 {
                powerless_s += self.every_s;
            }
            let truth = (self.truth)(at);
            let market = (self.token)(at).unwrap_or(0.0).max(truth);
            for (n, position) in positions.iter_mut().enumerate() {
                let health = self.health(position, truth);
                if health < 1.0 {
                    seen.loans[n].due.get_or_insert(at);
                }
                if !position.has_debt() || !loan::is_liquidatable(&mut arena, position) {
                    continue;
                }
                let (mut tried, mut of) = (arena.clone(), *position);
                let Ok(exchange) = loan::attempt(&mut tried, &mut of) else { continue };
                if exchange.received * market * (1.0 - SLIP) >= exchange.repaid {
                    (arena, *position) = (tried, of);
                    written_off += exchange.written_off / collateral();
                    seen.paid(n, at, health, owner_loss(&exchange, truth));
                }
            }
        }
        let last = (self.truth)(self.seconds - 1);
        let uncovered: f64 = positions.iter().map(|position| (owed(position) - held(position) * last).max(0.0)).sum();
        let all: f64 = healths.iter().map(|health| self.threshold() / health).sum();
        seen.finish((uncovered + written_off) / all, powerless_s)
    }

    /// On klend's rule; none where it has no such reserve.
    #[must_use]
    pub fn klends(&self) -> Option<Outcome> {
        let last_trade = self.last_trade.as_ref()?;
        let (mut board, threshold, healths) = (Klend::default(), self.threshold(), self.healths());
        let mut loans = healths.map(|health| Loan { tokens: 1.0, owed: threshold / health });
        let (mut seen, mut powerless_s) = (Seen::default(), 0);
        board.refresh(-20, Some(1.0), 1.0);
        for at in (0..self.seconds).step_by(self.every_s as usize) {
            board.refresh(at, (self.token)(at), last_trade(at));
            if board.price(at).is_none() {
                powerless_s += self.every_s;
            }
            let truth = (self.truth)(at);
            let market = (self.token)(at).unwrap_or(0.0).max(truth);
            for (n, loan) in loans.iter_mut().enumerate() {
                let health = if loan.owed > 1e-9 { loan.tokens * truth * threshold / loan.owed } else { f64::INFINITY };
                if health < 1.0 {
                    seen.loans[n].due.get_or_insert(at);
                }
                let Some((repaid, given)) = board.liquidation(loan, threshold, at) else { continue };
                if given * market * (1.0 - SLIP) >= repaid {
                    (loan.tokens, loan.owed) = (loan.tokens - given, loan.owed - repaid);
                    seen.paid(n, at, health, given * truth - repaid);
                }
            }
        }
        let last = (self.truth)(self.seconds - 1);
        let uncovered: f64 = loans.iter().map(|loan| (loan.owed - loan.tokens * last).max(0.0)).sum();
        let all: f64 = healths.iter().map(|health| threshold / health).sum();
        Some(seen.finish(uncovered / all, powerless_s))
    }

    /// A hair about the price: one that never changes is frozen, which is another rule.
    fn life(&self, at: i64) -> f64 {
        1.0 + (at / self.every_s % 5) as f64 * 2e-6
    }

    fn health(&self, position: &Position, truth: f64) -> f64 {
        let owed = owed(position);
        if owed > 0.0 { held(position) * truth * self.threshold() / owed } else { f64::INFINITY }
    }
}

/// What a liquidation cost its owner, a part of one loan's collateral.
fn owner_loss(exchange: &Exchange, truth: f64) -> f64 {
    (exchange.received * truth - exchange.repaid) / collateral()
}

/// USD of one loan's collateral at par.
fn collateral() -> f64 {
    PLEDGED as f64 * PAR as f64 / 1e8
}

/// Parts of one loan's collateral at par.
fn held(position: &Position) -> f64 {
    shares(position, crate::arena::STOCK, Side::Supply) / (PLEDGED * TOKEN) as f64
}

fn owed(position: &Position) -> f64 {
    shares(position, crate::arena::DOLLAR, Side::Debt) / USD as f64 / collateral()
}

/// Shares as atoms: in an arena's hours an index stays at one, to a part in a thousand.
fn shares(position: &Position, reserve: u8, side: Side) -> f64 {
    position.slot(reserve, side).map_or(0.0, |slot| slot.shares() as f64)
}
