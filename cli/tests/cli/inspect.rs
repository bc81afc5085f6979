use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::{Value, json};

fn last(shell: &Shell) -> Value {
    let history = shell.json("chain history --last 1");
    shell.json(&format!("inspect {}", history[0]["signature"].as_str().expect("a signature")))
}

#[test]
fn transactions_by_name() {
    let shell = Shell::lending("inspect-tx");
    shell.ok("position deposit NVDAx 2 -w alice --integrator 7");
    let sent = last(&shell);
    let instruction = &sent["instructions"][0];
    assert_eq!(instruction["instruction"], "Deposit");
    assert_eq!(instruction["args"], json!({ "reserve": 0, "amount": "200000000", "min_shares": "0", "integrator": 7 }));
    let alice = shell.json("wallet show alice")["address"].as_str().expect("an address").to_string();
    assert_eq!(instruction["accounts"]["payer"], format!("{alice} (signer, writable)"));
    assert_eq!((&sent["events"][0]["name"], &sent["events"][0]["integrator"]), (&"Deposited".into(), &7.into()));
    assert_eq!((&sent["events"][0]["amount"], &sent["events"][0]["reserve"]), (&"200000000".into(), &0.into()));
    assert_eq!(sent["outcome"], "ok");
    assert!(whole(&sent["cu"]) > 1_000 && !sent["logs"].as_array().expect("lines").is_empty());

    shell.refused("position borrow USDC 500 -w alice", "Unhealthy");
    let sent = last(&shell);
    assert_eq!((&sent["outcome"]["error"], &sent["outcome"]["code"]), (&"Unhealthy".into(), &sent["outcome"]["code"]));
    assert!(sent["outcome"]["message"].as_str().is_some_and(|text| !text.is_empty()));
    assert_eq!(sent["instructions"][0]["args"]["amount"], "500000000");

    let history = shell.json("chain history --last 2");
    assert_eq!(history[1]["error"]["name"], "Unhealthy");
    let signature = history[1]["signature"].as_str().expect("a signature");
    assert!(shell.ok(&format!("inspect {signature}")).contains("Unhealthy"));
}

#[test]
fn accounts_by_kind() {
    let shell = Shell::lending("inspect");
    shell.ok("position deposit NVDAx 2 -w alice");
    let market = shell.json("market show");
    let address = |value: &Value| value.as_str().expect("an address").to_string();
    let seen = shell.json(&format!("inspect {}", address(&market["address"])));
    assert_eq!((&seen["kind"], &seen["fields"]["sealed"]), (&"market".into(), &1.into()));
    let reserve = &seen["fields"]["reserves"][0];
    assert_eq!((&reserve["symbol"], &reserve["cash"]), (&"NVDAx".into(), &"200000000".into()));
    assert_eq!(
        (&reserve["settle_high"], &reserve["supply_index"]),
        (&"100.000000".into(), &"1.000000000000000000".into())
    );

    let position = shell.json("position show -w alice");
    let seen = shell.json(&format!("inspect {}", address(&position["address"])));
    assert_eq!((&seen["kind"], &seen["fields"]["owner"]), (&"position".into(), &position["owner"]));
    assert_eq!(seen["fields"]["slots"], position["slots"]);

    let seen = shell.json(&format!("inspect {}", address(&market["reserves"][0]["vault"])));
    assert_eq!((&seen["kind"], &seen["fields"]["atoms"]), (&"token account".into(), &"200000000".into()));
    assert_eq!(seen["fields"]["state"], "Initialized");

    let seen = shell.json("inspect Xsc9qvGR1efVDFGLrVsmkzv3qi45LTBjeUKSPmx9qEh");
    assert_eq!((&seen["kind"], &seen["bytes"]), (&"mint".into(), &679.into()));
    let fields = &seen["fields"];
    assert_eq!((&fields["symbol"], &fields["may_be_listed"]), (&"NVDAx".into(), &true.into()));
    assert_eq!(fields["extensions"]["Pausable"]["paused"], false);
    assert_eq!(fields["extensions"]["ScaledUiAmount"]["in_force"], 1.001701196801074);

    let posted = shell.json("price post NVDAx 101.5 --conf 0.25");
    let seen = shell.json(&format!("inspect {}", address(&posted["account"])));
    assert_eq!((&seen["kind"], &seen["fields"]["price"]), (&"Pyth PriceUpdateV2".into(), &"101.50000000".into()));
    assert_eq!((&seen["fields"]["quotes"], &seen["fields"]["conf"]), (&"NVDAx".into(), &"0.25000000".into()));

    let seen = shell.json(&format!("inspect {}", address(&position["owner"])));
    assert_eq!(seen["kind"], "wallet");
    let program = address(&shell.json("chain status")["program"]);
    assert!(shell.json(&format!("inspect {program}"))["fields"]["upgrade_authority"].is_string());
    shell.refused("inspect nonsense", "neither an address");
    shell.refused("inspect 4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi", "no account");
    // sixty-four zero bytes in base 58
    shell.refused(&format!("inspect {}", "1".repeat(64)), "no transaction");
}

#[test]
fn m23_names_lead_to_accounts() {
    let shell = Shell::lending("inspect-names");
    assert_eq!(
        shell.json("inspect NVDAx")["kind"],
        shell.json(&format!("inspect {}", shell.json("inspect NVDAx")["address"].as_str().expect("an address")))["kind"]
    );
    let alice = shell.json("wallet show alice")["address"].clone();
    assert_eq!(shell.json("inspect alice")["address"], alice);
    shell.refused("inspect nobody-at-all", "nor a wallet or an asset");
    shell.refused("position deposit USDC 500.5 -w alice", "has 500.000000 USDC and needs 500.500000");
}
