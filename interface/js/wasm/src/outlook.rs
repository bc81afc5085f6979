//! The same prices at another time: what the clock alone does to a position.

use crate::with_market;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{MarketHeader, PriceSource, Reserve};

fn put(bytes: &mut [u8], fields: &[Field], name: &str, base: usize, value: i64) {
    let Some(field) = fields.iter().find(|field| field.name == name) else { return };
    let at = base.wrapping_add(field.offset);
    if let Some(to) = bytes.get_mut(at..at.wrapping_add(field.size)) {
        for (to, from) in to.iter_mut().zip(value.to_le_bytes()) {
            *to = from;
        }
    }
}

/// Makes the market in its buffer what a keeper would leave at `now`, if every price were published again as it is:
/// boards, checks of issuers and the session are of that moment.
#[unsafe(no_mangle)]
pub extern "C" fn market_refreshed_at(len: usize, now: i64) -> u32 {
    with_market(len, |market| {
        let (session, until) = market.header.calendar().session_at(now);
        let header = bytemuck::bytes_of_mut(market.header);
        put(header, MarketHeader::FIELDS, "session", 0, i64::from(session as u8));
        put(header, MarketHeader::FIELDS, "session_until", 0, until);
        let sources = Reserve::FIELDS.iter().find(|field| field.name == "sources").map_or(0, |field| field.offset);
        for reserve in market.reserves.iter_mut().filter(|reserve| reserve.board_ts() != 0) {
            let used = [0, 1].map(|n: usize| reserve.sources().get(n).is_some_and(PriceSource::is_some));
            let bytes = bytemuck::bytes_of_mut(reserve);
            put(bytes, Reserve::FIELDS, "board_ts", 0, now);
            put(bytes, Reserve::FIELDS, "issuer_ts", 0, now);
            for (n, used) in used.into_iter().enumerate() {
                let base = sources.wrapping_add(n.wrapping_mul(size_of::<PriceSource>()));
                for name in ["seen_ts", "change_ts", "publish_ts"].into_iter().filter(|_| used) {
                    put(bytes, PriceSource::FIELDS, name, base, now);
                }
            }
        }
        Ok([0u8])
    })
}
