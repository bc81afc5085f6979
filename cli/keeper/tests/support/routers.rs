//! Routers of our own: five keys, a Merkle tree, and signatures over its root, as Pyth makes them.

use hypothec_keeper::pyth::merkle::{self, Node};
use hypothec_keeper::pyth::vaa::{EMITTER, EMITTER_CHAIN};
use hypothec_keeper::pyth::{FeedId, Price};
use k256::ecdsa::SigningKey;
use sha3::{Digest, Keccak256};

/// Index of the guardian set that these routers are.
pub const SET: u32 = 5;

/// Five routers, of whom `signing` sign.
#[derive(Clone)]
pub struct Routers {
    pub keys: Vec<SigningKey>,
    pub signing: usize,
}

impl Default for Routers {
    fn default() -> Routers {
        let keys = (1..=5u8).map(|n| SigningKey::from_slice(&[n; 32]).expect("a key")).collect();
        Routers { keys, signing: 3 }
    }
}

impl Routers {
    /// Ethereum-style addresses of the routers.
    pub fn addresses(&self) -> Vec<Node> {
        let address = |key: &SigningKey| {
            let point = key.verifying_key().to_sec1_point(false);
            let hash = Keccak256::digest(&point.as_bytes()[1..]);
            hash[12..].try_into().expect("20 bytes")
        };
        self.keys.iter().map(address).collect()
    }

    /// The guardian set's account: index, keys, creation and expiry.
    pub fn guardian_set(&self) -> Vec<u8> {
        let mut data = SET.to_le_bytes().to_vec();
        data.extend(5u32.to_le_bytes());
        data.extend(self.addresses().into_iter().flatten());
        data.extend([0; 8]);
        data
    }

    /// An update with these prices, each with its proof.
    pub fn update(&self, slot: u64, prices: &[Price]) -> Vec<u8> {
        // a tree of 16 leaves at least, so that proofs have a depth
        let mut messages: Vec<Vec<u8>> = prices.iter().map(message).collect();
        let mut leaves: Vec<Node> = messages.iter().map(|message| merkle::leaf(message)).collect();
        while leaves.len() < 16 || !leaves.len().is_power_of_two() {
            leaves.push(merkle::leaf(&[2, leaves.len() as u8]));
        }
        let (root, proofs) = tree(leaves, messages.len());
        let vaa = self.sign(slot, &root);
        let mut update = [b"PNAU".as_slice(), &[1, 0, 0, 0]].concat();
        update.extend(u16::try_from(vaa.len()).expect("short").to_be_bytes());
        update.extend(vaa);
        update.push(messages.len() as u8);
        for (message, proof) in messages.drain(..).zip(proofs) {
            update.extend((message.len() as u16).to_be_bytes());
            update.extend(message);
            update.push(proof.len() as u8);
            update.extend(proof.into_iter().flatten());
        }
        update
    }

    fn sign(&self, slot: u64, root: &Node) -> Vec<u8> {
        let mut body = [0; 8].to_vec();
        body.extend(EMITTER_CHAIN.to_be_bytes());
        body.extend(EMITTER);
        body.extend(slot.to_be_bytes());
        body.push(1);
        body.extend(b"AUWV\0");
        body.extend(slot.to_be_bytes());
        body.extend(10_000u32.to_be_bytes());
        body.extend(root);
        let digest = Keccak256::digest(Keccak256::digest(&body));
        let mut vaa = vec![1];
        vaa.extend(SET.to_be_bytes());
        vaa.push(self.signing as u8);
        for (index, key) in self.keys.iter().take(self.signing).enumerate() {
            let (signature, recovery) = key.sign_prehash_recoverable(&digest);
            vaa.push(index as u8);
            vaa.extend(signature.to_bytes());
            vaa.push(recovery.to_byte());
        }
        [vaa, body].concat()
    }
}

/// The root over the leaves, and the proofs of the first `count` of them.
fn tree(leaves: Vec<Node>, count: usize) -> (Node, Vec<Vec<Node>>) {
    let mut proofs = vec![Vec::new(); count];
    let mut level = leaves;
    let mut depth = 0;
    while level.len() > 1 {
        for (n, proof) in proofs.iter_mut().enumerate() {
            proof.push(level[(n >> depth) ^ 1]);
        }
        level = level.as_chunks::<2>().0.iter().map(|[one, other]| merkle::parent(one, other)).collect();
        depth += 1;
    }
    (level[0], proofs)
}

fn message(price: &Price) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend(price.feed);
    bytes.extend(price.price.to_be_bytes());
    bytes.extend(price.conf.to_be_bytes());
    bytes.extend(price.exponent.to_be_bytes());
    bytes.extend(price.publish_time.to_be_bytes());
    bytes.extend(price.prev_publish_time.to_be_bytes());
    bytes.extend(price.price.to_be_bytes());
    bytes.extend(price.conf.to_be_bytes());
    bytes
}

/// A price in 10^-8 USD with a confidence of 5 basis points.
pub fn price(feed: FeedId, mantissa: i64, publish_time: i64) -> Price {
    let conf = mantissa.unsigned_abs() / 2_000;
    Price { feed, price: mantissa, conf, exponent: -8, publish_time, prev_publish_time: publish_time - 1 }
}
