//! A market of USDC and NVDAx on a stage, as its operators and users make it: by transactions.

use crate::stage::Stage;
use hypothec_client::MarketSnapshot;
use hypothec_client::cluster::Record;
use hypothec_interface::builder::{self, Owned, RefreshEntry, ReserveAddresses};
use hypothec_interface::math::scale::Scale;
use hypothec_interface::state::{CLASS_EQUITY, HEADER_SIZE, Reserve, market_size};
use hypothec_localnet::price::PythUpdate;
use hypothec_localnet::{keys, mint, token};
use hypothec_testkit::Asset;
use hypothec_testkit::asset::{configuration, listing};
use hypothec_testkit::market::{admin, market_args, market_key};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

pub const USDC: usize = 0;
pub const NVDAX: usize = 1;

/// What is listed, and at which prices.
pub struct Market {
    pub address: Owned,
    pub assets: [Asset; 2],
}

/// Somebody with a wallet, and the address of a position.
pub struct User {
    pub keypair: Keypair,
    pub position: Address,
}

impl User {
    pub fn address(&self) -> Address {
        self.keypair.pubkey()
    }
}

/// The instructions that make an empty market.
pub fn create(stage: &mut Stage) -> (Owned, [Instruction; 2]) {
    let (program, key) = (stage.cluster().program(), market_key().pubkey());
    let size = market_size(64);
    let rent = stage.cluster().minimum_rent(size).expect("the rent");
    let create =
        solana_system_interface::instruction::create_account(&admin().pubkey(), &key, rent, size as u64, &program);
    let market = Owned::by(program, key);
    (market, [create, builder::init_market(market, &market_args())])
}

impl Market {
    /// Creates and lists, and seals nothing yet.
    pub fn open(stage: &mut Stage) -> Market {
        stage.fund(&admin().pubkey());
        let (address, instructions) = create(stage);
        stage.send(&instructions, &[&admin(), &market_key()]);
        let market = Market { address, assets: [Asset::usdc(), Asset::nvdax()] };
        for (index, asset) in market.assets.iter().enumerate() {
            stage.put(&asset.mint, &asset.mint_account);
            let payer = admin().pubkey();
            let add = builder::add_reserve(&market.reserve(index), payer, payer, &listing(asset));
            let configure = builder::configure(address, payer, &configuration(index, &asset.config));
            stage.send(&[add, configure], &[&admin()]);
        }
        market
    }

    /// The same, open for deposits: sealed, and with boards that are fresh.
    pub fn sealed(stage: &mut Stage) -> Market {
        let mut market = Market::open(stage);
        stage.send(&[builder::seal(market.address, admin().pubkey())], &[&admin()]);
        let refresh = market.refresh(stage);
        stage.send(&[refresh], &[&admin()]);
        market
    }

    pub fn reserve(&self, index: usize) -> ReserveAddresses {
        let asset = &self.assets[index];
        let (mint, token_program) = (asset.mint, asset.mint_account.owner);
        ReserveAddresses { market: self.address, index: index as u8, mint, token_program }
    }

    pub fn snapshot(&self, stage: &mut Stage) -> MarketSnapshot {
        MarketSnapshot::read(stage.cluster(), self.address.address).expect("a market")
    }

    /// Posts both prices as of now, a little moved, and gives the instruction that refreshes both boards.
    pub fn refresh(&mut self, stage: &mut Stage) -> Instruction {
        let now = stage.now();
        let mut entries = Vec::new();
        for (index, asset) in self.assets.iter_mut().enumerate() {
            asset.price += 1; // a feed that stands still looks frozen
            let posted = keys::address(5_000 + index as u64);
            stage.put(&posted, &PythUpdate::new(asset.feed, asset.price, -8, now).account());
            let issuer_mint = (asset.class == CLASS_EQUITY).then_some(asset.mint);
            entries.push(RefreshEntry { index: index as u8, prices: [Some(posted), None], issuer_mint });
        }
        builder::refresh_prices(self.address, &entries)
    }

    /// Moves NVDAx to this price, and both its references with it, as hours of prints there would.
    pub fn move_price(&mut self, stage: &mut Stage, price: i64) {
        self.assets[NVDAX].price = price - 1; // the refresh moves it by one
        let mantissa = price.unsigned_abs();
        let scale = Scale::new(-8, mint::decimals(&self.assets[NVDAX].mint_account.data), mantissa).expect("in range");
        let bits = scale.price_down(mantissa).expect("in range").to_bits().to_le_bytes();
        let mut account = stage.cluster().account(&self.address).expect("asked").expect("the market");
        for name in ["slow", "quick"] {
            let field = Reserve::FIELDS.iter().find(|field| field.name == name).expect("a field");
            let from = HEADER_SIZE + NVDAX * size_of::<Reserve>() + field.offset;
            account.data[from..from + field.size].copy_from_slice(&bits);
        }
        stage.put(&self.address, &account);
        let at = stage.now() + 20;
        stage.travel(at);
        let refresh = self.refresh(stage);
        stage.send(&[refresh], &[&admin()]);
    }

    /// A user with these atoms of USDC and NVDAx, and an open position.
    pub fn user(&self, stage: &mut Stage, n: u64, atoms: [u64; 2]) -> User {
        let keypair = keys::key(100 + n);
        let owner = keypair.pubkey();
        stage.fund(&owner);
        for (asset, atoms) in self.assets.iter().zip(atoms) {
            let tokens = token::associated_account(&asset.mint, &asset.mint_account, &owner, atoms);
            stage.put(&token::associated(&owner, &asset.mint, &asset.mint_account.owner), &tokens);
        }
        stage.send(&[builder::open_position(self.address, owner, owner, 0)], &[&keypair]);
        User { position: builder::position_address(self.address, &owner, 0).0, keypair }
    }

    pub fn tokens(&self, user: &User, index: usize) -> Address {
        token::associated(&user.address(), &self.assets[index].mint, &self.assets[index].mint_account.owner)
    }

    pub fn deposit(&self, user: &User, index: usize, atoms: u64) -> Instruction {
        let source = self.tokens(user, index);
        builder::deposit(&self.reserve(index), user.position, source, user.address(), atoms, 0)
    }

    pub fn borrow(&self, user: &User, index: usize, atoms: u64) -> Instruction {
        let to = self.tokens(user, index);
        builder::borrow(&self.reserve(index), user.position, to, user.address(), atoms, u64::MAX)
    }

    pub fn repay(&self, user: &User, index: usize, atoms: u64) -> Instruction {
        let source = self.tokens(user, index);
        builder::repay(&self.reserve(index), user.position, source, user.address(), atoms)
    }

    /// Fresh boards at the next time that the exchange is open.
    pub fn at_open(&mut self, stage: &mut Stage) -> Record {
        let open = crate::stage::next_open(stage.now());
        stage.travel(open);
        let refresh = self.refresh(stage);
        stage.send(&[refresh], &[&admin()])
    }
}
