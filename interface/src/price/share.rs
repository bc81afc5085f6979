//! The mint's UI multiplier on its way into the share feed's prices: the rules of `multiplier` applied to a reserve.

use super::context::RefreshContext;
use crate::math::divide::{mul_div_down, mul_div_up};
use crate::math::price::Price;
use crate::math::scale::Scale;
use crate::multiplier::{self, EffectiveMultipliers, ONE_Q32, Observation};
use crate::oracle::PriceUpdate;
use crate::session::Session;
use crate::state::{PriceSource, Reserve, SOURCE_SUSPENDED};
use crate::token::Scaled;

/// What the mint says for the share feed's price of this refresh, given when the mint was read before.
#[inline(always)]
pub(super) fn multipliers(
    reserve: &mut Reserve,
    scaled: &Scaled,
    share: Option<&PriceUpdate>,
    seen_ts: i64,
    context: &RefreshContext,
) -> EffectiveMultipliers {
    if reserve.multiplier.is_settled(&reserve.pending, scaled, context.now) {
        return EffectiveMultipliers::plain(reserve.multiplier.accepted_q32);
    }
    // copies: what escapes to a call would live on the stack
    let EffectiveMultipliers { low_q32, high_q32, spot_q32, suspended, released, changed } =
        evaluate(reserve, &Scaled { ..*scaled }, share.copied(), seen_ts, context);
    EffectiveMultipliers { low_q32, high_q32, spot_q32, suspended, released, changed }
}

#[cold]
#[inline(never)]
fn evaluate(
    reserve: &mut Reserve,
    scaled: &Scaled,
    print: Option<PriceUpdate>,
    seen_ts: i64,
    context: &RefreshContext,
) -> EffectiveMultipliers {
    let [_, share] = &mut reserve.sources;
    // an old print says nothing of a multiplier: anyone may post any that was ever signed
    let (price, share_ts) = match print.filter(|print| share.is_news(print, &reserve.config, context)) {
        Some(print) => (per_share_atom(&print, reserve.decimals), print.publish_ts.min(context.now)),
        None => (Price::ZERO, share.publish_ts),
    };
    let observed = Observation {
        scaled: *scaled,
        now: context.now,
        seen_ts,
        regular: context.session == Session::Regular,
        watched: share.is_some(),
        share: price,
        share_ts,
        last: share.last_good(),
    };
    let before_q32 = reserve.multiplier.accepted_q32;
    let multipliers = multiplier::evaluate(&mut reserve.multiplier, &mut reserve.pending, &observed);
    if multipliers.suspended && observed.watched {
        // also when nobody posts it; the next print that is taken ends this
        share.flags |= SOURCE_SUSPENDED;
    } else if multipliers.changed && reserve.pending.multiplier_q32 == 0 {
        share.stretch(before_q32, reserve.multiplier.accepted_q32);
    }
    multipliers
}

/// The price of a share's atom, as if the token stood for one share. Zero, which testifies to nothing, when it cannot be
/// represented: its print will be no news.
fn per_share_atom(print: &PriceUpdate, decimals: u8) -> Price {
    Scale::new(print.exponent, decimals, print.price)
        .and_then(|scale| scale.price_down(print.price))
        .unwrap_or(Price::ZERO)
}

impl PriceSource {
    /// Widens the prices of the last print so that both multipliers count in them until the next one.
    fn stretch(&mut self, old_q32: u64, new_q32: u64) {
        if new_q32 > old_q32 {
            let ratio_q32 = mul_div_up(new_q32, ONE_Q32, old_q32).unwrap_or(ONE_Q32);
            self.high = self.high.mul_q32_up(ratio_q32).unwrap_or(Price::LARGEST);
        } else {
            let ratio_q32 = mul_div_down(new_q32, ONE_Q32, old_q32).unwrap_or(ONE_Q32);
            self.low = self.low.mul_q32_down(ratio_q32).unwrap_or(Price::ZERO);
        }
    }
}
