//! T6, T7 and T9 of docs/prices.md over random histories: what a stale board, a terminal price and a new source may do.

use crate::random::History;
use bytemuck::Zeroable;
use hypothec_interface::action::{execute, propose};
use hypothec_interface::instruction::ProposeArgs;
use hypothec_interface::invariant::{t6_one_age, t7_terminal};
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::{Adapter, PriceUpdate};
use hypothec_interface::preset::risk;
use hypothec_interface::solvency::account_liquidity;
use hypothec_interface::state::{Kind, Position, Proposal, Reserve, SourceId, TOKEN_FEED};
use hypothec_interface::{Error, Key};
use hypothec_search::arena::{Arena, DOLLAR, Feeds, PAR, Print, STOCK, admin};
use hypothec_search::loan;

const HISTORIES: u64 = 300;
const DELAY_S: i64 = 86_400;
/// What a source is compared with and a terminal price: divergence limit and a fifth, basis points of the slow reference.
const TERMINAL: f64 = 0.2;

/// Whether the reserve's board is stale now.
fn is_stale(arena: &Arena, index: u8) -> bool {
    arena.reserve(index).is_stale(&arena.context())
}

/// The debt that the liquidation test counts, Value bps.
fn debt(arena: &Arena, position: &Position) -> u128 {
    let (mut arena, context) = (arena.clone(), arena.context());
    account_liquidity(&arena.market(), position, &context).expect("listed").debt
}

/// Whatever came before, and whichever boards have slept for however long: an exchange happens only where what is repaid
/// and what is seized are fresh; and a debt that sleeps counts less by its span, until its grace is over.
#[test]
fn theorem_t6_no_exchange_on_a_board_that_sleeps() {
    let (mut done, mut asleep) = (0, 0);
    for seed in 0..HISTORIES {
        let mut history = History::new(5_000 + seed);
        let position = loan::of_health(&mut history.arena, [0.97, 1.01, 1.1][seed as usize % 3]);
        history.run(&mut |_, _| {});
        let fresh = debt(&history.arena, &position);
        let wait_s = [1, 30, 61, 130, 600, 4_000, 8_000, 100_000][history.rng.usize(0..8)];
        history.wait(wait_s);
        let print = history.honest(0.9);
        match history.rng.usize(0..4) {
            0 => history.arena.refresh(Some(print), None),
            1 => history.arena.refresh_at(Some(print), None, None),
            2 => history.arena.refresh_at(None, None, Some(Print::at(1.0))),
            _ => {}
        }
        let (mut arena, mut of) = (history.arena.clone(), position);
        let sleeps = [DOLLAR, STOCK].map(|index| is_stale(&history.arena, index));
        match loan::attempt(&mut arena, &mut of) {
            Ok(_) => {
                let context = history.arena.context();
                let mut before = history.arena.clone();
                assert!(t6_one_age(&before.market(), &position, DOLLAR, STOCK, &context), "T6, history {seed}");
                assert_eq!(sleeps, [false; 2], "T6, history {seed}");
                done += 1;
            }
            Err(error) if sleeps == [false; 2] => assert_ne!(error, Error::StalePrice, "T6, history {seed}"),
            Err(_) => asleep += 1,
        }
        let reserve = history.arena.reserve(DOLLAR);
        let (config, waited) = (reserve.config(), history.arena.now - reserve.board_ts());
        let past = waited - i64::from(config.max_age_s()[0]);
        let left = if (1..=i64::from(config.stale_grace_s())).contains(&past) {
            1.0 - f64::from(config.span_bps()) / 1e4
        } else {
            1.0
        };
        let part = debt(&history.arena, &position) as f64 / fresh as f64;
        // interest of at most a day and a half
        assert!((part / left - 1.0).abs() < 2e-3, "T6: {part} of a debt, {left} are left, history {seed}");
    }
    assert!(done >= 20 && asleep >= 20, "{done} exchanges, {asleep} refused");
}

