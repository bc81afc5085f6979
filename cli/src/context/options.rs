//! What every command takes.

use clap::Args;
use std::path::PathBuf;

/// The options of every command. A flag goes before the environment, and the environment before a configuration file.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Global options")]
pub struct Options {
    /// Directory that keeps the embedded chain and its wallets
    ///
    /// [env: HYPOTHEC_STATE] [default: hypothec in the user's data directory]
    #[arg(long, global = true, value_name = "DIR", display_order = 900)]
    pub state: Option<PathBuf>,
    /// Sign with this wallet of the embedded chain, see `hypothec wallet new` [env: HYPOTHEC_WALLET]
    #[arg(short, long, global = true, value_name = "NAME", conflicts_with = "keypair", display_order = 901)]
    pub wallet: Option<String>,
    /// Sign with this keypair file, as solana-keygen writes it
    #[arg(short, long, global = true, value_name = "FILE", display_order = 902)]
    pub keypair: Option<PathBuf>,
    /// Solana's configuration file, whose keypair_path signs when neither --wallet nor --keypair is given
    ///
    /// [env: SOLANA_CONFIG] [default: ~/.config/solana/cli/config.yml]
    #[arg(short = 'C', long, global = true, value_name = "FILE", display_order = 903)]
    pub solana_config: Option<PathBuf>,
    /// Answer yes to every question
    #[arg(short, long, global = true, display_order = 904)]
    pub yes: bool,
    /// Print one line of JSON; errors too
    #[arg(long, global = true, display_order = 905)]
    pub json: bool,
    /// A cluster's RPC address (not yet: only the embedded chain is supported)
    #[arg(short, long, global = true, value_name = "URL", display_order = 906)]
    pub url: Option<String>,
}

/// A variable of the environment; one that is empty counts as not set.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Options {
    /// Fills in from the environment what no flag gave.
    #[must_use]
    pub fn with_environment(mut self) -> Options {
        self.state = self.state.or_else(|| variable("HYPOTHEC_STATE").map(Into::into));
        if self.keypair.is_none() {
            self.wallet = self.wallet.or_else(|| variable("HYPOTHEC_WALLET"));
        }
        self.solana_config = self.solana_config.or_else(|| variable("SOLANA_CONFIG").map(Into::into));
        self
    }
}
