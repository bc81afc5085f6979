//! Corporate actions: each multiplies the shares that one token represents.

use super::act::Act;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use hypothec_localnet::tlv::{self, kind};
use solana_instruction::Instruction;
use spl_token_2022_interface::extension::scaled_ui_amount;

/// What becomes of prices, after the word on what was done.
pub const QUOTES: &str =
    ": `price post` is a whole token's price and --share a share's, which the market takes times the multiplier";

/// From when on a multiplier is in force.
#[derive(Args)]
pub struct When {
    /// Takes effect after SECONDS
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub delay: u32,
}

/// Sets the multiplier to the one in force times a factor. Multipliers are floating point in the mint itself.
pub fn multiply(act: &Act<'_>, factor: f64, when: &When) -> Result<Instruction> {
    let (asset, now) = (&act.asset, act.ctx.now());
    let data = act.ctx.mint_account(asset)?.data;
    let at = tlv::find(&data, kind::SCALED_UI_AMOUNT).with_context(|| format!("{} has no multiplier", asset.symbol))?;
    let value = &data[at];
    let effective = value[40..48].try_into().map_or(0, i64::from_le_bytes);
    let place = if now >= effective { 48 } else { 32 };
    let present = value[place..place + 8].try_into().map_or(1.0, f64::from_le_bytes);
    // from a millionth to a million: no corporate action is outside, and no multiplier leaves what floats can hold
    if !(1e-6..=1e6).contains(&factor) {
        bail!("{factor:e}: the factor must be between 0.000001 and 1000000");
    }
    let (program, issuer, from) = (&asset.token_program, act.issuer(), now + i64::from(when.delay));
    Ok(scaled_ui_amount::instruction::update_multiplier(program, &asset.mint, &issuer, &[], present * factor, from)?)
}
