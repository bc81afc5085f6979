//! A market on the embedded chain with everything round it: our receiver and its guardian set, a pool to sell at, a
//! Hermes, a webhook, a lender, and a keeper.

use super::hermes::FakeHermes;
use super::routers::SET;
use super::webhook::Webhook;
use hypothec_client::Cluster;
use hypothec_interface::builder;
use hypothec_keeper::exit::product;
use hypothec_keeper::pyth::receiver::CORE;
use hypothec_keeper::{Config, Keeper, Look};
use hypothec_testkit::chain::START_TS;
use hypothec_testkit::{Asset, User, World, account, elf, keys, token};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Index of the dollar.
pub const USDC: usize = 0;
/// Index of the stock.
pub const NVDAX: usize = 1;
/// One dollar, atoms.
pub const DOLLAR: u64 = 1_000_000;
/// One token of the stock, atoms.
pub const TOKEN: u64 = 100_000_000;
/// One dollar in Hermes' mantissas.
pub const USD: i64 = 100_000_000;

/// Where the pool's program is.
pub fn pool_program() -> Address {
    keys::address(77)
}

pub struct Stage {
    pub world: World,
    pub hermes: FakeHermes,
    pub webhook: Webhook,
    pub lender: User,
    pub wallet: Keypair,
    /// Prices of stock and dollar that Hermes says, 10^-8 USD.
    pub stock: i64,
    pub dollar: i64,
    /// How far the stock's share feed, where it has one, is from the token's, basis points.
    pub share_off_bps: i64,
}

impl Stage {
    /// The dollar's board is fresh, the stock's empty, a lender has deposited 1,000,000 USDC, and the pool holds 10,000 NVDAx at the stock's price.
    pub fn new() -> Stage {
        Stage::at(START_TS)
    }

    /// The same at another time.
    pub fn at(ts: i64) -> Stage {
        Stage::with(&[Asset::usdc(), Asset::nvdax()], ts)
    }

    /// The same with other parameters.
    pub fn of(assets: &[Asset; 2]) -> Stage {
        Stage::with(assets, START_TS)
    }

    /// The same with seven more stocks, which fall and rise with the first.
    pub fn wide() -> Stage {
        let mut assets = vec![Asset::usdc(), Asset::nvdax()];
        assets.extend((0..7).map(Asset::plain_stock));
        Stage::with(&assets, START_TS)
    }

    /// The same with one more reserve.
    pub fn beside(more: Asset) -> Stage {
        Stage::with(&[Asset::usdc(), Asset::nvdax(), more], START_TS)
    }

    fn with(assets: &[Asset], ts: i64) -> Stage {
        let mut world = World::unsealed(assets);
        world.seal();
        world.chain.set_time(ts);
        let hermes = FakeHermes::start();
        world.chain.add_program(&CORE.receiver, elf::example());
        world.chain.add_program(&pool_program(), elf::example());
        let guardians = account(CORE.wormhole, hermes.routers.guardian_set());
        world.chain.put_account(&CORE.guardian_set(SET), guardians);
        let wallet = keys::key(900);
        world.chain.airdrop(&wallet.pubkey(), 10_000_000_000);
        let lender = world.user(1);
        world.fund(&lender, USDC, 1_000_000 * DOLLAR);
        world.post(USDC, USD);
        let refresh = world.refresh(&[USDC]);
        world.send(&lender, refresh).expect("a slot opens by a fresh board");
        world.deposit(&lender, USDC, u64::MAX).expect("lent");
        let mut stage = Stage {
            world,
            hermes,
            webhook: Webhook::start(),
            lender,
            wallet,
            stock: 180 * USD,
            dollar: USD,
            share_off_bps: 0,
        };
        stage.pool_at(10_000, 180);
        stage.say();
        stage
    }

    /// Fills the pool with this many tokens of stock, and dollars at this price.
    pub fn pool_at(&mut self, tokens: u64, price: u64) {
        let mints = [self.world.assets[USDC].mint, self.world.assets[NVDAX].mint];
        let pool = product::address(&pool_program(), &mints).0;
        for (index, atoms) in [(NVDAX, tokens * TOKEN), (USDC, tokens * price * DOLLAR)] {
            let asset = &self.world.assets[index];
            let account = token::associated_account(&asset.mint, &asset.mint_account, &pool, atoms);
            let address = token::associated(&pool, &asset.mint, &asset.mint_account.owner);
            self.world.chain.put_account(&address, account);
        }
    }

    /// Has Hermes say the prices as of the chain's time, each a little different from the last so that none looks frozen.
    pub fn say(&mut self) {
        let now = self.now();
        self.stock += 1;
        self.dollar += 1;
        self.hermes.set(self.world.assets[NVDAX].feed, self.stock, now);
        self.hermes.set(self.world.assets[USDC].feed, self.dollar, now);
        if let Some(share) = self.world.assets[NVDAX].share {
            self.hermes.set(share.feed, self.stock / 10_000 * (10_000 + self.share_off_bps), now);
        }
        for asset in &self.world.assets[NVDAX + 1..] {
            let price = i128::from(asset.price) * i128::from(self.stock) / i128::from(180 * USD);
            self.hermes.set(asset.feed, price as i64 + self.stock % 7, now);
        }
    }

