//! Why a transaction failed, and what would mend it.

use super::program;
use crate::output::{amount, json};
use hypothec_client::Failure;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spl_token_2022_interface::error::TokenError;
use std::fmt;

/// Why a transaction failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// The runtime's words.
    pub runtime: String,
    /// Name of Hypothec's error, and what it says.
    pub name: Option<String>,
    pub message: Option<String>,
    pub code: Option<u32>,
    pub program: Option<String>,
    /// PositionSelector instruction.
    pub index: Option<u8>,
}

/// A transaction that was refused, as an error.
#[derive(Debug)]
pub struct Refused {
    pub refusal: Refusal,
    signature: String,
    /// What would mend it.
    mend: Option<String>,
    /// Of one that was only simulated, what the simulation said.
    pub rehearsal: Option<Rehearsal>,
}

/// What a simulation said of a transaction that it refused.
#[derive(Debug)]
pub struct Rehearsal {
    pub cu: u64,
    pub logs: Vec<String>,
}

/// What a transaction lacked.
enum Lack {
    /// Lamports for the fee, rent or a transfer.
    Sol,
    /// A program.
    Program,
}

/// What a payer has and needs, as the system program logs it.
fn sol(logs: &[String]) -> Option<String> {
    let line = logs.iter().find_map(|line| line.strip_prefix("Transfer: insufficient lamports "))?;
    let (has, needs) = line.split_once(", need ")?;
    let [has, needs] = [has.parse().ok()?, needs.parse().ok()?].map(|lamports| amount::show(lamports, 9));
    Some(format!("has {has} SOL and needs {needs}"))
}

impl Refused {
    /// A refusal with what would mend it; `payer` is who pays, and the logs say what it lacks.
    pub fn new(refusal: Refusal, signature: String, payer: Option<&str>, logs: &[String], embedded: bool) -> Refused {
        let payer = payer.unwrap_or("the signer");
        let lacks = sol(logs).unwrap_or_else(|| "has too few SOL".into());
        let mend = match refusal.lack() {
            Some(Lack::Sol) if embedded => {
                Some(format!("{payer} {lacks}: run `hypothec wallet airdrop 10 --to {payer}`"))
            }
            Some(Lack::Sol) => Some(format!("{payer} {lacks} for fee and rent: send it some")),
            Some(Lack::Program) => Some(format!("is Hypothec deployed at {}? Give --program-id", program::id())),
            None => None,
        };
        Refused { refusal, signature, mend, rehearsal: None }
    }

    /// The same with what is known beside the error, where nothing is said yet.
    #[must_use]
    pub fn with(mut self, known: Option<String>) -> Refused {
        self.mend = self.mend.or(known);
        self
    }

    /// The same of a transaction that was only simulated.
    #[must_use]
    pub fn rehearsed(mut self, cu: u64, logs: Vec<String>) -> Refused {
        self.rehearsal = Some(Rehearsal { cu, logs });
        self
    }

    /// One line for a person.
    pub fn in_words(&self) -> String {
        let words = match self.refusal.lack() {
            Some(Lack::Sol) if self.refusal.code == Some(1) => "InsufficientFunds".into(),
            _ => self.refusal.in_words(),
        };
        self.mend.as_ref().map_or(words.clone(), |mend| format!("{words}: {mend}"))
    }

    /// Its signature, if it is on the chain or in its history and can be looked at.
    pub fn kept_signature(&self) -> Option<&str> {
        self.signature.bytes().any(|byte| byte != b'1').then_some(self.signature.as_str())
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rehearsal) = &self.rehearsal {
            return write!(to, "would be refused: {}\n  {}", self.in_words(), rehearsal.logs.join("\n  "));
        }
        to.write_str(&self.in_words())?;
        let kept = self.kept_signature();
        kept.map_or(Ok(()), |signature| write!(to, "\n  see `hypothec inspect {signature}`"))
    }
}

impl Refusal {
    pub fn of(failed: &Failure) -> Refusal {
        Refusal {
            runtime: failed.err.to_string(),
            name: failed.error.map(|error| error.name().into()),
            message: failed.error.map(|error| error.message().into()),
            code: failed.code,
            program: failed.program.map(|program| program.to_string()),
            index: failed.index,
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "runtime": self.runtime, "name": self.name, "message": self.message, "code": self.code,
            "program": self.program, "index": self.index,
        })
    }

    /// One line for a person.
    pub fn in_words(&self) -> String {
        match (&self.name, &self.message) {
            // the program's number is a word on the command line
            (Some(name), Some(message)) => format!("{name}: {}", message.replace("u64::MAX for all", "`all`")),
            _ => format!("{}{}", self.runtime, self.token_error().unwrap_or_default()),
        }
    }

    /// What a token program's code says.
    fn token_error(&self) -> Option<String> {
        let program = self.program.as_deref().and_then(program::name).filter(|name| name.starts_with("Token"))?;
        let error = TokenError::try_from(self.code?).ok()?;
        Some(format!(": {program} says {error}"))
    }

    /// What a person has to provide, where it can be read off the runtime's words.
    fn lack(&self) -> Option<Lack> {
        let says = |words: &[&str]| self.program.is_none() && words.iter().any(|word| self.runtime.contains(word));
        let by_system = self.program.as_deref().and_then(program::name) == Some("System");
        if says(&["nsufficient funds", "prior credit"]) || (by_system && self.code == Some(1)) {
            return Some(Lack::Sol);
        }
        let no_program = ["may not be used for executing", "program that does not exist", "account not found"];
        says(&no_program).then_some(Lack::Program)
    }
}
