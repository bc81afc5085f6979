//! A change that waits for its delay: what it names, what that was when it was proposed, and what it is to become.

use super::layout::{layout, spans};
use super::{Market, MarketHeader, MarketParams, PriceSource, Record, Reserve, ReserveConfig, SourceId};
use crate::math::price::Price;
use crate::{Error, Key};
use bytemuck::bytes_of;
use core::mem::offset_of;

/// Bytes of values a proposal carries: the largest thing it can name, a calendar.
pub const VALUES_SIZE: usize = 512;

/// Where a source's band lies in the values.
pub const BAND_AT: usize = 2 * size_of::<SourceId>();

/// What a proposal changes. Its mask names fields of that thing.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Parameters of a reserve. Values: [`ReserveConfig`], a bit per field.
    Reserve = 1,
    /// Parameters of the market. Values: [`MarketParams`], a bit per field.
    Market = 2,
    /// Caps of groups. Values: 16 caps of 8 bytes, bit n for group n; group 0 is none.
    Groups = 3,
    /// The calendar, as a whole.
    Calendar = 4,
    /// One source of a reserve. Values: two [`SourceId`], bit n for source n, all zero removes it; then the two prices per
    /// token between which the new source's first print lies where the board is wrong, or zeros.
    Source = 5,
    /// The guardian. Its own kind, since it is the one change that the guardian cannot cancel.
    Guardian = 6,
    /// Who may accept the admin role.
    Admin = 7,
    /// Terminal settlement. Values: a `Price` per raw atom.
    Terminal = 8,
    /// The base of a reserve's accepted cumulative multiplier, Q32.32.
    Multiplier = 9,
    /// A reserve begins to wind down: every switch goes off, and once nobody holds or owes anything of it, `CloseReserve`
    /// closes it. Value: one byte, 1.
    Close = 10,
}

/// Where a named field lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset in the record: the reserve's or the header's.
    pub record: usize,
    /// Offset in a proposal's values.
    pub values: usize,
    /// Bytes.
    pub size: usize,
}

/// Offsets of a market parameter in the header and in [`MarketParams`], in the order of its fields.
const MARKET: [(usize, usize); 7] = [
    (offset_of!(MarketHeader, debt_floor), offset_of!(MarketParams, debt_floor)),
    (offset_of!(MarketHeader, fee_recipient), offset_of!(MarketParams, fee_recipient)),
    (offset_of!(MarketHeader, delay_s), offset_of!(MarketParams, delay_s)),
    (offset_of!(MarketHeader, reopen_grace_s), offset_of!(MarketParams, reopen_grace_s)),
    (offset_of!(MarketHeader, target_health_bps), offset_of!(MarketParams, target_health_bps)),
    (offset_of!(MarketHeader, cool_off_s), offset_of!(MarketParams, cool_off_s)),
    (offset_of!(MarketHeader, adapters), offset_of!(MarketParams, adapters)),
];