    pub fn now(&self) -> i64 {
        self.world.chain.clock().unix_timestamp
    }

    /// The configuration's text; `more` goes to its end.
    pub fn config(&self, more: &str) -> String {
        let mints = [self.world.assets[USDC].mint, self.world.assets[NVDAX].mint];
        format!(
            "market = \"{}\"\nreconcile_s = 20\n[hermes]\nurl = \"{}\"\n[[exit]]\nname = \"pool\"\nkind = \"product\"\n\
             program = \"{}\"\nmints = [\"{}\", \"{}\"]\n[[alert]]\nkind = \"json\"\nurl = \"{}\"\n{more}\n",
            self.world.market,
            self.hermes.url,
            pool_program(),
            mints[0],
            mints[1],
            self.webhook.url
        )
    }

    /// A keeper with more lines in its table `liquidate`.
    pub fn keeper(&self, more: &str) -> Keeper {
        self.made(&format!("[liquidate]\njitter_ms = 0\n{more}"), &self.world.chain)
    }

    /// A keeper with this line at the top of its configuration.
    pub fn keeper_with(&self, line: &str) -> Keeper {
        let text = format!("{line}\n{}", self.config("[liquidate]\njitter_ms = 0"));
        let config = Config::parse(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        Keeper::new(config, self.wallet.insecure_clone(), &self.world.chain).expect("a keeper")
    }

    /// A keeper on another cluster, with more lines in its table `post`.
    pub fn keeper_on(&self, cluster: &dyn Cluster, more: &str) -> Keeper {
        self.made(&format!("[liquidate]\njitter_ms = 0\n[post]\n{more}"), cluster)
    }

    fn made(&self, more: &str, cluster: &dyn Cluster) -> Keeper {
        let text = self.config(more);
        let config = Config::parse(&text).unwrap_or_else(|why| panic!("{why}\n{text}"));
        Keeper::new(config, self.wallet.insecure_clone(), cluster).expect("a keeper")
    }

    /// The address of the keeper's wallet.
    pub fn wallet_address(&self) -> Address {
        self.wallet.pubkey()
    }

    /// A borrower with this many tokens of stock pledged, and dollars borrowed.
    pub fn borrower(&mut self, n: u64, tokens: u64, dollars: u64) -> User {
        let user = self.world.user(n);
        self.world.fund(&user, NVDAX, tokens * TOKEN);
        self.world.fund(&user, USDC, 0);
        self.world.deposit(&user, NVDAX, u64::MAX).expect("pledged");
        self.world.borrow(&user, USDC, dollars * DOLLAR).expect("borrowed");
        user
    }

    /// Lets time pass, has Hermes speak, and the keeper look.
    pub fn turn(&mut self, keeper: &mut Keeper, seconds: i64) -> Look {
        self.world.chain.advance(seconds);
        self.say();
        keeper.look(&mut self.world.chain).expect("a look")
    }

    /// Moves the stock to a price in steps of at most 2 %, each half a minute apart, with the pool at the same price.
    pub fn walk_to(&mut self, keeper: &mut Keeper, price: i64) -> Vec<Look> {
        let mut looks = Vec::new();
        while self.stock / USD != price {
            let step = (self.stock / 50).max(USD);
            let goal = price * USD;
            self.stock = if goal > self.stock { (self.stock + step).min(goal) } else { (self.stock - step).max(goal) };
            self.pool_at(10_000, u64::try_from(self.stock / USD).expect("a price"));
            looks.push(self.turn(keeper, 10));
        }
        looks
    }

    /// The pool's token accounts: stock, then dollars.
    pub fn pool_accounts(&self) -> [Address; 2] {
        let mints = [self.world.assets[USDC].mint, self.world.assets[NVDAX].mint];
        let pool = product::address(&pool_program(), &mints).0;
        [NVDAX, USDC].map(|index| {
            let asset = &self.world.assets[index];
            token::associated(&pool, &asset.mint, &asset.mint_account.owner)
        })
    }

    /// Where the wallet's position number 0 is, or would be.
    pub fn wallet_position(&self) -> Address {
        builder::position_address(self.world.market, &self.wallet.pubkey(), 0).0
    }

    /// The keeper's atoms of a reserve.
    pub fn keeper_holds(&self, index: usize) -> u64 {
        let asset = &self.world.assets[index];
        let address = token::associated(&self.wallet.pubkey(), &asset.mint, &asset.mint_account.owner);
        self.world.chain.get_account(&address).map_or(0, |account| token::amount(&account.data))
    }

    /// Panics unless every vault holds exactly what is booked and the books add up.
    pub fn assert_books(&self) {
        for index in [USDC, NVDAX] {
            let (record, vault) = (self.world.record(index), self.world.vault(index));
            let held = token::amount(&self.world.chain.data(&vault));
            assert_eq!(held, record.cash(), "vault {index}");
            assert_eq!(record.flash_out(), 0);
            assert!(hypothec_interface::invariant::i1_books(&record), "books of {index}");
        }
    }
}
