//! `make demo-keeper`: a market with empty boards, a keeper, a crash; it ends with a liquidation through a pool, the alert
//! and the profit. Everything outside of the keeper is on loopback: routers, Hermes, a webhook.

#[path = "../tests/support/mod.rs"]
mod support;

use hypothec_interface::state::Side;
use support::stage::{NVDAX, Stage, TOKEN, USDC};

fn main() {
    let mut stage = Stage::new();
    println!("A market lends USDC against NVDAx. Nobody has posted a price: its boards are empty.");
    println!("A pool holds 10,000 NVDAx and the dollars for them; five routers of our own sign prices.\n");
    let mut keeper = stage.keeper("");
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    println!("The keeper looks: {} prices posted, {} boards refreshed.", look.posted, look.refreshed);

    let borrower = stage.borrower(2, 100, 9_000);
    println!("Somebody pledges 100 NVDAx at $180 and borrows 9,000 USDC.");
    println!("The price falls, a step every ten seconds, and the pool's with it:\n");
    let debt = |stage: &Stage| {
        let position = stage.world.position(&borrower);
        let owed = position.slot(USDC as u8, Side::Debt).map_or(0, |slot| slot.shares());
        let held = position.slot(NVDAX as u8, Side::Supply).map_or(0, |slot| slot.shares());
        (owed as f64 / 1e6, held as f64 / TOKEN as f64)
    };
    let (mut posted, mut told) = (0, 0);
    let mut price = 180;
    let profit = loop {
        price = (price - 2).max(126);
        let mut looks = stage.walk_to(&mut keeper, price);
        if looks.is_empty() {
            looks.push(stage.turn(&mut keeper, 20));
        }
        let profit: f64 = looks.iter().map(|look| look.profit_usd).sum();
        posted += looks.iter().map(|look| look.posted).sum::<usize>();
        let all = stage.webhook.told();
        for alert in &all[told..] {
            println!(
                "  alert  [{}] {}",
                alert["severity"].as_str().unwrap_or_default(),
                alert["title"].as_str().unwrap_or_default()
            );
        }
        told = all.len();
        if profit > 0.0 {
            break profit;
        }
        assert!(stage.now() < 1_789_484_400 + 7_200, "two hours of the market have passed without a liquidation");
    };
    let (owed, held) = debt(&stage);
    println!(
        "\n{posted} prices were posted on the way. The position now owes {owed:.2} USDC and holds {held:.4} NVDAx."
    );
    println!("The keeper put in nothing: it borrowed, repaid, seized, sold and paid back in one transaction.");
    println!("Profit: {profit:.2} USD; in its wallet: {:.2} USDC.", stage.keeper_holds(USDC) as f64 / 1e6);
    stage.assert_books();
    assert!(stage.keeper_holds(USDC) > 0, "the profit is in the wallet");
    println!("Every vault holds what is booked.");
}
