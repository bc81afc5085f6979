//! The same actions through the built program: after each one, its accounts are the pure world's, byte for byte.

mod batch;
mod governance;
mod outside;
mod receipts;

use crate::action::{Action, OFFICERS, RESERVES, SHARE, STOCK, Stock, TokenMove, USERS};
use crate::decode::{Input, prelude, read_action};
use crate::world::{PRICES, PureWorld, Rejection, Vault, config, give_grace};
use hypothec_interface::Key;
use hypothec_interface::builder;
use hypothec_interface::builder::{LiquidationAddresses, RefreshEntry};
use hypothec_interface::instruction::{SetCollateralArgs, SetOrderArgs};
use hypothec_testkit::{Asset, Chain, User, keys, token};
use solana_instruction::Instruction;

/// Actions of one sequence at most.
const LENGTH: usize = 120;

/// A pure world and the chain it was read from.
#[derive(Clone)]
pub struct Differential {
    pub world: PureWorld,
    chain: hypothec_testkit::World,
    users: [User; USERS],
    /// Admin and guardian at first; neither has a position.
    officers: [User; OFFICERS],
    /// Whose token accounts the fees go to.
    collector: User,
}

impl Default for Differential {
    fn default() -> Self {
        Differential::new()
    }
}

impl Differential {
    /// The market of [`PureWorld::new`], made by the program's instructions: once a thread, then copied.
    #[must_use]
    pub fn new() -> Differential {
        thread_local! {
            static MADE: Differential = Differential::made();
        }
        MADE.with(Differential::clone)
    }

    fn made() -> Differential {
        let assets = [Asset::usdc(), Asset::nvdax_two_feeds(), Asset::pyusd()];
        let mut chain = hypothec_testkit::World::on(Chain::new(hypothec_testkit::elf::hypothec())).expect("a market");
        for (index, asset) in assets.iter().enumerate() {
            chain.list(&Asset { config: config(index), ..asset.clone() }).expect("listed");
        }
        chain.seal();
        chain.chain.edit(&chain.market.clone(), |account| give_grace(&mut account.data));
        let users = [1, 2, 3].map(|n| chain.user(n));
        for user in &users {
            for index in 0..RESERVES {
                chain.fund(user, index, 1 << 50);
            }
        }
        let officers = [2, 4].map(|n| User { keypair: keys::key(n), position: chain.market });
        officers.iter().for_each(|officer| chain.chain.airdrop(&officer.address(), 1_000_000_000_000));
        let collector = User { keypair: keys::key(5), position: chain.market };
        assert_eq!(Key::from(collector.address()), chain.header().fee_recipient());
        (0..RESERVES).for_each(|index| chain.fund(&collector, index, 0));
        let mut world = PureWorld::new();
        let bytes = chain.chain.data(&chain.market);
        let taken = world.words.len() * 8;
        bytemuck::cast_slice_mut::<u64, u8>(&mut world.words).copy_from_slice(&bytes[..taken]);
        world.users = users.each_ref().map(|user| Key::from(user.address()));
        world.officers = officers.each_ref().map(|officer| Key::from(officer.address()));
        world.market_key = Key::from(chain.market);
        world.positions = users.each_ref().map(|user| chain.position(user));
        world.receipt_mints = [0, 1, 2].map(|n| Key::from(builder::receipt_address(chain.market, n).0));
        world.vaults = [Vault::default(); RESERVES];
        world.now = chain.chain.clock().unix_timestamp;
        for (index, posted) in world.prices.iter_mut().enumerate().take(RESERVES) {
            posted.feed = Key::from_bytes(chain.assets[index].feed);
            world.mints[index].clone_from(&chain.assets[index].mint_account.data);
            assert_eq!(chain.assets[index].price, PRICES[index]);
        }
        let share = chain.assets[STOCK].share.expect("a share feed");
        (world.prices[SHARE].feed, world.due) = (Key::from_bytes(share.feed), None);
        assert_eq!(share.price, PRICES[SHARE]);
        let mut pair = Differential { world, chain, users, officers, collector };
        for index in 0..RESERVES as u8 {
            pair.step(&Action::Post { reserve: index, bps: 10_000, conf_bps: 5, age_s: 0 });
        }
        pair.step(&Action::Stock(Stock::Print { feeds: 2, bps: 10_000, conf_bps: 5, age_s: 0 }));
        pair.step(&Action::REFRESH);
        pair
    }

