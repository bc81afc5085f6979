//! Propose: a change is named, and waits for the market's delay.

use super::execute::{new_config, new_params, new_source};
use super::shared::signer::check_admin;
use crate::instruction::{NO_RESERVE, ProposeArgs};
use crate::math::price::Price;
use crate::session::Calendar;
use crate::state::{Kind, Market, NewProposal, Proposal};
use crate::{Error, Key};

/// Fills an all-zero record with a proposal under the market's next nonce. What it would make of the named fields is
/// checked by today's state already, so that a mistake shows before the delay and not after it.
///
/// # Errors
/// `NotAdmin`, `ArgumentOutOfRange`, `NoSuchReserve`, and what the kind's values meet at `execute`, except for the conditions of that
/// day (live board, continuity, dead sources).
pub fn propose(
    market: &mut Market<'_>,
    proposal: &mut Proposal,
    args: &ProposeArgs,
    signer: &Key,
    own: Key,
    rent_payer: Key,
    now: i64,
) -> Result<(), Error> {
    check_admin(market.header, signer)?;
    let kind = Kind::from_u8(args.kind).ok_or(Error::ArgumentOutOfRange)?;
    if !kind.is_of_reserve() && args.reserve != NO_RESERVE {
        return Err(Error::ArgumentOutOfRange);
    }
    let new = NewProposal { kind, reserve: args.reserve, mask: args.mask, market: own, rent_payer, now };
    proposal.init(market, &new, &args.values)?;
    check_values(market, proposal, kind, now)?;
    market.header.nonce = market.header.nonce.checked_add(1).ok_or(Error::Overflow)?;
    Ok(())
}

fn check_values(market: &Market<'_>, proposal: &Proposal, kind: Kind, now: i64) -> Result<(), Error> {
    match kind {
        Kind::Reserve => new_config(market, proposal, now).map(|_| ()),
        Kind::Market => new_params(market.header, proposal).map(|_| ()),
        Kind::Calendar => bytemuck::from_bytes::<Calendar>(proposal.values()).validate(),
        Kind::Source => new_source(market, proposal).map(|_| ()),
        Kind::Terminal => check_price(proposal),
        Kind::Multiplier if proposal.after[0] == 0 => Err(Error::ArgumentOutOfRange),
        Kind::Close if proposal.after[0] != 1 => Err(Error::ArgumentOutOfRange),
        Kind::Groups | Kind::Guardian | Kind::Admin | Kind::Multiplier | Kind::Close => Ok(()),
    }
}

fn check_price(proposal: &Proposal) -> Result<(), Error> {
    if Price::from_bits(proposal.after[0]).is_well_formed() { Ok(()) } else { Err(Error::ArgumentOutOfRange) }
}
