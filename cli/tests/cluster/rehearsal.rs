//! Transactions that are not sent: tried, or printed for whoever signs them elsewhere.

use crate::numbers::whole;
use crate::stage::{Stage, address_of};
use hypothec_client::{Cluster, Rpc};
use serde_json::json;

#[test]
fn a_dry_run_says_what_would_move_and_moves_nothing() {
    for mut stage in [Stage::node(), Stage::embedded()] {
        stage.lend();
        let tried = stage.json("boris", "position borrow USDC 100 --dry-run");
        assert_eq!((&tried["dry_run"], &tried["ok"]), (&json!(true), &json!(true)), "{tried}");
        let moves: Vec<(&str, &str)> = tried["moves"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (one["owner"].as_str().expect("an owner"), one["amount"].as_str().expect("an amount")))
            .collect();
        let boris = address_of("boris").to_string();
        assert!(moves.contains(&(boris.as_str(), "+100.000000")) && moves.len() == 2, "{moves:?}");
        assert!(whole(&tried["fee"]) >= 5_000 && whole(&tried["cu"]) > 1_000, "{tried}");
        stage.refused("boris", "position borrow USDC 400 --dry-run", 3, "Unhealthy");
        let tried = stage.said("boris", "position borrow USDC 400 --dry-run");
        assert_eq!((&tried["ok"], &tried["name"]), (&json!(false), &json!("Unhealthy")));
        assert_eq!(stage.json("boris", "position show")["slots"].as_array().map(Vec::len), Some(1));
        stage.json("admin", "market propose terminal NVDAx 1 --dry-run");
        assert_eq!(stage.json("admin", "market proposals")["proposals"], json!([]));
        stage.refused("admin", "wallet new x --dry-run", 1, "cannot be rehearsed");
    }
}

#[test]
fn an_authority_gets_its_transaction_unsigned() {
    for mut stage in [Stage::node(), Stage::embedded()] {
        let created = stage.json("admin", "market create --reserves 2");
        stage.market = created["address"].as_str().map(String::from);
        let admin = address_of("admin");
        stage.refused("admin", &format!("market seal --authority {admin}"), 1, "--unsigned base58");
        let printed = stage.json("admin", &format!("market seal --authority {admin} --unsigned base58"));
        assert_eq!(printed["signers"], json!([admin.to_string()]));
        let bytes = bs58::decode(printed["transaction"].as_str().expect("text")).into_vec().expect("base 58");
        // one signature, which is still empty, and a message of version 0
        assert!(bytes.len() <= 1_232 && bytes[0] == 1 && bytes[1..65] == [0; 64] && bytes[65] == 0x80, "{bytes:?}");
        assert_eq!(stage.json("admin", "market show")["sealed"], false);
        // an embedded chain has one market; on a node the new one's account signs too
        let why = if stage.net.is_some() { "must sign beside" } else { "has a market already" };
        stage.refused("admin", &format!("market create --authority {admin} --unsigned base64"), 1, why);
    }
}

#[test]
fn an_irreversible_act_asks_and_a_format_can_be_chosen() {
    let mut stage = Stage::node();
    let created = stage.json("admin", "market create --reserves 2 --transaction-version legacy");
    stage.market = created["address"].as_str().map(String::from);
    let legacy = created["transaction"]["bytes"].as_u64();
    let listed = stage.json("admin", "market list-asset USDC --price 1 --transaction-version v1");
    assert!(legacy.is_some() && listed["transaction"]["bytes"].as_u64().is_some());
    stage.refused("admin", "market seal", 1, "Give --yes to go on");
    stage.json("admin", "market seal --yes --with-compute-unit-price 5 --with-compute-unit-limit 100000");
    let refused = stage.said("admin", "market list-asset NVDAx --price 100 --with-compute-unit-limit 300");
    assert!(refused["error"].as_str().is_some_and(|text| text.contains("exceeded")), "{refused}");
}

#[test]
fn a_transaction_is_signed_here_and_there_and_sent_once() {
    for mut stage in [Stage::node(), Stage::embedded()] {
        let created = stage.json("admin", "market create --reserves 2");
        stage.market = created["address"].as_str().map(String::from);
        let payer = stage.key_file("boris");
        let line =
            format!("market seal --sign-only --fee-payer {} --authority {}", payer.display(), address_of("admin"));
        let half = stage.json("admin", &line);
        assert_eq!(half["missing"], json!([address_of("admin").to_string()]), "{half}");
        assert_eq!(half["signatures"][0]["signer"], json!(address_of("boris").to_string()));
        let text = half["transaction"].as_str().expect("text");
        let shown = stage.json("admin", &format!("transaction show {text}"));
        assert!(shown["instructions"].to_string().contains("Seal"), "{shown}");
        assert!(shown["outcome"].as_str().is_some_and(|text| text.starts_with("would succeed")), "{shown}");
        stage.refused("admin", &format!("transaction send {text}"), 1, "not signed by");
        let whole = stage.json("admin", &format!("transaction sign {text}"));
        assert_eq!(whole["missing"], json!([]));
        // the same by a signature alone, as a machine without a network would hand it over
        let by = |who: &str| {
            let all = whole["signatures"].as_array().expect("a list");
            let own = all.iter().find(|one| one["signer"] == json!(address_of(who).to_string())).expect("signed");
            format!("{}={}", address_of(who), own["signature"].as_str().expect("text"))
        };
        let sent = stage.json("boris", &format!("transaction send {text} --signer {}", by("admin")));
        assert_eq!(sent["transaction"]["what"], "Seal");
        assert_eq!(stage.json("admin", "market show")["sealed"], true);
        stage.refused("admin", "transaction send nonsense", 1, "no transaction");
        stage.refused(
            "admin",
            &format!("transaction send {text} --signer {}=x", address_of("admin")),
            1,
            "not a signature",
        );
    }
}

#[test]
fn a_transaction_under_a_nonce_waits_until_it_is_sent() {
    let mut stage = Stage::node();
    let created = stage.json("admin", "market create --reserves 2");
    stage.market = created["address"].as_str().map(String::from);
    let nonce = address_of("nonce");
    let mut data = [[1, 0, 0, 0], [1, 0, 0, 0]].concat(); // the present version, initialised
    data.extend(address_of("admin").to_bytes());
    data.extend([7; 32]);
    data.extend(5_000u64.to_le_bytes());
    let account = hypothec_localnet::account(hypothec_localnet::SYSTEM_PROGRAM, data);
    stage.net().put_accounts([(&nonce, &account)]);
    let signed = stage.json("admin", &format!("market seal --sign-only --nonce {nonce}"));
    assert_eq!(signed["blockhash"], json!(bs58::encode([7; 32]).into_string()));
    // 150 blocks later a blockhash would be forgotten
    let rpc = Rpc::new(&stage.net.as_ref().expect("a node").rpc, stage.program);
    let from = rpc.block_height().expect("a height");
    while rpc.block_height().expect("a height") <= from + 151 {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let text = signed["transaction"].as_str().expect("text");
    stage.json("admin", &format!("transaction send {text}"));
    assert_eq!(stage.json("admin", "market show")["sealed"], true);
    stage.refused("admin", &format!("market seal --yes --nonce {}", address_of("boris")), 1, "is no nonce account");
}
