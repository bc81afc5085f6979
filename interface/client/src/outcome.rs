//! What came of a transaction, and what its logs say about who spent the compute units and who refused.

use hypothec_interface::token::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use hypothec_interface::{Error, Key};
use solana_address::Address;
use solana_instruction::error::InstructionError;
use solana_signature::Signature;
use solana_transaction_error::TransactionError;
use std::fmt;

/// Compute units by the `Program <id> consumed <n> of <m> compute units` lines, which builtins do not write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Of our program where it was called by the transaction, what it called included.
    pub program: u64,
    /// Of the token programs where another program called them; the price of the call itself is not in it.
    pub token_cpi: u64,
}

/// A transaction that succeeded.
#[derive(Clone, Debug)]
pub struct Executed {
    /// Compute units of the whole transaction.
    pub cu: u64,
    /// Of which by whom.
    pub units: Units,
    /// Log lines.
    pub logs: Vec<String>,
    /// Return data of the last program that set any.
    pub return_data: Vec<u8>,
    /// First signature.
    pub signature: Signature,
    /// Length of the transaction on the wire.
    pub tx_bytes: usize,
    /// Accounts the transaction names, programs and payer included.
    pub accounts: usize,
    /// Bytes of the accounts it loads, by mainnet's count; 0 where a cluster does not tell. LiteSVM enforces a limit
    /// without the programs' code.
    pub loaded_bytes: usize,
}

/// A transaction that failed: nothing but the payer's fee has changed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The runtime's words.
    pub err: TransactionError,
    /// Our error, when it was our program that refused, not one it called.
    pub error: Option<Error>,
    /// The program that refused, when it was a program.
    pub program: Option<Address>,
    /// Its custom code.
    pub code: Option<u32>,
    /// Which instruction of the transaction.
    pub index: Option<u8>,
    /// Compute units spent until then.
    pub cu: u64,
    /// Log lines.
    pub logs: Vec<String>,
    /// First signature.
    pub signature: Box<Signature>,
}

impl Failure {
    /// Reads out of the logs who refused; `hypothec` is where our program is.
    #[must_use]
    pub fn new(hypothec: &Address, err: TransactionError, cu: u64, logs: Vec<String>) -> Self {
        let (index, why) = match &err {
            TransactionError::InstructionError(index, why) => (Some(*index), Some(why)),
            _ => (None, None),
        };
        let refusal = Rejection::new(hypothec, why, &logs);
        let signature = Box::default();
        Self { error: refusal.error, program: refusal.program, code: refusal.code, err, index, cu, logs, signature }
    }
}

/// Who refused an instruction, and with which code.
pub struct Rejection {
    /// Our error, when it was our program that refused, not one it called.
    pub error: Option<Error>,
    /// The program that refused, when it was a program.
    pub program: Option<Address>,
    /// Its custom code.
    pub code: Option<u32>,
}

impl Rejection {
    /// Reads who refused from the runtime's words and the logs; `hypothec` is where our program is.
    #[must_use]
    pub fn new(hypothec: &Address, why: Option<&InstructionError>, logs: &[String]) -> Self {
        let program = refuser(logs);
        let code = match why {
            Some(InstructionError::Custom(code)) => Some(*code),
            _ => None,
        };
        let error = code.filter(|_| program == Some(*hypothec)).and_then(Error::from_code);
        Self { error, program, code }
    }
}

