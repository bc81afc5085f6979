//! What the fuzz targets over readers and math check. `tests/regressions.rs` runs the same on `fuzz/regressions`.
//! Input that is too short ends a check; it never fails one.

use hypothec_interface::introspect::Instructions;
use hypothec_interface::math::divide::{div_128_64, mul_div_down, mul_div_up};
use hypothec_interface::math::price::{Price, VALUE_MAX};
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::math::shares::{assets_down, assets_up, shares_down, shares_up};
use hypothec_interface::math::wide::mul_64;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{Market, Position, load};
use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM, TokenAccount, issuer, mint};
use hypothec_interface::{Error, Key};

fn word(data: &mut &[u8]) -> Option<u64> {
    let (head, tail) = data.split_first_chunk::<8>()?;
    *data = tail;
    Some(u64::from_le_bytes(*head))
}

/// Arbitrary bytes never panic a reader, and what is listed can be read again.
pub fn decode(data: &[u8]) {
    let key = data.first_chunk::<32>().map_or(Key::NONE, |bytes| Key::from_bytes(*bytes));
    for adapter in Adapter::ALL {
        let _ = adapter.read(data, &key, &key, u16::from(data.len() as u8));
    }
    let _ = TokenAccount::parse(data);
    let instructions = Instructions(data);
    for n in [0, 1, u16::MAX] {
        let _ = (instructions.count(), instructions.current(), instructions.get(n));
    }
    let _ = mint::walk(data, &TOKEN_PROGRAM);
    if let Ok(listed) = mint::walk(data, &TOKEN_2022_PROGRAM) {
        let read = issuer::read(data, &listed.offsets).expect("a listed mint reads");
        assert_eq!((read.flags.0, read.scaled), (0, listed.scaled));
    }
    let mut words = vec![0u64; data.len().div_ceil(8)];
    for (to, from) in words.iter_mut().zip(data.chunks(8)) {
        let mut bytes = [0; 8];
        bytes[..from.len()].copy_from_slice(from);
        *to = u64::from_le_bytes(bytes);
    }
    let ptr = words.as_mut_ptr().cast::<u8>();
    // SAFETY: the words are live, initialised and not used otherwise while the slice is.
    let aligned = unsafe { std::slice::from_raw_parts_mut(ptr, words.len() * 8) };
    if let Ok(position) = load::<Position>(aligned) {
        assert!(position.used().len() <= 16);
    }
    match Market::load(aligned) {
        Ok(market) => {
            let context = market.header.risk_context(1_800_000_000);
            for reserve in market.reserves.iter_mut() {
                let _ = (reserve.state(&context), reserve.ltv_bps(&context), reserve.config().validate());
                reserve.accrue(1_800_000_000);
                reserve.set_rate();
                reserve.sync(7);
            }
        }
        Err(error) => assert!(matches!(error, Error::WrongLength | Error::WrongTag | Error::WrongVersion)),
    }
}

/// Directions of prices and values, for any key and any decimal price.
pub fn price(mut data: &[u8]) {
    let (Some(bits), Some(atoms), Some(mantissa), Some(shape)) =
        (word(&mut data), word(&mut data), word(&mut data), word(&mut data))
    else {
        return;
    };
    let price = Price::from_bits(bits);
    let (down, up) = (price.value_down(atoms), price.value_up(atoms));
    if let (Some(down), Some(up)) = (down, up) {
        assert!(down <= up && up - down <= 1 && up <= VALUE_MAX);
    }
    assert!(price.value_down_saturating(atoms) <= price.value_up_saturating(atoms));
    let (exponent, decimals) = (-((shape % 19) as i32), (shape >> 8) as u8 % 19);
    let scale = Scale::new(exponent, decimals, shape).expect("in range");
    match (scale.price_down(mantissa), scale.price_up(mantissa)) {
        (Some(down), Some(up)) => assert!(down <= up && down.is_well_formed() && up.is_well_formed()),
        (None, Some(_)) => panic!("down is too high where up is not"),
        _ => {}
    }
}

/// Limb arithmetic against u128.
pub fn wide(mut data: &[u8]) {
    let (Some(a), Some(b), Some(c)) = (word(&mut data), word(&mut data), word(&mut data)) else { return };
    let product = u128::from(a) * u128::from(b);
    let [lo, hi] = mul_64(a, b);
    assert_eq!(u128::from(lo) | u128::from(hi) << 64, product);
    let quotient = (c != 0).then(|| product / u128::from(c)).and_then(|q| u64::try_from(q).ok());
    assert_eq!(mul_div_down(a, b, c), quotient);
    let up = (c != 0).then(|| product.div_ceil(u128::from(c))).and_then(|q| u64::try_from(q).ok());
    assert_eq!(mul_div_up(a, b, c), up);
    let n = u128::from(a) | u128::from(b) << 64;
    let exact = (c != 0).then(|| (n / u128::from(c), n % u128::from(c)));
    let fits = exact.and_then(|(q, r)| Some((u64::try_from(q).ok()?, r as u64)));
    assert_eq!(div_128_64([a, b], c), fits);
}

/// No round trip through shares profits the holder.
pub fn shares(mut data: &[u8]) {
    let (Some(amount), Some(fraction), Some(integer)) = (word(&mut data), word(&mut data), word(&mut data)) else {
        return;
    };
    let index = Q64([fraction, integer >> 2]);
    if let (Some(down), Some(up)) = (shares_down(amount, &index), shares_up(amount, &index)) {
        assert!(down <= up && up - down <= 1);
        assert!(assets_down(down, &index).is_none_or(|back| back <= amount), "supply and withdraw");
        assert!(assets_up(up, &index).is_none_or(|owed| owed >= amount), "borrow and repay");
    }
    if let (Some(down), Some(up)) = (assets_down(amount, &index), assets_up(amount, &index)) {
        assert!(down <= up && up - down <= 1);
        assert!(shares_down(down, &index).is_none_or(|back| back <= amount));
    }
}
