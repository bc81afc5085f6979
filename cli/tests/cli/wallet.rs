use crate::numbers::whole;
use crate::shell::Shell;
use std::fs;
use std::io::Write;
use std::process::Stdio;

#[test]
fn wallets_and_the_faucet() {
    let shell = Shell::new("wallet");
    shell.ok("chain start");
    let alice = shell.json("wallet new alice");
    shell.refused("wallet new alice", "exists already");
    shell.refused("wallet new ../alice", "not a wallet's name");
    shell.refused("wallet show bob", "hypothec wallet new bob");
    shell.refused("wallet show -w bob", "hypothec wallet new bob");
    assert_eq!(shell.json("wallet show -w alice")["address"], alice["address"]);
    assert_eq!(shell.json("wallet airdrop 1.5 -w alice")["lamports"], "1500000000");
    shell.refused("wallet airdrop 0 -w alice", "above zero");
    shell.refused("wallet airdrop 0.0000000001 -w alice", "10 decimals");
    assert_eq!(shell.json("wallet mint USDC 5 -w alice")["atoms"]["USDC"], "5000000");
    assert_eq!(shell.json("wallet mint usdc 0.000001 -w alice")["atoms"]["USDC"], "5000001");
    assert_eq!(shell.json("wallet mint AAPLx 1 -w alice")["atoms"]["AAPLx"], "100000000");
    shell.refused("wallet mint USDC 1.0000001 -w alice", "7 decimals");
    shell.refused("wallet mint USDC 0 -w alice", "above zero");
    shell.refused("wallet mint USDC 18446744073710 -w alice", "more than a token account can hold");
    shell.refused("wallet mint DOGE 1 -w alice", "unknown asset DOGE");
    assert_eq!(shell.json("wallet list").as_array().map(Vec::len), Some(2));
    assert!(shell.ok("wallet show alice").contains("5.000001"));
}

#[test]
fn solana_s_own_keypairs_are_honoured() {
    let shell = Shell::new("keys");
    shell.ok("chain start");
    let address = shell.json("wallet new alice")["address"].clone();
    shell.refused("wallet show", "--wallet NAME");
    let file = shell.0.join("id.json");
    fs::copy(shell.0.join("wallets/alice.json"), &file).expect("copied");
    assert_eq!(shell.json(&format!("wallet show --keypair {}", file.display()))["address"], address);

    let config = shell.0.join("config.yml");
    let text = format!(
        "---\njson_rpc_url: https://api.mainnet-beta.solana.com\nwebsocket_url: ''\nkeypair_path: {}\n\
         address_labels:\n  '11111111111111111111111111111111': System Program\ncommitment: confirmed\n",
        file.display()
    );
    fs::write(&config, &text).expect("written");
    assert_eq!(shell.json(&format!("wallet show -C {}", config.display()))["address"], address);
    let output = shell.command().args(["wallet", "show", "--json"]).env("SOLANA_CONFIG", &config).output();
    let shown: serde_json::Value = serde_json::from_slice(&output.expect("it runs").stdout).expect("JSON");
    assert_eq!(shown["address"], address);
    // where Solana's command line looks by default: HOME is the state directory here
    let home = shell.0.join(".config/solana/cli");
    fs::create_dir_all(&home).expect("made");
    fs::write(home.join("config.yml"), &text).expect("written");
    assert_eq!(shell.json("wallet show")["address"], address);

    fs::write(&file, "[1,2,3]").expect("written");
    shell.refused(&format!("wallet show --keypair {}", file.display()), "not a keypair file");
    fs::write(&config, "json_rpc_url: x\n").expect("written");
    shell.refused(&format!("wallet show -C {}", config.display()), "keypair_path");
    shell.misused("wallet show -w alice --keypair x", "cannot be used with");
}

#[test]
fn m18_tokens_sol_and_receipts_are_sent_on() {
    let shell = Shell::lending("transfer");
    let sent = shell.json("wallet transfer USDC 20.5 admin -w alice");
    assert_eq!((&sent["atoms"]["USDC"], &sent["transaction"]["what"]), (&"479500000".into(), &"Token".into()));
    shell.ok("wallet new bob");
    shell.ok("wallet transfer sol 0.5 bob -w alice");
    assert_eq!(shell.json("wallet show bob")["lamports"], "500000000");
    shell.ok("wallet transfer NVDAx all bob -w alice");
    assert_eq!(shell.json("wallet show bob")["atoms"]["NVDAx"], "1000000000");
    shell.refused("wallet transfer NVDAx 1 bob -w alice", "has 0.00000000 NVDAx");
    shell.refused("wallet transfer USDC 18446744073709.551615 bob -w alice", "more than a token account can hold");

    shell.ok("position mint-receipt USDC 100 -w admin");
    let held = whole(&shell.json("wallet show admin")["receipts"]["USDC"]);
    shell.ok("wallet transfer USDC 40 bob --receipts -w admin");
    let left = whole(&shell.json("wallet show admin")["receipts"]["USDC"]);
    assert_eq!((held, held - left), (100_000_000, 40_000_000));
    assert!(shell.ok("wallet show bob").contains("receipts of USDC"));
}

#[test]
fn a_wallet_goes_out_and_comes_back() {
    let shell = Shell::new("export");
    shell.ok("chain start");
    let address = shell.json("wallet new alice")["address"].clone();
    let file = shell.0.join("alice.json");
    shell.ok(&format!("wallet export alice {}", file.display()));
    shell.refused(&format!("wallet export alice {}", file.display()), "cannot write");
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).expect("a file").permissions()) & 0o777,
        0o600
    );
    assert_eq!(shell.json(&format!("wallet import again {}", file.display()))["address"], address);
    shell.refused(&format!("wallet import again {}", file.display()), "exists already");
    assert_eq!(shell.json("wallet show again")["address"], address);
}

/// What a command says that is given these lines on standard input.
fn with_input(shell: &Shell, line: &str, input: &str) -> (bool, String) {
    let mut command = shell.command();
    command.args(line.split(' ')).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = command.spawn().expect("it runs");
    run.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    let said = run.wait_with_output().expect("it ends");
    (said.status.success(), String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned())
}

#[test]
fn l12_a_seed_phrase_signs_and_becomes_a_wallet() {
    let shell = Shell::new("phrase");
    shell.ok("chain start");
    let phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about\n";
    let first = "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk";
    let (kept, words) = with_input(&shell, "wallet recover alice --yes", phrase);
    assert!(kept && words.contains(first), "{words}");
    let (kept, words) = with_input(&shell, "wallet recover bob --yes", &phrase.replace("about", "above"));
    assert!(!kept && words.contains("no seed phrase"), "{words}");
    let (kept, words) = with_input(&shell, "wallet recover alice --yes", phrase);
    assert!(!kept && words.contains("wallet alice exists already"), "{words}");
    shell.ok(&format!("wallet airdrop 1 --to {first}"));
    // the owner is asked for once, though the command needs it twice
    let (done, words) = with_input(&shell, "wallet transfer sol 0.1 issuer -k prompt://?key=0/0", phrase);
    assert!(done, "{words}");
    let (done, words) = with_input(&shell, "wallet show -k prompt://?key=0/0", &format!("{phrase}a passphrase\n"));
    assert!(done && !words.contains(first), "another key: {words}");
    shell.refused("wallet show -k usb://ledger", "no hardware wallet");
}
