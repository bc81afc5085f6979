//! Tokens that move between a position and a token account.

use crate::cmd::selector::PositionSelector;
use crate::context::Context;
use crate::output::amount;
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_localnet::token;
use solana_address::Address;
use solana_instruction::Instruction;

/// Tokens that move.
#[derive(Args)]
pub struct Tokens {
    /// The asset's symbol
    pub symbol: String,
    /// Amount in tokens, such as 3.14, or `all`
    #[arg(allow_negative_numbers = true)]
    pub amount: String,
}

/// Who brought an action.
#[derive(Args)]
pub struct Attribution {
    /// Name an integrator as who brought the action: its number goes into the event and costs nothing [default: nobody]
    #[arg(long, value_name = "ID", default_value_t = 0, hide_default_value = true)]
    integrator: u16,
}

impl Attribution {
    /// The action as this integrator's.
    pub fn of(&self, action: Instruction) -> Instruction {
        builder::with_integrator(action, self.integrator)
    }
}

/// A transfer that an instruction is to make.
pub struct Transfer {
    pub position: Address,
    pub reserve: ReserveAddresses,
    /// The token account that pays or is paid.
    pub tokens: Address,
    /// Atoms; `u64::MAX` is all.
    pub atoms: u64,
    /// Creates the token account where it is missing.
    pub before: Option<Instruction>,
}

impl Tokens {
    /// A transfer from the signer's token account into a position.
    pub fn paid_by(&self, ctx: &Context<'_>, signer: &Address, position: &PositionSelector) -> Result<Transfer> {
        let position = position.address(ctx)?;
        ctx.position(&position)?;
        self.transfer(ctx, signer, signer, position)
    }

    /// A transfer out of a position: to the owner's token account, also when a delegate signs.
    pub fn paid_to_owner(&self, ctx: &Context<'_>, signer: &Address, position: &PositionSelector) -> Result<Transfer> {
        let position = position.address(ctx)?;
        let owner = ctx.position(&position)?.owner().into();
        self.transfer(ctx, signer, &owner, position)
    }

    fn transfer(&self, ctx: &Context<'_>, signer: &Address, holder: &Address, position: Address) -> Result<Transfer> {
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        Ok(Transfer {
            position,
            reserve,
            tokens: token::associated(holder, &asset.mint, &asset.token_program),
            atoms: amount::parse_or_all(&self.amount, asset.decimals)?,
            before: ctx.missing_tokens(signer, holder, &asset.mint, &asset.token_program)?,
        })
    }
}
