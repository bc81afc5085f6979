//! A position and its market, for a verb that makes one transaction of several acts.

use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use anyhow::{Result, bail};
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::{Position, Side};
use hypothec_keeper::book::Book;
use solana_address::Address;
use solana_signer::Signer;

/// Whose position, as it is, for a verb that makes a recipe.
pub struct Plan<'a> {
    pub ctx: Context<'a>,
    pub address: Address,
    pub position: Position,
    pub market: MarketSnapshot,
}

impl<'a> Plan<'a> {
    /// The position that a verb is about, which must be the signer's own: what is borrowed goes to its owner, and the
    /// signer trades it.
    pub fn open(env: &'a Env, selector: &PositionSelector) -> Result<Plan<'a>> {
        if env.options.sending.unsigned.is_some() {
            bail!(
                "a flash loan must be called by the transaction itself, and a vault that signs elsewhere calls it by CPI: \
                 use `hypothec position lever` or `unwind` with own capital, or --sign-only"
            );
        }
        let ctx = Context::open(env)?;
        let address = selector.address(&ctx)?;
        let (position, market) = (ctx.position(&address)?, ctx.market()?);
        let (owner, signer) = (Address::from(position.owner()), env.keys.signer()?.pubkey());
        if owner != signer {
            bail!("only its owner {owner} can do this to position {address}");
        }
        Ok(Plan { ctx, address, position, market })
    }

    /// The index of a reserve by its asset's symbol; without a symbol the only one that the position has on this side.
    pub fn reserve(&self, symbol: Option<&str>, side: Side, flag: &str) -> Result<u8> {
        if let Some(symbol) = symbol {
            return Ok(self.ctx.listed(symbol)?.1.index);
        }
        let word = if side == Side::Debt { "debts" } else { "supplies" };
        let all: Vec<u8> =
            self.position.used().iter().filter(|slot| slot.side() == side).map(|slot| slot.reserve()).collect();
        match all.as_slice() {
            [only] => Ok(*only),
            _ => bail!("the position has {} {word}: say which asset with {flag}", all.len()),
        }
    }

    /// A reserve's mint.
    pub fn mint(&self, index: u8) -> Result<Address> {
        Ok(self.market.reserve(index)?.mint().into())
    }

    /// Market and position for the library, which works on the same bytes.
    pub fn book(&self) -> Book {
        let mut book = Book::of(self.market.clone());
        book.read_position(self.address, Some(bytemuck::bytes_of(&self.position)));
        book
    }
}
