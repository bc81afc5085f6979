//! What cannot move is seized as shares, into a position that is the keeper's own.

use crate::support::opened::{acting, keeper_user, open, rival};
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_interface::builder;
use hypothec_interface::instruction::AcceptPositionArgs;
use hypothec_interface::state::{Position, Side};
use hypothec_testkit::{User, mint};

/// A position that is open, of a stock whose issuer has paused it, and a keeper's wallet with dollars.
fn paused() -> (Stage, User) {
    let (mut stage, _, borrower) = open("");
    let mint_address = stage.world.assets[NVDAX].mint;
    stage.world.chain.edit(&mint_address, |account| mint::set_paused(&mut account.data, true));
    stage.world.fund(&keeper_user(&stage), USDC, 50_000 * DOLLAR);
    (stage, borrower)
}

fn assert_seizes_as_shares(stage: &mut Stage, receiver: &User) {
    let mut keeper = acting(stage, "shares = true");
    let liquidated: usize = (0..4).map(|_| stage.turn(&mut keeper, 10).liquidated).sum();
    assert!(liquidated >= 1);
    assert!(shares(&stage.world.position(receiver)) > 0);
    assert!(stage.keeper_holds(USDC) < 50_000 * DOLLAR);
    stage.assert_books();
}

fn shares(position: &Position) -> u64 {
    position.slot(NVDAX as u8, Side::Supply).map_or(0, |slot| slot.shares())
}

/// The wallet's position of this number, as a user of the world.
fn numbered(stage: &Stage, id: u16) -> User {
    let user = keeper_user(stage);
    let position = builder::position_address(stage.world.market, &user.address(), id).0;
    User { position, ..user }
}

fn give(stage: &mut Stage, of: &User, to: &User) {
    let offer = builder::offer_position(of.position, of.address(), Some(to.address()));
    stage.world.send(of, offer).expect("offered");
    let terms = AcceptPositionArgs::as_it_stands(&stage.world.position(of));
    let accept = builder::accept_position(stage.world.market, of.position, to.address(), &terms);
    stage.world.send(to, accept).expect("accepted");
}

#[test]
fn a_paused_mint_is_seized_as_shares_with_own_capital() {
    let (mut stage, borrower) = paused();
    let mut without = acting(&stage, "");
    for _ in 0..3 {
        assert_eq!(stage.turn(&mut without, 30).liquidated, 0, "tokens cannot move");
    }
    let receiver = numbered(&stage, 0);
    assert_seizes_as_shares(&mut stage, &receiver);
    assert!(stage.world.position(&borrower).used().len() <= 2);
}

#[test]
fn shares_do_not_go_to_a_position_that_the_wallet_gave_away() {
    let (mut stage, _) = paused();
    let (first, second, rival) = (numbered(&stage, 0), numbered(&stage, 1), rival(&mut stage));
    let open = builder::open_position(stage.world.market, first.address(), first.address(), 0);
    stage.world.send(&first, open).expect("opened");
    give(&mut stage, &first, &rival);
    assert_seizes_as_shares(&mut stage, &second);
    assert_eq!(shares(&stage.world.position(&first)), 0, "it is the rival's");
}

#[test]
fn shares_go_to_a_position_that_the_wallet_took_over() {
    let (mut stage, _) = paused();
    let (rival, wallet) = (rival(&mut stage), keeper_user(&stage));
    give(&mut stage, &rival, &wallet);
    assert_seizes_as_shares(&mut stage, &rival);
    assert!(stage.world.chain.get_account(&wallet.position).is_none(), "no position was opened");
}
