//! One valid, prepared instruction for every account table, and the keys to sign for it.

use crate::fixtures::closing::{close, winding};
use crate::fixtures::liquidation::distressed;
use crate::fixtures::market::{DOLLAR, NVDAX, USDC, lend_out, open_receipts, staff};
use crate::instructions::close_market::emptied;
use crate::instructions::settle_bad_debt::leftover;
use hypothec_interface::Key;
use hypothec_interface::accounts::{self, AccountTable};
use hypothec_interface::action::TIGHTEN_BORROW_OFF;
use hypothec_interface::builder::{self, BatchEntry, PROGRAM_ID, ReserveAddresses};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::instruction::{
    AcceptPositionArgs, InitMarketArgs, NO_RESERVE, ProposeArgs, QuoteArgs, SetOrderArgs, TightenArgs,
};
use hypothec_interface::state::{Kind, Order, market_size};
use hypothec_testkit::asset::{configuration, listing};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::{Asset, World, account, keys, rent};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// An instruction that succeeds in its world as it stands.
pub struct Case {
    pub table: &'static AccountTable,
    pub world: World,
    pub instruction: Instruction,
}

impl Case {
    /// Whether a slot that must differ from slot `n` holds this account.
    pub fn holds_beside(&self, n: usize, address: &Address) -> bool {
        let holds = |slot: usize| self.instruction.accounts[slot].pubkey == *address;
        self.distinct().into_iter().any(|(a, b)| a == n && holds(b) || b == n && holds(a))
    }

    /// The pairs of its accounts that must differ, those of each step of a batch too.
    pub fn distinct(&self) -> Vec<(usize, usize)> {
        let mut pairs = self.table.distinct.to_vec();
        if self.table.instruction == Tag::Batch {
            let (fixed, leg) = (self.table.slots.len(), &accounts::BATCH_LEG);
            let steps = (fixed..self.instruction.accounts.len()).step_by(leg.slots.len());
            pairs.extend(steps.flat_map(|from| leg.distinct.iter().map(move |(a, b)| (from + a, from + b))));
        }
        pairs
    }
}

/// Who pays every fee and takes no part otherwise.
pub fn payer() -> Keypair {
    keys::key(90)
}

/// Pays rent in the cases.
fn sponsor() -> Keypair {
    keys::key(91)
}

/// An admin of another market.
fn other_admin() -> Keypair {
    keys::key(92)
}

/// The address of that other market.
pub fn other_market() -> Address {
    keys::key(93).pubkey()
}

/// A zeroed account about to become a market.
fn new_market() -> Keypair {
    keys::key(94)
}

/// A position of nobody in the cases.
pub fn other_position(world: &World) -> Address {
    builder::position_address(world.market, &keys::key(107).pubkey(), 0).0
}

/// The key of this address, if it is one that can sign.
pub fn key_of(address: &Address) -> Option<Keypair> {
    let known = [admin(), market_key(), sponsor(), keys::key(93), new_market(), keys::key(101), keys::key(102)];
    known.into_iter().chain((103..108).map(keys::key)).find(|key| key.pubkey() == *address)
}

/// The keys that the instructions' flags ask for, the payer's first.
pub fn signers(instructions: &[Instruction]) -> Vec<Keypair> {
    let mut signers = vec![payer()];
    let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    for meta in metas.filter(|meta| meta.is_signer) {
        if signers.iter().all(|key| key.pubkey() != meta.pubkey) {
            signers.push(key_of(&meta.pubkey).expect("a key"));
        }
    }
    signers
}

/// What must follow in the transaction for the case to succeed: the repayment of a flash loan.
pub fn after(world: &World, instruction: &Instruction) -> Vec<Instruction> {
    if instruction.data.first() != Some(&(Tag::FlashBorrow as u8)) {
        return Vec::new();
    }
    let (reserve, lender) = (world.reserve(USDC), keys::key(101).pubkey());
    let source = hypothec_testkit::token::associated(&lender, &reserve.mint, &reserve.token_program);
    vec![builder::flash_repay(&reserve, source, lender, 1_000)]
}

fn blank(world: &mut World, address: &Address) {
    let size = market_size(2);
    world.chain.put_account(address, Account { lamports: rent(size), ..account(PROGRAM_ID, vec![0; size]) });
}

/// Makes a second market, of another admin, with the same assets.
fn add_other_market(world: &mut World) {
    let (admin, market) = (other_admin(), keys::key(93));
    world.chain.airdrop(&admin.pubkey(), 1_000_000_000_000);
    blank(world, &other_market());
    let args = InitMarketArgs { admin: Key::from(admin.pubkey()), ..market_args() };
    world.chain.send(&[builder::init_market(other_market(), &args)], &[&admin, &market]).expect("a market");
    for index in 0..world.assets.len() {
        let reserve = ReserveAddresses { market: other_market().into(), ..world.reserve(index) };
        let add = builder::add_reserve(&reserve, admin.pubkey(), admin.pubkey(), &listing(&world.assets[index]));
        world.chain.send(&[add], &[&admin]).expect("listed");
    }
}