/// Offset and size of each in [`MarketParams`].
const PARAMS: [(usize, usize); MARKET.len()] = spans(MarketParams::FIELDS);

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 10] = [
        Kind::Reserve,
        Kind::Market,
        Kind::Groups,
        Kind::Calendar,
        Kind::Source,
        Kind::Guardian,
        Kind::Admin,
        Kind::Terminal,
        Kind::Multiplier,
        Kind::Close,
    ];

    /// The kind with this number.
    #[must_use]
    pub fn from_u8(number: u8) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Whether it names fields of a reserve; otherwise of the header.
    #[must_use]
    pub const fn is_of_reserve(self) -> bool {
        matches!(self, Kind::Reserve | Kind::Source | Kind::Terminal | Kind::Multiplier | Kind::Close)
    }

    /// Where the field of bit `n` lies, if the kind has one.
    #[must_use]
    pub fn span(self, n: usize) -> Option<Span> {
        let whole = |record, size| (n == 0).then_some(Span { record, values: 0, size });
        // ARITH: n is below 64, the strides are constants; the tests show that all lies inside records and values
        match self {
            Kind::Reserve => {
                let (values, size) = *ReserveConfig::SPANS.get(n)?;
                Some(Span { record: offset_of!(Reserve, config).wrapping_add(values), values, size })
            }
            Kind::Market => {
                let ((record, values), (_, size)) = (*MARKET.get(n)?, *PARAMS.get(n)?);
                Some(Span { record, values, size })
            }
            Kind::Groups if n == 0 || n > 15 => None,
            Kind::Groups => {
                let record = offset_of!(MarketHeader, groups).wrapping_add(n.wrapping_mul(16));
                Some(Span { record, values: n.wrapping_mul(8), size: 8 })
            }
            Kind::Source if n > 1 => None,
            Kind::Source => {
                let record = offset_of!(Reserve, sources).wrapping_add(n.wrapping_mul(size_of::<PriceSource>()));
                let size = size_of::<SourceId>();
                Some(Span { record, values: n.wrapping_mul(size), size })
            }
            Kind::Calendar => whole(offset_of!(MarketHeader, calendar), VALUES_SIZE),
            Kind::Guardian => whole(offset_of!(MarketHeader, guardian), 32),
            Kind::Admin => whole(offset_of!(MarketHeader, pending_admin), 32),
            Kind::Terminal => whole(offset_of!(Reserve, terminal), 8),
            Kind::Multiplier => whole(offset_of!(Reserve, multiplier.base_q32), 8),
            Kind::Close => whole(offset_of!(Reserve, closing), 1),
        }
    }
}

layout! {
    /// A proposal account. PDA `["proposal", market, nonce as u64 LE]`.
    pub(crate) Proposal: 1152 {
        0 tag: u8 = "3 once initialised";
        1 version: u8 = "layout version, 1";
        2 kind: u8 = "what it changes, see Kind";
        3 reserve: u8 = "index of the reserve it changes, or 0xff: the market";
        4 sealed: u8 = "whether the market was sealed when it was made";
        5 closing: u8 = "whether its reserve wound down when it was made";
        6 reserved: [u8; 2] = "zero";
        8 market: Key = "the market";
        40 rent_payer: Key = "who paid the rent and gets it back";
        72 nonce: u64 = "its number in the market";
        80 created_ts: i64 = "when it was made, unix seconds";
        88 eta_ts: i64 = "from when it may be executed, unix seconds";
        96 mask: u64 = "bit n names the n-th field of the kind";
        104 band: [Price; 2] = "for a source: where its first print is expected in place of the board's price; zero is none";
        120 reserved_b: u64 = "zero";
        128 before: [u64; 64] = "the named fields when it was made";
        640 after: [u64; 64] = "what they become; all else is zero";
    }
}

impl Record for Proposal {
    const TAG: u8 = 3;
    const VERSION: u8 = 1;
}

/// What a proposal is made of beside its values.
pub(crate) struct NewProposal {
    pub kind: Kind,
    pub reserve: u8,
    pub mask: u64,
    pub market: Key,
    pub rent_payer: Key,
    pub now: i64,
}

impl Proposal {
    /// Its kind.
    ///
    /// # Errors
    /// `WrongTag` for a number that is no kind, which no instruction writes.
    pub fn change(&self) -> Result<Kind, Error> {
        Kind::from_u8(self.kind).ok_or(Error::WrongTag)
    }

    /// Whether it names a band for a new source's first print.
    #[must_use]
    pub fn has_band(&self) -> bool {
        self.band.iter().any(|end| !end.is_zero())
    }

    /// The values of the fields it names.
    #[must_use]
    pub fn values(&self) -> &[u8] {
        bytemuck::cast_slice(&self.after)
    }

    /// The key among its values, for the kinds that set one.
    #[must_use]
    pub fn key(&self) -> Key {
        self.after.first_chunk().map_or(Key::NONE, |words| Key(*words))
    }

