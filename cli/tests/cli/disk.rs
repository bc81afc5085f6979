//! A disk that is full or may not be written, and a history that has grown long.

use crate::shell::Shell;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Runs the command where no file may grow past this many blocks of 512 bytes, as on a disk that is full.
fn on_a_full_disk(shell: &Shell, blocks: u64, line: &str) -> Output {
    let command = shell.command();
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(script).arg(command.get_program()).args(command.get_args()).args(line.split(' '));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited.output().expect("it runs")
}

#[test]
fn h5_and_h7_a_full_disk_is_told_and_loses_nothing() {
    let shell = Shell::lending("full");
    let before = (shell.json("chain status"), shell.json("position show -w alice"));
    // too little for the history's next line, and then too little for the chain
    let history = fs::metadata(shell.0.join("history.jsonl")).expect("a history").len();
    for blocks in [history / 512, 800] {
        let refused = on_a_full_disk(&shell, blocks, "position deposit NVDAx 1 -w alice");
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{blocks}: {words}");
        assert!(words.contains("cannot write") && words.contains(&shell.0.display().to_string()), "{words}");
        assert_eq!((shell.json("chain status"), shell.json("position show -w alice")), before, "nothing has happened");
        assert!(!shell.ok("chain history").contains("damaged"), "{blocks}");
    }
    let refused = on_a_full_disk(&shell, 0, "wallet new zz");
    assert_eq!(refused.status.code(), Some(1));
    assert!(!shell.0.join("wallets/zz.json").exists(), "no empty file stays");
    shell.ok("wallet new zz");
    shell.ok("position deposit NVDAx 1 -w alice");
    assert!(fs::read_dir(&shell.0).expect("a folder").count() <= 4, "nothing stays beside");
}

#[test]
fn m21_a_directory_that_may_not_be_written_can_be_looked_at() {
    let shell = Shell::lending("readonly");
    let program = shell.0.with_extension("program");
    fs::copy(env!("CARGO_BIN_EXE_hypothec"), &program).expect("copied");
    let files = ["", "state.bin", "history.jsonl", "lock"].map(|name| shell.0.join(name));
    for file in &files {
        let mode = if file.is_dir() { 0o555 } else { 0o444 };
        fs::set_permissions(file, Permissions::from_mode(mode)).expect("set");
    }
    let is_root = fs::metadata("/proc/self").expect("a process").uid() == 0;
    let run = |line: &str| {
        let mut command = Command::new(&program);
        command.env("HOME", &shell.0).arg("--state").arg(&shell.0).args(line.split(' '));
        if is_root {
            command.uid(65_534); // whom permissions bind
        }
        let output = command.output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let looked = run("market show");
    assert_eq!(looked.0, Some(0), "{}", looked.1);
    for line in ["chain warp 1", "chain reset --yes"] {
        let (code, words) = run(line);
        assert!(code == Some(1) && words.contains("cannot lock") && words.contains("Permission denied"), "{words}");
    }
    fs::set_permissions(&shell.0, Permissions::from_mode(0o755)).expect("set");
    fs::remove_file(&program).expect("deleted");
}

/// The quickest of five looks.
fn quickest(shell: &Shell) -> Duration {
    let looks = (0..5).map(|_| {
        let since = Instant::now();
        shell.ok("chain status");
        since.elapsed()
    });
    looks.min().expect("five looks")
}

#[test]
fn twenty_thousand_transactions_of_history_do_not_slow_the_status() {
    let shell = Shell::lending("long");
    let short = quickest(&shell);
    let history = shell.0.join("history.jsonl");
    let mut text = fs::read_to_string(&history).expect("a history");
    let line = text.lines().last().expect("a line").to_string() + "\n";
    text += &line.repeat(20_000);
    fs::write(&history, &text).expect("written");
    // magic, checksum, length of the notes, notes, chain
    let state = shell.0.join("state.bin");
    let bytes = fs::read(&state).expect("a state");
    let length = u32::from_le_bytes(bytes[40..44].try_into().expect("four bytes")) as usize;
    let mut notes: Value = serde_json::from_slice(&bytes[44..44 + length]).expect("notes");
    let sent = notes["transactions"].as_u64().expect("a count") + 20_000;
    (notes["transactions"], notes["history_bytes"]) = (sent.into(), text.len().into());
    let (notes, chain) = (notes.to_string().into_bytes(), &bytes[44 + length..]);
    let length = u32::try_from(notes.len()).expect("short").to_le_bytes();
    let sum = Sha256::new().chain_update(length).chain_update(&notes).chain_update(chain).finalize();
    fs::write(&state, [&bytes[..8], sum.as_slice(), &length, &notes, chain].concat()).expect("written");

    assert_eq!(shell.json("chain status")["transactions"], sent);
    let long = quickest(&shell);
    println!("{} bytes of history: {short:?} before, {long:?} after", text.len());
    assert!(long < short * 2 + Duration::from_millis(50), "{short:?} before, {long:?} after");
    let since = Instant::now();
    assert_eq!(shell.json("chain history --last 5").as_array().map(Vec::len), Some(5));
    println!("the last five of them: {:?}", since.elapsed());
    shell.ok("position deposit NVDAx 1 -w alice");
    assert_eq!(shell.json("chain status")["transactions"], sent + 1);
}
