//! O: orders that execute when, at what, or for more than their owner meant.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use crate::fixtures::sound_loan::SoundLoan;
use crate::instructions::set_order::place;
use crate::threats::prices::TOKEN;
use bytemuck::Zeroable;
use hypothec_interface::Error;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{
    BOARD_DIVERGED, BOARD_QUARANTINED, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, ORDER_REGULAR_ONLY, Order,
};
use solana_instruction::Instruction;

const BELOW: u8 = ORDER_KIND_PRICE_BELOW;
const ABOVE: u8 = ORDER_KIND_PRICE_ABOVE;

/// The line is the next price above or below this one: the order is open by the smallest step there is.
fn beside(kind: u8, price: Price) -> Order {
    let line = if kind == BELOW { price.to_bits() + 1 } else { price.to_bits() - 1 };
    Order::at_price(kind, NVDAX as u8, Price::from_bits(line), 20)
}

/// The order that a distress's board has just opened, of this kind.
fn open(distress: &Distress, kind: u8) -> Order {
    let record = distress.world.record(NVDAX);
    beside(kind, if kind == BELOW { record.liq_high() } else { record.liq_low() })
}

/// At 160 USD with health 1.1556, with this order placed.
fn ordered(order: impl Fn(&Distress) -> Order) -> (Distress, [Instruction; 2]) {
    let mut distress = distressed(160);
    let order = order(&distress);
    place(&mut distress.world, &distress.borrower, 1, order);
    let both = [distress.liquidate(u64::MAX), distress.to_shares(u64::MAX)];
    (distress, both)
}

#[test]
fn order_by_price_executes_past_its_line_and_not_at_it() {
    for kind in [BELOW, ABOVE] {
        for form in 0..2 {
            let (mut distress, both) = ordered(|distress| {
                let order = open(distress, kind);
                let at = if kind == BELOW { order.line - 1 } else { order.line + 1 };
                Order { line: at, ..order }
            });
            distress.refuse(&both[form], Error::NotLiquidatable);
            let order = open(&distress, kind);
            place(&mut distress.world, &distress.borrower, 1, order);
            let done = distress.send(both[form].clone());
            // b is 20 bps of what closes the whole debt
            let [repaid, ..] = told(&done)[..] else { panic!("two events") };
            assert!((900 * DOLLAR..901 * DOLLAR).contains(&repaid), "all of it, with its interest: {repaid}");
            assert_eq!(holds(&distress.world, &distress.borrower, USDC).1, 0);
            assert_eq!(distress.world.position(&distress.borrower).orders()[1], order, "it stands on");
        }
    }
}

#[test]
fn order_by_price_sells_up_to_its_health() {
    let (mut distress, [tokens, _]) = ordered(|distress| Order { target_bps: 13_000, ..open(distress, BELOW) });
    distress.sells_up_to_130_percent(tokens);
}

#[test]
fn threat_o1_an_order_on_a_stale_diverged_or_quarantined_board() {
    for kind in [BELOW, ABOVE] {
        for (flag, error) in [(BOARD_DIVERGED, Error::PriceDiverged), (BOARD_QUARANTINED, Error::PriceQuarantined)] {
            for index in [USDC, NVDAX] {
                let (mut distress, both) = ordered(|distress| open(distress, kind));
                poke_reserve(&mut distress.world, index, "board_flags", &[flag]);
                both.iter().for_each(|form| distress.refuse(form, error));
            }
        }
        let (mut distress, both) = ordered(|distress| open(distress, kind));
        distress.world.chain.advance(61);
        both.iter().for_each(|form| distress.refuse(form, Error::StalePrice));
    }
}

/// A print of -30 % is in force at once, and moves neither the end of the range that a stop-loss is compared with nor the
/// collateral's price of exchange; the same of a take-profit and +30 %.
#[test]
fn threat_o3_a_wick_opens_no_order() {
    for (kind, wick, held) in [(BELOW, 70, 85), (ABOVE, 130, 115)] {
        let mut loan = SoundLoan::on_saturday();
        let order = Order::at_price(kind, NVDAX as u8, of_token(if kind == BELOW { 0.99 } else { 1.01 }), 100);
        place(&mut loan.world, &loan.borrower, 0, order);
        loan.print_after(1, TOKEN / 100 * wick);
        loan.spared("one print");
        loan.print_after(1, TOKEN / 100 * wick + 1);
        loan.spared("a second later");
        loan.print_after(1, TOKEN);
        loan.spared("the truth again");
        // held for an hour it is the price
        for n in 0..180 {
            loan.print_after(20, TOKEN / 100 * held + n % 5);
        }
        assert!(loan.health() > 1.0, "by its order only");
        assert_eq!(loan.answer(), Ok(()), "an hour later");
    }
}

