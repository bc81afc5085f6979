//! Deployment by loader v3: a buffer that may be written in several runs, deployed or upgraded from, and what is on chain.

mod actions;
mod buffer;
mod deployer;
mod program;

pub use actions::{deploy, rent, set_authority_instruction, set_buffer_authority_instruction, upgrade_instruction};
pub use buffer::{Progress, write_buffer};
pub use deployer::{Deployer, LOADER_V3};
pub use program::{DeployedProgram, code_hash};
