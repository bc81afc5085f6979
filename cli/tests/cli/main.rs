//! The command as a person or a script runs it: exit codes, words, JSON, and nothing lost.

mod batch;
mod chain;
mod closing;
mod defects;
mod deploy;
mod disk;
mod governance;
mod history;
mod inspect;
mod issuer;
mod keeper;
mod kill;
mod liquidate;
mod listing;
mod low;
mod market;
mod medium;
mod misuse;
mod output;
mod position;
mod price;
mod recipe;
mod reference;
mod shell;
mod wallet;
