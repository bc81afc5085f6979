//! Instructions of Pyth's receiver. With the routers' quorum in it, one `post_update_atomic` makes a fully verified price.

use super::{Message, Update};
use solana_address::{Address, address};
use solana_instruction::{AccountMeta, Instruction};

const POST_UPDATE_ATOMIC: [u8; 8] = [49, 172, 84, 192, 175, 180, 52, 234];
const RECLAIM_RENT: [u8; 8] = [218, 200, 19, 197, 227, 89, 192, 22];

/// One deployment of Pyth on Solana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// The receiver.
    pub receiver: Address,
    /// The program that keeps the guardian sets.
    pub wormhole: Address,
}

/// The original deployment.
pub const CORE: Deployment = Deployment {
    receiver: address!("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ"),
    wormhole: address!("HDwcJBJXjL9FpJ7UBsYBtaDjsBUhuLCUYoz3zr8SWWaQ"),
};

/// The second deployment, "Core Compatible".
pub const CORE_COMPATIBLE: Deployment = Deployment {
    receiver: address!("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp"),
    wormhole: address!("HDw2E7P8X1SkCyjvoGsfBGAVUutKcj874bXjHrpVYrVL"),
};

impl Deployment {
    /// Where the guardian set with this index is kept.
    #[must_use]
    pub fn guardian_set(&self, index: u32) -> Address {
        Address::find_program_address(&[b"GuardianSet", &index.to_be_bytes()], &self.wormhole).0
    }

    /// The receiver's configuration.
    #[must_use]
    pub fn config(&self) -> Address {
        Address::find_program_address(&[b"config"], &self.receiver).0
    }

    /// The receiver's treasury with this number.
    #[must_use]
    pub fn treasury(&self, id: u8) -> Address {
        Address::find_program_address(&[b"treasury", &[id]], &self.receiver).0
    }

    /// Verifies a price and writes it to `price_account`, which signs: a new key, or one that `payer` wrote before.
    #[must_use]
    pub fn post_update_atomic(
        &self,
        payer: Address,
        price_account: Address,
        update: &Update,
        message: &Message,
        treasury: u8,
    ) -> Instruction {
        let mut data = POST_UPDATE_ATOMIC.to_vec();
        put_bytes(&mut data, &update.vaa_bytes);
        put_bytes(&mut data, &message.bytes);
        put_count(&mut data, message.proof.len());
        data.extend(message.proof.iter().flatten());
        data.push(treasury);
        let accounts = vec![
            AccountMeta::new(payer, true),
            AccountMeta::new_readonly(self.guardian_set(update.vaa.guardian_set), false),
            AccountMeta::new_readonly(self.config(), false),
            AccountMeta::new(self.treasury(treasury), false),
            AccountMeta::new(price_account, true),
            AccountMeta::new_readonly(Address::default(), false),
            AccountMeta::new_readonly(payer, true),
        ];
        Instruction { program_id: self.receiver, accounts, data }
    }

    /// Closes a price account that `payer` wrote; its lamports go back to `payer`.
    #[must_use]
    pub fn reclaim_rent(&self, payer: Address, price_account: Address) -> Instruction {
        let accounts = vec![AccountMeta::new(payer, true), AccountMeta::new(price_account, false)];
        Instruction { program_id: self.receiver, accounts, data: RECLAIM_RENT.to_vec() }
    }
}

/// A Borsh `Vec<u8>`.
fn put_bytes(data: &mut Vec<u8>, bytes: &[u8]) {
    put_count(data, bytes.len());
    data.extend_from_slice(bytes);
}

fn put_count(data: &mut Vec<u8>, count: usize) {
    data.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}
