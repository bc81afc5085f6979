//! Records of the program field by field, from the layout tables: bytes to JSON and back, by the field's type.

use super::{amount, json, time, whole};
use crate::context::hex::hex;
use anyhow::{Context as _, Result, bail};
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Calendar;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{MultiplierMemory, Order, PriceSource, Ramp, ReserveConfig};
use serde_json::{Map, Value};
use solana_address::Address;

/// Every field but those that are reserved and zero. Prices need the decimals of what they price.
pub fn read(fields: &[Field], data: &[u8], decimals: u8) -> Map<String, Value> {
    let mut values = Map::new();
    for field in fields {
        let bytes = data.get(field.offset..field.offset + field.size).unwrap_or_default();
        if field.name.starts_with("reserved") && bytes.iter().all(|byte| *byte == 0) {
            continue;
        }
        values.insert(field.name.into(), decode(field.kind, bytes, decimals));
    }
    values
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().take(8).fold(0u64, |n, byte| n << 8 | u64::from(*byte))
}

fn small(bytes: &[u8]) -> u32 {
    u32::try_from(number(bytes)).unwrap_or(u32::MAX)
}

fn element(kind: &str) -> Option<(&str, usize)> {
    let (inner, count) = kind.strip_prefix('[')?.strip_suffix(']')?.rsplit_once("; ")?;
    Some((inner, count.parse().ok()?))
}

/// A value of this type.
pub fn decode(kind: &str, bytes: &[u8], decimals: u8) -> Value {
    let record = |fields| Value::Object(read(fields, bytes, decimals));
    let parts = |names: &[(&str, std::ops::Range<usize>)]| {
        let part = |range: &std::ops::Range<usize>| {
            decode(if range.len() == 8 { "u64" } else { "u32" }, &bytes[range.clone()], decimals)
        };
        let pairs = names.iter().map(|(name, range)| ((*name).into(), part(range)));
        Value::Object(pairs.collect())
    };
    if let Some((inner, count)) = element(kind) {
        let items = bytes.chunks(bytes.len() / count.max(1)).map(|item| decode(inner, item, decimals));
        return Value::Array(items.collect());
    }
    match kind {
        "u64" => json!(number(bytes)),
        "i64" => json!(number(bytes).cast_signed()),
        "u8" | "u16" | "u32" => json!(small(bytes)),
        "i32" => json!(small(bytes).cast_signed()),
        "Key" => json!(Address::try_from(bytes).map(|key| key.to_string()).unwrap_or_default()),
        "Q64" => q64(&bytes[..8], &bytes[8..]),
        "Price" => json!(amount::price(Price::from_bits(number(bytes)), decimals)),
        "Ramp" => match bytemuck::try_pod_read_unaligned::<Ramp>(bytes) {
            Ok(ramp) if ramp == Ramp::fixed(ramp.to_bps) => json!(ramp.to_bps),
            _ => parts(&[("from_bps", 0..2), ("to_bps", 2..4), ("duration_s", 4..8), ("start_ts", 8..16)]),
        },
        "Point" => json!([small(&bytes[..2]), small(&bytes[2..4])]),
        "Group" => parts(&[("cap", 0..8), ("exposure", 8..16)]),
        "Slot" => parts(&[("reserve", 0..1), ("flags", 1..2), ("shares", 8..16)]),
        "SourceId" => json!({
            "adapter": bytes[34], "key": hex(&bytes[..32]), "index": small(&bytes[32..34]),
        }),
        "ClockChange" => json!([small(&bytes[..4]), i16::from_le_bytes([bytes[4], bytes[5]])]),
        "Segment" => json!([small(&bytes[..2]), bytes[2]]),
        "Closure" => json!([small(&bytes[..2]), small(&bytes[2..4])]),
        "ReserveConfig" => record(ReserveConfig::FIELDS),
        "PriceSource" => record(PriceSource::FIELDS),
        "MultiplierMemory" => record(MultiplierMemory::FIELDS),
        "Order" => record(Order::FIELDS),
        "Calendar" => record(Calendar::FIELDS),
        _ => json!(hex(bytes)),
    }
}

/// A Q64.64 with 18 decimals, rounded down.
fn q64(low: &[u8], high: &[u8]) -> Value {
    let mut text = format!("{}.", number(high));
    let mut rest = number(low);
    for _ in 0..18 {
        let digit = u128::from(rest) * 10;
        text += &(digit >> 64).to_string();
        rest = (digit & u128::from(u64::MAX)) as u64;
    }
    json!(text)
}

