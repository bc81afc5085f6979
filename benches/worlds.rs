//! The worlds that are measured in: positions of some deposits and debts, as they stand 40 seconds after their reserves were
//! touched last.

use hypothec_interface::builder::LiquidationAddresses;
use hypothec_testkit::{Asset, User, World};

/// Seconds since the reserves were touched last, with boards posted within their age.
pub const IDLE_S: i64 = 40;
/// Atoms that an action moves.
pub const LOT: u64 = 1_000_000_000;

/// A world of `deposits` stocks held by one user and `debts` dollars owed by them, everything lent and accruing.
#[must_use]
pub fn holder(deposits: usize, debts: usize, nvdax: bool) -> (World, User) {
    holder_of(deposits, debts, nvdax, |_| {})
}

/// The same of assets that are listed otherwise.
pub fn holder_of(deposits: usize, debts: usize, nvdax: bool, change: impl Fn(&mut Asset)) -> (World, User) {
    let mut assets: Vec<Asset> = (0..debts as u64).map(Asset::plain_dollar).collect();
    assets.extend((0..deposits as u64).map(|n| if nvdax && n == 0 { Asset::nvdax() } else { Asset::plain_stock(n) }));
    assets.iter_mut().for_each(change);
    let mut world = World::new(&assets);
    let (lender, user) = (world.user(1), world.user(2));
    for index in 0..debts {
        world.fund(&lender, index, 100_000 * LOT);
        world.deposit(&lender, index, 50_000 * LOT).expect("lent");
        world.fund(&user, index, 0);
    }
    for index in debts..debts + deposits {
        world.fund(&user, index, 1_000 * LOT);
        world.deposit(&user, index, 500 * LOT).expect("pledged");
    }
    for index in 0..debts {
        world.borrow(&user, index, 20 * LOT).expect("borrowed");
    }
    world.advance(3_600);
    world.chain.advance(IDLE_S);
    (world, user)
}

/// `deposits` stocks, 54.5 % of them owed in `debts` dollars, and a liquidator.
#[must_use]
pub fn failing(deposits: usize, debts: usize, nvdax: bool) -> (World, User, User) {
    let mut assets: Vec<Asset> = (0..debts as u64).map(Asset::plain_dollar).collect();
    assets.extend((0..deposits as u64).map(|n| if nvdax && n == 0 { Asset::nvdax() } else { Asset::plain_stock(n) }));
    let mut world = World::new(&assets);
    let (lender, user, liquidator) = (world.user(1), world.user(2), world.user(3));
    let power: u64 = (debts..debts + deposits).map(|index| world.assets[index].price as u64 / 100 * 5_000).sum();
    for index in 0..debts {
        for someone in [&lender, &liquidator] {
            world.fund(someone, index, 100_000 * LOT);
        }
        world.deposit(&lender, index, 50_000 * LOT).expect("lent");
        world.fund(&user, index, 0);
    }
    for index in debts..debts + deposits {
        world.fund(&user, index, 1_000 * LOT);
        world.fund(&liquidator, index, 0);
        world.deposit(&user, index, 500 * LOT).expect("pledged");
    }
    for index in 0..debts {
        world.borrow(&user, index, power / 1_000 * 545 / debts as u64).expect("borrowed");
    }
    world.advance(3_600);
    for index in debts..debts + deposits {
        world.assets[index].price = world.assets[index].price * 81 / 100;
    }
    // one feed alone: the references follow in an hour and a half
    for _ in 0..270 {
        world.advance(20);
    }
    world.advance(IDLE_S);
    world.chain.advance(IDLE_S);
    (world, user, liquidator)
}

/// The first debt against the supply of this number.
#[must_use]
pub fn pair(world: &World, user: &User, liquidator: &User, seized: usize) -> LiquidationAddresses {
    LiquidationAddresses {
        repay: world.reserve(0),
        seize: world.reserve(seized),
        position: user.position,
        source: world.tokens(liquidator, 0),
        liquidator: liquidator.address(),
    }
}

/// A world of these assets, idle, with a price posted for every source.
#[must_use]
pub fn posted(assets: &[Asset]) -> World {
    let mut world = World::new(assets);
    world.chain.advance(IDLE_S);
    post_all(&mut world, assets);
    world
}

/// Posts the next print of every source of these assets.
pub fn post_all(world: &mut World, assets: &[Asset]) {
    for (index, asset) in assets.iter().enumerate() {
        world.post(index, asset.price + 12_345);
        if let Some(share) = asset.share {
            world.post_share(index, share.price + 12_345);
        }
    }
}

/// `count` stocks of two feeds with a print for each, and who refreshes them.
#[must_use]
pub fn boards(count: usize) -> (World, User) {
    let mut assets = vec![Asset::nvdax_two_feeds()];
    assets.extend((1..count as u64).map(Asset::stock_two_feeds));
    let mut world = posted(&assets);
    let user = world.user(9);
    (world, user)
}
