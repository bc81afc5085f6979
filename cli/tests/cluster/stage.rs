//! A chain that the command works on, with what only tests can do to it: the embedded one, or a node.

use crate::numbers;
use hypothec_client::{Cluster, Rpc};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::preset::nyse;
use hypothec_interface::preset::xstocks::{USDC_FEED, find};
use hypothec_interface::session::Session;
use hypothec_keeper::exit::product;
use hypothec_localnet::price::{PUSH, PythUpdate, push_address};
use hypothec_localnet::{Surfnet, catalogue, keys, mint, token, wallet};
use serde_json::{Value, json};
use solana_account::Account;
use solana_address::{Address, address};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

pub const USDC: Address = address!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// Where the command works.
pub struct Stage {
    pub dir: TempDir,
    pub net: Option<Surfnet>,
    pub market: Option<String>,
    pub program: Address,
}

/// The program that `make program` builds.
pub fn program_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/deploy/hypothec.so")
}

/// The same keys on every stage.
fn key(who: &str) -> Keypair {
    keys::key(9_000 + u64::from(who.as_bytes()[0]))
}

pub fn address_of(who: &str) -> Address {
    key(who).pubkey()
}

impl Stage {
    fn with(net: Option<Surfnet>) -> Stage {
        let stage = Stage { dir: TempDir::new().expect("a directory"), net, market: None, program: PROGRAM_ID };
        for who in ["admin", "boris", "keeper"] {
            let text = serde_json::to_string(&key(who).to_bytes().to_vec()).expect("JSON");
            std::fs::write(stage.key_file(who), text).expect("written");
        }
        stage
    }

    pub fn embedded() -> Stage {
        let stage = Stage::with(None);
        stage.json("admin", "chain start");
        for who in ["admin", "boris"] {
            stage.json(who, "wallet airdrop 1000");
        }
        stage
    }

    /// A node without Hypothec, with the two mints on it.
    pub fn bare_node() -> Stage {
        let mut net = Surfnet::start(50);
        let stock = catalogue::nvdax();
        net.put_accounts([
            (&USDC, &mint::spl_mint(6, address_of("admin"), 0)),
            (&stock.address, &stock.account()),
            (&address_of("admin"), &wallet(1_000_000_000_000)),
            (&address_of("boris"), &wallet(1_000_000_000_000)),
        ]);
        Stage::with(Some(net))
    }

    /// The same with the program in place.
    pub fn node() -> Stage {
        let mut stage = Stage::bare_node();
        stage.net().put_program(&PROGRAM_ID, &program_file());
        stage
    }

    pub fn net(&mut self) -> &mut Surfnet {
        self.net.as_mut().expect("a node")
    }

    pub fn key_file(&self, who: &str) -> PathBuf {
        self.dir.path().join(format!("{who}.json"))
    }