    /// Runs the action on both, and compares what came of it.
    pub fn step(&mut self, action: &Action) {
        let before = self.world.clone();
        let instructions = self.instructions(action);
        let done = self.world.step(action);
        if let Some((instructions, by)) = instructions {
            let signer = &self.signer(by).keypair.insecure_clone();
            let sent = self.chain.chain.send(&instructions, &[signer]);
            match (&done, &sent) {
                (Ok(moved), Ok(receipt)) => {
                    let told_first = matches!(
                        action,
                        Action::Deposit(_) | Action::Withdraw(_) | Action::Borrow(_) | Action::Repay(_)
                    );
                    let told = receipt.return_data.get(..16);
                    assert!(!told_first || told == Some(bytemuck::bytes_of(moved)), "{action:?}: {moved:?}");
                    if let Action::Batch(what) = action {
                        assert_eq!(batch::moved(&receipt.return_data), batch::trace(&before, what), "{action:?}");
                    }
                }
                (Err(Rejection::Program(error)), Err(failure)) => {
                    assert_eq!(failure.error, Some(*error), "{action:?}: {failure:?}");
                }
                (Err(Rejection::Token), Err(failure)) => assert_eq!(failure.error, None, "{action:?}: {failure:?}"),
                _ => panic!("{action:?}: {done:?} in the pure world, {sent:?} on the chain"),
            }
        } else {
            self.push(action);
        }
        if let (Action::OpenReceipt { reserve, .. }, Ok(_)) = (action, &done) {
            self.make_receipt_accounts(usize::from(*reserve));
        }
        self.compare(action);
        self.compare_receipts(action);
        self.compare_proposals(action);
    }

    /// A share feed of a dollar, where it is asked for, is its token feed: the dollar has none.
    fn refresh(&self, reserves: u8, posted: u8) -> Instruction {
        let chain = &self.chain;
        let entry = |index: usize| {
            let share = if index == STOCK { chain.share_account(STOCK) } else { chain.price_account(index) };
            let prices = [chain.price_account(index), share];
            let price = |n: usize| (posted >> (2 * index + n) & 1 != 0).then_some(prices[n]);
            let issuer_mint = self.world.reserve(index).reads_issuer().then(|| chain.assets[index].mint);
            RefreshEntry { index: index as u8, prices: [price(0), price(1)], issuer_mint }
        };
        let named: Vec<_> = (0..RESERVES).filter(|index| reserves & 1 << index != 0).map(entry).collect();
        builder::refresh_prices(chain.market, &named)
    }

    fn instructions(&self, action: &Action) -> Option<(Vec<Instruction>, usize)> {
        if let Action::ReopenPosition { of } = action {
            let (user, market) = (&self.users[*of], self.chain.market);
            let close = builder::close_position(user.position, user.address(), user.address());
            return Some((vec![close, builder::open_position(market, user.address(), user.address(), 0)], *of));
        }
        let Action::FlashLoan(what) = action else {
            let one = self.instruction(action).or_else(|| self.receipt_instruction(action));
            let one = one.or_else(|| self.governance_instruction(action));
            return one.map(|(instruction, by)| (vec![instruction], by));
        };
        let reserve = self.chain.reserve(usize::from(what.reserve));
        let user = &self.users[what.by];
        let tokens = self.chain.tokens(user, usize::from(what.reserve));
        let pair = [
            builder::flash_borrow(&reserve, tokens, what.amount),
            builder::sync_vault(self.chain.market, what.reserve),
            builder::flash_repay(&reserve, tokens, user.address(), what.amount),
        ];
        Some((pair.into(), what.by))
    }

