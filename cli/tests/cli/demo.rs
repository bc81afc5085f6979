use crate::shell::Shell;

#[test]
fn the_demo_is_exact() {
    let said = Shell::new("demo").ok("demo");
    assert!(said.contains("all 12 balances are exact"), "{said}");
    assert!(said.contains("position borrow USDC 300.123456") && said.contains("of program"), "{said}");
}

#[test]
fn the_demo_answers_programs_with_nothing_but_json() {
    let answer = Shell::new("demo-json").json("demo");
    assert_eq!(answer["exact"], 12);
    let sent = answer["transactions"].as_array().expect("a list");
    assert!(sent.len() >= 12 && sent.iter().all(|sent| sent["cu"].as_u64() > Some(0)));
}

#[test]
fn the_week_is_what_the_exact_model_says() {
    let answer = Shell::new("week").json("demo-week");
    assert_eq!(answer["checked"], 39);
}

#[test]
fn the_crash_leaves_no_bad_debt() {
    let answer = Shell::new("crash").json("demo-crash");
    assert_eq!(
        (&answer["positions"], &answer["liquidated"], &answer["bad_debt"]),
        (&200.into(), &10.into(), &0.into())
    );
    assert_eq!((&answer["write_offs"], &answer["index_falls"]), (&0.into(), &0.into()));
    assert_eq!(answer["stocks"][0]["liquidated_at_open"], 0);
    // 84,720 USDC lent at 8.48 % of utilisation, 0.636 % a year, for 65 h 32 min and more: nine tenths of 4 USDC
    let lender = &answer["lender"];
    assert_eq!((&lender["lost"], &lender["has"]), (&0.into(), &lender["exact"]));
    let interest = lender["has"].as_u64().expect("atoms") - 1_000_000_000_000;
    assert!((3_600_000..3_700_000).contains(&interest), "{interest}");
    // MSTRx: those above 72.63 % * 65 % * 1.0005 / 0.9995 of the close, which is 472.57; HOODx: above 534.91
    let done = answer["liquidations"].as_array().expect("a list");
    let of = |symbol: &str| -> Vec<i64> {
        done.iter().filter(|one| one["symbol"] == symbol).filter_map(|one| one["cents"].as_i64()).collect()
    };
    assert_eq!(of("MSTRx"), (17..25).map(|rank| 30_000 + 1_030 * rank).collect::<Vec<_>>());
    assert_eq!(of("HOODx"), [53_690, 54_720]);
    assert!(done.iter().all(|one| one["repaid"].as_u64() > Some(0) && one["seized"].as_u64() > Some(0)));
}
