//! What every command takes.

use super::commitment::Commitment;
use super::config::Config;
use super::sending::Sending;
use super::variable::variable;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The options of every command. A flag goes before the environment, and the environment before a configuration file.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Global options")]
pub struct Options {
    /// Work on a cluster instead of the embedded chain: a URL, or m(ainnet-beta), t(estnet), d(evnet), l(ocalhost)
    ///
    /// `embedded` is the embedded chain, also where the configuration names a cluster; `solana` is the cluster that
    /// Solana's configuration file names. [env: HYPOTHEC_URL] [default: the embedded chain]
    #[arg(short, long, global = true, value_name = "URL", display_order = 900)]
    pub url: Option<String>,
    /// Where Hypothec is deployed on the cluster [env: HYPOTHEC_PROGRAM] [default: its official address]
    #[arg(long, global = true, value_name = "ADDRESS", display_order = 901)]
    pub program_id: Option<String>,
    /// The market's address, on a cluster; the embedded chain has one, and takes besides one that was closed before it
    /// [env: HYPOTHEC_MARKET]
    #[arg(long, global = true, value_name = "ADDRESS", display_order = 902)]
    pub market: Option<String>,
    /// How much of the cluster must have voted for what is read [default: confirmed]
    #[arg(long, global = true, value_enum, value_name = "LEVEL", display_order = 903)]
    pub commitment: Option<Commitment>,
    /// Seconds to wait for an answer of the node [default: 30]
    #[arg(long, global = true, value_name = "SECONDS", display_order = 904,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    pub rpc_timeout: Option<u64>,
    /// Directory that keeps the embedded chain and the wallets
    ///
    /// [env: HYPOTHEC_STATE] [default: hypothec in the user's data directory]
    #[arg(long, global = true, value_name = "DIR", display_order = 905)]
    pub state: Option<PathBuf>,
    /// Sign with this wallet, see `hypothec wallet new` [env: HYPOTHEC_WALLET]
    #[arg(short, long, global = true, value_name = "NAME", conflicts_with = "keypair", display_order = 906)]
    pub wallet: Option<String>,
    /// Sign with this keypair file, as solana-keygen writes it
    ///
    /// `-` reads it from standard input; `prompt://`, `prompt://?key=0/0` and `ASK` ask for a seed phrase, as Solana's
    /// command line does; `usb://ledger` is a hardware wallet, in a build with the feature `ledger`.
    #[arg(short, long, global = true, value_name = "FILE", display_order = 907)]
    pub keypair: Option<PathBuf>,
    /// Solana's configuration file, whose keypair_path signs when neither --wallet nor --keypair is given
    ///
    /// Its json_rpc_url and commitment count with `--url solana`. [env: SOLANA_CONFIG]
    /// [default: ~/.config/solana/cli/config.yml]
    #[arg(short = 'C', long, global = true, value_name = "FILE", display_order = 908)]
    pub solana_config: Option<PathBuf>,
    /// What a flag or the environment says of them, which the embedded chain must agree with: the configuration is a cluster's.
    #[arg(skip)]
    pub named: Named,
    /// The genesis hash that the cluster must have; from the configuration.
    #[arg(skip)]
    pub genesis: Option<String>,
    #[command(flatten)]
    pub sending: Sending,
    /// Answer yes to every question
    #[arg(short, long, global = true, display_order = 930)]
    pub yes: bool,
    /// How to print the answer, and errors [default: display]
    #[arg(long, global = true, value_enum, value_name = "FORM", conflicts_with = "json", display_order = 931)]
    pub output: Option<Output>,
    /// The same as --output json-compact
    #[arg(long, global = true, display_order = 932)]
    pub json: bool,
    /// Print tables as wide as they are, also where the terminal is narrower
    #[arg(long, global = true, display_order = 933)]
    pub wide: bool,
    /// Print to stderr which chain is asked, and the logs and the fee of each transaction
    #[arg(short, long, global = true, conflicts_with = "quiet", display_order = 934)]
    pub verbose: bool,
    /// Print nothing on success
    #[arg(short, long, global = true, display_order = 935)]
    pub quiet: bool,
}

/// Addresses that this command line names.
#[derive(Clone, Default)]
pub struct Named {
    pub program: Option<String>,
    pub market: Option<String>,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people
    #[default]
    Display,
    /// JSON, indented
    Json,
    /// JSON in one line
    JsonCompact,
}

impl Options {
    /// How the answer is printed.
    pub fn form(&self) -> Output {
        if self.json { Output::JsonCompact } else { self.output.unwrap_or_default() }
    }

    /// Whether programs read the answer.
    pub fn is_json(&self) -> bool {
        self.form() != Output::Display
    }

    /// Fills in what no flag gave: from the environment, and then from the configuration file.
    #[must_use]
    pub fn filled(mut self, config: &Config) -> Options {
        self.state = self.state.or_else(|| variable("HYPOTHEC_STATE").map(Into::into));
        if self.keypair.is_none() && self.sending.authority.is_none() {
            self.wallet = self.wallet.or_else(|| variable("HYPOTHEC_WALLET"));
            if self.wallet.is_none() {
                self.keypair = config.keypair.clone().map(Into::into);
                self.wallet = config.wallet.clone().filter(|_| self.keypair.is_none());
            }
        }
        self.url = self.url.or_else(|| variable("HYPOTHEC_URL")).or_else(|| config.url.clone());
        self.named.program = self.program_id.or_else(|| variable("HYPOTHEC_PROGRAM"));
        self.named.market = self.market.or_else(|| variable("HYPOTHEC_MARKET"));
        self.program_id = self.named.program.clone().or_else(|| config.program.clone());
        self.market = self.named.market.clone().or_else(|| config.market.clone());
        self.commitment = self.commitment.or(config.commitment());
        self.genesis = config.genesis.clone();
        self.sending.price_cap = config.price_cap();
        self.solana_config = self.solana_config.or_else(|| variable("SOLANA_CONFIG").map(Into::into));
        self
    }
}
