//! A market in a [`Chain`], made by the program's own instructions: what tests and benches start from.

use crate::asset::{configuration, listing};
use crate::guard::InvariantGuard;
use crate::price::{AggregatePrice, PullFeed, PythUpdate, scope_account};
use crate::{Asset, Chain, Executed, Failure, account, elf, keys, mint, rent, token};
use hypothec_interface::builder::{self, RefreshEntry, ReserveAddresses};
use hypothec_interface::instruction::InitMarketArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{CLASS_EQUITY, HEADER_SIZE, MarketHeader, Position, Reserve, load, market_size};
use hypothec_interface::{Key, builder::PROGRAM_ID};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// A market and its chain.
#[derive(Clone)]
pub struct World {
    /// The chain.
    pub chain: Chain,
    /// The market's address.
    pub market: Address,
    /// What is listed, by reserve index.
    pub assets: Vec<Asset>,
}

/// Someone with a position.
pub struct User {
    /// The key pair.
    pub keypair: Keypair,
    /// Position number 0 of the market.
    pub position: Address,
}

impl Clone for User {
    fn clone(&self) -> User {
        User { keypair: self.keypair.insecure_clone(), position: self.position }
    }
}

impl User {
    /// The wallet's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.keypair.pubkey()
    }
}

/// The admin's key pair.
#[must_use]
pub fn admin() -> Keypair {
    keys::key(2)
}

/// The market's own key pair.
#[must_use]
pub fn market_key() -> Keypair {
    keys::key(3)
}

/// Arguments that markets here are made with.
#[must_use]
pub fn market_args() -> InitMarketArgs {
    InitMarketArgs {
        admin: Key::from(admin().pubkey()),
        guardian: Key::from(keys::key(4).pubkey()),
        fee_recipient: Key::from(keys::key(5).pubkey()),
        delay_s: 86_400,
        target_health_bps: 10_500,
        cool_off_s: 15,
        debt_floor: 10 << 16,
        adapters: Adapter::MASK,
        calendar: nyse::calendar(),
    }
}

impl World {
    /// An unsealed market with room for 64 reserves and these listed, configured and priced.
    #[must_use]
    pub fn unsealed(assets: &[Asset]) -> World {
        let mut world = World::on(Chain::new(elf::hypothec())).expect("a market");
        for asset in assets {
            world.list(asset).expect("a listing");
        }
        world
    }

    /// An empty, unsealed market on a chain.
    pub fn on(mut chain: Chain) -> Result<World, Failure> {
        let (admin, market) = (admin(), market_key());
        chain.airdrop(&admin.pubkey(), 1_000_000_000_000);
        let size = market_size(64);
        chain.put_account(&market.pubkey(), Account { lamports: rent(size), ..account(PROGRAM_ID, vec![0; size]) });
        let init = builder::init_market(market.pubkey(), &market_args());
        chain.send(&[init], &[&admin, &market])?;
        Ok(World { chain, market: market.pubkey(), assets: Vec::new() })
    }

    /// As [`World::unsealed`], sealed and with every board fresh.
    #[must_use]
    pub fn new(assets: &[Asset]) -> World {
        let mut world = World::unsealed(assets);
        world.seal();
        world.refresh_all();
        world
    }

    /// Ends immediate configuration.
    pub fn seal(&mut self) {
        let seal = builder::seal(self.market, admin().pubkey());
        self.chain.send(&[seal], &[&admin()]).expect("sealed");
    }

    /// Lists and configures an asset.
    pub fn list(&mut self, asset: &Asset) -> Result<usize, Failure> {
        let index = self.assets.len();
        self.chain.put_account(&asset.mint, asset.mint_account.clone());
        self.assets.push(asset.clone());
        let admin = admin();
        let add = builder::add_reserve(&self.reserve(index), admin.pubkey(), admin.pubkey(), &listing(asset));
        let configure = builder::configure(self.market, admin.pubkey(), &configuration(index, &asset.config));
        match self.chain.send(&[add, configure], &[&admin]) {
            Ok(_) => Ok(index),
            Err(failure) => {
                self.assets.pop();
                Err(failure)
            }
        }
    }

    /// What the builder needs of a reserve.
    #[must_use]
    pub fn reserve(&self, index: usize) -> ReserveAddresses {
        let asset = &self.assets[index];
        ReserveAddresses {
            market: self.market.into(),
            index: index as u8,
            mint: asset.mint,
            token_program: asset.mint_account.owner,
        }
    }

