//! Which values a parameter may have beside the others, found by asking the program's own validation.

use super::{fields, json};
use anyhow::bail;
use bytemuck::Pod;
use hypothec_interface::Error;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{MarketParams, Ramp, ReserveConfig};

/// Parameters that the program checks as a whole.
pub trait Validated: Pod {
    /// What they are.
    const LIST: &'static [Field];

    /// What the program says of them.
    fn check(&self) -> Result<(), Error>;
}

impl Validated for ReserveConfig {
    const LIST: &'static [Field] = ReserveConfig::FIELDS;

    fn check(&self) -> Result<(), Error> {
        self.validate()
    }
}

impl Validated for MarketParams {
    const LIST: &'static [Field] = MarketParams::FIELDS;

    fn check(&self) -> Result<(), Error> {
        self.validate()
    }
}

/// The parameters with one of them at this value, in every place that it has; none for one that is no number.
fn with<R: Validated>(config: &R, field: &Field, value: u64) -> Option<R> {
    let mut changed = *config;
    let span = field.offset..field.offset + field.size;
    let record = bytemuck::bytes_of_mut(&mut changed);
    let place = record.get_mut(span)?;
    let width = match field.kind {
        "Ramp" => {
            place.copy_from_slice(bytemuck::bytes_of(&Ramp::fixed(u16::try_from(value).ok()?)));
            return Some(changed);
        }
        "u8" | "[u8; 2]" | "[u8; 4]" => 1,
        "u16" | "[u16; 4]" => 2,
        "u32" => 4,
        "u64" => 8,
        _ => return None,
    };
    for part in place.chunks_mut(width) {
        part.copy_from_slice(&value.to_le_bytes()[..width]);
    }
    Some(changed)
}

fn most(field: &Field) -> u64 {
    match field.kind {
        "u8" | "[u8; 2]" | "[u8; 4]" => u8::MAX.into(),
        "u32" => u32::MAX.into(),
        "u64" => u64::MAX,
        _ => u16::MAX.into(),
    }
}

/// The values that a field may have while the others stay as they are; none when no value fits, or it is no number.
pub fn range<R: Validated>(config: &R, field: &Field) -> Option<(u64, u64)> {
    let fits = |value: u64| with(config, field, value).is_some_and(|changed| changed.check().is_ok());
    let top = most(field);
    if top <= u16::MAX.into() {
        let least = (0..=top).find(|value| fits(*value))?;
        return Some((least, (least..=top).take_while(|value| fits(*value)).last()?));
    }
    // a wide number is bounded on one side at most
    let span = field.offset..field.offset + field.size;
    let bytes = bytemuck::bytes_of(config).get(span)?;
    let present = bytes.iter().rev().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let powers = (0..19).map(|power| 10u64.pow(power));
    let inside = [present, 0].into_iter().chain(powers).find(|value| fits(*value))?;
    let edge = |mut inside: u64, mut outside: u64| {
        while inside.abs_diff(outside) > 1 {
            let middle = inside.midpoint(outside);
            if fits(middle) { inside = middle } else { outside = middle }
        }
        inside
    };
    let least = if fits(0) { 0 } else { edge(inside, 0) };
    Some((least, if fits(top) { top } else { edge(inside, top) }))
}

/// A range in words.
pub fn words(field: &Field, range: Option<(u64, u64)>) -> String {
    match range {
        None => "-".into(),
        Some((least, greatest)) if least == greatest => format!("only {least}"),
        Some((0, greatest)) if greatest == most(field) => "any".into(),
        Some((least, greatest)) if greatest == most(field) => format!("from {least}"),
        Some((least, greatest)) => format!("{least} to {greatest}"),
    }
}

/// An error that names what is outside its bound, and the bound; nothing when the configuration is sound.
pub fn check<R: Validated>(config: &R) -> anyhow::Result<()> {
    let Err(error) = config.check() else { return Ok(()) };
    let mut mends = Vec::new();
    for field in R::LIST.iter().filter(|field| !field.name.starts_with("reserved")) {
        let Some(range) = range(config, field) else { continue };
        let span = field.offset..field.offset + field.size;
        let present = bytemuck::bytes_of(config).get(span).unwrap_or_default();
        let present = fields::decode(field.kind, present, 0);
        let present = present.as_str().map_or_else(|| present.to_string(), String::from);
        mends.push(format!("{} is {present} and may be {} beside the others", field.name, words(field, Some(range))));
    }
    let (name, message) = (error.name(), error.message());
    if error == Error::BadCurve || mends.is_empty() {
        bail!("{name}: {message}");
    }
    bail!("{name}: {message}\n  {}", mends.join("\n  "));
}

/// For programs: least and greatest value.
pub fn json(range: Option<(u64, u64)>) -> serde_json::Value {
    json!(range.map(|(least, greatest)| [least, greatest]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_interface::preset::risk;

    fn of(config: &ReserveConfig, name: &str) -> Option<(u64, u64)> {
        range(config, ReserveConfig::FIELDS.iter().find(|field| field.name == name).expect("a field"))
    }

    #[test]
    fn bounds_are_those_of_the_program() {
        assert_eq!(of(&risk::DOLLAR, "flash_fee_bps"), Some((0, 500)));
        assert_eq!(of(&risk::LARGE_CAP, "groups"), Some((0, 15)));
        assert_eq!(of(&risk::LARGE_CAP, "supply_cap"), Some((0, u64::MAX)));
        assert_eq!(of(&risk::LARGE_CAP, "curve"), None);
        let windowed = ReserveConfig { event_from: 5, event_until: 9, ..risk::LARGE_CAP };
        assert_eq!(
            (of(&windowed, "event_from"), of(&windowed, "event_until")),
            (Some((0, 9)), Some((5, u32::MAX.into())))
        );
        let market = MarketParams {
            target_health_bps: 10_500,
            cool_off_s: 15,
            fee_recipient: hypothec_interface::Key::from_bytes([1; 32]),
            ..bytemuck::Zeroable::zeroed()
        };
        let of_market =
            |name: &str| range(&market, MarketParams::FIELDS.iter().find(|field| field.name == name).expect("a field"));
        assert_eq!(of_market("target_health_bps"), Some((10_000, 20_000)));
        assert_eq!((of_market("delay_s"), of_market("cool_off_s")), (Some((0, 2_592_000)), Some((11, 3_600))));
        // LTV and its gap under the threshold of 65 %
        assert_eq!(of(&risk::LARGE_CAP, "ltv_bps"), Some((0, 6_300)));
    }

    #[test]
    fn what_is_outside_its_bound_is_named_with_the_bound() {
        let config = ReserveConfig { event_ltv_bps: 8_500, ..risk::LARGE_CAP };
        let words = format!("{:#}", check(&config).unwrap_err());
        assert!(
            words.contains("LtvAboveThreshold") && words.contains("event_ltv_bps is 8500 and may be 0 to 6300"),
            "{words}"
        );
        assert!(check(&risk::LARGE_CAP).is_ok());
    }
}
