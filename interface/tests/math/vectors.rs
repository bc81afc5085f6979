//! `vectors/math.csv`, which the exact model `vectors/math_model.py` wrote: the two share no code.

use hypothec_interface::math::books::Claims;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::rate::{Point, rate_q64_up};
use hypothec_interface::math::scale::Scale;
use hypothec_interface::math::{divide, interest, shares};

fn limbs(x: u128) -> [u64; 2] {
    [x as u64, (x >> 64) as u64]
}

fn number([lo, hi]: [u64; 2]) -> u128 {
    u128::from(hi) << 64 | u128::from(lo)
}

fn one(x: Option<u64>) -> Option<Vec<u128>> {
    x.map(|x| vec![x.into()])
}

fn key(x: Option<Price>) -> Option<Vec<u128>> {
    one(x.map(Price::to_bits))
}

fn q(x: Option<Q64>) -> Option<Vec<u128>> {
    x.map(|x| vec![number(x.0)])
}

fn claims(a: &[u128]) -> Claims {
    Claims {
        supply_shares: a[0] as u64,
        supply_index: Q64(limbs(a[1])),
        fees: Q64(limbs(a[2])),
        buffer: Q64(limbs(a[3])),
    }
}

fn claims_row(c: Claims) -> Vec<u128> {
    vec![c.supply_shares.into(), number(c.supply_index.0), number(c.fees.0), number(c.buffer.0)]
}

fn curve(a: &[u128]) -> [Point; 8] {
    std::array::from_fn(|i| Point { utilisation_bps: a[2 * i] as u16, apr_bps: a[2 * i + 1] as u16 })
}

fn call(function: &str, a: &[u128]) -> Option<Vec<u128>> {
    let w = |i: usize| u64::try_from(a[i]).unwrap();
    let f = |i: usize| Q64(limbs(a[i]));
    let p = |i: usize| Price::from_bits(w(i));
    let scale = || Scale::new(-i32::try_from(a[0]).unwrap(), a[1] as u8, w(2)).unwrap();
    match function {
        "mul_div_down" => one(divide::mul_div_down(w(0), w(1), w(2))),
        "mul_div_up" => one(divide::mul_div_up(w(0), w(1), w(2))),
        "div_128_128" => divide::div_128_128(limbs(a[0]), limbs(a[1])).map(|(q, r)| vec![number(q), number(r)]),
        "mul_bps_down" => q(Some(f(0).mul_bps_down(a[1] as u16))),
        "div_atoms_down" => q(f(0).div_atoms_down(w(1))),
        "assets_down" => one(shares::assets_down(w(0), &f(1))),
        "assets_up" => one(shares::assets_up(w(0), &f(1))),
        "shares_down" => one(shares::shares_down(w(0), &f(1))),
        "shares_up" => one(shares::shares_up(w(0), &f(1))),
        "value_down" => one(p(0).value_down(w(1))),
        "value_up" => one(p(0).value_up(w(1))),
        "mul_q32_down" => key(p(0).mul_q32_down(w(1))),
        "mul_q32_up" => key(p(0).mul_q32_up(w(1))),
        "within_bps" => one(Some(p(0).within_bps(p(1), a[2] as u16).into())),
        "price_down" => key(scale().price_down(w(2))),
        "price_up" => key(scale().price_up(w(2))),
        "rate_up" => one(Some(rate_q64_up(&curve(a), w(16), w(17)))),
        "growth_up" => one(Some(interest::growth_up(w(0)))),
        "index_up" => q(interest::index_up(f(0), w(1), w(2))),
        "accrue_up" => {
            let done = interest::accrue_up(f(0), w(1), w(2), w(3));
            Some(vec![number(done.index.0), number(done.interest.0), done.saturated.into()])
        }
        "pending_up" => one(Some(interest::pending_up(w(0), w(1), w(2)))),
        "absorb" => {
            let done = claims(a).absorb(w(4));
            let mut row = claims_row(done.claims);
            row.extend([done.wiped.into(), number(done.uncovered.0)]);
            Some(row)
        }
        "distribute" => Some(claims_row(claims(a).distribute(f(4), a[5] as u16, a[6] as u16))),
        unknown => panic!("no function {unknown}"),
    }
}

#[test]
fn math_equals_the_vectors_of_the_exact_model() {
    let rows = include_str!("../vectors/math.csv").lines().skip(1);
    let mut functions = std::collections::BTreeMap::<&str, u32>::new();
    for (i, row) in rows.enumerate() {
        let fields: Vec<&str> = row.split(',').collect();
        let [function, arguments, result] = fields[..] else { panic!("line {}: {row}", i + 2) };
        let numbers = |s: &str| s.split(' ').map(|n| n.parse().unwrap()).collect::<Vec<u128>>();
        let expected = (result != "none").then(|| numbers(result));
        assert_eq!(call(function, &numbers(arguments)), expected, "line {}: {row}", i + 2);
        *functions.entry(function).or_default() += 1;
    }
    assert_eq!(functions.len(), 23);
    assert!(functions.values().all(|n| *n == 60));
}