/// Writes a value in the form [`decode`] gives it; returns the field's place in the list.
pub fn write(fields: &[Field], record: &mut [u8], name: &str, value: &Value) -> Result<usize> {
    let place = fields.iter().position(|field| field.name == name && !name.starts_with("reserved"));
    let Some(place) = place else {
        let names: Vec<&str> = fields.iter().map(|field| field.name).filter(|n| !n.starts_with("reserved")).collect();
        bail!("there is no parameter {name}: there are {}", names.join(", "));
    };
    let field = &fields[place];
    let present = record[field.offset..field.offset + field.size].to_vec();
    let bytes = encode(field.kind, value, &present)
        .with_context(|| format!("{name} ({}) is {}, but {value} was given", field.doc, kind_name(field.kind)))?;
    record[field.offset..field.offset + field.size].copy_from_slice(&bytes);
    Ok(place)
}

/// A type in words.
fn kind_name(kind: &str) -> String {
    if let Some((inner, count)) = element(kind) {
        return format!("{count} values, each {}", kind_name(inner));
    }
    match kind {
        "u8" => "a whole number up to 255".into(),
        "u16" => "a whole number up to 65535".into(),
        "u32" => "a whole number up to 4294967295".into(),
        "u64" => "a whole number up to 18446744073709551615".into(),
        "Ramp" => "basis points, or {from_bps, to_bps, duration_s, start_ts}".into(),
        "Point" => "[utilisation bps, APR bps]".into(),
        "Key" => "an address".into(),
        other => other.into(),
    }
}

