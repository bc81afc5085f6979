//! One price source of a reserve: its identity, the last print seen from it, and the last one accepted.

use super::layout::layout;
use crate::Key;
use crate::math::price::Price;
use bytemuck::{Pod, Zeroable};

/// Sources a reserve can have.
pub const SOURCE_COUNT: usize = 2;
/// The source that quotes one raw token.
pub const TOKEN_FEED: usize = 0;
/// The source that quotes one share: times the mint's multiplier.
pub const SHARE_FEED: usize = 1;

/// Source flag: its last print jumped and is held out until confirmed.
pub const SOURCE_JUMPED: u16 = 1;
/// Source flag: a corporate action holds it out, whatever it prints.
pub const SOURCE_SUSPENDED: u16 = 2;

/// What a source is, whatever account carries it: the adapter's own rule of identity.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct SourceId {
    /// Feed id (Pyth's receiver) or account address (all others); zero with adapter 0.
    pub key: Key,
    /// Entry within the account, for Scope; otherwise 0.
    pub index: u16,
    /// The adapter's number, 0 for no source.
    pub adapter: u8,
    /// Zero.
    pub reserved: [u8; 5],
}

impl SourceId {
    /// No source.
    pub const NONE: SourceId = SourceId { key: Key::NONE, index: 0, adapter: 0, reserved: [0; 5] };
}

layout! {
    /// A price source of a reserve. `price`, `conf`, `exponent`, `seen_ts` and `change_ts` are of the last print seen,
    /// accepted or not; `publish_ts` and the prices per raw atom are of the last one accepted.
    pub(crate) PriceSource: 144 {
        0 id: SourceId = "{key Key, index u16, adapter u8 (0 none), 5 zero bytes}";
        40 price: u64 = "last price seen, USD x 10^-exponent";
        48 conf: u64 = "its confidence, same unit";
        56 seen_ts: i64 = "its own publish time, up to 15 s ahead of the clock: prints are ordered by it";
        64 change_ts: i64 = "publish time of the last change of price or confidence, not past the clock";
        72 publish_ts: i64 = "publish time of the last print accepted, not past the clock; 0 is none yet";
        80 spot: Price = "accepted: spot per raw atom, down; the jump guard compares with it";
        88 low: Price = "accepted: spot less confidence, down";
        96 high: Price = "accepted: spot plus confidence, up";
        104 wide: Price = "accepted: the bound that the moving average adds on its side; between low and high it adds none";
        112 ema: Price = "the board's own average of accepted spots, for adapters that give none";
        120 held: Price = "spot per raw atom of the print that is held out";
        128 held_ts: i64 = "since when it has persisted in this Regular session; 0 is not at all";
        136 exponent: i32 = "decimal exponent of price and conf, -18..=0";
        140 flags: u16 = "1 its last print jumped, 2 a corporate action holds it out";
        142 zeros: u16 = "leading zeros of the last print's price and confidence: the next conversion looks there first";
    }
}

impl PriceSource {
    /// Whether the reserve has this source at all.
    #[inline(always)]
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.id.adapter != 0
    }
}
