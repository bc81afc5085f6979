//! A position that may be liquidated, and who wants to.

use super::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_keeper::Keeper;
use hypothec_testkit::User;
use solana_address::Address;
use solana_instruction::Instruction;

/// A keeper, and a position that is open to be liquidated at the board's price, with the pool at that price.
pub fn open(more: &str) -> (Stage, Keeper, User) {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper(&format!("per_look = 0\n{more}"));
    keeper.look(&mut stage.world.chain).expect("a look");
    let borrower = stage.borrower(2, 100, 9_000);
    stage.turn(&mut keeper, 30);
    stage.stock = stage.stock * 70 / 100;
    stage.pool_at(10_000, 126);
    for _ in 0..240 {
        stage.turn(&mut keeper, 15);
        if keeper.metrics().open.get() != 0 {
            return (stage, keeper, borrower);
        }
    }
    panic!("an hour of a price 30 % lower opens the position");
}

/// The same stage with a keeper that acts.
pub fn acting(stage: &Stage, more: &str) -> Keeper {
    stage.keeper(more)
}

pub fn rival(stage: &mut Stage) -> User {
    let rival = stage.world.user(9);
    stage.world.fund(&rival, USDC, 50_000 * DOLLAR);
    stage.world.fund(&rival, NVDAX, 0);
    rival
}

/// The keeper's wallet as a user of the world, to fund its token accounts.
pub fn keeper_user(stage: &Stage) -> User {
    User { keypair: stage.wallet.insecure_clone(), position: stage.wallet_position() }
}

/// A rival's liquidation of all that may be, with own tokens.
pub fn theirs(stage: &Stage, rival: &User, position: Address) -> Instruction {
    let of = LiquidationAddresses {
        repay: stage.world.reserve(USDC),
        seize: stage.world.reserve(NVDAX),
        position,
        source: stage.world.tokens(rival, USDC),
        liquidator: rival.address(),
    };
    builder::liquidate(&of, stage.world.tokens(rival, NVDAX), u64::MAX, 0)
}

/// Makes the keeper's token accounts, so that its first transaction is the liquidation.
pub fn with_tokens(stage: &mut Stage) {
    let user = keeper_user(stage);
    stage.world.fund(&user, USDC, 0);
    stage.world.fund(&user, NVDAX, 0);
}
