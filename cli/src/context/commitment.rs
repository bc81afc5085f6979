//! How sure what is read of a cluster must be.

use clap::ValueEnum;
use solana_commitment_config::CommitmentConfig;

/// How much of a cluster must have voted for what is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Commitment {
    /// In a block that the node has seen
    Processed,
    /// In a block that most of the cluster has voted for
    #[default]
    Confirmed,
    /// In a block that cannot be undone
    Finalized,
}

impl Commitment {
    /// The level of this name, in lower case as Solana's configuration has it.
    pub fn named(name: &str) -> Option<Commitment> {
        Commitment::from_str(name, true).ok()
    }

    /// The same for a client.
    pub fn config(self) -> CommitmentConfig {
        match self {
            Commitment::Processed => CommitmentConfig::processed(),
            Commitment::Confirmed => CommitmentConfig::confirmed(),
            Commitment::Finalized => CommitmentConfig::finalized(),
        }
    }
}
