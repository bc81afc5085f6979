//! An order of a position's owner: when anyone may sell one collateral for one debt, and on which terms.

use super::layout::layout;
use crate::math::liquidation::TARGET_ALL;
use crate::math::price::Price;

/// Orders of a position.
pub const MAX_ORDERS: usize = 2;

/// No order.
pub const ORDER_KIND_NONE: u8 = 0;
/// A stop-loss by health: below the line.
pub const ORDER_KIND_HEALTH_BELOW: u8 = 1;
/// A stop-loss by price: the greatest price of what is sold is below the line.
pub const ORDER_KIND_PRICE_BELOW: u8 = 2;
/// A take-profit: the least price of what is sold is above the line.
pub const ORDER_KIND_PRICE_ABOVE: u8 = 3;

/// Order flag: it executes only in the Regular session of what is sold.
pub const ORDER_REGULAR_ONLY: u8 = 1;

/// As [`Order::target_bps`] of an order by price: all of the debt is repaid, as far as the collateral goes.
pub const ORDER_TARGET_ALL: u16 = 65_535;
const _: () = assert!(ORDER_TARGET_ALL == TARGET_ALL);

layout! {
    /// One order, in a position.
    pub Order: 32 {
        0 kind: u8 = "0 no order, 1 health below the line, 2 price below it, 3 price above it";
        1 sell: u8 = "index of the reserve that is sold; 0xff is any, of an order by health";
        2 repay: u8 = "index of the reserve whose debt is repaid; 0xff is any";
        3 flags: u8 = "bits: 1 only in Regular";
        4 target_bps: u16 = "health up to which it sells; 65,535, of an order by price, is until nothing is owed";
        6 bonus_cap_bps: u16 = "largest bonus";
        8 line: u64 = "basis points of health; or the key of a price per atom, Unit: 2^-16 USD as docs/math.md says";
        16 amount: u64 = "atoms of debt that it may still repay; u64::MAX is no limit; a rest worth less than half a dollar is void";
        24 until_ts: i64 = "unix seconds from which on it is void";
    }
}

impl Order {
    /// A stop-loss by health, basis points: any collateral for any debt, without an end.
    #[must_use]
    pub const fn below_health(line_bps: u16, target_bps: u16, bonus_cap_bps: u16) -> Order {
        let any = u8::MAX;
        Order {
            kind: ORDER_KIND_HEALTH_BELOW,
            sell: any,
            repay: any,
            flags: 0,
            target_bps,
            bonus_cap_bps,
            line: line_bps as u64,
            amount: u64::MAX,
            until_ts: i64::MAX,
        }
    }

    /// An order by price of this kind, of the reserve it sells: for any debt, until nothing is owed, without an end.
    #[must_use]
    pub const fn at_price(kind: u8, sell: u8, line: Price, bonus_cap_bps: u16) -> Order {
        let all = Order::below_health(0, ORDER_TARGET_ALL, bonus_cap_bps);
        Order { kind, sell, line: line.to_bits(), ..all }
    }

    /// Whether it is for this pair of reserves.
    #[must_use]
    pub const fn covers(&self, sell: u8, repay: u8) -> bool {
        (self.sell == sell || self.sell == u8::MAX) && (self.repay == repay || self.repay == u8::MAX)
    }

    /// Whether its line is a price.
    #[must_use]
    pub const fn is_by_price(&self) -> bool {
        self.kind == ORDER_KIND_PRICE_BELOW || self.kind == ORDER_KIND_PRICE_ABOVE
    }
}
