//! What goes wrong between the command and a cluster, in words that say what would mend it.

use crate::stage::{Stage, address_of};
use hypothec_localnet::wallet;
use solana_keypair::Keypair;
use solana_signer::Signer;

#[test]
fn what_only_the_embedded_chain_can_do_is_refused_on_a_cluster() {
    let stage = Stage::node();
    for line in [
        "wallet airdrop 1",
        "chain warp 5",
        "chain start",
        "chain history",
        "price post USDC 1",
        "issuer pause NVDAx",
        "wallet mint USDC 1",
    ] {
        stage.refused("admin", line, 1, "only the embedded chain can do this");
    }
}

#[test]
fn a_cluster_that_is_not_there_or_not_meant_is_named() {
    let mut stage = Stage::node();
    stage.refused("admin", "market show", 1, "which market? Give --market ADDRESS");
    stage.market = Some(address_of("admin").to_string());
    stage.refused("admin", "market show", 5, "and Hypothec is taken to be at");
    stage.market = Some(Keypair::new().pubkey().to_string());
    stage.refused("admin", "market show", 5, "there is no market at");
    stage.refused("admin", &format!("inspect {}", Keypair::new().pubkey()), 5, "no account at");
    stage.refused("admin", "market create --url nonsense", 1, "nonsense\\\" is no cluster");
    stage.refused("admin", "market create --program-id nonsense", 1, "is not a program's address");
    stage.refused("admin", "market create --url ftp://x", 1, "is no cluster");
    let websocket = stage.net().ws.replace("ws://", "http://");
    stage.refused("admin", &format!("chain status --url {websocket}"), 4, &websocket);
    stage.net().crash();
    stage.refused("admin", "market create", 4, "is it running, and is the URL right?");
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let mut stage = Stage::node();
    stage.program = Keypair::new().pubkey();
    stage.refused("admin", "market create --reserves 1", 3, "is Hypothec deployed at");
}

#[test]
fn too_little_sol_is_told_with_who_needs_it() {
    let mut stage = Stage::node();
    let poor = address_of("boris");
    stage.net().put_accounts([(&poor, &wallet(3_000_000))]);
    stage.refused("boris", "market create --reserves 1", 3, &format!("{poor} has 0.00"));
    stage.refused("boris", "market create --reserves 1", 3, " SOL and needs ");
    let mend = format!("{poor} has too few SOL for fee and rent");
    stage.net().put_accounts([(&poor, &wallet(1))]);
    stage.refused("boris", "market create --reserves 1", 3, &mend);
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let stage = Stage::node();
    let say = |line: &str, url: &str| {
        let mut command = stage.command();
        if url.is_empty() {
            command.env_remove("HYPOTHEC_URL");
        } else {
            command.env("HYPOTHEC_URL", url);
        }
        let output = command.args(line.split(' ')).output().expect("it runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let node = stage.net.as_ref().expect("a node").rpc.clone();
    assert!(say("config set url http://127.0.0.1:1", "").contains("url is http://127.0.0.1:1"));
    assert!(say("chain status", "").contains("no node answers at http://127.0.0.1:1"));
    assert!(say("chain status", &node).contains("genesis"));
    assert!(say("chain status --url http://127.0.0.1:2", &node).contains("no node answers at http://127.0.0.1:2"));
    assert!(say("chain status --url embedded", &node).contains("run `hypothec chain start`"));
    assert!(say("config set commitment soon", "").contains("processed, confirmed or finalized"));
    assert!(say("config set colour red", "").contains("there is no colour"));
    assert_eq!(say("config get url", "").trim(), "http://127.0.0.1:1");
    say("config set url", "");
    assert_eq!(say("config get url", "").trim(), "");

    let solana = stage.dir.path().join("solana.yml");
    std::fs::write(&solana, format!("json_rpc_url: {node}\ncommitment: processed\n")).expect("written");
    let asked = say(&format!("chain status --verbose --url solana -C {}", solana.display()), "");
    assert!(asked.contains(&format!("asking {node}")), "{asked}");
}
