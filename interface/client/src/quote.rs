//! What the program itself says of a position, by simulating its Quote.

use crate::cluster::Cluster;
use crate::transaction::unsigned_for_simulation;
use crate::{Error, Result};
use hypothec_interface::action::Quotation;
use hypothec_interface::builder::{self, Owned};
use hypothec_interface::instruction::QuoteArgs;
use solana_address::Address;

/// The program's quotation. `payer` is any account with lamports: nothing is signed and nothing is paid.
///
/// # Errors
/// Of the class `Rejected` when the program refuses the question; `Network` when the cluster cannot be asked.
pub fn quote(
    cluster: &dyn Cluster,
    payer: Address,
    market: Address,
    position: Address,
    args: &QuoteArgs,
) -> Result<Quotation> {
    let question = builder::quote(Owned::by(cluster.program(), market), position, args);
    let said = cluster.simulate(&unsigned_for_simulation(payer, &[question])?)?;
    let mut bytes = said.return_data;
    if bytes.len() > size_of::<Quotation>() {
        let why = format!("its quotation has {} bytes: it is of another version", bytes.len());
        return Err(Error::Mismatch { what: "Hypothec program", address: cluster.program(), why });
    }
    bytes.resize(size_of::<Quotation>(), 0); // trailing zeros do not travel
    Ok(bytemuck::pod_read_unaligned(&bytes))
}
