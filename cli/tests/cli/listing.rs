//! Markets are chosen, and assets listed that the command knows nothing of.

use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::json;

const FEED: &str = "b1073854ed24cbc755dc527418f52b7d271f6cc967bbf8d8129112b18860a593";

#[test]
fn a_known_mint_is_known_by_its_address_too() {
    let shell = Shell::market("address");
    let mint = shell.json("market list-asset NVDAx --price 100 -w admin")["reserves"][0]["mint"].clone();
    let mint = mint.as_str().expect("an address");
    shell.refused(&format!("market list-asset {mint} --price 100 -w admin"), "MintListed");
    let gold = shell.json("chain new-token GOLD --decimals 8")["mint"].as_str().expect("a mint").to_string();
    let list =
        |source: &str| format!("market list-asset {gold} --preset volatile --token-feed {source} --price 41 -w admin");
    shell.refused(&list("chainlink:x"), "there are pyth");
    shell.refused(&list(&format!("switchboard:{mint}")), "AdapterDisabled");
    assert_eq!(shell.json(&list(FEED))["reserves"][1]["symbol"], "GOLD");
}

#[test]
fn a_share_feed_of_one_s_choice_and_a_band_are_kept() {
    let shell = Shell::market("choice");
    shell.refused("market list-asset MSTRx --price 1 --share-feed -w admin", "has no share feed");
    shell.ok(&format!("market list-asset MSTRx --price 300 --share-feed={FEED} -w admin"));
    shell.ok("market seal --yes -w admin");
    shell.refused("market propose source MSTRx share --none --band 1 -w admin", "write 150,220");
    let words = format!("market propose source MSTRx token --feed {FEED} --band 250,350 -w admin");
    shell.refused(&words, "SameSource");
    let feed = FEED.replace('b', "c");
    let words = format!("market propose source MSTRx token --feed {feed} --band 250,350 -w admin");
    let proposal = shell.json(&words)["proposals"][0].clone();
    let readable = proposal["readable"].to_string();
    assert!(readable.contains("its first price is expected between 250.000000 and 350.000000 USD"), "{readable}");
    assert!(!readable.contains("note"), "there is no board yet: {readable}");
    let waits_s = whole(&proposal["eta_ts"]) - whole(&proposal["created_ts"]);
    assert_eq!(waits_s, 2 * 86_400, "a band waits twice the delay");
}

#[test]
fn a_band_that_holds_the_board_s_own_price_is_proposed_with_a_note() {
    let shell = Shell::lending("band");
    let propose = |band: &str| {
        let line = format!("market propose source NVDAx share --feed {FEED} --band {band} -w admin");
        shell.json(&line)["proposals"][0]["readable"].to_string()
    };
    let within = propose("80,120");
    assert!(within.contains("note: the band holds the board's own price, 100.000000 USD"), "{within}");
    for outside in ["101,150", "60,99"] {
        assert!(!propose(outside).contains("note"), "{outside}");
    }
}

#[test]
fn a_sealed_market_repeats_the_parameters_in_what_remains() {
    let shell = Shell::lending("remains");
    let listed = shell.json("market list-asset AAPLx --price 200 --set borrow_cap=77 -w admin");
    assert!(listed["next"][0].as_str().is_some_and(|step| step.contains("--set borrow_cap=77")), "{}", listed["next"]);
}

#[test]
fn markets_are_listed_and_one_is_chosen() {
    let shell = Shell::lending("markets");
    let markets = shell.json("market list");
    assert_eq!((&markets[0]["in_use"], &markets[0]["sealed"]), (&true.into(), &true.into()));
    assert_eq!(markets[0]["assets"], json!(["NVDAx", "USDC"]));
    assert_eq!(markets[0]["supplied_usd"].as_str().map(|usd| usd.starts_with("1000.")), Some(true), "{markets}");
    let address = markets[0]["address"].as_str().expect("an address").to_string();
    shell.refused("market use 11111111111111111111111111111111", "Hypothec is taken to be at");
    shell.misused("market use main", "main is not an address");
    assert_eq!(shell.json(&format!("market use {address}"))["address"], json!(address));
    assert!(shell.ok("market list").contains(&format!("* {address}")));
}
