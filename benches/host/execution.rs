//! Transactions through the virtual machine, beside one of a program that does nothing: signatures, accounts and the
//! program's own code, on one thread. They are simulated, so that each finds the same chain.

use crate::Host;
use hypothec_benches::{LOT, boards, failing, holder, pair};
use hypothec_example::tag::NOTHING;
use hypothec_interface::builder;
use hypothec_testkit::{User, World, elf, keys};
use solana_instruction::Instruction;
use solana_message::Message;
use solana_transaction::Transaction;

/// The row that the others are a multiple of.
pub const EMPTY: &str = "execute nothing";
const TIMES: u64 = 50;

pub fn measure(host: &mut Host) {
    let (mut world, user) = holder(1, 1, false);
    let program_id = keys::address(900);
    world.chain.add_program(&program_id, elf::example());
    executed(host, EMPTY, &world, &user, Instruction { program_id, accounts: Vec::new(), data: vec![NOTHING] });
    for deposits in [1, 8] {
        let (world, user) = holder(deposits, 1, false);
        let (dollar, stock, owner) = (world.reserve(0), world.reserve(1), user.address());
        let (dollars, stocks) = (world.tokens(&user, 0), world.tokens(&user, 1));
        let borrow = builder::borrow(&dollar, user.position, dollars, owner, LOT, u64::MAX);
        executed(host, &format!("execute borrow ({deposits}+1)"), &world, &user, borrow);
        if deposits == 1 {
            let deposit = builder::deposit(&stock, user.position, stocks, owner, LOT, 0);
            executed(host, "execute deposit (1+1)", &world, &user, deposit);
        }
    }
    let (world, user, liquidator) = failing(8, 1, false);
    let of = pair(&world, &user, &liquidator, 1);
    let liquidate = builder::liquidate(&of, world.tokens(&liquidator, 1), u64::MAX, 0);
    executed(host, "execute liquidate (8+1)", &world, &liquidator, liquidate);
    for count in [1, 8] {
        let (world, user) = boards(count);
        let every: Vec<usize> = (0..count).collect();
        executed(host, &format!("execute refresh_prices ({count}, two feeds)"), &world, &user, world.refresh(&every));
    }
}

fn executed(host: &mut Host, name: &str, world: &World, user: &User, instruction: Instruction) {
    let svm = world.chain.svm();
    let message = Message::new(&[instruction], Some(&user.address()));
    let transaction = Transaction::new(&[&user.keypair], message, svm.latest_blockhash());
    let run = || {
        for _ in 0..TIMES {
            svm.simulate_transaction(transaction.clone()).unwrap_or_else(|why| panic!("{name}: {:?}", why.err));
        }
    };
    host.measure(name, "transactions", TIMES, run);
}
