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
    assert_eq!(answer["checked"], 34);
}

#[test]
fn the_crash_leaves_no_bad_debt() {
    let answer = Shell::new("crash").json("demo-crash");
    assert_eq!(
        (&answer["positions"], &answer["liquidated"], &answer["bad_debt"]),
        (&200.into(), &10.into(), &0.into())
    );
    assert_eq!(answer["stocks"][0]["liquidated_at_open"], 0);
}
