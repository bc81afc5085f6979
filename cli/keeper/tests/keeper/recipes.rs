//! One transaction for people: leverage up and down, leave, on the pool.

use crate::support::stage::{NVDAX, Stage, TOKEN, USDC};
use hypothec_interface::state::Side;
use hypothec_keeper::Keeper;
use hypothec_keeper::exit::Exit;
use hypothec_keeper::exit::product::ProductPool;
use hypothec_keeper::recipe::{Kitchen, Recipe, RecipeError, close, multiply, repay_with_collateral, unwind};
use hypothec_testkit::User;

const STOCK: u8 = NVDAX as u8;
const DOLLAR: u8 = USDC as u8;

fn pool(stage: &Stage) -> ProductPool {
    let mints = [USDC, NVDAX].map(|index| {
        let asset = &stage.world.assets[index];
        (asset.mint, asset.mint_account.owner)
    });
    let mut pool = ProductPool::new("pool".into(), crate::support::stage::pool_program(), mints);
    for address in pool.accounts() {
        let data = stage.world.chain.data(&address);
        pool.update(&address, Some(&data)).expect("tokens");
    }
    pool
}

/// A market with fresh boards, and somebody with 100 NVDAx pledged and nothing owed.
fn begin() -> (Stage, Keeper, User) {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    let user = stage.world.user(2);
    stage.world.fund(&user, NVDAX, 100 * TOKEN);
    stage.world.fund(&user, USDC, 0);
    stage.world.deposit(&user, NVDAX, u64::MAX).expect("pledged");
    look_again(&mut stage, &mut keeper);
    (stage, keeper, user)
}

/// Has the keeper read everything again.
fn look_again(stage: &mut Stage, keeper: &mut Keeper) {
    stage.turn(keeper, 21);
}

/// What a recipe is made of.
fn kitchen<'a>(stage: &Stage, keeper: &'a Keeper, user: &User, exit: &'a ProductPool) -> Kitchen<'a> {
    let (position, user) = (user.position, user.address());
    Kitchen { book: keeper.book(), position, user, exit, slippage_bps: 100, now: stage.now() }
}

fn cook(
    stage: &mut Stage,
    keeper: &mut Keeper,
    user: &User,
    recipe: impl Fn(&Kitchen<'_>) -> Result<Recipe, RecipeError>,
) -> Recipe {
    look_again(stage, keeper);
    let exit = pool(stage);
    let kitchen = kitchen(stage, keeper, user, &exit);
    let recipe = recipe(&kitchen).expect("a recipe");
    let done = stage.world.chain.send(&recipe.instructions, &[&user.keypair]).expect("one transaction");
    println!("{} bytes, {} accounts, {} CU, impact {} bps", done.tx_bytes, done.accounts, done.cu, recipe.impact_bps);
    recipe
}

fn shares(stage: &Stage, user: &User) -> (u64, u64) {
    let position = stage.world.position(user);
    let of = |reserve, side| position.slot(reserve, side).map_or(0, |slot| slot.shares());
    (of(STOCK, Side::Supply), of(DOLLAR, Side::Debt))
}

#[test]
fn multiply_then_unwind_then_close_in_one_transaction_each() {
    let (mut stage, mut keeper, user) = begin();
    let up = cook(&mut stage, &mut keeper, &user, |kitchen| multiply(kitchen, STOCK, DOLLAR, 1.6));
    let (held, owed) = shares(&stage, &user);
    assert_eq!(held, 100 * TOKEN + up.swapped_out);
    assert!((158 * TOKEN..160 * TOKEN).contains(&held), "{held}");
    assert_eq!(owed, up.loan + up.fee);

    stage.world.chain.advance(30);
    let down = cook(&mut stage, &mut keeper, &user, |kitchen| unwind(kitchen, STOCK, DOLLAR, 1.2));
    let (left, still_owed) = shares(&stage, &user);
    assert_eq!(left, held - down.swapped_in);
    assert!(still_owed < owed * 45 / 100 && still_owed > owed / 4, "{still_owed} of {owed}");

    stage.world.chain.advance(30);
    cook(&mut stage, &mut keeper, &user, |kitchen| close(kitchen, STOCK, DOLLAR));
    assert!(stage.world.chain.get_account(&user.position).is_none_or(|account| account.lamports == 0));
    assert!(stage.world.balance(&user, NVDAX) > 98 * TOKEN, "what is not sold is in the wallet");
    stage.assert_books();
}

#[test]
fn repay_with_collateral_clears_the_debt_and_leaves_the_rest() {
    let (mut stage, mut keeper, user) = begin();
    stage.world.borrow(&user, USDC, 3_000_000_000).expect("borrowed");
    stage.world.chain.advance(30);
    let recipe =
        cook(&mut stage, &mut keeper, &user, |kitchen| repay_with_collateral(kitchen, STOCK, DOLLAR, u64::MAX));
    let (held, owed) = shares(&stage, &user);
    assert_eq!((held, owed), (100 * TOKEN - recipe.swapped_in, 0));
    assert!(recipe.swapped_in < 17 * TOKEN, "{}", recipe.swapped_in);
}

#[test]
fn a_recipe_says_which_way_leads_to_the_goal() {
    let (stage, keeper, user) = begin();
    let exit = pool(&stage);
    let kitchen = kitchen(&stage, &keeper, &user, &exit);
    let error = multiply(&kitchen, STOCK, DOLLAR, 0.9).expect_err("down");
    assert_eq!(error.to_string(), "leverage is 1.00 already: `position unwind` brings it down");
    assert!(matches!(unwind(&kitchen, STOCK, DOLLAR, 1.5), Err(RecipeError::WrongWay { .. })));
    let error = repay_with_collateral(&kitchen, STOCK, DOLLAR, 5).expect_err("no debt");
    assert_eq!(error.to_string(), "the position has no debt of reserve 0");
    assert!(matches!(multiply(&kitchen, 9, DOLLAR, 2.0), Err(RecipeError::NoPrice(9))));
}
