//! What ends a reserve, and a market.

use crate::LOT;
use hypothec_interface::builder;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, Executed, World, token};
use solana_signer::Signer;

/// A reserve with fees in its vault, and then its market.
pub fn rows(push: &mut impl FnMut(&str, Executed)) {
    let mut world = World::unsealed(&[Asset::nvdax()]);
    let (vault, to, admin) = (world.vault(0), world.fee_tokens(0), admin());
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, LOT));
    let reserve = builder::close_reserve(&world.reserve(0), admin.pubkey(), to);
    push("close_reserve (NVDAx)", world.chain.send(&[reserve], &[&admin]).expect("closed"));
    let market = builder::close_market(world.market, admin.pubkey());
    push("close_market", world.chain.send(&[market], &[&admin]).expect("closed"));
}
