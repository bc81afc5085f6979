use crate::context::hex::hex;
use crate::context::keys::ISSUER;
use crate::context::store::Token;
use crate::context::{Context, Env};
use crate::output::{Answer, json};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_EQUITY};
use hypothec_localnet::{keys, mint};
use solana_signer::Signer;

/// Create a test token, an SPL token that can be minted and listed
#[derive(Args)]
pub struct NewToken {
    /// Its symbol: up to 12 letters and digits
    symbol: String,
    /// Its decimals
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(0..=18))]
    decimals: u8,
    /// Whether it trades around the clock or in sessions
    #[arg(long, value_enum, default_value = "continuous")]
    class: Class,
}

/// Class of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Class {
    /// Follows a stock: sessions and issuer checks
    Equity,
    /// Trades around the clock
    Continuous,
}

impl NewToken {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let NewToken { symbol, decimals, class } = self;
        let mut ctx = Context::open(env)?;
        if symbol.is_empty() || symbol.len() > 12 || !symbol.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            bail!("{symbol:?} is not a symbol: use up to 12 letters and digits");
        }
        if symbol.eq_ignore_ascii_case("SOL") {
            bail!("{symbol} is what `wallet transfer` calls lamports: name the token otherwise");
        }
        if ctx.asset(&symbol).is_ok() {
            bail!("{symbol} exists already");
        }
        let n = ctx.state.tokens.len() as u64;
        let (address, feed) = (keys::address(10_000 + n), keys::address(20_000 + n));
        let issuer = env.keys.named(ISSUER)?.pubkey();
        ctx.localnet()?.put_account(&address, mint::spl_mint(decimals, issuer, 0));
        let class = match class {
            Class::Equity => CLASS_EQUITY,
            Class::Continuous => CLASS_CONTINUOUS,
        };
        let token = Token { mint: address.to_string(), feed: hex(feed.as_ref()), class };
        let json = json!({ "symbol": symbol, "mint": token.mint, "feed": token.feed, "decimals": decimals });
        let text = format!("{symbol}, mint {}, {decimals} decimals", token.mint);
        ctx.state.tokens.insert(symbol, token);
        ctx.save()?;
        Ok(Answer { json, text })
    }
}