/// A proposal of the admin, executed when it is due; a print of the token feed goes before it, or nothing.
fn decide(arena: &mut Arena, args: &ProposeArgs, wait_s: i64, probe: Option<&PriceUpdate>) -> Result<(), Error> {
    let mut record = Proposal::zeroed();
    let (now, own) = (arena.now - wait_s, Key([7; 4]));
    propose(&mut arena.market(), &mut record, args, &admin(), own, admin(), now)?;
    let now = arena.now;
    execute(&mut arena.market(), &record, probe, now)
}

fn terminal(at: Price) -> ProposeArgs {
    ProposeArgs::new(Kind::Terminal, STOCK, 1, &at.to_bits().to_le_bytes())
}

fn prices(reserve: &Reserve) -> [Price; 6] {
    [reserve.low(), reserve.high(), reserve.liq_low(), reserve.liq_high(), reserve.settle_low(), reserve.settle_high()]
}

/// From any state: a terminal price within a fifth of the slow reference, and no other while a source lives, is the whole
/// board permanently, whatever prints come after it, and no second one follows, price 0 included.
#[test]
fn theorem_t7_one_terminal_price_is_the_whole_board_permanently() {
    let mut settled = 0;
    for seed in 0..HISTORIES {
        let mut history = History::new(6_000 + seed);
        history.run(&mut |_, _| {});
        history.wait(20);
        let print = history.honest(1.0);
        history.arena.refresh(Some(print), None);
        let before = history.arena.clone();
        let part = 0.7 + 0.6 * history.rng.f64();
        let at = before.stock().slow().mul_q32_down((part * 4_294_967_296.0) as u64).expect("a price");
        let done = decide(&mut history.arena, &terminal(at), DELAY_S, None);
        if (part - 1.0).abs() > TERMINAL + 1e-6 {
            assert_eq!(done, Err(Error::TerminalNotAllowed), "T7: {part}, history {seed}");
            assert_eq!(prices(history.arena.stock()), prices(before.stock()));
            continue;
        }
        if (part - 1.0).abs() > TERMINAL - 1e-6 {
            continue;
        }
        done.expect("near the slow reference");
        settled += 1;
        assert!(t7_terminal(before.stock(), history.arena.stock()), "T7, history {seed}");
        history.run(&mut |was, is| {
            assert!(t7_terminal(was.stock(), is.stock()), "T7, history {seed}");
            assert_eq!(prices(is.stock()), [at; 6], "T7, history {seed}");
        });
        history.wait(40 * 86_400);
        for second in [at, Price::ZERO, before.stock().slow()] {
            let done = decide(&mut history.arena, &terminal(second), DELAY_S, None);
            assert_eq!(done, Err(Error::TerminalReserve), "T7, history {seed}");
        }
    }
    assert!(settled >= HISTORIES / 3, "{settled} were settled");
}

/// Another feed of the same adapter in the token's place.
fn another(band: Option<[Price; 2]>) -> ProposeArgs {
    let id = SourceId { key: Key([55; 4]), index: 0, adapter: Adapter::PythReceiver as u8, reserved: [0; 5] };
    ProposeArgs::source(STOCK, TOKEN_FEED, id, band)
}

/// A first print makes a board where it lies in the listing's band, and nowhere else.
#[test]
fn theorem_t9_the_first_print_of_a_listing_lies_in_its_band() {
    let mut rng = fastrand::Rng::with_seed(7_000);
    let (mut taken, mut held_out) = (0, 0);
    for _ in 0..HISTORIES {
        let mut arena = Arena::unpriced(risk::LARGE_CAP, Feeds::TokenOnly);
        let band = [arena.stock().slow(), arena.stock().quick()].map(|end| arena.of_par(end));
        let at = 0.3 + 1.7 * rng.f64();
        arena.now += 20;
        arena.refresh(Some(Print::at(at)), None);
        let has_board = arena.stock().board_ts() != 0;
        let inside = (band[0] * 1.0001..band[1] * 0.9999).contains(&at);
        let outside = !(band[0] * 0.9999..band[1] * 1.0001).contains(&at);
        assert!(if has_board { !outside } else { !inside }, "T9: {at} in {band:?}: {has_board}");
        let slow = arena.of_par(arena.stock().slow());
        assert!(!has_board || (slow / at - 1.0).abs() < 1e-4, "T9: {slow} of {at}");
        if has_board { taken += 1 } else { held_out += 1 }
    }
    assert!(taken >= 50 && held_out >= 50, "{taken} taken, {held_out} held out");
}

