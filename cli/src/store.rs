//! The embedded chain on disk: the machine's state, what is listed, and the wallets.

use crate::Answer;
use anyhow::{Context, Result, anyhow, bail};
use clap::Subcommand;
use hypothec_world::{Asset, Chain, Failure, User, World, asset as known, elf, market};
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::fs;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    /// Start an empty chain with the program on it
    Start,
    /// Show slot, time and what is kept
    Status,
    /// Let time pass
    Warp {
        /// Seconds
        seconds: u32,
    },
    /// Forget the chain and its wallets
    Reset,
}

/// A state directory.
pub struct Store {
    dir: PathBuf,
}

impl Store {
    pub fn at(dir: Option<PathBuf>) -> Result<Store> {
        let dir = dir.or_else(|| Some(dirs::data_dir()?.join("hypothec")));
        Ok(Store { dir: dir.context("no data directory: give --state DIR")? })
    }

    fn machine(&self) -> PathBuf {
        self.dir.join("chain.bin")
    }

    fn listed(&self) -> PathBuf {
        self.dir.join("listed.json")
    }

    pub fn chain(&self) -> Result<Chain> {
        if !self.machine().exists() {
            bail!("no chain at {}: run `hypothec chain start`", self.dir.display());
        }
        let svm = litesvm_persistence::load_from_file(self.machine())
            .map_err(|error| anyhow!("cannot read {}: {error}", self.machine().display()))?;
        Ok(Chain::from_svm(svm))
    }

    /// The market, with its chain.
    pub fn world(&self) -> Result<World> {
        let chain = self.chain()?;
        let listed = fs::read_to_string(self.listed()).context("no market yet: run `hypothec market create`")?;
        let symbols: Vec<String> = serde_json::from_str(&listed)?;
        let assets = symbols.iter().map(|symbol| asset(symbol)).collect::<Result<_>>()?;
        Ok(World { chain, market: market::market_key().pubkey(), assets })
    }

    /// Keeps the chain. Written beside and moved into place: a command that is stopped half-way loses nothing.
    pub fn keep_chain(&self, chain: &Chain) -> Result<()> {
        fs::create_dir_all(&self.dir).with_context(|| format!("cannot make {}", self.dir.display()))?;
        let new = self.machine().with_extension("new");
        litesvm_persistence::save_to_file(chain.svm(), &new)
            .map_err(|error| anyhow!("cannot write the chain: {error}"))?;
        Ok(fs::rename(new, self.machine())?)
    }

    pub fn keep(&self, world: &World) -> Result<()> {
        self.keep_chain(&world.chain)?;
        let symbols: Vec<&str> = world.assets.iter().map(symbol).collect();
        Ok(fs::write(self.listed(), serde_json::to_string(&symbols)?)?)
    }

    fn wallet_file(&self, name: &str) -> Result<PathBuf> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            bail!("{name:?} is not a wallet's name: use letters, digits and hyphens");
        }
        Ok(self.dir.join("wallets").join(format!("{name}.json")))
    }

    pub fn new_wallet(&self, name: &str) -> Result<Keypair> {
        let file = self.wallet_file(name)?;
        if file.exists() {
            bail!("wallet {name} exists already");
        }
        fs::create_dir_all(self.dir.join("wallets"))?;
        let keypair = Keypair::new();
        fs::write(file, serde_json::to_string(&keypair.to_bytes().to_vec())?)?;
        Ok(keypair)
    }

    pub fn wallet(&self, name: &str) -> Result<Keypair> {
        let file = self.wallet_file(name)?;
        let text =
            fs::read_to_string(file).with_context(|| format!("no wallet {name}: run `hypothec wallet new {name}`"))?;
        let bytes: Vec<u8> = serde_json::from_str(&text)?;
        Keypair::try_from(bytes.as_slice()).map_err(|error| anyhow!("wallet {name} is damaged: {error}"))
    }

    /// The wallet as a holder of position 0.
    pub fn user(&self, name: &str, world: &World) -> Result<User> {
        let keypair = self.wallet(name)?;
        let position = hypothec_interface::builder::position_address(&world.market, &keypair.pubkey(), 0).0;
        Ok(User { keypair, position })
    }
}

/// The assets this command knows.
pub fn asset(symbol: &str) -> Result<Asset> {
    match symbol {
        "USDC" => Ok(Asset::usdc()),
        "NVDAx" => Ok(Asset::nvdax()),
        _ => bail!("unknown asset {symbol}: USDC and NVDAx are known"),
    }
}

pub fn symbol(asset: &Asset) -> &'static str {
    if asset.mint == known::USDC { "USDC" } else { "NVDAx" }
}

/// The index of a listed asset.
pub fn index(world: &World, wanted: &str) -> Result<usize> {
    asset(wanted)?;
    let found = world.assets.iter().position(|asset| symbol(asset) == wanted);
    found.with_context(|| format!("{wanted} is not listed: run `hypothec market list-asset {wanted}`"))
}

/// A refused transaction in words.
pub fn refused(failure: &Failure) -> anyhow::Error {
    match failure.error {
        Some(error) => anyhow!("{}: {}", error.name(), error.message()),
        None => anyhow!("{}\n{}", failure.err, failure.logs.join("\n")),
    }
}

pub fn run(command: &Command, store: &Store) -> Result<Answer> {
    match command {
        Command::Start => {
            if store.machine().exists() {
                bail!("a chain is kept at {} already: `hypothec chain reset` forgets it", store.dir.display());
            }
            store.keep_chain(&Chain::new(elf::hypothec()))?;
        }
        Command::Status => {}
        Command::Warp { seconds } => {
            let mut chain = store.chain()?;
            chain.advance(i64::from(*seconds));
            store.keep_chain(&chain)?;
        }
        Command::Reset => {
            // only what this command wrote: the directory may be the user's own
            for file in [store.machine(), store.listed()] {
                if file.exists() {
                    fs::remove_file(file)?;
                }
            }
            let wallets = store.dir.join("wallets");
            if wallets.exists() {
                fs::remove_dir_all(wallets)?;
            }
            return Ok(Answer {
                json: json!({ "reset": true }),
                text: "the chain and its wallets are forgotten".into(),
            });
        }
    }
    let clock = store.chain()?.clock();
    Ok(Answer {
        json: json!({ "slot": clock.slot, "unix_timestamp": clock.unix_timestamp, "dir": store.dir }),
        text: format!("slot {}, unix time {}, kept at {}", clock.slot, clock.unix_timestamp, store.dir.display()),
    })
}
