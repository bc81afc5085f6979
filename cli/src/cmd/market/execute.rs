use crate::context::assets::price_account;
use crate::context::{Context, Env};
use crate::output::{Answer, market, proposal};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::state::{Kind, SOURCE_COUNT, SourceId};

/// Execute a proposal whose delay is over; anyone may
#[derive(Args)]
pub struct Execute {
    /// The proposal's number
    number: u64,
}

impl Execute {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let proposal = proposal::of_nonce(&ctx, self.number)?;
        if matches!(proposal.change(), Ok(Kind::Terminal)) {
            env.confirm("This settles the reserve at the proposed price, permanently.")?;
        }
        let price = match proposal.change() {
            // a source that comes in must agree with the board
            Ok(Kind::Source) => {
                let ids: [SourceId; SOURCE_COUNT] =
                    bytemuck::pod_read_unaligned(&proposal.values()[..size_of::<[SourceId; SOURCE_COUNT]>()]);
                ids.iter().find_map(price_account)
            }
            _ => None,
        };
        let execute = builder::execute(ctx.market_address()?, self.number, proposal.rent_payer().into(), price);
        let sent = ctx.send(&[execute], &[&payer])?;
        market::show(&ctx, Some(&sent))
    }
}
