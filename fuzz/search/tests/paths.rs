//! The histories. Friday 20:00 is second 0 of a weekend: Sunday 20:00 opens Overnight, Monday 4:00 Extended, 9:30 Regular.

use hypothec_interface::preset::risk::{DOLLAR, INDEX_ETF, LARGE_CAP, VOLATILE, share_feed_only};
use hypothec_interface::session::Session::{self, Closed, Extended, Overnight, Regular};
use hypothec_interface::state::ReserveConfig;
use hypothec_search::arena::Feeds;
use hypothec_search::history::History;

const HOUR: i64 = 3_600;

/// Straight lines between points; a jump where two share a second.
fn path(points: &[(i64, f64)]) -> impl Fn(i64) -> f64 + Clone + use<> {
    let points = points.to_vec();
    move |at| {
        let mut last = points[0];
        for point in &points {
            if point.0 <= at {
                last = *point;
            } else {
                let way = (at - last.0) as f64 / (point.0 - last.0) as f64;
                return last.1 + (point.1 - last.1) * way;
            }
        }
        last.1
    }
}

fn weekend(at: i64) -> Session {
    match at {
        at if at < 48 * HOUR => Closed,
        at if at < 56 * HOUR => Overnight,
        at if at < 61 * HOUR + HOUR / 2 => Extended,
        _ => Regular,
    }
}

/// Both feeds at the truth, all the time, in one session.
fn plain(name: &'static str, hours: i64, session: Session, truth: impl Fn(i64) -> f64 + Clone + 'static) -> History {
    let (token, share, trade) = (truth.clone(), truth.clone(), truth.clone());
    History {
        name,
        seconds: hours * HOUR,
        every_s: 20,
        class: LARGE_CAP,
        feeds: Feeds::Two,
        session: Box::new(move |_| session),
        token: Box::new(move |at| Some(token(at))),
        share: Box::new(move |at| Some(share(at))),
        truth: Box::new(truth),
        conf_bps: Box::new(|_| 5),
        last_trade: Some(Box::new(trade)),
    }
}

/// The token feed alone, without a share feed or with one that is shut; klend's price stands still.
fn token_only(
    name: &'static str,
    hours: i64,
    session: Session,
    truth: impl Fn(i64) -> f64 + Clone + 'static,
) -> History {
    let feeds = if session == Closed { Feeds::Two } else { Feeds::TokenOnly };
    let frozen: Option<Box<dyn Fn(i64) -> f64>> = if session == Closed { Some(Box::new(|_| 1.0)) } else { None };
    History { feeds, share: Box::new(|_| None), last_trade: frozen, ..plain(name, hours, session, truth) }
}

/// The share feed alone.
fn share_only(
    name: &'static str,
    hours: i64,
    session: Session,
    truth: impl Fn(i64) -> f64 + Clone + 'static,
) -> History {
    History {
        feeds: Feeds::ShareOnly,
        class: share_feed_only(LARGE_CAP),
        token: Box::new(|_| None),
        last_trade: None,
        ..plain(name, hours, session, truth)
    }
}

/// 5 August 2024, from the Friday's close to Monday noon: the token falls from Sunday 8:00 on, the share when it trades.
fn august(name: &'static str, class: ReserveConfig, gap: f64) -> History {
    let truth = path(&[(0, 1.0), (36 * HOUR, 1.0), (61 * HOUR + HOUR / 2, 1.0 + gap)]);
    let (share, trade) = (truth.clone(), truth.clone());
    History {
        class,
        session: Box::new(weekend),
        share: Box::new(move |at| (at >= 48 * HOUR).then(|| share(at))),
        last_trade: Some(Box::new(move |at| if at >= 48 * HOUR { trade(at) } else { 1.0 })),
        ..plain(name, 66, Closed, truth)
    }
}

fn step(at: i64, to: f64) -> impl Fn(i64) -> f64 + Clone + 'static {
    path(&[(0, 1.0), (at, 1.0), (at, to)])
}

