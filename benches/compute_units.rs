//! The table of compute units: every row is one transaction of the built program in a chain with mainnet's features and
//! token programs, with fixed keys, 40 seconds after its reserves were touched last. As a test it fails when
//! `benches/compute_units.md` is not what the code gives; `UPDATE_BENCH=1` writes it.

mod closing;
mod liquidation;
mod refreshes;
mod report;
mod throughput;

use hypothec_benches::{IDLE_S, LOT, holder, holder_of};
use hypothec_interface::action::TIGHTEN_REDUCE_ONLY;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::Instruction as Tag;
use hypothec_interface::instruction::{AcceptPositionArgs, NO_RESERVE, ProposeArgs, TightenArgs};
use hypothec_interface::state::{Kind, ReserveConfig, market_size};
use hypothec_testkit::asset::{configuration, listing};
use hypothec_testkit::market::{admin, market_args, market_key};
use hypothec_testkit::{Asset, Chain, Executed, World, elf, keys, token};
use report::{Row, agree, check_gates, readme, table};
use solana_instruction::{AccountMeta, Instruction};
use solana_signer::Signer;

/// The example program's tag that has it forward an instruction.
const FORWARD: u8 = 1;

fn main() {
    // a filter for another test, as the harness would take it
    if std::env::args().skip(1).any(|arg| !arg.starts_with('-') && !"compute_units".contains(&arg)) {
        return;
    }
    let mut rows = Vec::new();
    for (deposits, debts) in [(1, 1), (4, 1), (8, 1), (8, 5)] {
        common(&mut rows, deposits, debts, false);
    }
    common(&mut rows, 1, 1, true);
    common(&mut rows, 8, 1, true);
    limited(&mut rows, 1, [2_550, 2_750]);
    limited(&mut rows, 8, [3_225, 3_350]);
    liquidation::rows(&mut rows);
    liquidation::small_rows(&mut rows);
    refreshes::rows(&mut rows);
    refreshes::with_borrow(&mut rows);
    setting_up(&mut rows);
    market_rows(&mut rows);
    flash_rows(&mut rows);
    batch_rows(&mut rows);
    receipt_rows(&mut rows);
    cpi_rows(&mut rows);
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    agree(concat!(env!("CARGO_MANIFEST_DIR"), "/compute_units.md"), &table(&rows));
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    agree(page, &readme(&rows, &std::fs::read_to_string(page).unwrap_or_default()));
    agree(concat!(env!("CARGO_MANIFEST_DIR"), "/throughput.md"), &throughput::page());
    println!("compute_units: {} rows agree with compute_units.md, throughput.md and README", rows.len());
    check_gates(&rows);
}

/// The common actions where every limit counts: both groups of the stock, and an outflow limiter in its second window.
fn limited(rows: &mut Vec<Row>, deposits: usize, [withdraw, borrow]: [u64; 2]) {
    let (mut world, user) = holder_of(deposits, 1, false, |asset| {
        asset.config.groups = [1, 2];
        (asset.config.limiter_cap, asset.config.limiter_window_s) = (1 << 50, 3_000);
    });
    world.borrow(&user, 0, LOT).expect("borrowed");
    world.withdraw(&user, 1, LOT).expect("withdrawn");
    world.advance(3_600);
    world.chain.advance(IDLE_S);
    let mut row = |name: &str, gate: u64, act: &dyn Fn(&mut World) -> Executed| {
        let receipt = act(&mut world.clone());
        rows.push(Row { name: format!("{name} ({deposits}+1, limited)"), receipt, gate: Some(gate) });
    };
    row("withdraw", withdraw, &|world| world.withdraw(&user, 1, LOT).expect("withdrawn"));
    row("borrow", borrow, &|world| world.borrow(&user, 0, LOT).expect("borrowed"));
    row("deposit", 2_225, &|world| world.deposit(&user, 1, LOT).expect("deposited"));
    row("repay", 2_425, &|world| world.repay(&user, 0, LOT).expect("repaid"));
}

