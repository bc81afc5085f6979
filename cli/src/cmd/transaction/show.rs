use super::text::Text;
use crate::cmd::inspect;
use crate::context::rehearsal::partly_signed;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::Error;

/// Show what a transaction does, who has signed it, and what would come of it now
#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    text: Text,
}

impl Show {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (ctx, transaction) = (Context::read(env)?, self.text.read()?);
        let (mut json, instructions) = (partly_signed(&transaction)?.json, inspect::instructions(&transaction.message));
        let outcome = match ctx.cluster().simulate(&transaction) {
            Ok(done) => format!("would succeed, {} CU", done.cu),
            Err(Error::Rejected(failure)) => format!("would be refused: {failure}"),
            Err(error) => return Err(error.into()),
        };
        let mut text = format!("{outcome}\ninstructions\n{}", inspect::lines(&json!(instructions), 1));
        for one in json["signatures"].as_array().into_iter().flatten() {
            text += &format!("signed by {}\n", one["signer"].as_str().unwrap_or_default());
        }
        for one in json["missing"].as_array().into_iter().flatten() {
            text += &format!("not signed by {}\n", one.as_str().unwrap_or_default());
        }
        (json["instructions"], json["outcome"]) = (json!(instructions), json!(outcome));
        Ok(Answer { json, text: text.trim_end().into() })
    }
}