fn finish(mut world: World) -> World {
    world.chain.airdrop(&payer().pubkey(), 1_000_000_000_000);
    world.chain.airdrop(&sponsor().pubkey(), 1_000_000_000_000);
    add_other_market(&mut world);
    blank(&mut world, &new_market().pubkey());
    world.user(7);
    world
}

/// A case for every table, in their order.
pub fn all() -> Vec<Case> {
    let mut open = World::unsealed(&[Asset::usdc()]);
    open.chain.put_account(&Asset::nvdax().mint, Asset::nvdax().mint_account);
    let mut open = finish(open);
    let cap_of_group_1 = ProposeArgs::new(Kind::Groups, NO_RESERVE, 2, &[0, 0, 0, 0, 0, 0, 0, 0, 7]);
    let next_admin = ProposeArgs::new(Kind::Admin, NO_RESERVE, 1, sponsor().pubkey().as_ref());
    for (nonce, args) in [&next_admin, &cap_of_group_1].into_iter().enumerate() {
        let propose = builder::propose(open.market, admin().pubkey(), sponsor().pubkey(), nonce as u64, args);
        open.chain.send(&[propose], &[&sponsor(), &admin()]).expect("proposed");
    }
    let execute = builder::execute(open.market, 0, sponsor().pubkey(), None);
    open.chain.send(&[execute], &[&payer()]).expect("executed");

    let mut lending = World::new(&[Asset::usdc(), Asset::nvdax()]);
    let (lender, borrower) = staff(&mut lending);
    lending.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    lending.fund(&lender, USDC, 50 * DOLLAR);
    lending.fund(&borrower, NVDAX, 5_000);
    let mut lending = finish(lending);
    let open_idle = builder::open_position(lending.market, lender.address(), sponsor().pubkey(), 9);
    lending.chain.send(&[open_idle], &[&sponsor(), &lender.keypair]).expect("a position");
    let idle = builder::position_address(lending.market, &lender.address(), 9).0;

    let distress = distressed(135);
    let failing = finish(distress.world.clone());
    let (failed, rest) = leftover();
    let failed = finish(failed);

    let mut earned = lending.clone();
    earned.advance(86_400);
    let earnings = earned.fee_tokens(USDC);
    let mut offered = lending.clone();
    let offer = builder::offer_position(borrower.position, borrower.address(), Some(lender.address()));
    offered.send(&borrower, offer).expect("offered");
    let mut flashed = lending.clone();
    lend_out(&mut flashed, USDC, 1_000);
    let mut winding = finish(winding());
    let close = close(&mut winding, NVDAX);
    let emptied = finish(emptied());
    let mut minted = lending.clone();
    let receipts = open_receipts(&mut minted, &lender, USDC);
    let mint = builder::mint_receipt(minted.market, lender.position, receipts, lender.address(), USDC as u8, 5_000);
    minted.chain.send(&[mint], &[&lender.keypair]).expect("minted");
    let (nvdax, lend) = (Asset::nvdax(), &lending);
    let listed_next = ReserveAddresses {
        market: open.market.into(),
        index: 1,
        mint: nvdax.mint,
        token_program: nvdax.mint_account.owner,
    };
    let owner = lender.address();
    let (gives, takes) = (lend.tokens(&lender, USDC), lend.tokens(&borrower, USDC));
    let pledged = lend.tokens(&borrower, NVDAX);
    let pledger = borrower.address();
    let case = |table: &'static AccountTable| {
        let (world, instruction) = match table.instruction {
            Tag::InitMarket => (&open, builder::init_market(new_market().pubkey(), &market_args())),
            Tag::Seal => (&open, builder::seal(open.market, admin().pubkey())),
            Tag::AddReserve => {
                (&open, builder::add_reserve(&listed_next, admin().pubkey(), sponsor().pubkey(), &listing(&nvdax)))
            }
            Tag::Configure => {
                let args = configuration(USDC, &Asset::usdc().config);
                (&open, builder::configure(open.market, admin().pubkey(), &args))
            }
            Tag::Propose => {
                let (admin, sponsor) = (admin().pubkey(), sponsor().pubkey());
                (&open, builder::propose(open.market, admin, sponsor, 2, &cap_of_group_1))
            }
            Tag::Execute => (&open, builder::execute(open.market, 1, sponsor().pubkey(), None)),
            Tag::Cancel => (&open, builder::cancel(open.market, admin().pubkey(), 1, sponsor().pubkey())),
            Tag::Tighten => {
                let args = TightenArgs { levers: TIGHTEN_BORROW_OFF, ..bytemuck::Zeroable::zeroed() };
                (&open, builder::tighten(open.market, admin().pubkey(), &args))
            }
            Tag::SetClosure => {
                let today = (open.chain.clock().unix_timestamp / 86_400) as u16;
                (&open, builder::set_closure(open.market, admin().pubkey(), today, 0))
            }
            Tag::AcceptAdmin => (&open, builder::accept_admin(open.market, sponsor().pubkey())),
            Tag::CollectFees => (&earned, builder::collect_fees(&earned.reserve(USDC), earnings)),
            Tag::Donate => (lend, builder::donate(&lend.reserve(USDC), gives, owner, DOLLAR)),
            Tag::CloseReserve => (&winding, close.clone()),
            Tag::CloseMarket => (&emptied, builder::close_market(emptied.market, admin().pubkey())),
            Tag::RefreshPrices => (lend, lend.refresh(&[USDC, NVDAX])),
            Tag::OpenPosition => (lend, builder::open_position(lend.market, owner, sponsor().pubkey(), 5)),
            Tag::ClosePosition => (lend, builder::close_position(idle, owner, sponsor().pubkey())),
            Tag::SetDelegate => (lend, builder::set_delegate(lender.position, owner, Some(pledger))),
            Tag::SetCollateral => {
                (lend, builder::set_collateral(lend.market, lender.position, owner, USDC as u8, false))
            }
            Tag::SetOrder => {
                let args = SetOrderArgs { index: 1, order: Order::below_health(11_000, 12_000, 100) };
                (lend, builder::set_order(lender.position, owner, &args))
            }
            Tag::OfferPosition => (lend, builder::offer_position(lender.position, owner, Some(pledger))),
            Tag::AcceptPosition => {
                let terms = AcceptPositionArgs::as_it_stands(&lend.position(&borrower));
                (&offered, builder::accept_position(lend.market, borrower.position, owner, &terms))
            }
            Tag::Quote => {
                let args = QuoteArgs { borrow: 0, withdraw: 1, repay: 0, seize: 1 };
                (lend, builder::quote(lend.market, borrower.position, &args))
            }
            Tag::Liquidate => (&failing, distress.liquidate(u64::MAX)),
            Tag::SettleBadDebt => (&failed, failed.settle_bad_debt(rest)),
            Tag::LiquidateToShares => (&failing, distress.to_shares(u64::MAX)),
            Tag::Deposit => {
                (lend, builder::deposit(&lend.reserve(NVDAX), borrower.position, pledged, pledger, 1_000, 0))
            }
            Tag::Withdraw => {
                (lend, builder::withdraw(&lend.reserve(NVDAX), borrower.position, pledged, pledger, 1_000, 0))
            }
            Tag::Borrow => {
                let reserve = lend.reserve(USDC);
                (lend, builder::borrow(&reserve, borrower.position, takes, pledger, DOLLAR, u64::MAX))
            }
            Tag::Repay => (lend, builder::repay(&lend.reserve(USDC), borrower.position, takes, pledger, DOLLAR)),
            Tag::FlashBorrow => (lend, builder::flash_borrow(&lend.reserve(USDC), gives, 1_000)),
            Tag::FlashRepay => (&flashed, builder::flash_repay(&flashed.reserve(USDC), gives, owner, 1_000)),
            Tag::Batch => {
                let entry = |instruction, index: usize, tokens, amount| BatchEntry {
                    instruction,
                    reserve: lend.reserve(index),
                    tokens,
                    amount,
                    limit: 0,
                };
                let steps = [entry(Tag::Withdraw, NVDAX, pledged, 1_000), entry(Tag::Repay, USDC, takes, DOLLAR)];
                (lend, builder::batch(lend.market, borrower.position, pledger, &steps))
            }
            Tag::OpenReceipt => (lend, builder::open_receipt(lend.market, sponsor().pubkey(), USDC as u8)),
            Tag::MintReceipt => {
                (&minted, builder::mint_receipt(lend.market, lender.position, receipts, owner, USDC as u8, 1_000))
            }
            Tag::RedeemReceipt => {
                (&minted, builder::redeem_receipt(lend.market, lender.position, receipts, owner, USDC as u8, 1_000))
            }
            Tag::SyncVault => (lend, builder::sync_vault(lend.market, NVDAX as u8)),
        };
        Case { table, world: world.clone(), instruction }
    };
    accounts::ALL.iter().map(case).collect()
}
