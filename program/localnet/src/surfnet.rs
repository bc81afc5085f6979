//! A JSON-RPC node on loopback, for tests of what speaks HTTP and websockets: the script in `surfnet/`, run by node.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use solana_account::Account;
use solana_address::Address;
use solana_keypair::Keypair;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running node; it ends when this is dropped. Every method panics when the node does not do what it is asked.
pub struct Surfnet {
    /// Where it answers JSON-RPC.
    pub rpc: String,
    /// Where it speaks websocket.
    pub ws: String,
    payer: Vec<u8>,
    node: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("surfnet")
}

impl Surfnet {
    /// Starts a node whose slots last so long.
    ///
    /// # Panics
    /// When node is missing or its package is not installed: `make test` installs it.
    #[must_use]
    pub fn start(slot_ms: u64) -> Self {
        let folder = folder();
        assert!(
            folder.join("node_modules").exists(),
            "the test node is not installed: run `make node`, or `npm ci --ignore-scripts` in {}",
            folder.display()
        );
        let config = json!({ "slotTimeMs": slot_ms }).to_string();
        let mut command = Command::new("node");
        command.arg(folder.join("surfnet.cjs")).arg(config).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut node = command.spawn().expect("node runs: install Node.js 18 or later");
        let input = node.stdin.take();
        let mut output = BufReader::new(node.stdout.take().expect("its output is piped"));
        let said = line(&mut output);
        let text = |name: &str| said[name].as_str().expect("the node says where it is").to_string();
        let payer = serde_json::from_value(said["payer"].clone()).expect("the node says who pays");
        Self { rpc: text("rpc"), ws: text("ws"), payer, node, input, output }
    }

    /// A wallet with lamports.
    #[must_use]
    pub fn payer(&self) -> Keypair {
        Keypair::try_from(self.payer.as_slice()).expect("64 bytes")
    }

    /// Puts accounts in place, whatever was there.
    pub fn put_accounts<'a>(&mut self, accounts: impl IntoIterator<Item = (&'a Address, &'a Account)>) {
        let account = |(address, account): (&Address, &Account)| {
            json!({
                "address": address.to_string(), "lamports": account.lamports, "owner": account.owner.to_string(),
                "data": STANDARD.encode(&account.data),
            })
        };
        let accounts: Vec<Value> = accounts.into_iter().map(account).collect();
        self.tell(&json!({ "do": "accounts", "accounts": accounts }));
    }

    /// Puts a program in place without transactions.
    pub fn put_program(&mut self, address: &Address, file: &Path) {
        self.tell(&json!({ "do": "program", "id": address.to_string(), "file": file }));
    }

    /// Gives lamports.
    pub fn fund(&mut self, address: &Address, lamports: u64) {
        self.tell(&json!({ "do": "fund", "address": address.to_string(), "lamports": lamports }));
    }

    /// Moves the clock on to this time.
    pub fn travel(&mut self, unix_timestamp: i64) {
        self.tell(&json!({ "do": "travel", "unixTimestamp": unix_timestamp }));
    }

    /// Ends the node at once, as a crash does.
    pub fn crash(&mut self) {
        self.node.kill().expect("the node can be ended");
        self.node.wait().expect("the node ends");
    }

    fn tell(&mut self, command: &Value) {
        let input = self.input.as_mut().expect("the node listens");
        writeln!(input, "{command}").expect("the node listens");
        let said = line(&mut self.output);
        assert!(said.get("error").is_none(), "the node refuses {}: {}", command["do"], said["error"]);
    }
}

impl Drop for Surfnet {
    fn drop(&mut self) {
        drop(self.input.take()); // the end of its input ends it
        let _ = self.node.wait();
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> Value {
    let mut text = String::new();
    output.read_line(&mut text).expect("the node answers");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("the node ended or said {text:?}"))
}
