use crate::shell::Shell;
use serde_json::json;

#[test]
fn a_sealed_market_changes_by_proposals_that_wait() {
    let shell = Shell::lending("propose");
    shell.refused("market propose reserve NVDAx --set ltv_bps=4000 -w alice", "NotAdmin");
    shell.refused("market propose reserve NVDAx -w admin", "nothing to change");
    shell.refused("market propose reserve NVDAx --set ltv_bps=9000 -w admin", "LtvAboveThreshold");
    let waiting =
        shell.json("market propose reserve NVDAx --set ltv_bps=4000 --set supply_cap=77 -w admin")["proposals"].clone();
    assert_eq!((&waiting[0]["kind"], &waiting[0]["symbol"]), (&"Reserve".into(), &"NVDAx".into()));
    assert_eq!(waiting[0]["changes"]["ltv_bps"]["after"], json!([4_000, 4_000, 4_000, 4_000]));
    assert_eq!(waiting[0]["changes"]["ltv_bps"]["before"], json!([5_500, 5_000, 4_500, 4_000]));
    let second = shell.json("market propose market --set cool_off_s=60 -w admin")["proposals"].clone();
    assert_eq!((second.as_array().map(Vec::len), &second[0]["nonce"]), (Some(1), &json!("1")), "only what was made");
    shell.refused("market execute 0 -w alice", "ProposalNotDue");
    shell.refused("market execute 7 -w alice", "no proposal 7");
    shell.refused("market cancel 1 -w alice", "NotAdminOrGuardian");
    let ended = shell.json("market cancel 1 -w admin");
    assert_eq!((&ended["cancelled"]["nonce"], &ended["cancelled"]["status"]), (&json!("1"), &json!("cancelled")));
    assert_eq!(ended["proposals"], serde_json::Value::Null, "not what still waits");
    shell.ok("chain warp 86400");
    let market = shell.json("market execute 0 -w alice");
    let config = &market["reserves"][0]["config"];
    assert_eq!((&config["ltv_bps"][0], &config["supply_cap"]), (&4_000.into(), &"77".into()));
    assert_eq!(shell.json("market proposals")["proposals"], json!([]));
}

#[test]
fn sources_calendar_and_multiplier_change_by_proposals() {
    let shell = Shell::lending("sources");
    let feed = "b1073854ed24cbc755dc527418f52b7d271f6cc967bbf8d8129112b18860a593"; // NVDA's, not NVDAx's
    shell.refused("market propose source NVDAx token -w admin", "--feed");
    shell.refused("market propose source NVDAx token --feed 12 -w admin", "not a feed id");
    shell.refused("market propose source NVDAx token --none -w admin", "NoSource");
    shell.refused(
        "market propose source USDC share --feed FEED -w admin".replace("FEED", feed).as_str(),
        "ArgumentOutOfRange",
    );
    shell.refused("market propose multiplier NVDAx many -w admin", "many");
    shell.refused("market propose calendar --set roll_minute=2000 -w admin", "BadCalendar");
    let waiting = shell.json(&format!("market propose source NVDAx share --feed {feed} -w admin"))["proposals"].clone();
    assert_eq!(waiting[0]["changes"]["source 1"]["after"]["key"], feed);
    shell.ok("market propose multiplier NVDAx 1.5 -w admin");
    shell.ok("market propose calendar --set roll_minute=1199 -w admin");
    shell.ok("chain warp 86400");
    shell.refused("market execute 0 -w admin", "WrongOracleProgram");
    shell.ok("market execute 1 -w admin");
    shell.ok("market execute 2 -w admin");
    assert_eq!(shell.json("calendar show")["fields"]["roll_minute"], 1_199);
    shell.ok("price post NVDAx 180.25 --share");
    shell.refused("market execute 0 -w admin", "SourceDiscontinuous");
    shell.ok("chain warp 1");
    shell.ok("price post NVDAx 100 --share");
    shell.ok("market execute 0 -w admin");
}

#[test]
fn the_admin_hands_over_in_two_steps() {
    let shell = Shell::lending("handover");
    let address = shell.json("wallet show alice")["address"].clone();
    shell.ok("market propose admin alice -w admin");
    shell.refused("market accept-admin --yes -w alice", "NotPendingAdmin");
    shell.ok("chain warp 86400");
    shell.ok("market execute 0 -w admin");
    assert_eq!(shell.json("market accept-admin --yes -w alice")["admin"], address);
    shell.refused("market propose guardian alice -w admin", "NotAdmin");
    shell.ok("market propose guardian alice -w alice");
}

