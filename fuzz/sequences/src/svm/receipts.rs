//! Receipts on the chain: the instructions, the token accounts they need, and what must be equal.

use super::Differential;
use crate::action::{Action, RESERVES, TokenMove};
use hypothec_interface::builder;
use hypothec_testkit::token;
use solana_instruction::Instruction;

impl Differential {
    pub(super) fn receipt_instruction(&self, action: &Action) -> Option<(Instruction, usize)> {
        let market = self.chain.market;
        let to = |what: &TokenMove| {
            let tokens = self.chain.receipt_tokens(&self.users[what.by], usize::from(what.reserve));
            (self.users[what.of].position, tokens, self.users[what.by].address())
        };
        Some(match action {
            Action::OpenReceipt { by, reserve } => {
                (builder::open_receipt(market, self.users[*by].address(), *reserve), *by)
            }
            Action::MintReceipt(what) => {
                let (position, destination, owner) = to(what);
                let mint = builder::mint_receipt(market, position, destination, owner, what.reserve, what.amount);
                (mint, what.by)
            }
            Action::RedeemReceipt(what) => {
                let (position, source, payer) = to(what);
                (builder::redeem_receipt(market, position, source, payer, what.reserve, what.amount), what.by)
            }
            _ => return None,
        })
    }

    /// Everybody's token accounts for receipts that now exist.
    pub(super) fn make_receipt_accounts(&mut self, index: usize) {
        for user in &self.users {
            self.chain.receipts(user, index);
        }
    }

    /// The supply of every receipt mint, and what everybody holds of it.
    pub(super) fn compare_receipts(&self, action: &Action) {
        for index in 0..RESERVES {
            let supply = self.world.receipt_supply(index);
            assert_eq!(self.chain.receipt_supply(index), supply, "receipts of {index} after {action:?}");
            for (user, held) in self.world.receipts.iter().enumerate() {
                let account = self.chain.chain.get_account(&self.chain.receipt_tokens(&self.users[user], index));
                let amount = account.map_or(0, |account| token::amount(&account.data));
                assert_eq!(amount, held[index], "receipts of {index} that {user} holds after {action:?}");
            }
        }
    }
}
