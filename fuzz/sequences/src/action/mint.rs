//! What may stand at a mint's address once its issuer has closed it.

/// What stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Nothing.
    Nothing,
    /// The bytes of the listed mint, in the hands of another program.
    Foreign,
    /// A mint that differs in its decimals.
    OtherDecimals,
    /// A mint with one extension more, an inert one left out of account.
    OtherExtensions,
    /// The listed mint, byte for byte.
    Same,
}

impl Replacement {
    /// Every one.
    pub const ALL: [Replacement; 5] = [
        Replacement::Nothing,
        Replacement::Foreign,
        Replacement::OtherDecimals,
        Replacement::OtherExtensions,
        Replacement::Same,
    ];
}
