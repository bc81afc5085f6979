//! A market of nine assets and the real program of an exchange, where its public binary is at hand.

use super::stage::{DOLLAR, NVDAX, TOKEN, USDC};
use super::{orca, raydium};
use hypothec_interface::builder::RefreshEntry;
use hypothec_keeper::book::Book;
use hypothec_keeper::exit::raydium::{PROGRAM as RAYDIUM, RaydiumClmm};
use hypothec_keeper::exit::{self, Exit, orca::Whirlpool};
use hypothec_keeper::liquidate::compose::Deal;
use hypothec_keeper::liquidate::exchange;
use hypothec_testkit::{Asset, Executed, User, World};
use solana_address::Address;
use solana_instruction::Instruction;
use std::io::Write;

/// An exchange whose program can be run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    Raydium,
    Whirlpool,
}

impl Exchange {
    /// The program's bytes out of `DEX_DIR`, where that is set; otherwise a line that says that the test is skipped.
    pub fn binary(self) -> Option<Vec<u8>> {
        let name = if self == Exchange::Raydium { "raydium_clmm.so" } else { "whirlpool.so" };
        let Some(dir) = std::env::var_os("DEX_DIR") else {
            println!("skipped: DEX_DIR names no directory with {name}");
            return None;
        };
        let file = std::path::Path::new(&dir).join(name);
        Some(std::fs::read(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display())))
    }

    /// Puts a pool of 20,000 NVDAx and USDC at this price, USD, on the chain.
    fn put_pool(self, world: &mut World, elf: &[u8], price: f64) -> Address {
        match self {
            Exchange::Raydium => raydium::pool(world, elf, price, 20_000),
            Exchange::Whirlpool => orca::pool(world, elf, price, 20_000),
        }
    }

    /// The same, as the table of a keeper's file that names it.
    pub fn table(self, world: &mut World, elf: &[u8], price: f64) -> String {
        let pool = self.put_pool(world, elf, price);
        let kind = match self {
            Exchange::Raydium => "kind = \"raydium-clmm\"\n".into(),
            Exchange::Whirlpool => format!("kind = \"whirlpool\"\nprogram = \"{}\"\n", orca::PROGRAM),
        };
        format!("[[exit]]\nname = \"pool\"\npool = \"{pool}\"\n{kind}")
    }

    /// The same, as read.
    pub fn pool(self, world: &mut World, elf: &[u8], price: f64) -> Box<dyn Exit> {
        let pool = self.put_pool(world, elf, price);
        let mut exit: Box<dyn Exit> = match self {
            Exchange::Raydium => Box::new(RaydiumClmm::new("raydium".into(), RAYDIUM, pool)),
            Exchange::Whirlpool => Box::new(Whirlpool::new("whirlpool".into(), orca::PROGRAM, pool)),
        };
        exit::refresh(exit.as_mut(), &world.chain).expect("the pool is read");
        exit
    }
}

/// A market that lends USDC against NVDAx and seven more stocks, each with both its feeds.
pub fn market() -> World {
    let mut assets = vec![Asset::usdc(), Asset::nvdax_two_feeds()];
    assets.extend((0..7).map(Asset::stock_two_feeds));
    let mut world = World::new(&assets);
    let lender = world.user(1);
    world.fund(&lender, USDC, 1_000_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    world
}

/// Somebody with this many tokens of each of these stocks pledged.
pub fn owner(world: &mut World, n: u64, stocks: &[usize], tokens: u64) -> User {
    let user = world.user(n);
    world.fund(&user, USDC, 0);
    for index in stocks {
        world.fund(&user, *index, tokens * TOKEN);
        world.deposit(&user, *index, u64::MAX).expect("pledged");
    }
    user
}

/// Somebody with token accounts and nothing in them.
pub fn nobody(world: &mut World, n: u64) -> User {
    let user = world.user(n);
    world.fund(&user, USDC, 0);
    world.fund(&user, NVDAX, 0);
    user
}

/// The market as it is now, with these positions.
pub fn book(world: &World, positions: &[&User]) -> Book {
    let mut book = Book::new(world.market, hypothec_testkit::program_id());
    book.read_market(world.chain.clock().unix_timestamp, &world.chain.data(&world.market)).expect("a market");
    for user in positions {
        book.read_position(user.position, Some(&world.chain.data(&user.position)));
    }
    book
}

/// Both feeds of every stock fall to this part of their price, and are posted until that opens the position.
pub fn fall(world: &mut World, user: &User, percent: i64) {
    for asset in &mut world.assets[NVDAX..] {
        asset.price = asset.price * percent / 100;
        asset.share.iter_mut().for_each(|share| share.price = share.price * percent / 100);
    }
    for _ in 0..480 {
        world.advance(15);
        let evaluated = book(world, &[user]).evaluate(world.chain.clock().unix_timestamp).expect("evaluated");
        if evaluated.iter().any(|one| one.is_open) {
            return;
        }
    }
    panic!("two hours of prices at {percent} % open the position");
}

/// A position of this many tokens of each of these stocks that owes these dollars, fallen to 72 % of its price until it can be
/// liquidated, and a pool at the fallen price. Nothing where the exchange's program is not at hand.
pub fn fallen(exchange: Exchange, stocks: &[usize], tokens: u64, dollars: u64) -> Option<(World, Box<dyn Exit>, User)> {
    let elf = exchange.binary()?;
    let mut world = market();
    let borrower = owner(&mut world, 2, stocks, tokens);
    world.borrow(&borrower, USDC, dollars * DOLLAR).expect("borrowed");
    fall(&mut world, &borrower, 72);
    let price = world.assets[NVDAX].price as f64 / 1e8;
    let exit = exchange.pool(&mut world, &elf, price);
    Some((world, exit, borrower))
}

/// The keeper's side of an exchange of dollars for NVDAx, after this refresh.
pub fn deal<'a>(
    world: &World,
    book: &Book,
    keeper: &User,
    exchange: &'a exchange::Exchange,
    refresh: &'a [RefreshEntry],
) -> Deal<'a> {
    Deal {
        exchange,
        repay: world.reserve(USDC),
        seize: world.reserve(NVDAX),
        keeper: keeper.address(),
        flash_fee_bps: book.reserve(USDC as u8).expect("listed").config().flash_fee_bps,
        refresh,
    }
}

/// What refreshes these reserves by every feed they have.
pub fn entries(world: &World, indices: &[usize]) -> Vec<RefreshEntry> {
    let entry = |index: &usize| {
        let asset = &world.assets[*index];
        RefreshEntry {
            index: *index as u8,
            prices: [Some(world.price_account(*index)), asset.share.map(|_| world.share_account(*index))],
            issuer_mint: world.record(*index).reads_issuer().then_some(asset.mint),
        }
    };
    indices.iter().map(entry).collect()
}

/// The instructions under both limits, as one legacy transaction has them.
pub fn limited(instructions: &[Instruction]) -> Vec<Instruction> {
    hypothec_interface::budget::limited(400_000, 8 << 20, instructions)
}

/// A row of the table that `make test-dex` prints, and collects for benches/dex.md.
pub fn row(exchange: Exchange, what: &str, done: &Executed, outcome: &str) {
    let exchange = format!("{exchange:?}").to_lowercase();
    let Executed { tx_bytes, accounts, cu, units, .. } = done;
    let line = format!("| {exchange} | {what} | {tx_bytes} | {accounts} | {cu} | {} | {outcome} |\n", units.program);
    print!("{line}");
    let Some(file) = std::env::var_os("DEX_ROWS") else { return };
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("a file for rows");
    file.write_all(line.as_bytes()).expect("written");
}
