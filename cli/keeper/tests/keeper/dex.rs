//! The same through the real programs of exchanges, where their public binaries are at hand: `make test-dex DEX_DIR=...`.

use crate::support::floor::{Exchange, book, deal, entries, fallen, limited, market, nobody, owner, row};
use crate::support::stage::{DOLLAR, NVDAX, TOKEN, USDC};
use hypothec_interface::builder;
use hypothec_interface::state::Side;
use hypothec_keeper::exit::Exit;
use hypothec_keeper::liquidate::compose::{Deal, Gain};
use hypothec_keeper::liquidate::exchange::exchanges;
use hypothec_keeper::recipe::{Kitchen, Recipe, RecipeError, multiply, repay_with_collateral};
use hypothec_testkit::{Executed, User, World};

/// The liquidation of the position, by one who holds this many dollars, composed by `how` with refreshes by every feed.
fn liquidated(
    (world, exit, borrower): &(World, Box<dyn Exit>, User),
    dollars: u64,
    how: impl Fn(&Deal<'_>, &dyn Exit) -> Vec<solana_instruction::Instruction>,
) -> (Executed, i64, i64) {
    let mut world = world.clone();
    let keeper = nobody(&mut world, 3);
    world.fund(&keeper, USDC, dollars * DOLLAR);
    let (book, now) = (book(&world, &[borrower]), world.chain.clock().unix_timestamp);
    let exchange = exchanges(&book, &borrower.position, &keeper.address(), now)[0];
    let refresh = entries(&world, &[USDC, NVDAX]);
    let deal = deal(&world, &book, &keeper, &exchange, &refresh);
    let instructions = limited(&how(&deal, exit.as_ref()));
    let done = world.chain.send(&instructions, &[&keeper.keypair]).expect("one transaction");
    let gained = |index, had: u64| world.balance(&keeper, index).cast_signed() - had.cast_signed();
    let gains = (gained(USDC, dollars * DOLLAR), gained(NVDAX, 0));
    let owed = world.position(borrower).slot(USDC as u8, Side::Debt).map_or(0, |slot| slot.shares());
    assert!(owed < 19_000 * DOLLAR, "{owed} are owed still");
    (done, gains.0, gains.1)
}

/// The three ways to liquidate.
fn liquidations(exchange: Exchange) {
    let Some(stage) = fallen(exchange, &[NVDAX], 200, 19_000) else { return };
    let (done, dollars, stock) =
        liquidated(&stage, 0, |deal, exit| deal.with_flash(exit, Gain::Debt(0)).expect("composed"));
    row(exchange, "refresh, flash borrow, liquidate, sell all, flash repay", &done, &format!("{dollars} USDC atoms"));
    // what room for interest leaves over
    let dust = TOKEN.cast_signed() / 10_000;
    assert!(dollars > DOLLAR.cast_signed() && (0..dust).contains(&stock), "{dollars} {stock}");
    assert!(done.tx_bytes <= 1_232, "a legacy transaction of {} bytes", done.tx_bytes);

    let (done, dollars, stock) =
        liquidated(&stage, 0, |deal, exit| deal.with_flash(exit, Gain::Seized(1)).expect("composed"));
    row(exchange, "the same, selling what the loan costs", &done, &format!("{stock} NVDAx atoms"));
    assert!(stock > TOKEN.cast_signed() / 100 && (0..10).contains(&dollars), "{dollars} {stock}");

    let (done, dollars, _) =
        liquidated(&stage, 50_000, |deal, exit| deal.with_own(exit, Gain::Debt(0)).expect("composed"));
    row(exchange, "refresh, liquidate, sell: own capital", &done, &format!("{dollars} USDC atoms"));
    assert!(dollars > DOLLAR.cast_signed(), "{dollars}");
}

#[test]
fn raydium_liquidations_fit_one_legacy_transaction_with_a_profit() {
    liquidations(Exchange::Raydium);
}

#[test]
fn whirlpool_liquidations_fit_one_legacy_transaction_with_a_profit() {
    liquidations(Exchange::Whirlpool);
}

/// A recipe as one legacy transaction, after a refresh by every feed.
fn cooked(
    world: &mut World,
    exit: &mut Box<dyn Exit>,
    user: &User,
    recipe: impl Fn(&Kitchen<'_>) -> Result<Recipe, RecipeError>,
) -> Executed {
    world.advance(15);
    hypothec_keeper::exit::refresh(exit.as_mut(), &world.chain).expect("the pool is read");
    let (book, now) = (book(world, &[user]), world.chain.clock().unix_timestamp);
    let exit = exit.as_ref();
    let kitchen = Kitchen { book: &book, position: user.position, user: user.address(), exit, slippage_bps: 50, now };
    let recipe = recipe(&kitchen).expect("a recipe");
    // the boards by their feeds in place of the recipe's own reading of mints and vaults, and no token account to make
    let refresh = builder::refresh_prices(world.market, &entries(world, &[USDC, NVDAX]));
    let ours = recipe.instructions.into_iter().skip(3);
    let all: Vec<_> = std::iter::once(refresh).chain(ours).collect();
    world.chain.send(&limited(&all), &[&user.keypair]).expect("one transaction")
}

fn leverage(exchange: Exchange) {
    let Some(elf) = exchange.binary() else { return };
    let mut world = market();
    let user = owner(&mut world, 2, &[NVDAX], 100);
    let mut exit = exchange.pool(&mut world, &elf, 180.25);
    let (stock, dollar) = (NVDAX as u8, USDC as u8);
    let done = cooked(&mut world, &mut exit, &user, |kitchen| multiply(kitchen, stock, dollar, 1.55));
    let held = world.position(&user).slot(stock, Side::Supply).expect("a supply").shares();
    row(
        exchange,
        "multiply: refresh, flash, buy, batch, flash repay",
        &done,
        &format!("{held} NVDAx atoms of 100 own"),
    );
    assert!((150 * TOKEN..156 * TOKEN).contains(&held), "{held}");
    assert!(done.tx_bytes <= 1_232, "a legacy transaction of {} bytes", done.tx_bytes);
    let done = cooked(&mut world, &mut exit, &user, |kitchen| repay_with_collateral(kitchen, stock, dollar, u64::MAX));
    let left = world.position(&user).slot(stock, Side::Supply).expect("a supply").shares();
    row(
        exchange,
        "repay with collateral: refresh, flash, repay, withdraw, sell",
        &done,
        &format!("{left} NVDAx atoms left"),
    );
    assert!(!world.position(&user).has_debt());
    let whole = left + world.balance(&user, NVDAX);
    assert!((99 * TOKEN..100 * TOKEN).contains(&whole), "{whole}: there and back costs less than a hundredth");
}

#[test]
fn raydium_leverage_goes_up_and_down_in_one_legacy_transaction_each() {
    leverage(Exchange::Raydium);
}

#[test]
fn whirlpool_leverage_goes_up_and_down_in_one_legacy_transaction_each() {
    leverage(Exchange::Whirlpool);
}
