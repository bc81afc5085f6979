//! Follows the commands of a story with exact arithmetic, and compares wherever the story looks: at a wallet, a position,
//! the market.

use crate::numbers;
use crate::runner::{Checker, Shell};
use hypothec_model::{Exact as Number, Lending, ratio as part};
use num_bigint::BigInt;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the model knows. Keys are wallet and symbol.
#[derive(Default)]
pub struct Exact {
    wallets: BTreeMap<(String, String), Number>,
    supplies: BTreeMap<(String, String), Number>,
    prices: BTreeMap<String, Number>,
    borrower: String,
    lending: Option<Lending>,
    /// Numbers compared.
    checked: usize,
}

/// A decimal number.
fn number(text: &str) -> Number {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().expect("digits");
    Number::new(digits, BigInt::from(10).pow(fraction.len() as u32))
}

fn atoms_of(symbol: &str, text: &str) -> Number {
    number(text) * unit(symbol)
}

/// Atoms of one token.
fn unit(symbol: &str) -> Number {
    part(if symbol == "USDC" { 1_000_000 } else { 100_000_000 }, 1)
}

fn whole(value: &Value) -> Number {
    Number::from_integer(numbers::whole(value).into())
}

/// The word after this option.
fn option<'a>(words: &[&'a str], names: &[&str]) -> Option<&'a str> {
    let at = words.iter().position(|word| names.contains(word))?;
    words.get(at + 1).copied()
}

impl Exact {
    /// Ends the story: this many numbers were compared.
    pub fn expect(&self, checked: usize) {
        println!("\nall {} numbers are what the exact model says", self.checked);
        assert_eq!(self.checked, checked);
    }

    fn compare(&mut self, what: &str, chain: &Number, least: &Number, most: &Number) {
        assert!(chain >= least && chain <= most, "{what}: the chain says {chain}, the model {least} to {most}");
        self.checked += 1;
    }

    fn equal(&mut self, what: &str, chain: &Number, exact: &Number) {
        self.compare(what, chain, exact, exact);
    }

    fn wallet(&mut self, who: &str, symbol: &str) -> &mut Number {
        self.wallets.entry((who.into(), symbol.into())).or_insert_with(|| part(0, 1))
    }

    fn supply(&mut self, who: &str, symbol: &str) -> &mut Number {
        self.supplies.entry((who.into(), symbol.into())).or_insert_with(|| part(0, 1))
    }

    fn supplied(&self, symbol: &str) -> Number {
        self.supplies.iter().filter(|((_, own), _)| own == symbol).map(|(_, atoms)| atoms).sum()
    }

    /// The dollar's reserve: its curve is the market's own.
    fn lending(&mut self, shell: &Shell) -> &mut Lending {
        let cash = self.supplied("USDC").to_integer();
        self.lending.get_or_insert_with(|| {
            let market = shell.json("market show");
            let reserves = market["reserves"].as_array().expect("reserves");
            let usdc = reserves.iter().find(|reserve| reserve["symbol"] == "USDC").expect("USDC");
            let points = usdc["config"]["curve"].as_array().expect("a curve").iter();
            let curve = points.map(|point| (point[0].as_i64().expect("bps"), point[1].as_i64().expect("bps")));
            Lending::new(cash.try_into().expect("atoms"), curve.collect(), now(shell))
        })
    }

