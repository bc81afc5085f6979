//! Who may replace the program.

use crate::context::Context;
use anyhow::Result;
use hypothec_client::deploy::LOADER_V3;
use solana_address::Address;

/// Length of what a loader keeps before a program's code, whose authority it ends with.
const HEAD: usize = 45;

/// The program's upgrade authority, which outranks admin and guardian.
pub fn upgrade_authority(ctx: &Context<'_>) -> Result<String> {
    let code = Address::find_program_address(&[ctx.program().as_ref()], &LOADER_V3).0;
    let data = ctx.cluster().head(&code, HEAD)?.map(|account| account.data);
    let key = |data: Vec<u8>| match data.get(12..HEAD) {
        Some([1, key @ ..]) => Address::try_from(key).ok().map(|key| key.to_string()),
        _ => None,
    };
    Ok(data.and_then(key).unwrap_or_else(|| "none: the program cannot be changed".into()))
}
