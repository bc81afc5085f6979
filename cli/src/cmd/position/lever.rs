use super::pair::{self, Pair};
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_interface::instruction::Instruction;

/// Deposit and borrow in one instruction, checked once at the end
#[derive(Args)]
pub struct Lever {
    #[command(flatten)]
    pair: Pair,
    #[command(flatten)]
    position: PositionSelector,
}

impl Lever {
    pub fn run(self, env: &Env) -> Result<Answer> {
        pair::run(env, &self.position, &self.pair, [Instruction::Deposit, Instruction::Borrow])
    }
}
