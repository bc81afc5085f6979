//! Governance on the chain: the instructions, who signs them, and proposals byte for byte.

use super::Differential;
use crate::action::{Action, SHARE, STOCK, Signer, USERS};
use hypothec_interface::builder;
use hypothec_testkit::{User, keys};
use solana_instruction::Instruction;

impl Differential {
    /// With the number of who signs. To be asked before the pure world has moved on.
    pub(super) fn governance_instruction(&self, action: &Action) -> Option<(Instruction, usize)> {
        let (world, market) = (&self.world, self.chain.market);
        let signer = |by: Signer| world.actor(by);
        let key = |n: usize| keys::to_address(world.key(n));
        // rent goes back to who paid it; of a proposal that is not there to whom one likes
        let of = |pick: u8, by: usize| {
            let nonce = world.nonce(pick);
            let payer = world.proposal(nonce).map_or(key(by), |proposal| keys::to_address(proposal.rent_payer()));
            (nonce, payer)
        };
        Some(match *action {
            Action::Propose { by, change } => {
                let (by, args) = (signer(by), world.propose_args(&change));
                (builder::propose(market, key(by), key(by), world.header().nonce(), &args), by)
            }
            Action::Execute { by, pick } => {
                let (nonce, payer) = of(pick, by);
                let feed = world.proposal(nonce).and_then(|proposal| world.probe_feed(proposal));
                let price = feed.map(|feed| match feed {
                    SHARE => self.chain.share_account(STOCK),
                    feed => self.chain.price_account(feed),
                });
                (builder::execute(market, nonce, payer, price), by)
            }
            Action::Cancel { by, pick } => {
                let by = signer(by);
                let (nonce, payer) = of(pick, by);
                (builder::cancel(market, key(by), nonce, payer), by)
            }
            Action::Tighten { by, pulled } => {
                let by = signer(by);
                (builder::tighten(market, key(by), &world.tighten_args(&pulled)), by)
            }
            Action::CloseReserve { by, reserve } => {
                let (by, index) = (signer(by), usize::from(reserve));
                let to = self.chain.tokens(&self.collector, index);
                (builder::close_reserve(&self.chain.reserve(index), key(by), to), by)
            }
            Action::Relist { by, reserve } => {
                let (by, index) = (signer(by), usize::from(reserve));
                let args = world.relist_args(index).expect("resolved to one that was closed");
                (builder::add_reserve(&self.chain.reserve(index), key(by), key(by), &args), by)
            }
            Action::AcceptAdmin { by } => {
                let by = signer(by);
                (builder::accept_admin(market, key(by)), by)
            }
            Action::SetClosure { by, ahead, minute } => {
                let (by, args) = (signer(by), world.closure_args(ahead, minute));
                (builder::set_closure(market, key(by), args.day, args.minute), by)
            }
            _ => return None,
        })
    }

    /// Every proposal that waits, byte for byte; those that do not are gone, with their rent.
    pub(super) fn compare_proposals(&self, action: &Action) {
        for nonce in 0..self.world.header().nonce() {
            let account = self.chain.chain.get_account(&builder::proposal_address(self.chain.market, nonce).0);
            match self.world.proposal(nonce) {
                Some(proposal) => {
                    let data = account.expect("a proposal's account").data;
                    assert!(data == bytemuck::bytes_of(proposal), "proposal {nonce} after {action:?}");
                }
                None => {
                    let gone = account.is_none_or(|account| account.lamports == 0 && account.data.is_empty());
                    assert!(gone, "proposal {nonce} is still there after {action:?}");
                }
            }
        }
    }

    /// A user, or an officer.
    pub(super) fn signer(&self, n: usize) -> &User {
        if n < USERS { &self.users[n] } else { &self.officers[n - USERS] }
    }
}
