//! The life of a market, twice: on the node and on the embedded chain, with the same outcome at every step.

use crate::market::{Market, NVDAX, USDC, User};
use crate::stage::Stage;
use hypothec_client::cluster::Record;
use hypothec_client::transaction::Version;
use hypothec_client::{Result, snapshot};
use hypothec_interface::builder::{self, LiquidationAddresses, proposal_address};
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs, QuoteArgs};
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{Kind, ReserveConfig};
use hypothec_testkit::market::admin;
use solana_instruction::Instruction;
use solana_signer::Signer;

/// What a step came to: names of events, or of the error; and amounts that may differ by seconds of interest.
#[derive(Debug, PartialEq)]
struct Line {
    step: &'static str,
    outcome: Vec<String>,
    amounts: Vec<u64>,
}

struct Teller<'a> {
    stage: &'a mut Stage,
    lines: Vec<Line>,
}

impl Teller<'_> {
    fn step(&mut self, step: &'static str, instruction: Instruction, by: &User) -> Result<Record> {
        let done = self.stage.try_send(&[instruction], &[&by.keypair], Version::Newest);
        let program = self.stage.cluster().program();
        let (outcome, amounts) = match &done {
            Ok(record) => {
                let logs = &record.outcome.as_ref().expect("it succeeded").logs;
                let events = hypothec_client::events(&program, logs);
                (events.iter().map(|event| event.name().into()).collect(), events.iter().map(|e| e.amount).collect())
            }
            Err(error) => {
                (vec![error.refusal().map_or_else(|| error.to_string(), |own| own.name().into())], Vec::new())
            }
        };
        self.lines.push(Line { step, outcome, amounts });
        done
    }

    fn number(&mut self, step: &'static str, amount: u64) {
        self.lines.push(Line { step, outcome: Vec::new(), amounts: vec![amount] });
    }
}

/// Borrows, is liquidated, and what is left is settled; a parameter changes by proposal on the way.
fn run(stage: &mut Stage) -> Vec<Line> {
    let mut market = Market::open(stage);
    market.at_open(stage);
    stage.send(&[builder::seal(market.address, admin().pubkey())], &[&admin()]);
    let lender = market.user(stage, 1, [50_000_000_000, 0]);
    let borrower = market.user(stage, 2, [0, 314_159_265]);
    let mut teller = Teller { stage, lines: Vec::new() };

    teller.step("lend", market.deposit(&lender, USDC, 40_000_000_000), &lender).expect("lent");
    teller.step("pledge", market.deposit(&borrower, NVDAX, 314_159_265), &borrower).expect("pledged");
    teller.step("too much", market.borrow(&borrower, USDC, 500_000_000), &borrower).expect_err("past the limit");
    teller.step("borrow", market.borrow(&borrower, USDC, 300_123_456), &borrower).expect("borrowed");
    teller.step("repay", market.repay(&borrower, USDC, 100_000_000), &borrower).expect("repaid");
    teller.step("borrow again", market.borrow(&borrower, USDC, 100_000_000), &borrower).expect("borrowed");
    propose(&mut teller, &mut market, &lender);
    quote(&mut teller, &market, &borrower);

    market.move_price(teller.stage, 10_000_000_000);
    let liquidate = |market: &Market, amount| {
        let (repay, seize) = (market.reserve(USDC), market.reserve(NVDAX));
        let (source, liquidator) = (market.tokens(&lender, USDC), lender.address());
        let of = LiquidationAddresses { repay, seize, position: borrower.position, source, liquidator };
        builder::liquidate(&of, market.tokens(&lender, NVDAX), amount, 0)
    };
    teller.step("liquidate", liquidate(&market, 50_000_000), &lender).expect("liquidated");
    market.move_price(teller.stage, 4_000_000_000);
    teller.step("all of it", liquidate(&market, u64::MAX), &lender).expect("liquidated");
    let record = snapshot::position(teller.stage.cluster(), &borrower.position).expect("a position");
    let settle = builder::settle_bad_debt(market.address, borrower.position, &record);
    let _ = teller.step("settle", settle, &lender);
    let position = snapshot::position(teller.stage.cluster(), &borrower.position).expect("a position");
    teller.number("slots left", position.used().len() as u64);
    teller.lines
}

