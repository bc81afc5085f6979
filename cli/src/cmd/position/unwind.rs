use super::pair::{self, Pair};
use crate::cmd::selector::PositionSelector;
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_interface::instruction::Instruction;

/// Repay and withdraw in one instruction, checked once at the end
#[derive(Args)]
pub struct Unwind {
    #[command(flatten)]
    pair: Pair,
    #[command(flatten)]
    position: PositionSelector,
}

impl Unwind {
    pub fn run(self, env: &Env) -> Result<Answer> {
        pair::run(env, &self.position, &self.pair, [Instruction::Repay, Instruction::Withdraw])
    }
}
