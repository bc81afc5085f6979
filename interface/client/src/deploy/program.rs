//! A program as it is on chain.

use super::deployer::LOADER_V3;
use crate::cluster::Cluster;
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use solana_address::Address;
use solana_loader_v3_interface::get_program_data_address;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;

/// First word of an account that holds code.
const PROGRAM_DATA: u32 = 3;

/// A program of loader v3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedProgram {
    /// Where its code is.
    pub data_address: Address,
    /// The slot it was deployed or upgraded in.
    pub slot: u64,
    /// Who may upgrade it; nobody when `None`.
    pub authority: Option<Address>,
    /// Its code, and zeros up to the room it was given.
    pub code: Vec<u8>,
}

/// SHA-256 of a program's file without the zeros at its end: the hash that verification tools compare.
#[must_use]
pub fn code_hash(code: &[u8]) -> [u8; 32] {
    let end = code.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    Sha256::digest(code.get(..end).unwrap_or_default()).into()
}

impl DeployedProgram {
    /// Reads the program at an address.
    ///
    /// # Errors
    /// `Missing` without an account there; `Mismatch` when it is no program of loader v3; of the class `Network`.
    pub fn read(cluster: &dyn Cluster, program: &Address) -> Result<Self> {
        let (what, address) = ("program", *program);
        let data_address = get_program_data_address(program);
        let [head, data] = <[_; 2]>::try_from(cluster.accounts(&[address, data_address])?).unwrap_or_default();
        let head = head.ok_or(Error::Missing { what, address })?;
        let mismatch = |why: String| Error::Mismatch { what, address, why };
        if head.owner != LOADER_V3 || !head.executable {
            return Err(mismatch(format!("its owner is {}, not the upgradeable loader", head.owner)));
        }
        let data = data.ok_or_else(|| mismatch("it was closed".into()))?.data;
        Self::parse(data_address, &data).ok_or_else(|| mismatch(format!("{data_address} holds no code")))
    }

    fn parse(data_address: Address, data: &[u8]) -> Option<Self> {
        let (head, code) = data.split_at_checked(State::size_of_programdata_metadata())?;
        let (tag, rest) = head.split_first_chunk::<4>()?;
        let (slot, rest) = rest.split_first_chunk::<8>()?;
        let (has_authority, authority) = rest.split_first()?;
        let authority = Address::try_from(authority).ok().filter(|_| *has_authority == 1);
        (u32::from_le_bytes(*tag) == PROGRAM_DATA).then(|| Self {
            data_address,
            slot: u64::from_le_bytes(*slot),
            authority,
            code: code.to_vec(),
        })
    }

    /// The hash of its code.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        code_hash(&self.code)
    }

    /// Whether its code is this file's.
    #[must_use]
    pub fn is(&self, file: &[u8]) -> bool {
        self.hash() == code_hash(file)
    }
}
