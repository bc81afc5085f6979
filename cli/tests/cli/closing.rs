use crate::shell::Shell;
use serde_json::json;

/// From the notice to the market's end; the symbols that remain keep their indices.
#[test]
fn a_market_is_wound_down_reserve_by_reserve() {
    let shell = Shell::lending("closing");
    shell.refused("market close-reserve NVDAx --yes -w admin", "market propose close NVDAx");
    shell.refused("market close --yes -w admin", "NVDAx, USDC");
    shell.refused("market propose close NVDAx -w alice", "NotAdmin");
    let waiting = shell.json("market propose close NVDAx -w admin")["proposals"].clone();
    let said = waiting[0]["readable"][0].as_str().expect("words");
    assert!(said.contains("winds down: nothing can be borrowed") && !said.contains("0 -> 1"), "{said}");
    assert_eq!(shell.json("market show NVDAx")["winds_down"], false);
    assert_eq!((&waiting[0]["kind"], &waiting[0]["changes"]["closing"]["after"]), (&json!("Close"), &json!(1)));
    shell.ok("market propose close USDC -w admin");
    shell.refused("market execute 0 -w alice", "ProposalNotDue");
    shell.ok("chain warp 86400");
    for number in [0, 1] {
        shell.ok(&format!("market execute {number} -w alice"));
    }
    shell.refused("position deposit NVDAx 1 -w alice", "DepositDisabled");
    let one = shell.json("market show NVDAx");
    assert_eq!((&one["winds_down"], &one["borrow_room_usd"]), (&json!(true), &json!("0.0000")));
    assert!(shell.ok("market show NVDAx").contains("winds down: nothing can be borrowed"));
    assert!(shell.ok("market show").contains("NVDAx (winds down)"));
    assert_eq!(shell.json("market show")["reserves"][0]["winds_down"], true);
    shell.refused("market close-reserve NVDAx -w admin", "--yes");
    shell.refused("market close-reserve NVDAx --yes -w alice", "NotAdmin");
    shell.refused("market close-reserve USDC --yes -w admin", "1000.000000 USDC are supplied");

    let left = shell.json("market close-reserve NVDAx --yes -w admin");
    let symbols = |market: &serde_json::Value| -> Vec<(u64, String)> {
        let all = market["reserves"].as_array().expect("a list");
        let one = |own: &serde_json::Value| {
            (own["index"].as_u64().expect("an index"), own["symbol"].as_str().expect("a symbol").to_string())
        };
        all.iter().map(one).collect()
    };
    assert_eq!(symbols(&left), [(1, "USDC".to_string())]);
    assert!(shell.ok("market show").contains("1 of 64 reserves"));
    shell.refused("market close-reserve NVDAx --yes -w admin", "hypothec market list-asset NVDAx");
    for read in ["market list", "price show", "position show -w admin", "wallet show -w admin"] {
        shell.ok(read);
    }
    // the hole is filled again
    shell.ok("market list-asset AAPLx --price 200 -w admin");
    assert_eq!(symbols(&shell.json("market show")), [(0, "AAPLx".to_string()), (1, "USDC".to_string())]);
}

#[test]
fn a_market_is_closed_once_it_lists_nothing() {
    let shell = Shell::market("close");
    shell.ok("market list-asset USDC --price 1 -w admin");
    shell.ok("market propose close USDC -w admin");
    shell.ok("market close-reserve USDC --yes -w admin");
    let address = shell.json("market show")["address"].as_str().expect("an address").to_string();
    shell.refused("market close --yes -w nobody", "nobody");
    let closed = shell.json("market close --yes -w admin");
    assert_eq!((&closed["closed"], &closed["address"]), (&json!(true), &json!(address)));
    assert_eq!(shell.json(&format!("inspect {address}"))["kind"], "closed market");
    shell.refused("market show", "hypothec market create");
    shell.refused(&format!("market use {address}"), "has been closed");
    shell.ok("market create -w admin");
    assert_ne!(shell.json("market show")["address"], address);
}

#[test]
fn what_a_closed_market_leaves_can_still_be_ended() {
    let shell = Shell::market("left");
    for line in [
        "market seal --yes -w admin",
        "market propose market --set cool_off_s=60 -w admin",
        "market propose market --set cool_off_s=70 -w admin",
        "position open -w admin",
        "position open --id 1 -w admin",
        "wallet new bob",
        "wallet airdrop 1 -w bob",
    ] {
        shell.ok(line);
    }
    let position = shell.json("position show -w admin")["address"].as_str().expect("an address").to_string();
    let closed = shell.json("market close --yes -w admin");
    assert_eq!(shell.json(&format!("inspect {position}"))["kind"], "position");
    assert_eq!((&closed["proposals_left"], &closed["positions_left"]), (&json!(2), &json!(2)));
    assert!(shell.ok("market proposals").contains("void: the market is closed"));
    assert_eq!(shell.json("market cancel 0 -w bob")["cancelled"]["nonce"], "0");
    assert_eq!(shell.json("position close -w admin")["closed"], true);
    shell.refused("market show", "hypothec market create");
    shell.ok("chain check");

    // beside the market that came after it
    let closed = closed["address"].as_str().expect("an address").to_string();
    shell.refused(&format!("market create --market {closed} -w admin"), "leave out --market");
    shell.ok("market create -w admin");
    assert!(shell.ok("market proposals").contains("no proposal is waiting"));
    shell.refused("market cancel 1 -w bob", "no proposal 1");
    let left = shell.json(&format!("market proposals --market {closed}"))["proposals"].clone();
    assert_eq!((&left[0]["nonce"], &left[1]), (&json!("1"), &serde_json::Value::Null));
    shell.ok(&format!("market cancel 1 --market {closed} -w bob"));
    assert_eq!(shell.json(&format!("market proposals --market {closed}"))["proposals"], json!([]));
    assert_eq!(shell.json(&format!("position close --id 1 --market {closed} -w admin"))["closed"], true);
    shell.refused(&format!("market show --market {closed}"), "has been closed: leave out --market");
    shell.refused(&format!("market create --market {closed} -w admin"), "leave out --market");
    shell.refused("market create -w admin", "has a market already");
    shell.ok("market show");
    shell.ok("chain check");
}
