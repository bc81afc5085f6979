//! What a node says of a transaction, as the client keeps it.

use crate::cluster::{Record, wire_bytes};
use crate::outcome::{self, Executed, Failure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use solana_address::Address;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::option_serializer::OptionSerializer;
use solana_transaction_status_client_types::{EncodedConfirmedTransactionWithStatusMeta, UiTransactionReturnData};

/// The bytes a program returned.
pub fn return_data(encoded: &UiTransactionReturnData) -> Vec<u8> {
    STANDARD.decode(&encoded.data.0).unwrap_or_default()
}

/// A transaction that succeeded; what its accounts weigh is not known here.
pub fn executed(
    program: &Address,
    transaction: &VersionedTransaction,
    cu: u64,
    logs: Vec<String>,
    return_data: Vec<u8>,
) -> Executed {
    Executed {
        cu,
        units: outcome::units(program, &logs),
        logs,
        return_data,
        signature: transaction.signatures.first().copied().unwrap_or_default(),
        tx_bytes: wire_bytes(transaction),
        accounts: transaction.message.static_account_keys().len(),
        loaded_bytes: 0,
    }
}

fn known<T>(field: OptionSerializer<T>) -> Option<T> {
    match field {
        OptionSerializer::Some(value) => Some(value),
        OptionSerializer::None | OptionSerializer::Skip => None,
    }
}

/// A transaction in a block; `None` when the answer does not hold its bytes.
pub fn record(program: &Address, found: EncodedConfirmedTransactionWithStatusMeta) -> Option<Record> {
    let transaction = found.transaction.transaction.decode()?;
    let meta = found.transaction.meta?;
    let logs = known(meta.log_messages).unwrap_or_default();
    let cu = known(meta.compute_units_consumed).unwrap_or_default();
    let signature = transaction.signatures.first().copied().unwrap_or_default();
    let outcome = match meta.err {
        None => {
            let returned = known(meta.return_data).as_ref().map(return_data).unwrap_or_default();
            Ok(executed(program, &transaction, cu, logs, returned))
        }
        Some(err) => Err(Failure { signature: Box::new(signature), ..Failure::new(program, err.into(), cu, logs) }),
    };
    Some(Record { slot: found.slot, unix_timestamp: found.block_time, transaction, fee: meta.fee, outcome })
}