/// From any state: a changed source comes in where it says what the slow reference says, to the divergence limit, or what
/// its proposal's band says, after twice the delay; the references are then borne out by its print.
#[test]
fn theorem_t9_a_changed_source_says_what_the_board_or_its_band_says() {
    let (mut by_board, mut by_band, mut refused) = (0, 0, 0);
    for seed in 0..HISTORIES {
        let mut history = History::new(8_000 + seed);
        history.run(&mut |_, _| {});
        history.wait(20);
        let print = history.honest(1.0);
        history.arena.refresh(Some(print), None);
        // alone, so that there is no other feed to agree with
        let slow = history.arena.of_par(history.arena.stock().slow());
        let limit = f64::from(history.arena.stock().config().divergence_bps()) / 1e4;
        let at = slow * (0.6 + 0.8 * history.rng.f64());
        let update = Print::at(at).update(PAR, history.arena.now);
        let plain = decide(&mut history.arena.clone(), &another(None), DELAY_S, Some(&update));
        let apart = (at / slow - 1.0).abs();
        if history.honest_share && (at - 1.0).abs() < limit + 2e-3 {
            continue;
        }
        if apart < limit - 1e-4 {
            assert_eq!(plain, Ok(()), "T9: {apart}, history {seed}");
            by_board += 1;
            continue;
        }
        if apart > limit + 1e-4 {
            assert_eq!(plain, Err(Error::SourceDiscontinuous), "T9: {apart}, history {seed}");
            refused += 1;
        }
        let half = (apart / 2.0).min(0.2); // the board lies outside
        let end = |part: f64| history.arena.stock().slow().mul_q32_down((at / slow * part * 4_294_967_296.0) as u64);
        let [low, high, wide_low, wide_high] =
            [1.0 - half, 1.0 + half, (slow / at).min(1.0) * 0.999, (slow / at).max(1.0) * 1.001]
                .map(|part| end(part).expect("a price"));
        let (inside, outside) =
            (another(Some([low, high])), another(Some([low, end(1.0 - half / 2.0).expect("a price")])));
        let torn = another(Some([wide_low, wide_high.max(high)]));
        assert_eq!(
            decide(&mut history.arena.clone(), &torn, 2 * DELAY_S, Some(&update)),
            Err(Error::SourceDiscontinuous),
            "T9: the band holds the board too, history {seed}"
        );
        let mut decided = history.arena.clone();
        assert_eq!(decide(&mut decided, &inside, DELAY_S, Some(&update)), Err(Error::ProposalNotDue), "T9");
        assert_eq!(
            decide(&mut history.arena.clone(), &outside, 2 * DELAY_S, Some(&update)),
            Err(Error::SourceDiscontinuous),
            "T9, history {seed}"
        );
        decide(&mut decided, &inside, 2 * DELAY_S, Some(&update)).expect("in its band");
        let stock = decided.stock();
        for reference in [stock.slow(), stock.quick(), stock.sources()[TOKEN_FEED].spot()] {
            assert!((decided.of_par(reference) / at - 1.0).abs() < 1e-4, "T9, history {seed}");
        }
        by_band += 1;
    }
    assert!(by_board >= 20 && by_band >= 20 && refused >= 20, "{by_board}, {by_band}, {refused}");
}