    /// The command, with a configuration and a state of its own.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hypothec"));
        for name in ["STATE", "WALLET", "URL", "MARKET", "PROGRAM"] {
            command.env_remove(format!("HYPOTHEC_{name}"));
        }
        command.env_remove("SOLANA_CONFIG").env("HOME", self.dir.path());
        command.env("HYPOTHEC_CONFIG", self.dir.path().join("config.yml"));
        command.env("HYPOTHEC_STATE", self.dir.path().join("state"));
        if let Some(net) = &self.net {
            command.env("HYPOTHEC_URL", &net.rpc).env("HYPOTHEC_PROGRAM", self.program.to_string());
            self.market.as_ref().map(|market| command.env("HYPOTHEC_MARKET", market));
        }
        command
    }

    pub fn run(&self, who: &str, line: &str) -> Output {
        let mut command = self.command();
        if !line.contains("--authority") {
            command.arg("--keypair").arg(self.key_file(who));
        }
        command.arg("--json").args(line.split(' ')).output().expect("the command runs")
    }

    /// What a command says, whether it is done or refused.
    pub fn said(&self, who: &str, line: &str) -> Value {
        let output = self.run(who, line);
        let text = if output.status.success() { &output.stdout } else { &output.stderr };
        numbers::read(line, text)
    }

    /// The answer of a command that must succeed.
    #[track_caller]
    pub fn json(&self, who: &str, line: &str) -> Value {
        let output = self.run(who, line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        numbers::read(line, &output.stdout)
    }

    /// A command that must fail with this exit code, and say this.
    #[track_caller]
    pub fn refused(&self, who: &str, line: &str, code: i32, word: &str) {
        assert!(!word.is_empty(), "{line}: refused, but why");
        let output = self.run(who, line);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{line}: {words}");
        assert!(words.contains(word), "{line}: {words}");
    }

    pub fn now(&self) -> i64 {
        numbers::whole(&self.json("admin", "chain status")["unix_timestamp"]).cast_signed()
    }

    /// Lets the clock go on to this time.
    pub fn travel(&mut self, to: i64) {
        if let Some(net) = &mut self.net {
            net.travel(to);
        } else {
            let seconds = to - self.now();
            self.json("admin", &format!("chain warp {seconds}"));
        }
    }

    /// Gives tokens: atoms of USDC, or of NVDAx.
    pub fn give(&mut self, who: &str, symbol: &str, atoms: u64) {
        let owner = address_of(who);
        let Some(net) = &mut self.net else {
            let decimals = if symbol == "USDC" { 6 } else { 8 };
            let whole = atoms / 10u64.pow(decimals);
            self.json(who, &format!("wallet mint {symbol} {whole}"));
            return;
        };
        let stock = catalogue::nvdax();
        let (mint, account) = match symbol {
            "USDC" => (USDC, mint::spl_mint(6, owner, 0)),
            _ => (stock.address, stock.account()),
        };
        let held = token::associated_account(&mint, &account, &owner, atoms);
        net.put_accounts([(&token::associated(&owner, &mint, &account.owner), &held)]);
    }

    /// Puts a pool of this many NVDAx, at this price of each, on the chain; the file whose [[exit]] names it.
    pub fn pool(&mut self, tokens: u64, dollars: u64) -> PathBuf {
        let (program, stock) = (keys::address(31_000), catalogue::nvdax());
        let file = self.dir.path().join("exits.toml");
        let Some(net) = &mut self.net else {
            let line = format!("chain pool NVDAx {tokens} USDC {}", tokens * dollars);
            let pool = self.json("admin", &line);
            std::fs::write(&file, table(&pool["program"], &pool["mints"])).expect("written");
            return file;
        };
        net.put_program(&program, &program_file().with_file_name("hypothec_example.so"));
        let pool = product::address(&program, &[stock.address, USDC]).0;
        let mints = [(stock.address, stock.account(), 8), (USDC, mint::spl_mint(6, pool, 0), 6)];
        for ((mint, account, decimals), whole) in mints.iter().zip([tokens, tokens * dollars]) {
            let held = token::associated_account(mint, account, &pool, whole * 10u64.pow(*decimals));
            net.put_accounts([(&token::associated(&pool, mint, &account.owner), &held)]);
        }
        let mints = json!([stock.address.to_string(), USDC.to_string()]);
        std::fs::write(&file, table(&json!(program.to_string()), &mints)).expect("written");
        file
    }

    /// An account of a node as it is.
    pub fn account(&self, address: &Address) -> Account {
        let net = self.net.as_ref().expect("a node");
        let found = Rpc::new(&net.rpc, self.program).account(address).expect("asked");
        found.expect("an account")
    }

    /// Posts what NVDAx costs, by both of its feeds, and USDC, as of now.
    pub fn post(&mut self, dollars: i64) {
        let now = self.now();
        self.post_at(dollars, now);
    }

    /// The same, as of another time on a node.
    pub fn post_at(&mut self, dollars: i64, now: i64) {
        let stock = find("NVDAx").expect("a stock");
        let Some(net) = &mut self.net else {
            for line in [format!("NVDAx {dollars}"), format!("NVDAx {dollars} --share"), "USDC 1".into()] {
                self.json("admin", &format!("price post {line}"));
            }
            return;
        };
        let share = stock.share_feed.expect("a share feed");
        let e8 = dollars * 100_000_000;
        for (feed, price) in [(stock.token_feed, e8), (share, e8), (USDC_FEED, 100_000_000)] {
            let account = PythUpdate::new(feed, price, -8, now).account();
            net.put_accounts([(&push_address(&PUSH, 0, &feed), &account)]);
        }
    }
}

/// The table of a pool in a keeper's file.
fn table(program: &Value, mints: &Value) -> String {
    format!("[[exit]]\nname = \"pool\"\nkind = \"product\"\nprogram = {program}\nmints = {mints}\n")
}

/// A quarter of an hour into the first whole Regular session after this time.
pub fn next_open(now: i64) -> i64 {
    let (mut at, mut was_closed) = (now, false);
    loop {
        let (session, until) = nyse::CALENDAR.session_at(at);
        was_closed |= session == Session::Closed;
        if session == Session::Regular && was_closed {
            return at + 900;
        }
        at = until;
    }
}