/// A price, as a part of the loans' token.
fn of_token(part: f64) -> Price {
    let mantissa = (TOKEN as f64 * part) as u64;
    let scale = hypothec_interface::math::scale::Scale::new(-8, 8, mantissa).expect("representable");
    scale.price_down(mantissa).expect("representable")
}

#[test]
fn threat_o4_an_order_leaves_no_debt_under_the_floor() {
    // floor 1 USD of a debt of 900: what is left of an amount a cent short of it is the floor
    let (mut distress, [tokens, _]) =
        ordered(|distress| Order { amount: 900 * DOLLAR - DOLLAR / 100, repay: USDC as u8, ..open(distress, BELOW) });
    let floor = distress.world.header().debt_floor() as f64 / 65_536.0;
    let done = distress.send(tokens);
    let [repaid, ..] = told(&done)[..] else { panic!("two events") };
    let left = holds(&distress.world, &distress.borrower, USDC).1 as f64 / 1e6;
    assert!(repaid < 900 * DOLLAR - DOLLAR / 100 && left >= floor && left < floor + 0.01, "{left} of {floor}");
}

#[test]
fn threat_o5_no_more_than_its_amount_is_sold_in_however_many_pieces() {
    let limited = |distress: &Distress| Order { amount: 100 * DOLLAR, repay: USDC as u8, ..open(distress, BELOW) };
    let (mut distress, [tokens, shares]) = ordered(limited);
    let piece = distress.liquidate(30 * DOLLAR);
    let mut sold = 0;
    for (n, left) in [70, 40].into_iter().enumerate() {
        let done = distress.send(if n == 0 { piece.clone() } else { distress.to_shares(30 * DOLLAR) });
        sold += told(&done)[0];
        assert_eq!(distress.world.position(&distress.borrower).orders()[1].amount, left * DOLLAR);
        distress.world.advance(1);
        place_again(&mut distress);
    }
    sold += told(&distress.send(tokens))[0];
    assert_eq!(sold, 100 * DOLLAR);
    assert_eq!(distress.world.position(&distress.borrower).orders(), [Order::zeroed(); 2], "used up");
    distress.world.advance(1);
    distress.refuse(&shares, Error::NotLiquidatable);
}

/// The same order, what is left of it, on the board of now.
fn place_again(distress: &mut Distress) {
    let Order { line, .. } = open(distress, BELOW);
    let left = distress.world.position(&distress.borrower).orders()[1];
    place(&mut distress.world, &distress.borrower, 1, Order { line, ..left });
}

#[test]
fn threat_o5_another_pair_than_the_orders() {
    for other in [Order { sell: USDC as u8, ..open_at_160() }, Order { repay: NVDAX as u8, ..open_at_160() }] {
        let (mut distress, both) = ordered(|_| other);
        both.iter().for_each(|form| distress.refuse(form, Error::NotLiquidatable));
    }
}

fn open_at_160() -> Order {
    open(&distressed(160), BELOW)
}

#[test]
fn threat_o5_an_order_past_its_time() {
    let now = |distress: &Distress| distress.world.chain.clock().unix_timestamp;
    let (mut distress, both) = ordered(|distress| Order { until_ts: now(distress), ..open(distress, BELOW) });
    both.iter().for_each(|form| distress.refuse(form, Error::NotLiquidatable));
    let (mut distress, [tokens, _]) =
        ordered(|distress| Order { until_ts: now(distress) + 1, ..open(distress, BELOW) });
    distress.send(tokens);
}

#[test]
fn threat_o5_an_order_for_the_regular_session_off_hours() {
    let regular = |distress: &Distress| Order { flags: ORDER_REGULAR_ONLY, ..open(distress, BELOW) };
    let (mut distress, [tokens, _]) = ordered(regular);
    let session = distress.world.header().session();
    assert_eq!(session, 0, "Regular");
    for off in 1..4 {
        poke_header(&mut distress.world, "session", &[off]);
        distress.refuse(&tokens, Error::NotLiquidatable);
    }
    poke_header(&mut distress.world, "session", &[session]);
    distress.send(tokens);
}

/// Below health 1 the market's own terms hold: an order shields nothing, and its amount is not touched.
#[test]
fn threat_o6_an_order_by_price_is_no_shield() {
    let mut distress = distressed(135);
    let order = Order { amount: DOLLAR, bonus_cap_bps: 0, ..open(&distress, BELOW) };
    place(&mut distress.world, &distress.borrower, 0, order);
    let tokens = distress.liquidate(u64::MAX);
    let done = distress.send(tokens);
    assert!(told(&done)[0] > 100 * DOLLAR);
    assert_eq!(distress.world.position(&distress.borrower).orders()[0], order);
}
