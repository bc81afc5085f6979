//! From a file to a market: deployed by transactions under an address of one's own, upgraded, handed over, verified.

use crate::market::{Market, USDC};
use crate::stage::{SLOT_MS, Stage};
use hypothec_client::deploy::{self, DeployedProgram, Deployer, Progress};
use hypothec_client::transaction::{self, Options, Price, Version};
use hypothec_client::{Class, Rpc};
use hypothec_localnet::{Surfnet, keys};
use hypothec_testkit::elf;
use solana_signer::Signer;

fn options(version: Version) -> Options {
    Options { version, price: Price::fixed(0), ..Options::default() }
}

#[test]
fn the_program_is_deployed_by_transactions_and_serves_at_an_address_of_its_own() {
    let node = Surfnet::start(SLOT_MS);
    let (program, buffer, payer) = (keys::key(700), keys::key(701), node.payer());
    let mut stage = Stage::bare_node(node, program.pubkey());
    let (file, by) = (elf::hypothec(), Deployer { payer: &payer, authority: &payer });
    let options = options(Version::V1);
    let before = stage.cluster().account(&payer.pubkey()).expect("read").expect("a wallet").lamports;

    // a run that stops half-way, and one that goes on
    let (mut half, mut told) = (vec![0; file.len()], Vec::<Progress>::new());
    half[..file.len() / 2].copy_from_slice(&file[..file.len() / 2]);
    deploy::write_buffer(stage.cluster(), by, &buffer, &half, &options, &mut |_| {}).expect("half of it");
    deploy::write_buffer(stage.cluster(), by, &buffer, file, &options, &mut |at| told.push(at)).expect("the rest");
    let [first, .., last] = told[..] else { panic!("{told:?}") };
    assert!(first.written + 3_450 > file.len() / 2 && first.transactions < 70, "{first:?}");
    assert_eq!((last.written, last.transactions), (file.len(), 0));

    let room = file.len() + 4_096;
    deploy::deploy(stage.cluster(), by, &program, &buffer.pubkey(), room, &options).expect("deployed");
    let deployed = DeployedProgram::read(stage.cluster(), &program.pubkey()).expect("a program");
    assert!(deployed.is(file) && deployed.code.len() == room, "the chain's code is the file's");
    assert_eq!(deployed.authority, Some(payer.pubkey()));
    let mut other = file.to_vec();
    other[file.len() / 2] ^= 1;
    assert!(!deployed.is(&other));
    let after = stage.cluster().account(&payer.pubkey()).expect("read").expect("a wallet").lamports;
    let rent = deploy::rent(stage.cluster(), room).expect("the rent");
    assert!((rent..rent + 5_000_000).contains(&(before - after)), "{} lamports, of which {rent} rent", before - after);

    let market = Market::sealed(&mut stage);
    let user = market.user(&mut stage, 1, [5_000_000, 0]);
    stage.send(&[market.deposit(&user, USDC, 5_000_000)], &[&user.keypair]);
    assert_eq!(market.snapshot(&mut stage).reserve(USDC as u8).expect("listed").cash(), 5_000_000);
    assert_eq!(market.address.program, program.pubkey());
}

#[test]
fn a_program_is_upgraded_handed_over_and_frozen_by_whoever_may() {
    let node = Surfnet::start(SLOT_MS);
    let (program, payer) = (keys::key(710), node.payer());
    let mut rpc = Rpc::new(&node.rpc, program.pubkey());
    let (owner, next, options) = (keys::key(711), keys::key(712), options(Version::V0));
    let by = Deployer { payer: &payer, authority: &owner };
    let nothing = DeployedProgram::read(&rpc, &program.pubkey()).unwrap_err();
    assert_eq!(nothing.class(), Class::NotFound, "{nothing}");

    let file = elf::example();
    let write = |rpc: &mut Rpc, n: u64| {
        let buffer = keys::key(n);
        deploy::write_buffer(rpc, by, &buffer, file, &options, &mut |_| {}).expect("written");
        buffer
    };
    let buffer = write(&mut rpc, 713);
    let other = Deployer { payer: &payer, authority: &next };
    let taken = deploy::write_buffer(&mut rpc, other, &buffer, file, &options, &mut |_| {}).unwrap_err();
    assert!(taken.to_string().contains("is not a buffer for this file"), "{taken}");
    deploy::deploy(&mut rpc, by, &program, &buffer.pubkey(), file.len(), &options).expect("deployed");
    let first = DeployedProgram::read(&rpc, &program.pubkey()).expect("a program");

    let buffer = write(&mut rpc, 714);
    let send = |rpc: &mut Rpc, by: Deployer<'_>, instruction| {
        transaction::send(rpc, &[instruction], &[by.payer, by.authority], &options)
    };
    let upgrade = |by: Deployer<'_>| {
        let [authority, refund] = [by.authority.pubkey(), by.payer.pubkey()];
        deploy::upgrade_instruction(&program.pubkey(), &buffer.pubkey(), &authority, &refund)
    };
    let refused = send(&mut rpc, other, upgrade(other)).unwrap_err();
    assert_eq!(refused.class(), Class::Rejected, "{refused}");
    send(&mut rpc, by, upgrade(by)).expect("upgraded");
    let second = DeployedProgram::read(&rpc, &program.pubkey()).expect("a program");
    assert!(second.slot > first.slot && second.is(file));

    let set = |by: Deployer<'_>, to: Option<&_>| {
        deploy::set_authority_instruction(&program.pubkey(), &by.authority.pubkey(), to)
    };
    send(&mut rpc, by, set(by, Some(&next.pubkey()))).expect("handed over");
    send(&mut rpc, by, set(by, None)).expect_err("no longer the owner's");
    send(&mut rpc, other, set(other, None)).expect("frozen");
    assert_eq!(DeployedProgram::read(&rpc, &program.pubkey()).expect("a program").authority, None);
}
