//! Rows of refreshes: of one feed and of two, alone and before a borrow.

use crate::Row;
use hypothec_benches::{LOT, holder, post_all, posted};
use hypothec_interface::builder;
use hypothec_testkit::Asset;
use hypothec_testkit::market::admin;

pub fn rows(rows: &mut Vec<Row>) {
    let mut row = |name: &str, assets: &[Asset], gate: Option<u64>| {
        let mut world = posted(assets);
        let all: Vec<usize> = (0..world.assets.len()).collect();
        let receipt = world.chain.send(&[world.refresh(&all)], &[&admin()]).expect("refreshed");
        rows.push(Row { name: format!("refresh_prices ({name})"), receipt, gate });
    };
    for n in [1, 8] {
        let assets: Vec<_> = (0..n).map(Asset::plain_dollar).collect();
        row(&n.to_string(), &assets, Some(950 + 540 * (n - 1)));
    }
    row("1, NVDAx", &[Asset::nvdax()], Some(1_800));
    row("1, PYUSD", &[Asset::pyusd()], None);
    let mut assets = vec![Asset::nvdax()];
    assets.extend((1..8).map(Asset::plain_stock));
    row("8, NVDAx", &assets, Some(1_800 + 1_300 * 7));
    row("1, two feeds", &[Asset::nvdax_two_feeds()], Some(1_800));
    let mut assets = vec![Asset::nvdax_two_feeds()];
    assets.extend((1..8).map(Asset::stock_two_feeds));
    row("8, two feeds", &assets, Some(1_800 + 1_350 * 7));
}

/// Refreshing every reserve of a position and borrowing, in one transaction: what a peer's borrow has to pay for.
pub fn with_borrow(rows: &mut Vec<Row>) {
    for (deposits, gate) in [(1, 4_700), (8, 10_500)] {
        let (mut world, user) = holder(deposits, 1, false);
        let assets = world.assets.clone();
        post_all(&mut world, &assets);
        let all: Vec<usize> = (0..assets.len()).collect();
        let to = world.tokens(&user, 0);
        let borrow = builder::borrow(&world.reserve(0), user.position, to, user.address(), LOT, u64::MAX);
        let refresh = world.refresh(&all);
        let receipt = world.chain.send(&[refresh, borrow], &[&user.keypair]).expect("refreshed and borrowed");
        let name = format!("refresh_prices ({}) + borrow ({deposits}+1)", assets.len());
        rows.push(Row { name, receipt, gate: Some(gate) });
    }
}
