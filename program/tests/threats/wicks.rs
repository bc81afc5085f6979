//! Attacks by prints that a feed really signed for a moment: none liquidates a sound loan, sets the price of an exchange
//! or keeps the truth out (findings H1 to H3).

use crate::fixtures::liquidation::{addresses, references};
use crate::fixtures::market::*;
use crate::fixtures::sound_loan::{SoundLoan, part};
use crate::threats::prices::*;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{BOARD_DIVERGED, SHARE_FEED, TOKEN_FEED};
use hypothec_interface::{Error, builder};
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{Asset, World, keys};

#[test]
fn attack_h1_one_weekend_print_of_minus_seventeen_liquidates_nobody() {
    let loan = SoundLoan::on_saturday();
    let before = loan.world.record(NVDAX);
    for bps in [1_600, 1_660, 1_670, 1_700, 1_990] {
        let mut loan = loan.copy();
        let thin = loan.print_after(1, TOKEN / 10_000 * (10_000 - bps));
        assert_eq!((thin.liq_high(), thin.slow()), (before.liq_high().min(before.slow()), before.slow()), "{bps}");
        loan.spared("one print");
        let back = loan.print_after(1, TOKEN);
        assert_eq!((back.slow(), back.quick(), back.liq_high()), (before.slow(), before.quick(), before.liq_high()));
        assert_eq!(back.board_flags(), before.board_flags(), "the truth is the price at once");
        loan.print_after(58, TOKEN + 3);
        loan.spared("a minute on");
    }
}

#[test]
fn attack_h1_two_steps_a_second_apart_move_a_hundredth_of_a_per_cent() {
    let mut loan = SoundLoan::on_saturday();
    loan.print_after(1, TOKEN / 100 * 85);
    let two = loan.print_after(1, TOKEN / 10_000 * 7_225);
    // a second of a quarter of it in 2^12 seconds
    assert!(part(two.liq_high(), TOKEN) >= 9_999, "{}", part(two.liq_high(), TOKEN));
    loan.spared("two steps");
    let back = loan.print_after(1, TOKEN);
    assert!(part(back.low(), TOKEN) >= 9_990);
    loan.print_after(60, TOKEN + 1);
    loan.spared("the truth, a minute on");
}

#[test]
fn attack_h1_both_steps_in_one_instruction_are_refused() {
    let mut loan = SoundLoan::on_saturday();
    loan.world.chain.advance(3);
    let now = loan.world.chain.clock().unix_timestamp;
    let feed = loan.world.assets[NVDAX].feed;
    let entries = [TOKEN / 100 * 85, TOKEN / 10_000 * 7_225].into_iter().enumerate().map(|(n, price)| {
        let at = keys::address(7_700 + n as u64);
        let update = PythUpdate { ema_price: TOKEN, ..PythUpdate::new(feed, price, -8, now - 1 + n as i64) };
        loan.world.chain.put_account(&at, update.account());
        let issuer_mint = Some(loan.world.assets[NVDAX].mint);
        builder::RefreshEntry { index: NVDAX as u8, prices: [Some(at), None], issuer_mint }
    });
    let entries: Vec<_> = entries.collect();
    let twice = builder::refresh_prices(loan.world.market, &entries);
    refuse(&mut loan.world, &twice, &[&admin()], Error::ArgumentOutOfRange);
}

#[test]
fn attack_h1_four_steps_make_no_bad_debt_of_a_sound_loan() {
    let mut loan = SoundLoan::on_saturday();
    let mut price = TOKEN;
    for _ in 0..4 {
        price = price / 100 * 85;
        loan.print_after(1, price);
        loan.spared("a step");
    }
}

#[test]
fn attack_h1_one_print_of_a_token_alone_in_regular_liquidates_nobody() {
    let mut loan = SoundLoan::new(world());
    let truth = loan.world.assets[NVDAX].price;
    let print = |loan: &mut SoundLoan, price: i64| {
        loan.world.chain.advance(20);
        loan.world.post(NVDAX, price);
        let refresh = loan.world.refresh(&[NVDAX]);
        loan.world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
        dollar(&mut loan.world);
        loan.world.record(NVDAX)
    };
    print(&mut loan, truth / 100 * 83);
    loan.spared("one print");
    let back = print(&mut loan, truth + 1);
    assert_eq!(back.board_flags() & 0xf, 0, "the truth is believed at once");
    loan.spared("and after it");
}

/// Minutes until a liquidation works, of prints a minute apart; the loan is due from minute `due` on.
fn opens(loan: &mut SoundLoan, price: impl Fn(i64) -> i64) -> i64 {
    for minute in 1..=1_440 {
        loan.world.chain.set_time(SATURDAY_11 + 60 * minute);
        loan.print(price(minute));
        match loan.answer() {
            Ok(()) => return minute,
            Err(why) => assert_eq!(why, Some(Error::NotLiquidatable), "minute {minute}"),
        }
    }
    panic!("never")
}

#[test]
fn attack_h1_two_steps_up_delay_a_weekends_liquidation_by_a_minute_at_most() {
    // a fall of 30 % over ten hours: the loan is due at -16 %, in minute 320. One feed in Closed, whose prints lie a
    // minute apart and so count a third of it: the slow reference stands three hours behind
    let fall = |minute: i64| TOKEN / 1_000 * (1_000 - minute / 2);
    let mut honest = SoundLoan::on_saturday();
    let plain = opens(&mut honest, fall);
    let mut loan = SoundLoan::on_saturday();
    for price in [TOKEN / 100 * 119, TOKEN / 10_000 * 14_161] {
        loan.print_after(1, price);
    }
    let attacked = opens(&mut loan, fall);
    assert!(attacked <= plain + 1 && plain <= 510, "{attacked} after {plain}");
}