    /// Fills an all-zero record with what it names as that is now, and with `values`; the tag is written last.
    ///
    /// # Errors
    /// `ArgumentOutOfRange` when the mask names nothing, or what is not there; `NoSuchReserve`.
    pub(crate) fn init(&mut self, market: &Market<'_>, new: &NewProposal, values: &[u8]) -> Result<(), Error> {
        let header = &*market.header;
        let record = record(market, new.kind, new.reserve)?;
        let before = bytemuck::cast_slice_mut(&mut self.before);
        each(new.kind, new.mask, |span| copy(before, span.values, record, span.record, span.size))?;
        let after = bytemuck::cast_slice_mut(&mut self.after);
        each(new.kind, new.mask, |span| copy(after, span.values, values, span.values, span.size))?;
        if new.kind == Kind::Source {
            let band = part(values, BAND_AT, size_of::<[Price; 2]>()).ok_or(Error::ArgumentOutOfRange)?;
            self.band = bytemuck::pod_read_unaligned(band);
        }
        let delay_s = if header.sealed == 0 { 0 } else { i64::from(header.delay_s) };
        // a price that the board does not bear out is looked at for longer
        let delay_s = if self.has_band() { delay_s.saturating_mul(2) } else { delay_s };
        self.version = Self::VERSION;
        self.kind = new.kind as u8;
        self.reserve = new.reserve;
        self.sealed = header.sealed;
        self.closing = if new.kind.is_of_reserve() { market.reserve(new.reserve)?.closing } else { 0 };
        self.market = new.market;
        self.rent_payer = new.rent_payer;
        self.nonce = header.nonce;
        self.created_ts = new.now;
        self.eta_ts = new.now.saturating_add(delay_s);
        self.mask = new.mask;
        self.tag = Self::TAG;
        Ok(())
    }

    /// Whether every field it names is still what it was when this was proposed, and of the same reserve.
    ///
    /// # Errors
    /// `NamedFieldChanged`, `NoSuchReserve`.
    pub(crate) fn check_unchanged(&self, market: &Market<'_>) -> Result<(), Error> {
        let kind = self.change()?;
        let record = record(market, kind, self.reserve)?;
        let before = bytemuck::cast_slice(&self.before);
        // an index may be another reserve's by now
        let proposed_ts = u32::try_from(self.created_ts).unwrap_or(0);
        let mut same = !(kind.is_of_reserve() && market.reserve(self.reserve)?.is_another_since(proposed_ts));
        each(kind, self.mask, |span| {
            same &= part(before, span.values, span.size) == part(record, span.record, span.size);
        })?;
        if same { Ok(()) } else { Err(Error::NamedFieldChanged) }
    }

    /// Puts its values over the named fields of `target`, which is shaped as its values are.
    ///
    /// # Errors
    /// `ArgumentOutOfRange` when the mask names what is not there.
    #[inline(never)]
    pub(crate) fn overlay(&self, target: &mut [u8]) -> Result<(), Error> {
        let after = bytemuck::cast_slice(&self.after);
        each(self.change()?, self.mask, |span| copy(target, span.values, after, span.values, span.size))
    }
}

/// The bytes that a kind's fields lie in.
fn record<'a>(market: &'a Market<'_>, kind: Kind, reserve: u8) -> Result<&'a [u8], Error> {
    if kind.is_of_reserve() { Ok(bytes_of(market.reserve(reserve)?)) } else { Ok(bytes_of(&*market.header)) }
}

/// Does something with every field that the mask names.
fn each(kind: Kind, mask: u64, mut with: impl FnMut(Span)) -> Result<(), Error> {
    if mask == 0 {
        return Err(Error::ArgumentOutOfRange);
    }
    let mut rest = mask;
    while rest != 0 {
        let n = rest.trailing_zeros();
        with(kind.span(n as usize).ok_or(Error::ArgumentOutOfRange)?);
        rest &= rest.wrapping_sub(1); // ARITH: not zero
    }
    Ok(())
}

fn part(bytes: &[u8], from: usize, size: usize) -> Option<&[u8]> {
    bytes.get(from..from.saturating_add(size))
}

fn copy(to: &mut [u8], at: usize, from: &[u8], start: usize, size: usize) {
    if let (Some(to), Some(from)) = (to.get_mut(at..at.saturating_add(size)), part(from, start, size)) {
        to.copy_from_slice(from);
    }
}
