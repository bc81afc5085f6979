//! The fast path of health beside the whole one, on reserves that are nearly usual: what is unusual comes one or two at
//! a time, and every number is near a border of its path.

use hypothec_interface::health::RiskContext;
use hypothec_interface::invariant::fast_health_agrees;
use hypothec_interface::session::Session;
use hypothec_interface::state::{Reserve, ReserveConfig, SLOT_COLLATERAL, SLOT_DEBT, Slot};

const NOW: i64 = 1_800_000_000;

/// Writes a field of a record of this place.
fn put<T: bytemuck::Pod>(bytes: &mut [u8], at: usize, value: T) {
    bytes[at..][..size_of::<T>()].copy_from_slice(bytemuck::bytes_of(&value));
}

macro_rules! at {
    ($($name:ident: $record:ty, $field:literal;)*) => {
        $(const $name: usize = offset(<$record>::FIELDS, $field);)*
    };
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut n = 0;
    while n < a.len() && n < b.len() && a[n] == b[n] {
        n += 1;
    }
    n == a.len() && n == b.len()
}

const fn offset(fields: &[hypothec_interface::state::layout::Field], name: &str) -> usize {
    let mut n = 0;
    while !same(fields[n].name, name) {
        n += 1;
    }
    fields[n].offset
}

at! {
    LOW: Reserve, "low"; HIGH: Reserve, "high"; SUPPLY_INDEX: Reserve, "supply_index"; DEBT_INDEX: Reserve, "debt_index";
    RATE: Reserve, "rate_q64"; ACCRUED: Reserve, "accrued_ts"; BOARD: Reserve, "board_ts"; ISSUER: Reserve, "issuer_ts";
    BOARD_FLAGS: Reserve, "board_flags"; ISSUER_FLAGS: Reserve, "issuer_flags"; CLASS: Reserve, "class";
    TERMINAL: Reserve, "terminal_ts"; CONFIG: Reserve, "config"; LISTED: Reserve, "listed";
    LTV: ReserveConfig, "ltv_bps"; THRESHOLD: ReserveConfig, "threshold"; GAP: ReserveConfig, "ltv_gap_bps";
    FACTOR: ReserveConfig, "borrow_factor_bps"; AGE: ReserveConfig, "max_age_s"; ISSUER_AGE: ReserveConfig, "issuer_age_s";
    REQUIRED: ReserveConfig, "required_sources"; EVENT: ReserveConfig, "event_from"; UNTIL: ReserveConfig, "event_until";
    EVENT_LTV: ReserveConfig, "event_ltv_bps";
}

/// Words of the input, which decide all.
struct Words<'a>(&'a [u8]);

impl Words<'_> {
    fn next(&mut self) -> Option<u64> {
        let (head, tail) = self.0.split_first_chunk::<8>()?;
        self.0 = tail;
        Some(u64::from_le_bytes(*head))
    }

    /// A number of any length in bits, so that small ones and those near a border come as often.
    fn any(&mut self) -> Option<u64> {
        let (word, bits) = (self.next()?, self.next()?);
        Some(match bits % 4 {
            0 => word,
            1 => (1u64 << (bits >> 8 & 63)).wrapping_add(word % 5).wrapping_sub(2),
            _ => word >> (bits >> 8 & 63),
        })
    }
}

/// One reserve, slot and moment out of the input; whether the fast path had a word on it.
///
/// # Panics
/// When the two paths differ.
pub fn case(data: &[u8]) -> bool {
    draw(&mut Words(data)).unwrap_or(false)
}

fn draw(words: &mut Words<'_>) -> Option<bool> {
    let mut reserve: Reserve = bytemuck::Zeroable::zeroed();
    let bytes = bytemuck::bytes_of_mut(&mut reserve);
    let mut unusual = words.next()?;
    // each with one chance in sixteen
    let mut odd = || {
        let hit = unusual & 15 == 0;
        unusual = unusual.rotate_right(4);
        hit
    };
    let price = |word: u64| (30 + (word >> 32) % 40) << 32 | (word as u32 | 1 << 31) as u64;
    put(bytes, LISTED, 1u8);
    put(bytes, LOW, if odd() { words.next()? } else { price(words.next()?) });
    put(bytes, HIGH, if odd() { words.next()? } else { price(words.next()?) });
    for index in [SUPPLY_INDEX, DEBT_INDEX] {
        let fraction = if words.next()? % 3 == 0 { 0 } else { words.any()? };
        put(bytes, index, [fraction, if odd() { words.any()? } else { 1 }]);
    }
    put(bytes, RATE, words.any()? >> 24);
    let ago = |word: u64, odd: bool| NOW - (word % if odd { 10_000_000 } else { 90 }) as i64;
    put(bytes, ACCRUED, ago(words.next()?, odd()));
    put(bytes, BOARD, ago(words.next()?, odd()));
    put(bytes, ISSUER, ago(words.next()?, odd()));
    put(bytes, BOARD_FLAGS, if odd() { words.next()? as u8 } else { 16 });
    put(bytes, ISSUER_FLAGS, if odd() { words.next()? as u16 & 127 } else { 0 });
    put(bytes, CLASS, 1 + words.next()? as u8 % 2);
    put(bytes, TERMINAL, i64::from(odd()));
    let mut config = |at: usize, value: u16| put(bytes, CONFIG + at, value);
    for n in 0..4 {
        config(LTV + 2 * n, words.next()? as u16);
        config(AGE + 2 * n, 60);
    }
    let (from, to) = (words.next()? as u16, words.next()? as u16);
    config(THRESHOLD, if odd() { from } else { to });
    config(THRESHOLD + 2, to);
    config(GAP, words.next()? as u16 >> 4);
    config(FACTOR, words.next()? as u16);
    config(EVENT_LTV, words.next()? as u16);
    put(bytes, CONFIG + ISSUER_AGE, 60u32);
    put(bytes, CONFIG + THRESHOLD + 4, 86_400u32);
    put(bytes, CONFIG + THRESHOLD + 8, NOW - 40_000);
    if odd() {
        put(bytes, CONFIG + EVENT, (NOW as u32) - 5);
        put(bytes, CONFIG + UNTIL, (NOW as u32) + 5);
    }
    put(bytes, CONFIG + REQUIRED, [words.next()? as u8 % 4; 4]);
    let session = if odd() { words.next()? as u8 % 4 } else { 0 };
    let moment = RiskContext { ts: NOW, session: Session::from_u8(session), market_state: 0 };
    let side = [SLOT_COLLATERAL, SLOT_DEBT][words.next()? as usize % 2];
    let slot: Slot = bytemuck::cast([u64::from(side) << 8, words.any()?]);
    let floor = if odd() { words.any()? } else { words.any()? >> 40 };
    let agrees = fast_health_agrees(&reserve, &slot, floor, &moment);
    assert!(agrees != Some(false), "{slot:?} at {moment:?}, floor {floor}: {reserve:?}");
    Some(agrees.is_some())
}
