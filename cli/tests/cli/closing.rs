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
    assert_eq!((&waiting[0]["kind"], &waiting[0]["changes"]["closing"]["after"]), (&json!("Close"), &json!(1)));
    shell.ok("market propose close USDC -w admin");
    shell.refused("market execute 0 -w alice", "ProposalNotDue");
    shell.ok("chain warp 86400");
    for number in [0, 1] {
        shell.ok(&format!("market execute {number} -w alice"));
    }
    shell.refused("position deposit NVDAx 1 -w alice", "DepositDisabled");
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
