use super::act::Act;
use super::multiplier::{QUOTES, When, multiply};
use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Args;

/// Pay a dividend: each token then represents more shares
#[derive(Args)]
pub struct Dividend {
    /// The stock's symbol
    symbol: String,
    /// New shares per old share, such as 1.004 for 0.4 %
    factor: f64,
    #[command(flatten)]
    when: When,
}

impl Dividend {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let multiply = multiply(&act, self.factor, &self.when)?;
        act.send(&[multiply], &format!("multiplier times {} in {} s{QUOTES}", self.factor, self.when.delay))
    }
}