fn bump(from: i64, until: i64, to: f64) -> impl Fn(i64) -> f64 + Clone + 'static {
    path(&[(0, 1.0), (from, 1.0), (from, to), (until, to), (until, 1.0)])
}

/// Every history that ends or comes back.
pub fn all() -> Vec<History> {
    let one = |_: i64| 1.0;
    let dip = bump(HOUR, HOUR + 600, 0.65);
    let thin = bump(HOUR, 2 * HOUR, 0.88);
    let depeg = path(&[(0, 1.0), (HOUR, 1.0), (HOUR + 600, 0.70)]);
    let earnings = path(&[(0, 1.0), (HOUR, 1.0), (HOUR, 0.75)]);
    let dollar = path(&[
        (0, 1.0),
        (2 * HOUR, 1.0),
        (6 * HOUR, 0.97),
        (9 * HOUR, 0.87),
        (11 * HOUR, 0.90),
        (14 * HOUR, 0.93),
        (24 * HOUR, 0.95),
        (30 * HOUR, 0.94),
        (48 * HOUR, 0.97),
        (60 * HOUR, 1.0),
    ]);
    let flash = path(&[(0, 1.0), (HOUR, 1.0), (HOUR + 1_200, 0.91), (HOUR + 2_400, 1.0)]);
    let silent = path(&[(0, 1.0), (HOUR, 1.0), (11 * HOUR, 0.80)]);
    vec![
        august("2024-08-05, a volatile stock at -27.4 %, two feeds", VOLATILE, -0.2737),
        august("2024-08-05, a large cap at -14.2 %", LARGE_CAP, -0.1418),
        august("2024-08-05, an index fund at -4.0 %", INDEX_ETF, -0.0399),
        plain("2010-05-06, -9 % in 20 minutes and up again, both feeds", 6, Regular, flash.clone()),
        token_only("the same, token feed only", 6, Regular, flash),
        History {
            token: Box::new(
                path(&[(0, 1.0), (HOUR, 1.0), (HOUR + 60, 0.96), (HOUR + 600, 0.96), (HOUR + 660, 1.0)]).some(),
            ),
            share: Box::new(dip.clone().some()),
            last_trade: Some(Box::new(dip.clone())),
            ..plain("2015-08-24, the share at -35 % for 10 minutes and back, the token at -4 %", 6, Regular, one)
        },
        History {
            token: Box::new(dip.clone().some()),
            ..plain("the token at -35 % for 10 minutes and back, the share at the truth", 6, Regular, one)
        },
        History { token: Box::new(dip.clone().some()), ..token_only("the same on a Saturday", 6, Closed, one) },
        History {
            token: Box::new(dip.clone().some()),
            share: Box::new(dip.clone().some()),
            last_trade: Some(Box::new(dip)),
            ..plain("both feeds at -35 % for 10 minutes and back, Overnight", 6, Overnight, one)
        },
        History {
            token: Box::new(bump(HOUR, HOUR + 20, 0.5).some()),
            share: Box::new(bump(HOUR, HOUR + 20, 0.5).some()),
            last_trade: Some(Box::new(bump(HOUR, HOUR + 20, 0.5))),
            ..plain("both feeds at -50 % in one print and back, Overnight", 6, Overnight, one)
        },
        History {
            token: Box::new(thin.some()),
            ..token_only("a thin Saturday hour at -12 % and back", 6, Closed, one)
        },
        token_only("Saturday, -12 % in 6 hours", 20, Closed, path(&[(0, 1.0), (HOUR, 1.0), (7 * HOUR, 0.88)])),
        token_only("Saturday, -35 % at once", 20, Closed, step(HOUR, 0.65)),
        token_only(
            "Saturday, -35 % at once and -50 % four hours on",
            20,
            Closed,
            path(&[(0, 1.0), (HOUR, 1.0), (HOUR, 0.65), (2 * HOUR, 0.65), (5 * HOUR, 0.50)]),
        ),
        token_only("token feed only, -35 % at once in Regular", 12, Regular, step(HOUR, 0.65)),
        plain("two feeds, -35 % at once in Regular", 12, Regular, step(HOUR, 0.65)),
        History {
            token: Box::new(path(&[(0, 1.0), (HOUR + 60, 1.0), (HOUR + 60, 0.75)]).some()),
            ..plain("earnings at 16:05, -25 %, the feeds a minute apart", 12, Extended, earnings.clone())
        },
        share_only("the same, share feed only", 12, Extended, earnings),
        History {
            share: Box::new(|_| Some(1.0)),
            last_trade: Some(Box::new(|_| 1.0)),
            ..plain("the issuer's token at -30 % in 10 minutes, the share at 1", 20, Regular, depeg)
        },
        History {
            token: Box::new(|_| Some(1.08)),
            ..plain("a token at a premium of 8 % that stays", 12, Regular, one)
        },
        History {
            class: DOLLAR,
            ..token_only("a dollar at 0.87 and back, March 2023, as collateral", 60, Regular, dollar)
        },
        History {
            share: Box::new(bump(HOUR, HOUR + 1_800, 0.1).some()),
            last_trade: Some(Box::new(bump(HOUR, HOUR + 1_800, 0.1))),
            ..plain("a 10:1 split, the share feed half an hour before the mint, unannounced", 6, Regular, one)
        },
        History {
            share: Box::new(bump(HOUR, HOUR + 1_800, 10.0).some()),
            last_trade: Some(Box::new(bump(HOUR, HOUR + 1_800, 10.0))),
            ..plain("a 1:10 split, the share feed half an hour before the mint, unannounced", 6, Regular, one)
        },
        History {
            share: Box::new(bump(HOUR, HOUR + 1_800, 0.1).some()),
            ..share_only("the 10:1 split, share feed only", 6, Regular, one)
        },
        History {
            share: Box::new(step(HOUR, 1.0008).some()),
            last_trade: Some(Box::new(step(HOUR, 1.0008))),
            ..plain("a dividend of 8 bps, the multiplier first", 6, Extended, one)
        },
        History {
            token: Box::new({
                let silent = silent.clone();
                move |at| (!(HOUR..11 * HOUR).contains(&at)).then(|| silent(at))
            }),
            ..token_only("nobody posts for 10 hours, -20 % meanwhile", 20, Closed, silent)
        },
        History {
            conf_bps: Box::new(|at| if at > HOUR { 300 } else { 5 }),
            ..token_only(
                "Saturday, -35 % in an hour, confidence 3 % meanwhile",
                12,
                Closed,
                path(&[(0, 1.0), (HOUR, 1.0), (2 * HOUR, 0.65)]),
            )
        },
    ]
}