    /// The vault of a reserve.
    #[must_use]
    pub fn vault(&self, index: usize) -> Address {
        builder::vault_address(&self.market, index as u8).0
    }

    /// Where a reserve's price account is kept.
    #[must_use]
    pub fn price_account(&self, index: usize) -> Address {
        match self.assets[index].adapter {
            Adapter::PythReceiver => keys::address(5_000 + index as u64),
            _ => Address::new_from_array(self.assets[index].feed),
        }
    }

    /// Where the price account of a reserve's share feed is kept.
    #[must_use]
    pub fn share_account(&self, index: usize) -> Address {
        keys::address(5_500 + index as u64)
    }

    /// Posts a token's price, in 10^-8 USD, as of now.
    pub fn post(&mut self, index: usize, price: i64) {
        let now = self.chain.clock().unix_timestamp;
        let at = self.price_account(index);
        let asset = &mut self.assets[index];
        asset.price = price;
        let account = match asset.adapter {
            Adapter::PythReceiver => PythUpdate::new(asset.feed, price, -8, now).account(),
            Adapter::PythLegacy => AggregatePrice::new(price, -8, now, 1).account(),
            Adapter::Scope => scope_account(asset.entry, price, 8, now),
            Adapter::Switchboard => PullFeed::new(price, now).account(),
        };
        self.chain.put_account(&at, account);
    }

    /// Posts a share's price, in 10^-8 USD, as of now.
    pub fn post_share(&mut self, index: usize, price: i64) {
        let now = self.chain.clock().unix_timestamp;
        let share = self.assets[index].share.as_mut().expect("a share feed");
        share.price = price;
        let update = PythUpdate::new(share.feed, price, -8, now);
        self.chain.put_account(&self.share_account(index), update.account());
    }

    /// The instruction that refreshes these reserves, posting every source they have.
    #[must_use]
    pub fn refresh(&self, indices: &[usize]) -> Instruction {
        self.refresh_with(indices, [true, true])
    }

    /// As [`World::refresh`], posting only token feeds, only share feeds, or none.
    #[must_use]
    pub fn refresh_with(&self, indices: &[usize], posted: [bool; 2]) -> Instruction {
        let entries: Vec<_> = indices
            .iter()
            .map(|index| {
                let asset = &self.assets[*index];
                let share = asset.share.map(|_| self.share_account(*index)).filter(|_| posted[1]);
                RefreshEntry {
                    index: *index as u8,
                    prices: [posted[0].then(|| self.price_account(*index)), share],
                    equity_mint: (asset.class == CLASS_EQUITY).then_some(asset.mint),
                }
            })
            .collect();
        builder::refresh_prices(self.market, &entries)
    }

    /// Posts every price again, moved by 10^-8 USD so that no feed looks frozen, and refreshes every board.
    pub fn refresh_all(&mut self) {
        let all: Vec<usize> = (0..self.assets.len()).collect();
        for index in &all {
            self.post(*index, self.assets[*index].price + 1);
            if let Some(share) = self.assets[*index].share {
                self.post_share(*index, share.price + 1);
            }
        }
        for some in all.chunks(8) {
            self.chain.send(&[self.refresh(some)], &[&admin()]).expect("fresh boards");
        }
    }

    /// Lets time pass, with fresh boards at the end of it.
    pub fn advance(&mut self, seconds: i64) {
        self.chain.advance(seconds);
        self.refresh_all();
    }

    /// The `n`-th user, with lamports and an open position.
    pub fn user(&mut self, n: u64) -> User {
        let keypair = keys::key(100 + n);
        let address = keypair.pubkey();
        self.chain.airdrop(&address, 1_000_000_000_000);
        let open = builder::open_position(self.market, address, address, 0);
        self.chain.send(&[open], &[&keypair]).expect("a position");
        User { position: builder::position_address(&self.market, &address, 0).0, keypair }
    }

    /// The user's token account for a reserve.
    #[must_use]
    pub fn tokens(&self, user: &User, index: usize) -> Address {
        let asset = &self.assets[index];
        token::associated(&user.address(), &asset.mint, &asset.mint_account.owner)
    }

