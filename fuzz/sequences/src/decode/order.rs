//! Bytes to an order: mostly one that means something.

use super::input::Input;
use crate::action::RESERVES;
use crate::world::START_TS;
use bytemuck::Zeroable;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order};

/// Of the position with this number, which mostly supplies the reserve of that number.
pub(super) fn read_order(of: usize, input: &mut Input<'_>) -> Order {
    let (line, target_bps, shape) = (input.word(), input.word(), input.byte());
    let bonus_cap_bps = u16::from(input.byte()) * 10;
    let order = match shape % 8 {
        0 => Order::below_health(0, 0, 0),
        1..=2 => Order::below_health(9_900 + line % 4_000, 9_900 + target_bps % 8_000, bonus_cap_bps),
        kind => {
            // mostly open as soon as they are placed
            let (kind, least) =
                if kind < 6 { (ORDER_KIND_PRICE_BELOW, 9_700) } else { (ORDER_KIND_PRICE_ABOVE, 6_500) };
            let sell = (of as u8 + shape / 8 % 2) % RESERVES as u8;
            let line = Price::from_bits(u64::from(least + line % 4_000));
            let order = Order::at_price(kind, sell, line, bonus_cap_bps);
            if shape >= 128 { Order { target_bps: 9_900 + target_bps % 20_000, ..order } } else { order }
        }
    };
    match shape / 16 % 4 {
        0 if target_bps % 4 == 0 => Order::zeroed(),
        1 => Order { amount: input.amount(), repay: (of as u8 + 2) % RESERVES as u8, ..order },
        2 => Order { flags: input.below(3), until_ts: START_TS + i64::from(input.word()) * 64, ..order },
        _ => order,
    }
}
