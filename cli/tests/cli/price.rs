use crate::shell::Shell;

#[test]
fn post_refresh_show() {
    let shell = Shell::market("price");
    shell.refused("price refresh -w admin", "nothing is listed");
    shell.ok("market list-asset NVDAx --price 180.25 -w admin");
    shell.refused("price refresh -w admin", "price post NVDAx");
    shell.refused("price refresh USDC -w admin", "hypothec market list-asset USDC");
    shell.refused("price post NVDAx 0", "above zero");
    shell.refused("price post NVDAx 1.123456789", "9 decimals");
    shell.refused("price post NVDAx much", "not an amount");
    assert_eq!(shell.json("price post NVDAx 180.25")["price_e8"], "18025000000");
    assert_eq!(shell.json("price show")["boards"][0]["age_s"], serde_json::Value::Null);
    let board = shell.json("price refresh -w admin")["boards"][0].clone();
    assert_eq!(
        (&board["settle"], &board["age_s"], &board["issuer_age_s"]),
        (&"180.250000".into(), &"0".into(), &"0".into())
    );
    assert_eq!(board["states"], serde_json::json!([]));
    shell.ok("chain warp 61");
    assert_eq!(shell.json("price show")["boards"][0]["states"], serde_json::json!(["Stale", "IssuerStale"]));
    shell.ok("price post NVDAx 181 --conf 20");
    let board = shell.json("price refresh NVDAx -w admin")["boards"][0].clone();
    assert_eq!(board["states"], serde_json::json!(["Quarantined"]), "too wide to be lent against");
    shell.ok("chain warp 10");
    shell.ok("price post NVDAx 181 --conf 0.1 --age 3");
    let board = shell.json("price refresh NVDAx -w admin")["boards"][0].clone();
    assert_eq!((&board["settle"], &board["age_s"]), (&"181.000000".into(), &"3".into()));
    assert_eq!(board["states"], serde_json::json!([]));
}

#[test]
fn two_feeds_make_one_board() {
    let shell = Shell::market("feeds");
    shell.refused("market list-asset MSTRx --price 1 --share-feed -w admin", "has no share feed");
    shell.ok("market list-asset AAPLx --price 200 --share-feed -w admin");
    shell.ok("price post AAPLx 200");
    assert_eq!(shell.json("price refresh -w admin")["boards"][0]["states"], serde_json::json!(["Partial"]));
    shell.ok("chain warp 1");
    shell.ok("price post AAPLx 200.5 --share");
    shell.ok("price post AAPLx 200.1");
    assert_eq!(shell.json("price refresh -w admin")["boards"][0]["states"], serde_json::json!([]));
    shell.refused("price post MSTRx 1 --share", "has no share feed");
}

#[test]
fn m5_a_price_that_is_not_taken_is_named_with_the_reason() {
    let shell = Shell::lending("not-taken");
    let again = shell.json("price refresh -w admin");
    assert_eq!(again["outcome"][0]["taken"], false);
    shell.ok("chain warp 10");
    shell.ok("price post NVDAx 101");
    let said = shell.ok("price refresh -w admin");
    assert!(said.contains("USDC not taken: the token's price is not newer than the one taken before"), "{said}");
    assert!(!said.contains("NVDAx not taken"), "{said}");
    shell.ok("chain warp 3600");
    shell.ok("price post USDC 1");
    let said = shell.json("price refresh NVDAx -w admin");
    let why = said["outcome"][0]["why"][0].as_str().expect("a reason");
    assert!(why.contains("3600 s old, and at most 60 s count"), "{said}");
}