fn common(rows: &mut Vec<Row>, deposits: usize, debts: usize, nvdax: bool) {
    let (world, user) = holder(deposits, debts, nvdax);
    let stock = debts;
    let shape = if nvdax { format!("{deposits}+{debts}, NVDAx") } else { format!("{deposits}+{debts}") };
    let [withdraw, borrow] = match (deposits, debts) {
        (1, 1) => [2_400, 2_750],
        (4, 1) => [2_650, 3_000],
        (8, 1) => [3_075, 3_350],
        _ => [3_550, 3_850],
    };
    let mut row = |name: &str, gate: u64, act: &dyn Fn(&mut World) -> Executed| {
        let receipt = act(&mut world.clone());
        rows.push(Row { name: format!("{name} ({shape})"), receipt, gate: Some(gate) });
    };
    row("withdraw", withdraw, &|world| world.withdraw(&user, stock, LOT).expect("withdrawn"));
    row("deposit", 2_075, &|world| world.deposit(&user, stock, LOT).expect("deposited"));
    if !nvdax {
        row("borrow", borrow, &|world| world.borrow(&user, 0, LOT).expect("borrowed"));
        row("repay", 2_425, &|world| world.repay(&user, 0, LOT).expect("repaid"));
    }
    if (deposits, debts, nvdax) == (8, 1, false) {
        // the vault of the borrowed token came short behind the program's back: the same transaction recognises it
        let mut world = world.clone();
        let vault = world.vault(0);
        let held = token::amount(&world.chain.data(&vault));
        world.chain.edit(&vault, |account| token::set_amount(&mut account.data, held - LOT));
        let receipt = world.borrow(&user, 0, LOT).expect("borrowed");
        rows.push(Row { name: "borrow (8+1, clawed back)".into(), receipt, gate: None });
    }
    if (deposits, debts, nvdax) == (1, 1, false) {
        let (mut world, _) = holder(1, 1, false);
        let lender = world.user(3);
        world.fund(&lender, 0, 2 * LOT);
        world.deposit(&lender, 0, LOT).expect("deposited");
        world.chain.advance(IDLE_S);
        let receipt = world.deposit(&lender, 0, LOT).expect("deposited");
        rows.push(Row { name: "deposit (1+0, lent)".into(), receipt, gate: Some(2_425) });
    }
}

/// A batch of two, of the other rows' position; its gate is for the two that open a position.
fn batch_rows(rows: &mut Vec<Row>) {
    let (world, user) = holder(1, 1, false);
    let mut row = |name: &str, gate, steps: [(Tag, usize, u64); 2]| {
        let entries = steps.map(|(instruction, index, limit)| BatchEntry {
            instruction,
            reserve: world.reserve(index),
            tokens: world.tokens(&user, index),
            amount: LOT,
            limit,
        });
        let batch = builder::batch(world.market, user.position, user.address(), &entries);
        let receipt = world.clone().send(&user, batch).expect("done");
        rows.push(Row { name: format!("batch (1+1, {name})"), receipt, gate });
    };
    row("deposit+borrow", Some(4_475), [(Tag::Deposit, 1, 0), (Tag::Borrow, 0, u64::MAX)]);
    row("repay+withdraw", None, [(Tag::Repay, 0, 0), (Tag::Withdraw, 1, 0)]);
}

/// A borrow that another program asks for: its own part and the call's price are in the row.
fn cpi_rows(rows: &mut Vec<Row>) {
    let (mut world, user) = holder(1, 1, false);
    let example = keys::address(900);
    world.chain.add_program(&example, elf::example());
    let (owner, to) = (user.address(), world.tokens(&user, 0));
    let mut borrow = builder::borrow(&world.reserve(0), user.position, to, owner, LOT, u64::MAX);
    borrow.accounts.push(AccountMeta::new_readonly(borrow.program_id, false));
    borrow.program_id = example;
    borrow.data.insert(0, FORWARD);
    let receipt = world.chain.send(&[borrow], &[&user.keypair]).expect("borrowed");
    rows.push(Row { name: "borrow (1+1, cpi)".into(), receipt, gate: None });
}

fn receipt_rows(rows: &mut Vec<Row>) {
    let (mut world, _) = holder(1, 1, false);
    let lender = world.user(3);
    world.fund(&lender, 0, 2 * LOT);
    world.deposit(&lender, 0, 2 * LOT).expect("lent");
    let (market, owner, position) = (world.market, lender.address(), lender.position);
    let mut row = |name: &str, receipt| rows.push(Row { name: name.into(), receipt, gate: None });
    row("open_receipt", world.send(&lender, builder::open_receipt(market, owner, 0)).expect("opened"));
    let receipts = world.receipts(&lender, 0);
    let mint = builder::mint_receipt(market, position, receipts, owner, 0, LOT);
    row("mint_receipt (1+0)", world.send(&lender, mint).expect("minted"));
    let redeem = builder::redeem_receipt(market, position, receipts, owner, 0, LOT);
    row("redeem_receipt (1+0)", world.send(&lender, redeem).expect("redeemed"));
}

/// One transaction of both flash instructions, by a user with the other rows' position.
fn flash_rows(rows: &mut Vec<Row>) {
    let (mut world, user) = holder(1, 1, false);
    let (reserve, tokens) = (world.reserve(0), world.tokens(&user, 0));
    let out = builder::flash_borrow(&reserve, tokens, LOT);
    let back = builder::flash_repay(&reserve, tokens, user.address(), LOT);
    let receipt = world.chain.send(&[out, back], &[&user.keypair]).expect("lent and repaid");
    rows.push(Row { name: "flash (pair)".into(), receipt, gate: Some(4_250) });
}

