//! A market in a [`Chain`], made by the program's own instructions: what tests and benches start from.

use crate::asset::{configuration, listing};
use crate::{Asset, Chain, Failure, account, elf, keys, refusals, rent};
use hypothec_interface::builder::{self, ReserveAddresses};
use hypothec_interface::instruction::InitMarketArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{HEADER_SIZE, MarketHeader, Reserve, market_size};
use hypothec_interface::{Key, builder::PROGRAM_ID};
use solana_account::Account;
use solana_address::Address;
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
        calendar: nyse::CALENDAR,
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
        chain.observe_failures(refusals::note);
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
        builder::vault_address(self.market, index as u8).0
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
}
