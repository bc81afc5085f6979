//! Tokens that change hands.

/// Tokens in or out: who signs and pays or is paid, whose position, which reserve, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenMove {
    pub by: usize,
    pub of: usize,
    pub reserve: u8,
    pub amount: u64,
}

/// A liquidation: who pays, whose position, which debt, which supply, at most how much; as tokens or as shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub by: usize,
    pub of: usize,
    pub repay: u8,
    pub seize: u8,
    pub amount: u64,
    pub to_shares: bool,
}
