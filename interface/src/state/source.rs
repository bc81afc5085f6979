//! One price source of a reserve: its identity, the last print seen from it, and the last one taken.

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

/// Source flag: its last print is wider than `conf_limit_bps`. It counts, and gives no power while it leads.
pub const SOURCE_WIDE: u16 = 1;
/// Source flag: a corporate action suspends it. Its prints are seen and not taken.
pub const SOURCE_SUSPENDED: u16 = 2;
/// Source flag: its last print lies further than a quarter from the slow reference. It counts, and gives no power.
pub const SOURCE_FAR: u16 = 4;

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
    /// A price source of a reserve. `price`, `conf`, `exponent`, `seen_ts` and `change_ts` are of the last print seen;
    /// `publish_ts` and the prices per raw atom are of the last one taken: the same, unless a corporate action suspends it.
    pub(crate) PriceSource: 120 {
        0 id: SourceId = "{key Key, index u16, adapter u8 (0 none), 5 zero bytes}";
        40 price: u64 = "last price seen, USD x 10^-exponent";
        48 conf: u64 = "its confidence, same unit";
        56 seen_ts: i64 = "its own publish time, up to 15 s ahead of the clock: prints are ordered by it";
        64 change_ts: i64 = "publish time of the last change of price or confidence, not past the clock";
        72 publish_ts: i64 = "publish time of the last print taken, not past the clock; 0 is none yet";
        80 spot: Price = "taken: spot per raw atom, down";
        88 low: Price = "taken: spot less confidence, of which at most a tenth of the spot counts, down";
        96 high: Price = "taken: spot plus the same, up";
        104 good: Price = "low of the last print taken that was not far from the slow reference";
        112 exponent: i32 = "decimal exponent of price and conf, -18..=0";
        116 flags: u16 = "bits: 1 wide, 2 suspended by a corporate action, 4 far from the slow reference";
        118 zeros: u16 = "leading zeros of the last print's price and confidence: the next conversion looks there first";
    }
}

impl PriceSource {
    /// Whether the reserve has this source at all.
    #[inline(always)]
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.id.adapter != 0
    }

    /// Whether a corporate action suspends it.
    #[inline(always)]
    #[must_use]
    pub const fn is_suspended(&self) -> bool {
        self.flags & SOURCE_SUSPENDED != 0
    }

    /// Whether its last print lies further than a quarter from the slow reference.
    #[inline(always)]
    #[must_use]
    pub const fn is_far(&self) -> bool {
        self.flags & SOURCE_FAR != 0
    }

    /// The last good value, per raw atom, which a pending multiplier is held against; zero before the first print.
    #[must_use]
    pub const fn last_good(&self) -> Price {
        if self.is_far() { self.good } else { self.spot }
    }
}
