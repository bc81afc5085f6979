//! With own capital that keeps what is seized nothing on the chain says what a debt of stock is worth: the keeper must.

use crate::support::opened::keeper_user;
use crate::support::stage::{DOLLAR, NVDAX, Stage, TOKEN, USD, USDC};
use hypothec_interface::state::{SWITCH_BORROW, SWITCH_DEPOSIT};
use hypothec_keeper::Keeper;
use hypothec_testkit::Asset;

/// A short of 46 NVDAx at 180 USD against 10,000 USDC, and a keeper that holds 1,000 NVDAx and keeps what it seizes.
fn short() -> (Stage, Keeper) {
    let mut lent = Asset::nvdax();
    (lent.config.switches, lent.config.span_bps) = (SWITCH_DEPOSIT | SWITCH_BORROW, 300);
    let mut stage = Stage::of(&[Asset::usdc(), lent]);
    let mut keeper = stage.keeper("capital = \"hold\"");
    keeper.look(&mut stage.world.chain).expect("a look");
    let lender = stage.world.user(3);
    stage.world.fund(&lender, NVDAX, 1_000 * TOKEN);
    stage.world.deposit(&lender, NVDAX, u64::MAX).expect("lent");
    let short = stage.world.user(2);
    stage.world.fund(&short, USDC, 10_000 * DOLLAR);
    stage.world.fund(&short, NVDAX, 0);
    stage.world.deposit(&short, USDC, u64::MAX).expect("pledged");
    stage.world.borrow(&short, NVDAX, 46 * TOKEN).expect("borrowed");
    let wallet = keeper_user(&stage);
    stage.world.fund(&wallet, NVDAX, 1_000 * TOKEN);
    stage.world.fund(&wallet, USDC, 0);
    (stage, keeper)
}

/// What the wallet's tokens are worth at the present price, USD.
fn worth(stage: &Stage) -> f64 {
    let stock = stage.keeper_holds(NVDAX) as f64 / TOKEN as f64 * stage.stock as f64 / USD as f64;
    stock + stage.keeper_holds(USDC) as f64 / DOLLAR as f64
}

#[test]
fn hold_gives_no_stock_in_a_rally_for_less_than_it_is_worth_and_liquidates_once_it_pays() {
    let (mut stage, mut keeper) = short();
    stage.stock = 212 * USD;
    let mut declined = 0;
    for _ in 0..240 {
        let before = worth(&stage);
        let look = stage.turn(&mut keeper, 15);
        let gained = worth(&stage) - before;
        if look.liquidated == 0 {
            declined += keeper.metrics().open.get();
            continue;
        }
        assert!(look.profit_usd > 1.0 && gained > look.profit_usd, "{gained} USD, and {} said", look.profit_usd);
        assert!(declined > 0, "while it owed stock at less than the market's price");
        return stage.assert_books();
    }
    panic!("an hour at one price makes it pay");
}