/// The program of the first `Program <id> failed: ...` line: a failed call ends its callers too, innermost first.
fn refuser(logs: &[String]) -> Option<Address> {
    logs.iter().find_map(|line| {
        let (id, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
        rest.starts_with("failed: ").then(|| id.parse().ok())?
    })
}

/// Reads the compute units out of log lines; `hypothec` is where our program is. Lines that do not nest, as those of a
/// node that cuts them short, end the count.
#[must_use]
pub fn units(hypothec: &Address, logs: &[String]) -> Units {
    let mut units = Units::default();
    let mut stack: Vec<Address> = Vec::new();
    let is_token = |id: &Address| [TOKEN_PROGRAM, TOKEN_2022_PROGRAM].contains(&Key::from(*id));
    for line in logs {
        let Some((id, rest)) = line.strip_prefix("Program ").and_then(|line| line.split_once(' ')) else {
            continue;
        };
        let Ok(id) = id.parse::<Address>() else { continue };
        if rest.starts_with("invoke [") {
            stack.push(id);
        } else if let Some(rest) = rest.strip_prefix("consumed ") {
            if stack.last() != Some(&id) {
                return units;
            }
            let spent = rest.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0u64);
            match stack.len() {
                1 if id == *hypothec => units.program += spent,
                1 => {}
                _ if is_token(&id) => units.token_cpi += spent,
                _ => {}
            }
        } else if (rest == "success" || rest.starts_with("failed: ")) && stack.pop() != Some(id) {
            return units;
        }
    }
    units
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(index) = self.index {
            write!(f, "instruction {index}: ")?;
        }
        match (self.error, self.program, self.code) {
            (Some(error), ..) => write!(f, "{}: {}", error.name(), error.message()),
            (None, Some(program), Some(code)) => {
                write!(f, "program {program} refuses with its error {code}")?;
                self.said().map_or(Ok(()), |words| write!(f, " ({words})"))
            }
            _ if self.is_short_of_lamports() => write!(f, "the fee payer has too few lamports: {}", self.err),
            _ => write!(f, "{}", self.err),
        }
    }
}

impl Failure {
    /// Whether the fee itself could not be paid.
    const fn is_short_of_lamports(&self) -> bool {
        matches!(self.err, TransactionError::AccountNotFound | TransactionError::InsufficientFundsForFee)
    }

    /// The last words of the program that refused, before it did.
    fn said(&self) -> Option<&str> {
        let failed = self.logs.iter().position(|line| line.starts_with("Program ") && line.contains(" failed: "))?;
        let mut before = self.logs.get(..failed)?.iter().rev();
        let words = before.find(|line| !line.starts_with("Program ") || !line.contains(" consumed "))?;
        let own = words.strip_prefix("Program log: ");
        own.or_else(|| (!words.starts_with("Program ")).then_some(words.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: Address = hypothec_interface::builder::PROGRAM_ID;
    const TOKEN_2022: Address = Address::new_from_array(TOKEN_2022_PROGRAM.to_bytes());

    fn lines(program: &str, text: &str) -> Vec<String> {
        text.replace("US", program).replace("TOKEN", &TOKEN_2022.to_string()).lines().map(|l| l.trim().into()).collect()
    }

    #[test]
    fn units_are_split_by_program_and_depth() {
        let us = US.to_string();
        let logs = lines(
            &us,
            "Program ComputeBudget111111111111111111111111111111 invoke [1]
             Program ComputeBudget111111111111111111111111111111 success
             Program TOKEN invoke [1]
             Program TOKEN consumed 11 of 200 compute units
             Program TOKEN success
             Program US invoke [1]
             Program log: Program data: hello
             Program data: AAAA
             Program TOKEN invoke [2]
             Program TOKEN consumed 3556 of 190000 compute units
             Program TOKEN success
             Program TOKEN invoke [2]
             Program TOKEN consumed 100 of 190000 compute units
             Program TOKEN success
             Program US consumed 6000 of 200000 compute units
             Program US success",
        );
        assert_eq!(units(&US, &logs), Units { program: 6000, token_cpi: 3656 });
    }

    #[test]
    fn lines_cut_short_end_the_count() {
        let us = US.to_string();
        let logs = lines(&us, "Program US invoke [1]\nProgram TOKEN consumed 9 of 10 compute units\nLog truncated");
        assert_eq!(units(&US, &logs), Units::default());
    }

    #[test]
    fn our_error_is_ours_only() {
        let us = US.to_string();
        let err = || TransactionError::InstructionError(2, InstructionError::Custom(73));
        let ours = Failure::new(
            &US,
            err(),
            9,
            lines(&us, "Program US invoke [1]\nProgram US failed: custom program error: 0x49"),
        );
        assert_eq!((ours.error, ours.code, ours.index), (Some(Error::StalePrice), Some(73), Some(2)));
        let theirs = lines(
            &us,
            "Program TOKEN failed: custom program error: 0x49\nProgram US failed: custom program error: 0x49",
        );
        let theirs = Failure::new(&US, err(), 9, theirs);
        assert_eq!((theirs.error, theirs.code, theirs.program), (None, Some(73), Some(TOKEN_2022)));
    }
}