/// Raises NVDAx's reserve factor by proposal, a day later, and has the boards fresh again.
fn propose(teller: &mut Teller<'_>, market: &mut Market, anyone: &User) {
    let bit = ReserveConfig::FIELDS.iter().position(|field: &Field| field.name == "reserve_factor_bps");
    let mut config = market.assets[NVDAX].config;
    config.reserve_factor_bps += 100;
    let mask = 1 << bit.expect("a field");
    let args = ProposeArgs::new(Kind::Reserve, NVDAX as u8, mask, bytemuck::bytes_of(&config));
    let nonce = market.snapshot(teller.stage).header().nonce();
    let propose = builder::propose(market.address, admin().pubkey(), anyone.address(), nonce, &args);
    teller.stage.send(&[propose], &[&anyone.keypair, &admin()]);
    let execute = builder::execute(market.address, nonce, anyone.address(), None);
    teller.step("too early", execute.clone(), anyone).expect_err("not due");
    let due = teller.stage.now() + 86_400;
    teller.stage.travel(due);
    teller.step("execute", execute, anyone).expect("due");
    market.at_open(teller.stage);
    let gone = proposal_address(market.address, nonce).0;
    assert!(teller.stage.cluster().account(&gone).expect("asked").is_none(), "an executed proposal is closed");
    let factor = market.snapshot(teller.stage).reserve(NVDAX as u8).expect("listed").config().reserve_factor_bps();
    teller.number("reserve factor", u64::from(factor));
}

/// What the program says of the borrower, and what the snapshot says with pending interest counted.
fn quote(teller: &mut Teller<'_>, market: &Market, borrower: &User) {
    let ask = QuoteArgs { borrow: USDC as u8, withdraw: NVDAX as u8, repay: NO_RESERVE, seize: NO_RESERVE };
    let (cluster, market_address) = (teller.stage.cluster(), market.address.address);
    let said = hypothec_client::quote(cluster, borrower.address(), market_address, borrower.position, &ask);
    let said = said.expect("a quotation");
    let snapshot = market.snapshot(teller.stage);
    let position = snapshot::position(teller.stage.cluster(), &borrower.position).expect("a position");
    let owed = position.used().iter().filter_map(|slot| snapshot.slot_atoms(slot)).collect::<Vec<_>>();
    teller.lines.push(Line { step: "slots", outcome: Vec::new(), amounts: owed });
    for (step, amount) in
        [("may borrow", said.max_borrow), ("may withdraw", said.max_withdraw), ("health", said.health_bps)]
    {
        teller.number(step, amount);
    }
}

#[test]
fn a_market_lives_the_same_on_a_node_as_on_the_embedded_chain() {
    let mut node = Stage::node();
    let mut embedded = Stage::embedded();
    let now = node.now();
    embedded.travel(now);
    let (there, here) = (run(&mut node), run(&mut embedded));
    assert_eq!(there.len(), here.len());
    for (there, here) in there.iter().zip(&here) {
        assert_eq!((there.step, &there.outcome), (here.step, &here.outcome));
        assert_eq!(there.amounts.len(), here.amounts.len(), "{}", here.step);
        for (there, own) in there.amounts.iter().zip(&here.amounts) {
            // seconds pass between two transactions of the node, and none on the embedded chain
            assert!(there.abs_diff(*own) <= own / 10_000, "{}: {there} there, {own} here", here.step);
        }
    }
    assert!(here.iter().any(|line| line.outcome == ["Unhealthy"]), "{here:?}");
    let liquidated = here.iter().filter(|line| line.outcome.iter().any(|event| event == "Liquidated"));
    assert_eq!(liquidated.count(), 2, "{here:?}");
}
