use super::show;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, event};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::SYSTEM_PROGRAM;
use hypothec_localnet::mint::TOKEN;
use hypothec_localnet::token;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signer::Signer;
use spl_token_2022_interface::instruction::transfer_checked;

/// Send SOL, tokens or receipts to somebody
#[derive(Args)]
pub struct Transfer {
    /// SOL, or the asset's symbol
    symbol: String,
    /// Amount, such as 3.14, or `all` of a token
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Who gets it: a wallet's name or an address
    to: String,
    /// Send receipts of the asset instead of the asset: supply shares as a token
    #[arg(long)]
    receipts: bool,
    /// Send also to an address that no key can sign for, such as a vault's or a program's
    #[arg(long)]
    allow_keyless: bool,
}

impl Transfer {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (from, to) = (signer.pubkey(), env.keys.address(Some(&self.to))?);
        if !self.allow_keyless
            && let Some(why) = keyless(&ctx, &to)?
        {
            bail!("{to} {why}: what is sent there may be lost. Give --allow-keyless to send it");
        }
        let all = if self.symbol.eq_ignore_ascii_case("SOL") {
            let (lamports, held) = (amount::parse(&self.amount, 9)?, ctx.account(&from)?.map_or(0, |own| own.lamports));
            if lamports > held {
                let has = amount::show(held, 9);
                bail!("{from} has {has} SOL and needs {} and the fee", amount::show(lamports, 9));
            }
            vec![solana_system_interface::instruction::transfer(&from, &to, lamports)]
        } else {
            self.tokens(&ctx, &from, &to)?
        };
        let sent = ctx.send(&all, &[&signer])?;
        let mut answer = show::show(&ctx, &from)?;
        answer.text = event::render(&ctx, &sent) + &answer.text;
        answer.json["transaction"] = sent.summary();
        Ok(answer)
    }

    /// Makes the receiver's token account where it is missing, and moves the tokens.
    fn tokens(&self, ctx: &Context<'_>, from: &Address, to: &Address) -> Result<Vec<Instruction>> {
        let asset = ctx.asset(&self.symbol)?;
        let (mint, program) = if self.receipts {
            let reserve = ctx.listed(&self.symbol)?.1;
            (builder::receipt_address(reserve.market, reserve.index).0, TOKEN)
        } else {
            (asset.mint, asset.token_program)
        };
        let source = token::associated(from, &mint, &program);
        let held = ctx.atoms(&source)?;
        let atoms = match amount::parse_or_all(&self.amount, asset.decimals)? {
            u64::MAX => held,
            atoms => atoms,
        };
        if atoms == 0 || atoms > held {
            let has = amount::show(held, asset.decimals);
            bail!("{from} has {has} {}, and {} were to be sent", asset.symbol, self.amount);
        }
        let missing = ctx.missing_tokens(from, to, &mint, &program)?;
        let target = token::associated(to, &mint, &program);
        let send = transfer_checked(&program, &source, &mint, &target, from, &[], atoms, asset.decimals)?;
        Ok(missing.into_iter().chain([send]).collect())
    }
}

/// Why nobody can sign for an address, if so.
fn keyless(ctx: &Context<'_>, address: &Address) -> Result<Option<&'static str>> {
    let account = ctx.account(address)?;
    let is_program = *address == SYSTEM_PROGRAM || account.as_ref().is_some_and(|own| own.executable);
    let is_record = account.is_some_and(|own| own.owner != SYSTEM_PROGRAM);
    Ok(match address.is_on_curve() {
        _ if is_program => Some("is a program"),
        true if is_record => Some("is an account of a program, and no wallet"),
        true => None,
        false => Some("is no key's address: a program owns it"),
    })
}
