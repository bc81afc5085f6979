//! What governance tries, as small recipes: the arguments are made from them in the world that they are sent in.

use hypothec_interface::state::Kind;

/// Who signs: somebody, or who holds the office now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Anyone(usize),
    Admin,
    Guardian,
    /// Who may accept the admin role.
    Pending,
}

/// A change of one thing, mostly within its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: Kind,
    pub reserve: u8,
    /// Which fields.
    pub pick: u8,
    pub value: u16,
    pub more: u16,
    /// Any mask, any values.
    pub wild: bool,
}

/// Levers that are pulled, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levers {
    pub reserve: u8,
    pub levers: u8,
    pub value: u16,
}