    fn act(&mut self, words: &[&str], shell: &Shell) {
        let who = option(words, &["-w", "--to"]).unwrap_or_default();
        match words {
            ["wallet", "mint", symbol, amount, ..] => *self.wallet(who, symbol) += atoms_of(symbol, amount),
            ["position", "deposit", symbol, amount, ..] => {
                let atoms = atoms_of(symbol, amount);
                *self.wallet(who, symbol) -= &atoms;
                *self.supply(who, symbol) += atoms;
            }
            ["position", "withdraw", symbol, amount, ..] => {
                let held = self.supply(who, symbol).clone();
                // what is paid out is rounded down, and below it by an atom where the supply index was rounded
                let atoms =
                    if *amount == "all" { paid_all(shell, who, symbol, &held) } else { atoms_of(symbol, amount) };
                *self.supply(who, symbol) -= &atoms;
                *self.wallet(who, symbol) += atoms;
            }
            ["position", "borrow", symbol, amount, ..] => {
                let atoms = atoms_of(symbol, amount);
                let now = now(shell);
                self.borrower = who.into();
                self.lending(shell).borrow(i64::try_from(atoms.to_integer()).expect("atoms"), now);
                *self.wallet(who, symbol) += atoms;
            }
            ["position", "repay", symbol, amount, ..] => {
                let atoms = atoms_of(symbol, amount);
                let now = now(shell);
                self.lending(shell).repay(i64::try_from(atoms.to_integer()).expect("atoms"), now);
                *self.wallet(who, symbol) -= atoms;
            }
            ["issuer", "clawback", symbol, amount, ..] => {
                let all = self.supplied(symbol);
                let left = (&all - atoms_of(symbol, amount)) / all;
                let own = self.supplies.iter_mut().filter(|((_, own), _)| own == symbol);
                own.for_each(|(_, atoms)| *atoms = &*atoms * &left);
            }
            ["price", "post", symbol, usd, rest @ ..] if !rest.contains(&"--share") => {
                self.prices.insert((*symbol).into(), number(usd));
            }
            ["chain", "warp", ..] => {
                if let Some(lending) = &mut self.lending {
                    lending.accrue(now(shell));
                }
            }
            _ => {}
        }
    }

    fn look(&mut self, words: &[&str], shell: &Shell) {
        match words {
            ["wallet", "show", who, ..] => {
                let shown = shell.json(&format!("wallet show {who}"));
                let held: Vec<_> = self.wallets.iter().filter(|((own, _), _)| own == who).collect();
                let held: Vec<_> =
                    held.into_iter().map(|((_, symbol), atoms)| (symbol.clone(), atoms.clone())).collect();
                for (symbol, atoms) in held {
                    self.equal(&format!("{who}'s {symbol}"), &whole(&shown["atoms"][&symbol]), &atoms);
                }
            }
            ["position", "show", "-w", who, ..] => self.position(who, shell),
            ["market", "show"] => self.market(shell),
            _ => {}
        }
    }

    fn position(&mut self, who: &str, shell: &Shell) {
        let shown = shell.json(&format!("position show -w {who}"));
        let market = shell.json("market show");
        let mut weighted = part(0, 1);
        for slot in shown["slots"].as_array().expect("slots") {
            let (symbol, atoms) = (slot["symbol"].as_str().expect("a symbol"), whole(&slot["atoms"]));
            if slot["side"] == "debt" {
                let owed = self.lending.as_ref().expect("a loan").debt.clone();
                self.compare(&format!("{who} owes"), &atoms, &owed, &(owed.ceil() + part(1, 1)));
                continue;
            }
            let exact = self.supply(who, symbol).clone();
            self.compare(&format!("{who}'s {symbol}"), &atoms, &(exact.floor() - part(1, 1)), &exact.floor());
            let reserves = market["reserves"].as_array().expect("reserves");
            let reserve = reserves.iter().find(|reserve| reserve["symbol"] == symbol).expect("listed");
            let threshold = part(reserve["config"]["threshold"].as_i64().expect("bps"), 10_000);
            if let Some(price) = self.prices.get(symbol) {
                // a price is widened by 5 basis points in the borrower's favour, and the slow reference counts where it is
                // higher: nobody is liquidated on a price's width, or by one print
                let boards = shell.json("price show")["boards"].clone();
                let board = boards.as_array().expect("boards").iter().find(|board| board["symbol"] == symbol);
                let slow = number(board.expect("a board")["slow"].as_str().expect("a price"));
                let counted = (price * part(10_005, 10_000)).max(slow);
                weighted += atoms / unit(symbol) * counted * threshold;
            }
        }
        let Some(text) = shown["risk"]["health"].as_str().filter(|_| who == self.borrower) else { return };
        let debt = &self.lending.as_ref().expect("a loan").debt / unit("USDC");
        let health = weighted * part(10_000, 9_995) / debt;
        let shown = number(text) * part(10_000, 1);
        let exact = (health * part(10_000, 1)).floor();
        self.compare(&format!("{who}'s health"), &shown, &(&exact - part(1, 1)), &exact);
    }