    /// Gives the user this many atoms, replacing what there was.
    pub fn fund(&mut self, user: &User, index: usize, atoms: u64) {
        let asset = &self.assets[index];
        let account = token::associated_account(&asset.mint, &asset.mint_account, &user.address(), atoms);
        self.chain.put_account(&self.tokens(user, index), account);
    }

    /// Where the user's token account for a reserve's receipts is, if there is one.
    #[must_use]
    pub fn receipt_tokens(&self, user: &User, index: usize) -> Address {
        token::associated(&user.address(), &builder::receipt_address(&self.market, index as u8).0, &mint::TOKEN)
    }

    /// The user's token account for a reserve's receipts, made where there is none; the receipt mint must exist.
    pub fn receipts(&mut self, user: &User, index: usize) -> Address {
        let receipt = builder::receipt_address(&self.market, index as u8).0;
        let address = self.receipt_tokens(user, index);
        if self.chain.get_account(&address).is_none() {
            let mint = self.chain.get_account(&receipt).expect("a receipt mint");
            let account = token::associated_account(&receipt, &mint, &user.address(), 0);
            self.chain.put_account(&address, account);
        }
        address
    }

    /// Receipts of a reserve that exist.
    #[must_use]
    pub fn receipt_supply(&self, index: usize) -> u64 {
        let receipt = builder::receipt_address(&self.market, index as u8).0;
        self.chain.get_account(&receipt).map_or(0, |account| mint::supply(&account.data))
    }

    /// The fee recipient's token account for a reserve, made where there is none.
    pub fn fee_tokens(&mut self, index: usize) -> Address {
        let asset = &self.assets[index];
        let (owner, program) = (keys::key(5).pubkey(), asset.mint_account.owner);
        let address = token::associated(&owner, &asset.mint, &program);
        if self.chain.get_account(&address).is_none() {
            let account = token::associated_account(&asset.mint, &asset.mint_account, &owner, 0);
            self.chain.put_account(&address, account);
        }
        address
    }

    /// Atoms in the user's token account.
    #[must_use]
    pub fn balance(&self, user: &User, index: usize) -> u64 {
        token::amount(&self.chain.data(&self.tokens(user, index)))
    }

    /// Sends a user's instruction. Panics when it succeeds and books, vaults, indices or shares are not as they must be.
    #[track_caller]
    pub fn send(&mut self, user: &User, instruction: Instruction) -> Result<Executed, Failure> {
        let watch = InvariantGuard::new(self, &instruction);
        let receipt = self.chain.send(&[instruction], &[&user.keypair])?;
        watch.check(self);
        Ok(receipt)
    }

    /// Deposit.
    pub fn deposit(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (source, payer) = (self.tokens(user, index), user.address());
        let deposit = builder::deposit(&self.reserve(index), user.position, source, payer, amount, 0);
        self.send(user, deposit)
    }

    /// Withdraw.
    pub fn withdraw(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (to, owner) = (self.tokens(user, index), user.address());
        let withdraw = builder::withdraw(&self.reserve(index), user.position, to, owner, amount, 0);
        self.send(user, withdraw)
    }

    /// Borrow.
    pub fn borrow(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (to, owner) = (self.tokens(user, index), user.address());
        let borrow = builder::borrow(&self.reserve(index), user.position, to, owner, amount, u64::MAX);
        self.send(user, borrow)
    }

    /// Repay.
    pub fn repay(&mut self, user: &User, index: usize, amount: u64) -> Result<Executed, Failure> {
        let (source, payer) = (self.tokens(user, index), user.address());
        let repay = builder::repay(&self.reserve(index), user.position, source, payer, amount);
        self.send(user, repay)
    }

    /// The market's header as it is.
    #[must_use]
    pub fn header(&self) -> MarketHeader {
        let data = self.chain.data(&self.market);
        bytemuck::pod_read_unaligned(&data[..HEADER_SIZE])
    }

    /// A reserve's record as it is.
    #[must_use]
    pub fn record(&self, index: usize) -> Reserve {
        let data = self.chain.data(&self.market);
        let from = HEADER_SIZE + index * size_of::<Reserve>();
        bytemuck::pod_read_unaligned(&data[from..from + size_of::<Reserve>()])
    }

    /// A position as it is.
    #[must_use]
    pub fn position(&self, user: &User) -> Position {
        let record: Position = bytemuck::pod_read_unaligned(&self.chain.data(&user.position));
        *load::<Position>(bytemuck::bytes_of(&record)).expect("an initialised position")
    }
}