    fn instruction(&self, action: &Action) -> Option<(Instruction, usize)> {
        let chain = &self.chain;
        let to = |what: &TokenMove| {
            let index = usize::from(what.reserve);
            let (signer, position) = (&self.users[what.by], self.users[what.of].position);
            (chain.reserve(index), position, chain.tokens(signer, index), signer.address())
        };
        Some(match action {
            Action::Deposit(what) => {
                let (reserve, position, tokens, payer) = to(what);
                (builder::deposit(&reserve, position, tokens, payer, what.amount, 0), what.by)
            }
            Action::Withdraw(what) => {
                let (reserve, position, tokens, owner) = to(what);
                (builder::withdraw(&reserve, position, tokens, owner, what.amount, 0), what.by)
            }
            Action::Borrow(what) => {
                let (reserve, position, tokens, owner) = to(what);
                (builder::borrow(&reserve, position, tokens, owner, what.amount, u64::MAX), what.by)
            }
            Action::Repay(what) => {
                let (reserve, position, tokens, payer) = to(what);
                (builder::repay(&reserve, position, tokens, payer, what.amount), what.by)
            }
            Action::Donate(what) => {
                let (reserve, _, tokens, payer) = to(what);
                (builder::donate(&reserve, tokens, payer, what.amount), what.by)
            }
            Action::Batch(what) => (batch::instruction(chain, &self.users, what), what.by),
            Action::SetCollateral { by, of, reserve, on } => {
                let accounts = [chain.market, self.users[*of].position, self.users[*by].address()];
                (builder::build(builder::PROGRAM_ID, &accounts, &SetCollateralArgs { reserve: *reserve, on: *on }), *by)
            }
            Action::SetDelegate { by, of, to } => {
                let to = to.map(|to| self.users[to].address());
                (builder::set_delegate(self.users[*of].position, self.users[*by].address(), to), *by)
            }
            Action::OfferPosition { by, of, to } => {
                let to = to.map(|to| self.users[to].address());
                (builder::offer_position(self.users[*of].position, self.users[*by].address(), to), *by)
            }
            Action::AcceptPosition { by, of, more } => {
                let (position, by_key) = (self.users[*of].position, self.users[*by].address());
                let terms = self.world.terms(*of, *more);
                (builder::accept_position(chain.market, position, by_key, &terms), *by)
            }
            Action::Liquidate(what) => {
                let signer = &self.users[what.by];
                let of = LiquidationAddresses {
                    repay: chain.reserve(usize::from(what.repay)),
                    seize: chain.reserve(usize::from(what.seize)),
                    position: self.users[what.of].position,
                    source: chain.tokens(signer, usize::from(what.repay)),
                    liquidator: signer.address(),
                };
                let destination = chain.tokens(signer, usize::from(what.seize));
                let instruction = if what.to_shares {
                    builder::liquidate_to_shares(&of, signer.position, what.amount, 0)
                } else {
                    builder::liquidate(&of, destination, what.amount, 0)
                };
                (instruction, what.by)
            }
            Action::SettleBadDebt { of } => (chain.settle_bad_debt(self.users[*of].position), 0),
            Action::SetOrder { by, of, index, order } => {
                let args = SetOrderArgs { index: *index, order: *order };
                (builder::set_order(self.users[*of].position, self.users[*by].address(), &args), *by)
            }
            Action::CollectFees { reserve } => {
                let index = usize::from(*reserve);
                (builder::collect_fees(&chain.reserve(index), chain.tokens(&self.collector, index)), 0)
            }
            Action::SyncVault { reserve } => (builder::sync_vault(chain.market, *reserve), 0),
            Action::RefreshPrices { reserves, posted } => (self.refresh(*reserves, *posted), 0),
            _ => return None,
        })
    }

    fn compare(&self, action: &Action) {
        let bytes = self.chain.chain.data(&self.chain.market);
        let pure = self.world.bytes();
        if let Some(at) = (0..pure.len()).find(|at| pure[*at] != bytes[*at]) {
            panic!("byte {at} of the market differs after {action:?}");
        }
        for (index, vault) in self.world.vaults.iter().enumerate() {
            let account =
                self.chain.chain.get_account(&self.chain.vault(index)).filter(|account| account.lamports != 0);
            assert_eq!(account.is_some(), self.world.is_listed(index), "vault {index} after {action:?}");
            let held = account.map_or(0, |account| token::amount(&account.data));
            assert_eq!(held, vault.amount, "vault {index} after {action:?}");
        }
        for (n, user) in self.users.iter().enumerate() {
            let position = self.chain.chain.data(&user.position);
            assert!(position == bytemuck::bytes_of(&self.world.positions[n]), "position {n} after {action:?}");
            for index in 0..RESERVES {
                assert_eq!(self.chain.balance(user, index), self.world.wallets[n][index], "{n}, {index}: {action:?}");
            }
        }
    }
}

/// The target `svm`.
pub fn actions(data: &[u8]) {
    let (mut input, mut pair) = (Input::new(data), Differential::new());
    let prelude = prelude(&mut input);
    for action in prelude.into_iter().chain(std::iter::from_fn(|| read_action(&mut input))).take(LENGTH) {
        pair.step(&action.resolve(&pair.world));
    }
}