    /// The market's books, as long as no interest is due.
    fn market(&mut self, shell: &Shell) {
        let owed = self.lending.as_ref().map_or_else(|| part(0, 1), |lending| lending.debt.clone());
        if !owed.is_integer() {
            return;
        }
        let shown = shell.json("market show");
        for reserve in shown["reserves"].as_array().expect("reserves") {
            let symbol = reserve["symbol"].as_str().expect("a symbol").to_string();
            let supplied = self.supplied(&symbol);
            let owed = if symbol == "USDC" { owed.clone() } else { part(0, 1) };
            let cash = &supplied - &owed;
            self.equal(&format!("{symbol} supplied"), &whole(&reserve["supplied"]), &supplied);
            self.equal(&format!("{symbol} owed"), &whole(&reserve["owed"]), &owed);
            self.equal(&format!("{symbol} cash"), &whole(&reserve["cash"]), &cash);
            self.equal(&format!("{symbol} vault"), &whole(&reserve["vault_atoms"]), &cash);
        }
    }

    /// A liquidation of the borrower at the stock's price: what is paid is paid back, what is bought is bought fairly.
    fn liquidation(&mut self, by: &str, shell: &Shell) {
        let shown = shell.json(&format!("wallet show {by}"));
        let paid = &*self.wallet(by, "USDC") - whole(&shown["atoms"]["USDC"]);
        if paid == part(0, 1) {
            return;
        }
        let (symbol, who) = ("AAPLx", self.borrower.clone());
        // the exchange is at the better for its owner of the print and the quick reference
        let boards = shell.json("price show")["boards"].clone();
        let board = boards.as_array().expect("boards").iter().find(|board| board["symbol"] == symbol);
        let quick = number(board.expect("a board")["quick"].as_str().expect("a price"));
        let price = self.prices[symbol].clone().max(quick);
        let got = whole(&shown["atoms"][symbol]);
        let now = now(shell);
        self.lending(shell).repay(i64::try_from(paid.to_integer()).expect("atoms"), now);
        // a bonus of 1 %, of which a tenth is the protocol's: the liquidator gets 100.9 % of what it pays
        let worth = &paid / unit("USDC") / price * unit(symbol);
        let (fair, taken) = (&worth * part(1_009, 1_000), &worth * part(101, 100));
        let slack = part(20, 1);
        self.compare("AAPLx bought", &got, &(&fair - &slack), &(&fair + &slack));
        let left = &*self.supply(&who, symbol) - taken;
        let held = shell.json(&format!("position show -w {who}"));
        let kept = whole(&held["slots"][0]["atoms"]);
        self.compare("AAPLx left", &kept, &(&left - &slack), &(&left + &slack));
        *self.wallet(by, "USDC") -= paid;
        *self.wallet(by, symbol) += got;
        *self.supply(&who, symbol) = kept;
        let health = number(held["risk"]["health"].as_str().expect("a debt"));
        self.compare("health after the liquidation", &health, &part(10_500, 10_000), &part(10_520, 10_000));
    }
}

fn now(shell: &Shell) -> i64 {
    numbers::whole(&shell.json("chain status")["unix_timestamp"]).cast_signed()
}

fn paid_all(shell: &Shell, who: &str, symbol: &str, held: &Number) -> Number {
    let paid = whole(&shell.json(&format!("wallet show {who}"))["atoms"][symbol]);
    assert!(paid <= *held && paid >= held - part(2, 1), "{who} was paid {paid} of {held} {symbol}");
    paid
}

impl Checker for Exact {
    fn after(&mut self, command: &str, shell: &Shell) {
        let Some(line) = command.strip_prefix("hypothec ") else { return };
        let words: Vec<&str> = line.split(' ').collect();
        if words.starts_with(&["liquidate", "run"]) {
            let by = option(&words, &["-w"]).expect("a wallet");
            return self.liquidation(by, shell);
        }
        self.act(&words, shell);
        self.look(&words, shell);
    }
}
