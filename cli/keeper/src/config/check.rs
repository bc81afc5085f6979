//! What a configuration must satisfy beyond its syntax; every refusal says what would be right.

use super::file::Config;
use super::keys::{ExitConfig, ExitKind, Role};
use solana_address::Address;

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{file} cannot be read: {why}; `hypothec keeper init` writes one")]
    Unreadable {
        /// Which file.
        file: String,
        /// The system's words.
        why: String,
    },
    /// It is no TOML, or has keys that do not exist.
    #[error("{0}")]
    Syntax(String),
    /// A key's value cannot be.
    #[error("`{key}` is {found}: {expected}")]
    Value {
        /// Which key.
        key: String,
        /// What it is.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A key is missing.
    #[error("`{key}` is missing: {why}")]
    Missing {
        /// Which key.
        key: String,
        /// Why it is needed.
        why: &'static str,
    },
}

pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let value = |key: &str, found: &dyn std::fmt::Debug, expected| {
        Err(ConfigError::Value { key: key.into(), found: format!("{found:?}"), expected })
    };
    address("market", &config.market)?;
    if config.roles.is_empty() {
        return value("roles", &config.roles, "name at least one of post, refresh, liquidate, watch");
    }
    if config.has(Role::Post) && config.hermes.is_none() {
        return Err(ConfigError::Missing { key: "hermes".into(), why: "the role `post` needs a source of prices" });
    }
    if config.poll_s == 0 || config.poll_s > 60 {
        return value("poll_s", &config.poll_s, "use 1 to 60 seconds");
    }
    if config.hermes.as_ref().is_some_and(|hermes| hermes.timeout_s == 0) {
        return value("hermes.timeout_s", &0, "use at least 1 second");
    }
    if config.refresh.at_percent == 0 || config.refresh.at_percent > 90 {
        return value("refresh.at_percent", &config.refresh.at_percent, "use 1 to 90 percent");
    }
    if !(config.sol_usd.is_finite() && config.sol_usd > 0.0) {
        return value("sol_usd", &config.sol_usd, "use a price above 0");
    }
    if !config.liquidate.min_profit_usd.is_finite() || config.liquidate.min_profit_usd < 0.0 {
        return value("liquidate.min_profit_usd", &config.liquidate.min_profit_usd, "use 0 or more");
    }
    if config.watch.health_lines.iter().any(|line| !(0.5..=10.0).contains(line)) {
        return value("watch.health_lines", &config.watch.health_lines, "use lines between 0.5 and 10");
    }
    if config.jito.as_ref().is_some_and(|jito| jito.tip_percent > 90) {
        return value("jito.tip_percent", &config.jito, "use at most 90 percent");
    }
    if let Some(jito) = &config.jito {
        address("jito.tip_account", &jito.tip_account)?;
    }
    if let Some(url) = config.websocket.as_ref().filter(|url| *url != "auto" && !url.starts_with("ws")) {
        return value("websocket", url, "use `auto`, or a URL that starts with ws:// or wss://");
    }
    for table in &config.lookup_tables {
        address("lookup_tables", table)?;
    }
    for position in &config.watch.positions {
        address("watch.positions", position)?;
    }
    config.exits.iter().try_for_each(exit)
}

pub(super) fn exit(exit: &ExitConfig) -> Result<(), ConfigError> {
    let needs = |key: &str, why| ConfigError::Missing { key: format!("exit.{key} of {}", exit.name), why };
    match exit.kind {
        ExitKind::RaydiumClmm | ExitKind::Whirlpool => {
            let pool = exit.pool.as_ref().ok_or_else(|| needs("pool", "it says which market of the exchange"))?;
            address("exit.pool", pool)?;
        }
        ExitKind::Product => {
            let program = exit.program.as_ref().ok_or_else(|| needs("program", "it says where the program is"))?;
            address("exit.program", program)?;
            let mints = exit.mints.as_ref().ok_or_else(|| needs("mints", "they say which pool"))?;
            mints.iter().try_for_each(|mint| address("exit.mints", mint).map(drop))?;
        }
    }
    Ok(())
}

/// The address that a key holds.
pub(crate) fn address(key: &str, text: &str) -> Result<Address, ConfigError> {
    text.parse().map_err(|_| ConfigError::Value {
        key: key.into(),
        found: format!("{text:?}"),
        expected: "use an address in base58",
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Config, EXAMPLE};

    #[test]
    fn the_example_is_a_configuration_and_shows_the_defaults() {
        let example = Config::parse(EXAMPLE).expect("the example");
        let market = format!("market = {:?}\nroles = [\"watch\"]", example.market);
        let bare = Config::parse(&market).expect("the least there is");
        for (one, other) in [
            (format!("{:?}", example.post), format!("{:?}", bare.post)),
            (format!("{:?}", example.refresh), format!("{:?}", bare.refresh)),
            (format!("{:?}", example.liquidate), format!("{:?}", bare.liquidate)),
            (format!("{:?}", example.watch), format!("{:?}", bare.watch)),
        ] {
            assert_eq!(one, other);
        }
        let numbers = |config: &Config| {
            let Config { dry_run, poll_s, reconcile_s, least_lamports, sol_usd, max_priority_lamports, .. } = config;
            format!("{dry_run} {poll_s} {reconcile_s} {least_lamports} {sol_usd} {max_priority_lamports}")
        };
        assert_eq!(numbers(&example), numbers(&bare));
    }

    #[test]
    fn a_wrong_configuration_says_what_would_be_right() {
        let refused = |text: &str| Config::parse(text).expect_err("refused").to_string();
        let market = "market = \"11111111111111111111111111111111\"\n";
        assert!(refused("market = \"x\"").contains("`market` is \"x\": use an address in base58"));
        assert!(refused(market).contains("`hermes` is missing: the role `post` needs a source of prices"));
        assert!(refused(&format!("{market}roles = []")).contains("name at least one of"));
        assert!(refused(&format!("{market}role = []")).contains("unknown field `role`"));
        let exit = format!("{market}roles = [\"watch\"]\n[[exit]]\nname = \"r\"\nkind = \"raydium-clmm\"");
        assert!(refused(&exit).contains("`exit.pool of r` is missing"));
        let websocket = format!("{market}roles = [\"watch\"]\nwebsocket = \"https://node.example\"");
        assert!(refused(&websocket).contains("`websocket` is \"https://node.example\": use `auto`, or a URL"));
        let poll = format!("{market}roles = [\"watch\"]\npoll_s = 0");
        assert!(refused(&poll).contains("`poll_s` is 0: use 1 to 60 seconds"));
        let hasty = format!("{market}[hermes]\nurl = \"https://hermes.example\"\ntimeout_s = 0");
        assert!(refused(&hasty).contains("`hermes.timeout_s` is 0: use at least 1 second"));
    }
}
