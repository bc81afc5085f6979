use crate::shell::Shell;
use std::process::Stdio;

#[test]
fn start_status_warp_reset() {
    let shell = Shell::new("chain");
    shell.refused("chain status", "hypothec chain start");
    shell.refused("chain start --program /nonexistent/hypothec.so", "make program");
    let started = shell.json("chain start");
    assert_eq!(started["unix_timestamp"], "1789484400");
    assert_eq!(started["session"], "Regular");
    assert_eq!(started["wallets"], serde_json::json!(["issuer"]));
    shell.refused("chain start", "already");
    assert_eq!(shell.json("chain warp 90")["unix_timestamp"], "1789484490");
    let friday = shell.json("chain warp --to 2026-09-18T15:55");
    assert_eq!((&friday["local"], &friday["session"]), (&"Fri 2026-09-18 15:55:00 local".into(), &"Regular".into()));
    shell.refused("chain warp --to 2026-09-18T15:54", "time can only move forward");
    shell.refused("chain warp --to yesterday", "not a time");
    shell.misused("chain warp", "SECONDS");
    shell.misused("chain warp -- -5", "invalid value");
    shell.ok("wallet new alice");
    shell.ok("chain reset --wallets --yes");
    shell.refused("chain status", "hypothec chain start");
    assert!(!shell.0.join("wallets").exists() && !shell.0.join("history.jsonl").exists());
}

#[test]
fn a_directory_that_is_no_chain_is_left_alone() {
    let shell = Shell::new("foreign");
    shell.refused("chain status", "hypothec chain start");
    assert!(!shell.0.exists());
    std::fs::create_dir_all(&shell.0).expect("a directory");
    std::fs::write(shell.0.join("mine.txt"), "mine").expect("a file");
    shell.refused("chain reset --wallets --yes", "nothing to delete");
    assert_eq!(std::fs::read_to_string(shell.0.join("mine.txt")).expect("it is there"), "mine");
}

#[test]
fn made_up_tokens() {
    let shell = Shell::market("tokens");
    let token = shell.json("chain new-token GOLD --decimals 3");
    assert_eq!(token["decimals"], 3);
    shell.refused("chain new-token gold", "exists already");
    shell.refused("chain new-token U$D", "letters and digits");
    shell.misused("chain new-token DUST --decimals 19", "19");
    assert_eq!(shell.json("wallet mint GOLD 1.5 -w admin")["atoms"]["GOLD"], "1500");
    assert_eq!(
        shell.json("market list-asset GOLD --price 1 --preset dollar -w admin")["reserves"][0]["symbol"],
        "GOLD"
    );
}

#[test]
fn thirty_commands_at_once_lose_nothing() {
    let shell = Shell::new("lock");
    shell.ok("chain start");
    shell.ok("wallet new alice");
    let children: Vec<_> = (0..30)
        .map(|_| {
            let mut command = shell.command();
            command.args(["wallet", "airdrop", "1", "--to", "alice"]).stdout(Stdio::null());
            command.spawn().expect("the command runs")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(shell.json("wallet show alice")["lamports"], "30000000000");
}

#[test]
fn a_copy_of_the_chain_is_put_back_and_what_is_damaged_is_named() {
    let shell = Shell::lending("snapshot");
    let copy = shell.0.join("copy.hypo");
    let (before, history) = (shell.json("chain status"), shell.json("chain history --last 100"));
    assert!(shell.ok(&format!("chain snapshot {}", copy.display())).contains("bytes"));
    shell.refused(&format!("chain snapshot {}", copy.display()), "cannot write");
    shell.ok("position deposit NVDAx 1 -w alice");
    assert_eq!(shell.json("chain check")["positions"], 2);

    let state = shell.0.join("state.bin");
    let mut bytes = std::fs::read(&state).expect("a state");
    bytes[3_000] ^= 1;
    std::fs::write(&state, &bytes).expect("written");
    shell.refused("chain check", "hypothec chain restore");
    shell.refused(&format!("chain restore {}", copy.display()), "Give --yes");
    shell.ok(&format!("chain restore {} --yes", copy.display()));
    assert_eq!((shell.json("chain status"), shell.json("chain history --last 100")), (before, history));
    shell.ok("position deposit NVDAx 1 -w alice");

    let mut bytes = std::fs::read(&copy).expect("a copy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&copy, &bytes).expect("written");
    shell.refused(&format!("chain restore {} --yes", copy.display()), "is damaged, or is no copy");
    let key = shell.0.join("wallets/alice.json");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("set");
    shell.refused("chain check", "can be read by others");
}

#[test]
fn m1_what_is_not_a_program_is_refused_in_words() {
    let shell = Shell::new("no-program");
    for file in ["/bin/ls", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")] {
        shell.refused(&format!("chain start --program {file}"), "make program");
    }
    shell.ok("chain start");
    shell.refused("chain upgrade --program /bin/ls", "no program that the chain's runtime loads");
    shell.ok("chain upgrade");
}