#[test]
fn attack_h1_one_print_down_halts_no_weekend() {
    let fall = |minute: i64| {
        let down = TOKEN / 100 * 26 * (minute - 60).clamp(0, 1_200) / 1_200;
        if minute < 60 { TOKEN + minute } else { TOKEN / 100 * 101 - down }
    };
    let mut honest = SoundLoan::on_saturday();
    let plain = opens(&mut honest, fall);
    let mut loan = SoundLoan::on_saturday();
    loan.print_after(1, TOKEN / 100 * 83);
    let attacked = opens(&mut loan, fall);
    assert!((plain - attacked).abs() <= 1, "{attacked} after {plain}");
}

#[test]
fn attack_h1_five_steps_up_lend_nothing_past_the_collateral() {
    let mut loan = SoundLoan::new(world());
    let mut price = loan.world.assets[NVDAX].price;
    let truth = price;
    for _ in 0..5 {
        price = price / 100 * 117;
        loan.world.chain.advance(1);
        loan.world.post(NVDAX, price);
        let refresh = loan.world.refresh(&[NVDAX]);
        loan.world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
        let low = part(loan.world.record(NVDAX).low(), truth);
        assert!(low <= 10_010, "{low}");
    }
    dollar(&mut loan.world);
    // 1,802 USD of collateral: 55 % of it lend 991; and beside a print that far not even that
    loan.lends_no_more(5, Error::Unhealthy);
}

#[test]
fn attack_h2_the_share_feed_that_denies_a_wick_makes_it_no_worse() {
    let loan = SoundLoan::new(two_feeds());
    for fallen in [96, 89] {
        let (token, share) = (TOKEN / 100 * fallen, SHARE / 100 * fallen);
        let mut loan = loan.copy();
        loan.world.chain.advance(30);
        both(&mut loan.world, token, share);
        dollar(&mut loan.world);
        loan.spared("both agree");
        for drop in [8, 12, 19] {
            let mut loan = loan.copy();
            loan.world.chain.advance(20);
            put(&mut loan.world, TOKEN_FEED, token / 100 * (100 - drop), token);
            put(&mut loan.world, SHARE_FEED, share + 7, share);
            let board = refresh(&mut loan.world, [true, true]);
            dollar(&mut loan.world);
            assert_ne!(board.board_flags() & BOARD_DIVERGED, 0);
            assert!(part(board.liq_high(), token) >= 9_999, "-{drop} %: {}", part(board.liq_high(), token));
            loan.spared("a print that the share feed denies");
        }
    }
}

#[test]
fn attack_h2_an_up_wick_liquidates_no_short() {
    let mut asset = Asset::nvdax_two_feeds();
    asset.config = risk::lent(asset.config);
    let mut world = World::new(&[Asset::usdc(), asset]);
    let (short, lender, liquidator) = (world.user(1), world.user(2), world.user(3));
    world.fund(&lender, NVDAX, 10_000_000_000);
    world.fund(&short, USDC, 2_200 * DOLLAR);
    world.fund(&short, NVDAX, 0);
    world.fund(&liquidator, NVDAX, 10_000_000_000);
    world.fund(&liquidator, USDC, 0);
    world.deposit(&lender, NVDAX, u64::MAX).expect("lent");
    world.deposit(&short, USDC, u64::MAX).expect("pledged");
    world.borrow(&short, NVDAX, 1_000_000_000).expect("short");
    world.chain.advance(20);
    both(&mut world, TOKEN + 1, SHARE + 1);
    dollar(&mut world);
    world.chain.advance(1);
    put(&mut world, TOKEN_FEED, TOKEN / 100 * 119, TOKEN);
    put(&mut world, SHARE_FEED, SHARE + 3, SHARE);
    refresh(&mut world, [true, true]);
    let of = addresses(&world, &liquidator, &short, NVDAX, USDC);
    let it = builder::liquidate(&of, world.tokens(&liquidator, USDC), u64::MAX, 0);
    refuse(&mut world, &it, &[&liquidator.keypair], Error::NotLiquidatable);
}

#[test]
fn attack_h2_one_print_of_the_dollar_liquidates_nobody() {
    let mut loan = SoundLoan::new(two_feeds());
    loan.world.chain.advance(30);
    both(&mut loan.world, TOKEN / 100 * 96, SHARE / 100 * 96);
    loan.world.chain.advance(1);
    loan.world.post(USDC, 117_000_000);
    let refresh = loan.world.refresh(&[USDC]);
    loan.world.chain.send(&[refresh], &[&admin()]).expect("taken");
    loan.spared("USDC at 1.17 for one print");
}

#[test]
fn attack_h3_the_wick_is_not_the_price_of_the_exchange() {
    // Saturday, 17 % lower for hours: really liquidatable
    let fallen = TOKEN / 100 * 83;
    for wick in [84, 81] {
        let mut loan = SoundLoan::on_saturday();
        references(&mut loan.world, NVDAX, fallen);
        loan.print_after(60, fallen);
        let worth = fallen as f64 / 1e8;
        let fair = loan.copy().taken(worth);
        loan.print_after(5, fallen / 100 * wick);
        let got = loan.taken(worth);
        assert!(got < fair + 0.005 && fair < 1.03, "{got} against {fair} per dollar");
    }
}
