//! A mint that the command has never heard of: listed by its address, with a source of one's choice.

use crate::stage::{Stage, address_of};
use hypothec_localnet::{keys, mint};
use serde_json::json;

#[test]
fn an_unknown_mint_is_listed_by_its_address_and_its_market_is_found_and_kept() {
    let mut stage = Stage::node();
    let (unknown, scope) = (keys::address(4_711), keys::address(4_712));
    stage.net().put_accounts([(&unknown, &mint::spl_mint(8, address_of("admin"), 0))]);
    stage.market =
        stage.json("admin", "market create --reserves 2 --adapters pyth,scope")["address"].as_str().map(String::from);
    let list = |rest: &str| format!("market list-asset {unknown} {rest} --price 41").replace("  ", " ");
    stage.refused("admin", &list(""), 1, "--class equity, or --class continuous");
    stage.refused("admin", &list("--class continuous"), 1, "give --preset");
    stage.refused("admin", &list("--class continuous --preset volatile"), 1, "Give --token-feed SOURCE");
    let whole = list(&format!("--class continuous --preset volatile --token-feed scope:{scope}/12"));
    let market = stage.json("admin", &whole);
    assert_eq!(market["reserves"][0]["symbol"], json!(unknown.to_string()));
    stage.refused("admin", "price refresh", 1, "no listed asset has a posted price");
    let sources = stage.json("admin", &format!("inspect {}", stage.market.as_deref().expect("a market")));
    let source = &sources["fields"]["reserves"][0]["sources"][0]["id"];
    assert_eq!((&source["adapter"], &source["index"]), (&json!(3), &json!(12)), "{sources}");

    // the market is found by the program alone, and kept in the configuration
    let known = stage.market.take().expect("a market");
    let found = stage.json("admin", "market list");
    assert_eq!((&found[0]["address"], &found[0]["in_use"]), (&json!(known), &json!(false)));
    stage.refused("admin", &format!("market use {}", address_of("boris")), 5, "Hypothec is taken to be at");
    stage.json("admin", &format!("market use {known}"));
    assert_eq!(stage.json("admin", "market list")[0]["in_use"], true);
    assert_eq!(stage.json("admin", "market show")["address"], json!(known));
}
