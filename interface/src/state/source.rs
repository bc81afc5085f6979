//! One price source of a reserve: its identity and the last values accepted from it.

use super::layout::layout;
use crate::Key;
use crate::math::price::Price;
use bytemuck::{Pod, Zeroable};

/// Sources a reserve can have: 0 the token feed, 1 the share feed.
pub const SOURCE_COUNT: usize = 2;

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

layout! {
    /// A price source of a reserve, with its last accepted values.
    pub(crate) Source: 104 {
        0 id: SourceId = "{key Key, index u16, adapter u8 (0 none), 5 zero bytes}";
        40 price: u64 = "last accepted price, USD x 10^-exponent";
        48 conf: u64 = "its confidence, same unit";
        56 ema: u64 = "its own moving average, same unit; 0 if it has none";
        64 publish_ts: i64 = "its publish time, never later than when it was seen";
        72 change_ts: i64 = "publish time of the last change of price or confidence";
        80 good: Price = "last good spot per raw atom, for the jump guard";
        88 held_ts: i64 = "since when a jump is held out in this Regular session; 0 when none is";
        96 exponent: i32 = "decimal exponent of price, conf and ema, -18..=0";
        100 reserved: u32 = "zero";
    }
}

impl Source {
    /// Whether the reserve has this source at all.
    #[inline(always)]
    #[must_use]
    pub const fn is_some(&self) -> bool {
        self.id.adapter != 0
    }
}