#[test]
fn tightening_is_immediate_and_one_way() {
    let shell = Shell::lending("tighten");
    shell.misused("market tighten NVDAx -w admin", "--reduce-only-hours");
    shell.refused("market tighten NVDAx --ltv 6000 -w admin", "Loosening");
    shell.refused("market tighten NVDAx --ltv 1,2 -w admin", "one LTV, or four");
    shell.refused("market tighten NVDAx --ltv 3000 -w alice", "NotAdminOrGuardian");
    let market = shell.json("market tighten NVDAx --ltv 3000 --deposit-off -w admin");
    assert_eq!(market["reserves"][0]["config"]["ltv_bps"], json!([3_000, 3_000, 3_000, 3_000]));
    shell.refused("position deposit NVDAx 1 -w alice", "DepositDisabled");
    shell.ok("market tighten USDC --reduce-only-hours 1 --borrow-cap 5 -w admin");
    assert!(shell.json("price show")["boards"][1]["states"].as_array().expect("a list").contains(&"ReduceOnly".into()));
}

#[test]
fn calendar_shows_the_week_and_its_closures() {
    let shell = Shell::lending("calendar");
    let shown = shell.json("calendar show");
    assert_eq!(shown["week"][6]["day"], "Saturday");
    assert!(shell.ok("calendar show").contains("2026-11-26"));
    let next = shell.json("calendar next --count 2");
    assert_eq!((&next[0]["session"], &next[1]["session"]), (&"Regular".into(), &"Extended".into()));
    shell.refused("calendar close-day --yes 2026-09-17 -w alice", "NotAdminOrGuardian");
    shell.refused("calendar close-day --yes 17.9.2026 -w admin", "not a date");
    shell.refused("calendar close-day --yes 2026-09-17 --early 25:00 -w admin", "not a time");
    shell.refused("calendar close-day --yes 2026-09-14 -w admin", "ArgumentOutOfRange");
    let closed = shell.json("calendar close-day --yes 2026-09-17 --early 12:30 -w admin");
    let closures = closed["closures"].as_array().expect("a list");
    let set = json!({ "date": "2026-09-17", "what": "until 12:30", "unscheduled": true });
    assert!(closures.contains(&set), "{closures:?}");
    shell.ok("chain warp --to 2026-09-17T12:31");
    assert_eq!(shell.json("chain status")["session"], "Extended");
    // a quarter before it ends the calendar says so, and after it every stock is Closed
    let shown = shell.ok("calendar show");
    assert!(shown.contains("the calendar ends on Mon 2029-01-01"), "{shown}");
    assert!(!shell.ok("market show").contains("warning"));
    shell.ok("chain warp --to 2028-11-01T12:00");
    assert!(shell.ok("market show").contains("warning: the calendar ends on Mon 2029-01-01"));
    shell.ok("chain warp --to 2029-01-02T12:00");
    assert!(shell.ok("market show").contains("warning: the calendar ended on Mon 2029-01-01"));
    assert_eq!(shell.json("chain status")["session"], "Closed");
}

#[test]
fn a_proposal_that_can_never_be_executed_is_void_and_says_why() {
    let shell = Shell::market("void");
    shell.ok("market list-asset NVDAx --price 100 -w admin");
    shell.ok("market propose reserve NVDAx --set ltv_bps=4000 -w admin");
    assert_eq!(shell.json("market proposals")["proposals"][0]["status"], "executable");
    shell.ok("market seal --yes -w admin");
    let rows = |shell: &Shell| shell.json("market proposals")["proposals"].clone();
    let first = rows(&shell)[0].clone();
    assert_eq!((&first["executable"], &first["void"]), (&json!(false), &json!("ProposedBeforeSeal")), "{first}");
    shell.refused("market execute 0 -w admin", "ProposedBeforeSeal");
    shell.ok("market propose reserve NVDAx --set supply_cap=77 -w admin");
    shell.ok("market propose reserve NVDAx --set supply_cap=78 -w admin");
    shell.ok("chain warp 86400");
    assert_eq!(rows(&shell)[1]["void"], serde_json::Value::Null);
    shell.ok("market execute 1 -w admin");
    let third = rows(&shell)[1].clone();
    assert_eq!((&third["nonce"], &third["status"]), (&json!("2"), &json!("void: NamedFieldChanged")), "{third}");
    shell.refused("market execute 2 -w admin", "NamedFieldChanged");
}

#[test]
fn a_calendar_proposal_that_changes_nothing_is_refused_and_what_stays_keeps_its_place() {
    let shell = Shell::lending("closures");
    shell.ok("calendar close-day --yes 2026-09-17 -w admin");
    shell.refused("market propose calendar --close 2026-12-25 -w admin", "nothing to change");
    let made = shell.json("market propose calendar --close 2026-09-23 -w admin")["proposals"][0].clone();
    let change = |name: &str| made["changes"]["calendar"][name]["closures"].as_array().cloned().expect("closures");
    let differing = change("before").iter().zip(&change("after")).filter(|(old, new)| old != new).count();
    assert_eq!(differing, 1, "{made}");
}
