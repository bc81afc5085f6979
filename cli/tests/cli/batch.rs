use crate::shell::Shell;

#[test]
fn two_actions_in_one() {
    let shell = Shell::lending("lever");
    let held = shell.json("position lever NVDAx 5 USDC 200 -w alice");
    assert_eq!(
        (&held["slots"][0]["amount"], &held["slots"][1]["amount"]),
        (&"5.00000000".into(), &"200.000000".into())
    );
    assert_eq!(held["transaction"]["what"], "Batch");
    shell.refused("position lever NVDAx 1 USDC 500 -w alice", "Unhealthy");
    shell.refused("position lever NVDAx 1 USDC all -w alice", "give an amount");
    shell.refused("position unwind USDC 100 NVDAx 4 -w alice", "Unhealthy");
    let held = shell.json("position unwind USDC all NVDAx all -w alice");
    assert_eq!(held["slots"], serde_json::json!([]));
    let atoms = shell.json("wallet show alice")["atoms"].clone();
    assert_eq!((&atoms["NVDAx"], &atoms["USDC"]), (&"1000000000".into(), &"500000000".into()));
}

#[test]
fn shares_travel_as_receipts() {
    let shell = Shell::lending("receipt");
    shell.ok("position deposit USDC 100 -w alice");
    shell.ok("position deposit NVDAx 1 -w alice");
    shell.refused("position mint-receipt NVDAx 1 -w alice", "NotLent");
    shell.refused("position redeem-receipt USDC 1 -w alice", "ReceiptNotOpen");
    let held = shell.json("position mint-receipt USDC 40 -w alice");
    assert_eq!(held["slots"][0]["amount"], "60.000000");
    shell.refused("position redeem-receipt USDC 41 -w alice", "InsufficientFunds");
    let held = shell.json("position redeem-receipt USDC all -w alice");
    assert_eq!(held["slots"][0]["amount"], "100.000000");
}