/// Falls that go on, in points of the first price an hour.
pub fn steady() -> Vec<History> {
    let names = [
        ("Closed, one feed", Closed, false),
        ("Overnight, one feed", Overnight, false),
        ("Overnight, two feeds", Overnight, true),
        ("Regular, one feed", Regular, false),
        ("Regular, two feeds", Regular, true),
    ];
    let mut histories = Vec::new();
    for (name, session, two) in names {
        for (percent, floor) in [(10, 0.6), (10, 0.45), (20, 0.6), (20, 0.45), (40, 0.6), (40, 0.45)] {
            let falls_s = ((1.0 - floor) * 100.0 / f64::from(percent) * HOUR as f64) as i64;
            let truth = path(&[(0, 1.0), (HOUR, 1.0), (HOUR + falls_s, floor)]);
            // the name lives as long as the table
            let name: &'static str = format!("{name}, {percent} %/h to {floor}").leak();
            let hours = (falls_s + 9 * HOUR) / HOUR;
            let build = if two { plain(name, hours, session, truth) } else { token_only(name, hours, session, truth) };
            histories.push(History { last_trade: build.last_trade.filter(|_| two), ..build });
        }
    }
    histories
}

/// A price that is always said.
trait Always {
    fn some(self) -> impl Fn(i64) -> Option<f64> + 'static;
}

impl<F: Fn(i64) -> f64 + 'static> Always for F {
    fn some(self) -> impl Fn(i64) -> Option<f64> + 'static {
        move |at| Some(self(at))
    }
}
