use super::act::Act;
use super::multiplier::{QUOTES, When, multiply};
use crate::context::Env;
use crate::output::Answer;
use anyhow::{Result, bail};
use clap::Args;

/// Split the stock: each token then represents a multiple of its shares
#[derive(Args)]
pub struct Split {
    /// The stock's symbol
    symbol: String,
    /// New shares for old ones, such as 10:1 or 1:2
    ratio: String,
    #[command(flatten)]
    when: When,
}

fn factor_of(ratio: &str) -> Result<f64> {
    let parts = ratio.split_once(':').and_then(|(new, old)| Some((new.parse::<u16>().ok()?, old.parse::<u16>().ok()?)));
    match parts {
        Some((new, old)) if new > 0 && old > 0 => Ok(f64::from(new) / f64::from(old)),
        _ => bail!("{ratio:?} is not a split: write 10:1 or 1:2"),
    }
}

impl Split {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut act = Act::of(env, &self.symbol)?;
        let multiply = multiply(&act, factor_of(&self.ratio)?, &self.when)?;
        act.send(&[multiply], &format!("split {} in {} s{QUOTES}", self.ratio, self.when.delay))
    }
}
