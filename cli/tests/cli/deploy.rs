//! The keeper's systemd unit and container file: the commands in them are ones that this build of the command takes.

use crate::shell::Shell;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BUILT: &str = env!("CARGO_BIN_EXE_hypothec");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(file: &str) -> String {
    std::fs::read_to_string(root().join("cli/keeper/deploy").join(file)).expect("the file")
}

/// Where systemd puts what the service's own user may read.
const CREDENTIALS: &str = "${CREDENTIALS_DIRECTORY}/";

/// What follows `key` on each line of the file that begins with it.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(key)).map(str::trim).collect()
}

fn run(words: &[String], more: &[&str]) -> Output {
    Command::new(BUILT).args(words).args(more).output().expect("it runs")
}

/// The parser has read every word before it comes to `--help`, and refuses what it does not know.
#[track_caller]
fn assert_parses(words: &[String]) {
    let output = run(words, &["--help"]);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(String::from).collect()
}

#[test]
fn commands_of_the_systemd_unit_are_commands_of_this_build() {
    let unit = text("hypothec-keeper.service");
    let lines = [values(&unit, "ExecStartPre=-"), values(&unit, "ExecStart=")].concat();
    assert_eq!(lines.len(), 2, "a check, and a run");
    for line in lines {
        let all = words(line);
        let (program, rest) = all.split_first().expect("a program");
        assert_eq!(program, "/usr/local/bin/hypothec", "where the unit's first lines install it");
        assert_parses(rest);
        let loads = values(&unit, "LoadCredential=");
        let credentials: Vec<_> = rest.iter().filter_map(|word| word.strip_prefix(CREDENTIALS)).collect();
        assert_eq!(credentials, ["keeper.toml", "keypair.json"]);
        for credential in credentials {
            let load = format!("{credential}:/etc/hypothec/{credential}");
            assert!(loads.contains(&load.as_str()), "{credential} is loaded");
        }
    }
    let wrong = run(&words("keeper run --config-fil /etc/hypothec/keeper.toml"), &["--help"]);
    assert_eq!(wrong.status.code(), Some(2), "a flag that is not there would be found");
}

#[test]
fn a_service_of_its_own_user_names_no_file_that_only_root_can_read() {
    let unit = text("hypothec-keeper.service");
    let install = unit.lines().find(|line| line.contains("install -m 0600")).expect("how the files are installed");
    let private = install.rsplit("install -m 0600").next().expect("what follows it");
    let files: Vec<_> = private.split_whitespace().filter(|word| word.contains('.')).collect();
    assert_eq!(files, ["keeper.toml", "keypair.json"]);
    assert!(unit.contains("DynamicUser=yes"), "it does not run as root");
    for line in [values(&unit, "ExecStartPre=-"), values(&unit, "ExecStart=")].concat() {
        for file in &files {
            let named: Vec<_> = line.split_whitespace().filter(|word| word.ends_with(file)).collect();
            assert_eq!(named, [format!("{CREDENTIALS}{file}")], "the service's user cannot read /etc/hypothec/{file}");
        }
    }
}

#[test]
fn systemd_verifies_the_unit_where_it_is_installed() {
    let dir = Shell::new("unit");
    std::fs::create_dir_all(&dir.0).expect("a folder");
    let file = dir.0.join("hypothec-keeper.service");
    let verify = |unit: String| {
        std::fs::write(&file, unit).expect("written");
        Command::new("systemd-analyze").arg("verify").arg(&file).output().ok()
    };
    let unit = text("hypothec-keeper.service").replace("/usr/local/bin/hypothec", BUILT);
    let Some(wrong) = verify(unit.replace("Restart=always", "Restart=alway")) else {
        println!("skipped: systemd-analyze is not installed");
        return;
    };
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said(&wrong).contains("restart"), "a wrong value is found: {}", said(&wrong));
    let output = verify(unit).expect("it runs again");
    assert!(output.status.success() && !said(&output).contains("hypothec-keeper"), "{}", said(&output));
}

#[test]
fn container_runs_a_command_of_this_build_that_its_first_stage_builds() {
    let file = text("Containerfile");
    let list = |key| serde_json::from_str::<Vec<String>>(values(&file, key)[0]).expect("a list of words");
    let (entry, command) = (list("ENTRYPOINT "), list("CMD "));
    assert_eq!(entry[0], "hypothec");
    assert_parses(&[&entry[1..], &command].concat());
    let build = values(&file, "RUN cargo build")[0];
    assert!(build.ends_with(&format!("--locked -p {}", env!("CARGO_PKG_NAME"))) && build.contains("--release"));
    assert_eq!(values(&file, "COPY --from=build"), ["/src/target/release/hypothec /usr/local/bin/hypothec"]);
    assert!(Path::new(BUILT).ends_with("hypothec"), "what the package's build is called");
    let version = env!("CARGO_PKG_RUST_VERSION").split('.').take(2).collect::<Vec<_>>().join(".");
    assert!(file.contains(&format!("rust:{version}-slim")), "the compiler that the workspace asks for, {version}");
    let port = values(&file, "EXPOSE ")[0];
    assert!(hypothec_keeper::config::EXAMPLE.contains(&format!(":{port}\"")), "where the example listens");
    for place in ["Cargo.lock", "cli/keeper/deploy/Containerfile"] {
        assert!(root().join(place).exists(), "{place}");
    }
}

#[test]
fn a_service_without_a_home_gets_as_far_as_its_cluster() {
    let shell = Shell::new("service");
    std::fs::create_dir_all(&shell.0).expect("a folder");
    let (config, key) = (shell.0.join("keeper.toml"), shell.0.join("keypair.json"));
    std::fs::write(&config, "market = \"11111111111111111111111111111111\"\nroles = [\"watch\"]\n").expect("written");
    let bytes = hypothec_localnet::keys::key(9_400).to_bytes().to_vec();
    std::fs::write(&key, serde_json::to_string(&bytes).expect("JSON")).expect("written");
    let unit = text("hypothec-keeper.service");
    let line = values(&unit, "ExecStartPre=-")[0].replace(CREDENTIALS, &format!("{}/", shell.0.display()));
    let mut command = Command::new(BUILT);
    command.env_clear().env("HYPOTHEC_URL", "http://127.0.0.1:1").args(words(&line).into_iter().skip(1));
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no node answers at http://127.0.0.1:1"), "{said}");
    assert_eq!(output.status.code(), Some(4), "{said}");
}
