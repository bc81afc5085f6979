//! The tree under a signed root: Keccak-256 cut to 20 bytes, leaves prefixed 0, inner nodes 1 with the lesser child first.

use sha3::{Digest, Keccak256};

/// A node of the tree.
pub type Node = [u8; 20];

/// The leaf of a message.
#[must_use]
pub fn leaf(message: &[u8]) -> Node {
    cut(Keccak256::new().chain_update([0]).chain_update(message))
}

/// The parent of two nodes, in either order.
#[must_use]
pub fn parent(one: &Node, other: &Node) -> Node {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    cut(Keccak256::new().chain_update([1]).chain_update(first).chain_update(second))
}

/// The root that a message and the siblings on its way up lead to.
#[must_use]
pub fn root(message: &[u8], proof: &[Node]) -> Node {
    proof.iter().fold(leaf(message), |node, sibling| parent(&node, sibling))
}

fn cut(hash: Keccak256) -> Node {
    let mut node = [0; 20];
    node.copy_from_slice(&hash.finalize()[..20]);
    node
}
