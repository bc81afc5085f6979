//! The mint's UI multiplier on its way into the share feed's prices: the rules of `ruling` applied to a reserve.

use super::clock::RefreshContext;
use super::ruling::{self, ONE_Q32, Ruling, Sighting};
use crate::math::price::Price;
use crate::math::scale::Scale;
use crate::math::wide::{mul_div_down, mul_div_up};
use crate::oracle::PriceUpdate;
use crate::session::Session;
use crate::state::{PriceSource, Reserve, SOURCE_SUSPENDED};
use crate::token::Scaled;

/// What the mint says for the share feed's price of this refresh, given when the mint was read before.
#[inline(always)]
pub(super) fn judge(
    reserve: &mut Reserve,
    scaled: &Scaled,
    share: Option<&PriceUpdate>,
    seen_ts: i64,
    tick: &RefreshContext,
) -> Ruling {
    if reserve.multiplier.is_settled(&reserve.trial, scaled, tick.now) {
        return Ruling::plain(reserve.multiplier.accepted_q32);
    }
    // copies: what escapes to a call would live on the stack
    let Ruling { low_q32, high_q32, spot_q32, held, released, changed } =
        weigh(reserve, &Scaled { ..*scaled }, share.copied(), seen_ts, tick);
    Ruling { low_q32, high_q32, spot_q32, held, released, changed }
}

#[cold]
#[inline(never)]
fn weigh(
    reserve: &mut Reserve,
    scaled: &Scaled,
    print: Option<PriceUpdate>,
    seen_ts: i64,
    tick: &RefreshContext,
) -> Ruling {
    let [_, share] = &mut reserve.sources;
    let (price, share_ts) = match print {
        Some(print) => (per_share_atom(&print, reserve.decimals), print.publish_ts.min(tick.now)),
        None => (Price::ZERO, share.publish_ts),
    };
    let seen = Sighting {
        scaled: *scaled,
        now: tick.now,
        seen_ts,
        regular: tick.session == Session::Regular,
        watched: share.is_some(),
        share: price,
        share_ts,
        last: share.spot,
    };
    let before_q32 = reserve.multiplier.accepted_q32;
    let ruling = ruling::judge(&mut reserve.multiplier, &mut reserve.trial, &seen);
    if ruling.held && seen.watched {
        // also when nobody posts it; the next accepted print ends this
        share.flags |= SOURCE_SUSPENDED;
    } else if ruling.changed && reserve.trial.multiplier_q32 == 0 {
        share.stretch(before_q32, reserve.multiplier.accepted_q32);
    }
    ruling
}

/// The price of a share's atom, as if the token stood for one share. Zero, which testifies to nothing, when it cannot be
/// represented: its quote will be refused.
fn per_share_atom(print: &PriceUpdate, decimals: u8) -> Price {
    Scale::new(print.exponent, decimals, print.price)
        .and_then(|scale| scale.price_down(print.price))
        .unwrap_or(Price::ZERO)
}

impl PriceSource {
    /// Widens the accepted prices so that both multipliers count in them until the next print.
    fn stretch(&mut self, old_q32: u64, new_q32: u64) {
        if new_q32 > old_q32 {
            let ratio_q32 = mul_div_up(new_q32, ONE_Q32, old_q32).unwrap_or(ONE_Q32);
            let up = |price: Price| price.mul_q32_up(ratio_q32).unwrap_or(Price::LARGEST);
            if self.wide > self.high {
                self.wide = up(self.wide);
            }
            self.high = up(self.high);
        } else {
            let ratio_q32 = mul_div_down(new_q32, ONE_Q32, old_q32).unwrap_or(ONE_Q32);
            let down = |price: Price| price.mul_q32_down(ratio_q32).unwrap_or(Price::ZERO);
            if self.wide < self.low {
                self.wide = down(self.wide);
            }
            self.low = down(self.low);
        }
    }
}