/// The bytes of a value; what it leaves out stays as it is at present.
fn encode(kind: &str, value: &Value, present: &[u8]) -> Result<Vec<u8>> {
    let size = present.len();
    if let Some((inner, count)) = element(kind) {
        let each = size / count;
        let Value::Array(items) = value else {
            // one value stands for all of them
            return Ok(encode(inner, value, &present[..each])?.repeat(count));
        };
        // what a calendar does not use is zero
        let open_ended = matches!(inner, "ClockChange" | "Segment" | "Closure");
        if items.len() > count || (items.len() < count && !open_ended) {
            bail!("{} values, but {count} are needed", items.len());
        }
        let parts = items.iter().zip(present.chunks(each)).map(|(item, present)| encode(inner, item, present));
        let mut bytes = parts.collect::<Result<Vec<_>>>()?.concat();
        bytes.resize(size, 0);
        return Ok(bytes);
    }
    let unsigned = |value: &Value| whole(value).context("not a whole number of at least zero");
    let sized = |number: u64, size: usize| {
        if size < 8 && number >> (8 * size) != 0 {
            bail!("{number} is too large");
        }
        Ok(number.to_le_bytes()[..size].to_vec())
    };
    match kind {
        "u8" | "u16" | "u32" | "u64" => sized(unsigned(value)?, size),
        "i64" => {
            let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            Ok(number.context("not a whole number")?.to_le_bytes().to_vec())
        }
        "Ramp" => {
            let Value::Object(parts) = value else {
                let fixed = u16::try_from(unsigned(value)?).context("too large")?;
                return Ok(bytemuck::bytes_of(&Ramp::fixed(fixed)).to_vec());
            };
            let mut ramp: Ramp = bytemuck::pod_read_unaligned(present);
            ramp = Ramp { from_bps: ramp.to_bps, duration_s: 0, start_ts: 0, ..ramp };
            for (name, value) in parts {
                let number = unsigned(value).with_context(|| name.clone())?;
                match name.as_str() {
                    "from_bps" => ramp.from_bps = number.try_into().context("from_bps is too large")?,
                    "to_bps" => ramp.to_bps = number.try_into().context("to_bps is too large")?,
                    "duration_s" => ramp.duration_s = number.try_into().context("duration_s is too large")?,
                    "start_ts" => ramp.start_ts = number.try_into().context("start_ts is too large")?,
                    _ => bail!("it has no part {name}: there are from_bps, to_bps, duration_s, start_ts"),
                }
            }
            if !parts.contains_key("to_bps") {
                bail!("it needs to_bps");
            }
            Ok(bytemuck::bytes_of(&ramp).to_vec())
        }
        "Key" => {
            let key: Address = value.as_str().and_then(|text| text.parse().ok()).context("not an address")?;
            Ok(key.to_bytes().to_vec())
        }
        "Point" => match value.as_array().map(Vec::as_slice) {
            Some([utilisation, apr]) => Ok([sized(unsigned(utilisation)?, 2)?, sized(unsigned(apr)?, 2)?].concat()),
            _ => bail!("a point of the curve is [utilisation bps, apr bps]"),
        },
        "ClockChange" => match value.as_array().map(Vec::as_slice) {
            Some([from, offset]) => {
                let offset = offset.as_i64().context("not a whole number")?;
                let offset = i16::try_from(offset).context("too many minutes")?.to_le_bytes();
                Ok([sized(unsigned(from)?, 4)?, offset.to_vec(), vec![0; 2]].concat())
            }
            _ => bail!("a change of clocks is [unix seconds, minutes east of UTC]"),
        },
        "Segment" => match value.as_array().map(Vec::as_slice) {
            Some([minute, session]) => {
                Ok([sized(unsigned(minute)?, 2)?, sized(unsigned(session)?, 1)?, vec![0]].concat())
            }
            _ => bail!("a segment is [local minute, session]"),
        },
        "Closure" => match value {
            Value::String(text) => {
                let (date, time) =
                    text.split_once(' ').map_or((text.as_str(), None), |(date, time)| (date, Some(time)));
                let minute = time.map_or(Ok(0), time::minute_of)?;
                Ok([time::day_of(date)?.to_le_bytes(), minute.to_le_bytes()].concat())
            }
            _ => match value.as_array().map(Vec::as_slice) {
                Some([day, minute]) => Ok([sized(unsigned(day)?, 2)?, sized(unsigned(minute)?, 2)?].concat()),
                _ => bail!("a closure is a date, with the local time of an early close: \"2026-12-24 13:00\""),
            },
        },
        _ => bail!("{kind} cannot be set"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use hypothec_interface::preset::risk;

    #[test]
    fn a_configuration_survives_the_round_trip() {
        for config in [risk::LARGE_CAP, risk::DOLLAR] {
            let values = read(ReserveConfig::FIELDS, bytemuck::bytes_of(&config), 6);
            let mut copy = ReserveConfig::listed();
            for (name, value) in &values {
                write(ReserveConfig::FIELDS, bytemuck::bytes_of_mut(&mut copy), name, value).unwrap();
            }
            assert_eq!(copy, config);
        }
    }

    #[test]
    fn a_calendar_survives_the_round_trip() {
        let calendar = hypothec_interface::preset::nyse::CALENDAR;
        let values = read(Calendar::FIELDS, bytemuck::bytes_of(&calendar), 0);
        let mut copy = Calendar::zeroed();
        for (name, value) in &values {
            write(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut copy), name, value).unwrap();
        }
        assert_eq!(copy, calendar);
        let closures = json!(["2026-12-24 13:00", "2026-12-25"]);
        write(Calendar::FIELDS, bytemuck::bytes_of_mut(&mut copy), "closures", &closures).unwrap();
        let [early, closed, none, ..] = copy.closures();
        assert_eq!((early.minute, closed.day - early.day, closed.minute, none.day), (780, 1, 0, 0));
    }

    #[test]
    fn wrong_values_are_refused() {
        let mut config = ReserveConfig::listed();
        let mut set = |name: &str, value: Value| {
            write(ReserveConfig::FIELDS, bytemuck::bytes_of_mut(&mut config), name, &value).map_err(|e| e.to_string())
        };
        assert!(set("nonsense", json!(1)).unwrap_err().contains("ltv_bps"));
        assert!(set("span_bps", json!(65_536)).is_err());
        assert!(set("span_bps", json!(-1)).is_err());
        assert!(set("span_bps", json!("many")).is_err());
        assert!(set("ltv_bps", json!([1, 2, 3])).is_err());
        assert!(set("curve", json!([[0, 0]])).is_err());
        assert_eq!(set("ltv_bps", json!(7)), Ok(0));
        assert_eq!(config.ltv_bps, [7; 4]);
    }

    #[test]
    fn h4_a_ramp_refuses_unknown_parts_and_keeps_what_is_left_out() {
        let mut config = risk::DOLLAR;
        let mut set = |value: Value| {
            let bytes = bytemuck::bytes_of_mut(&mut config);
            let written = write(ReserveConfig::FIELDS, bytes, "threshold", &value);
            written.map(|_| config.threshold).map_err(|error| format!("{error:#}"))
        };
        assert!(set(json!({ "to": 9_000 })).unwrap_err().contains("no part to"));
        assert!(set(json!({ "to_bps": 9_000, "typo": 1 })).unwrap_err().contains("no part typo"));
        assert!(set(json!({ "duration_s": 60 })).unwrap_err().contains("needs to_bps"));
        let ramp = set(json!({ "to_bps": 8_800, "duration_s": 60, "start_ts": 5 })).unwrap();
        assert_eq!((ramp.from_bps, ramp.to_bps, ramp.duration_s, ramp.start_ts), (9_000, 8_800, 60, 5));
    }

    #[test]
    fn an_index_is_decimal() {
        assert_eq!(q64(&(1u64 << 63).to_le_bytes(), &1u64.to_le_bytes()), json!("1.500000000000000000"));
    }
}