fn market_rows(rows: &mut Vec<Row>) {
    let mut world = World::new(&[Asset::plain_dollar(0), Asset::plain_stock(0)]);
    let user = world.user(1);
    let mut push = |name: &str, receipt: Executed| rows.push(Row { name: name.into(), receipt, gate: None });
    world.fund(&user, 0, 10 * LOT);
    world.fund(&user, 1, 10 * LOT);
    let open = builder::open_position(world.market, user.address(), user.address(), 1);
    push("open_position", world.send(&user, open).expect("opened"));
    let second = builder::position_address(world.market, &user.address(), 1).0;
    let close = builder::close_position(second, user.address(), user.address());
    push("close_position", world.send(&user, close).expect("closed"));
    world.deposit(&user, 1, LOT).expect("deposited");
    let set = builder::set_collateral(world.market, user.position, user.address(), 1, false);
    push("set_collateral (1+0)", world.send(&user, set).expect("set"));
    let set = builder::set_delegate(user.position, user.address(), Some(admin().pubkey()));
    push("set_delegate", world.send(&user, set).expect("set"));
    handing_over(&mut push);
    closing::rows(&mut push);
    let donate = builder::donate(&world.reserve(0), world.tokens(&user, 0), user.address(), LOT);
    push("donate", world.send(&user, donate).expect("donated"));
    let (mut earning, _) = holder(1, 1, false);
    let collect = builder::collect_fees(&earning.reserve(0), earning.fee_tokens(0));
    push("collect_fees", earning.chain.send(&[collect], &[&admin()]).expect("collected"));
    let vault = world.vault(1);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, LOT - 1_000));
    let sync = builder::sync_vault(world.market, 1);
    push("sync_vault (clawed back)", world.send(&user, sync).expect("synced"));
    let sync = builder::sync_vault(world.market, 1);
    push("sync_vault", world.send(&user, sync).expect("synced"));
    governance(&mut world, &mut push);
    world.advance(10);
    push("withdraw (1+0, clawed back)", world.withdraw(&user, 1, 1_000_000).expect("withdrawn"));
}

/// A position with debt changes hands.
fn handing_over(push: &mut impl FnMut(&str, Executed)) {
    let (mut world, user) = holder(1, 1, false);
    let taker = world.user(9);
    let offer = builder::offer_position(user.position, user.address(), Some(taker.address()));
    push("offer_position", world.send(&user, offer).expect("offered"));
    let terms = AcceptPositionArgs::as_it_stands(&world.position(&user));
    let accept = builder::accept_position(world.market, user.position, taker.address(), &terms);
    push("accept_position (1+1)", world.send(&taker, accept).expect("accepted"));
}

/// What makes a market, each alone.
fn setting_up(rows: &mut Vec<Row>) {
    let mut push = |name: &str, receipt: Executed| rows.push(Row { name: name.into(), receipt, gate: None });
    let (mut chain, admin, market) = (Chain::new(elf::hypothec()), admin(), market_key());
    chain.airdrop(&admin.pubkey(), 1_000_000_000_000);
    chain.put_account(&market.pubkey(), hypothec_testkit::account(builder::PROGRAM_ID, vec![0; market_size(64)]));
    let init = builder::init_market(market.pubkey(), &market_args());
    push("init_market", chain.send(&[init], &[&admin, &market]).expect("initialised"));
    let asset = Asset::nvdax();
    chain.put_account(&asset.mint, asset.mint_account.clone());
    let world = World { chain, market: market.pubkey(), assets: vec![asset.clone()] };
    let add = builder::add_reserve(&world.reserve(0), admin.pubkey(), admin.pubkey(), &listing(&asset));
    let configure = builder::configure(world.market, admin.pubkey(), &configuration(0, &asset.config));
    let seal = builder::seal(world.market, admin.pubkey());
    let mut chain = world.chain;
    for (name, instruction) in [("add_reserve (NVDAx)", add), ("configure", configure), ("seal", seal)] {
        push(name, chain.send(&[instruction], &[&admin]).expect("set up"));
    }
}

fn governance(world: &mut World, push: &mut impl FnMut(&str, Executed)) {
    let (market, admin_key) = (world.market, admin().pubkey());
    let config = world.record(1).config();
    let everything = ProposeArgs::new(Kind::Reserve, 1, ReserveConfig::ALL, bytemuck::bytes_of(&config));
    let next = ProposeArgs::new(Kind::Admin, NO_RESERVE, 1, admin_key.as_ref());
    let send =
        |world: &mut World, instruction: Instruction| world.chain.send(&[instruction], &[&admin()]).expect("governed");
    push("propose", send(world, builder::propose(market, admin_key, admin_key, 0, &everything)));
    send(world, builder::propose(market, admin_key, admin_key, 1, &everything));
    send(world, builder::propose(market, admin_key, admin_key, 2, &next));
    push("cancel", send(world, builder::cancel(market, admin_key, 1, admin_key)));
    world.advance(86_400);
    push("execute", send(world, builder::execute(market, 0, admin_key, None)));
    send(world, builder::execute(market, 2, admin_key, None));
    push("accept_admin", send(world, builder::accept_admin(market, admin_key)));
    let reduce_only = TightenArgs { levers: TIGHTEN_REDUCE_ONLY, reduce_only_s: 1, ..bytemuck::Zeroable::zeroed() };
    push("tighten", send(world, builder::tighten(market, admin_key, &reduce_only)));
    let tomorrow = (world.chain.clock().unix_timestamp / 86_400) as u16 + 1;
    push("set_closure", send(world, builder::set_closure(market, admin_key, tomorrow, 0)));
}
