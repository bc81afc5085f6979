//! Propose: by whom, of what, and what it writes down.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs};
use hypothec_interface::preset::nyse;
use hypothec_interface::state::{Kind, MarketParams, ReserveConfig, SourceId};
use hypothec_interface::{Error, Key};
use hypothec_testkit::market::admin;
use hypothec_testkit::{World, keys, rent};
use solana_signer::Signer;

#[track_caller]
fn refused(world: &mut World, kind: Kind, index: Option<usize>, mask: u64, values: &[u8], error: Error) {
    let propose = propose(world, kind, index, mask, values);
    refuse(world, &propose, &[&admin()], error);
}

#[test]
pub fn propose_refuses_a_signer_who_is_not_admin() {
    let mut world = world();
    let guardian = guardian(&mut world);
    let args = ProposeArgs::new(Kind::Groups, NO_RESERVE, 2, &[]);
    let propose = builder::propose(world.market, guardian.pubkey(), guardian.pubkey(), 0, &args);
    refuse(&mut world, &propose, &[&guardian], Error::NotAdmin);
}

#[test]
pub fn propose_refuses_any_nonce_but_the_next() {
    let mut world = world();
    let args = ProposeArgs::new(Kind::Groups, NO_RESERVE, 2, &[]);
    for nonce in [1, u64::MAX] {
        let propose = builder::propose(world.market, admin().pubkey(), admin().pubkey(), nonce, &args);
        refuse(&mut world, &propose, &[&admin()], Error::WrongAddress);
    }
}

#[test]
fn propose_refuses_unknown_kinds_fields_and_reserves() {
    let mut world = world();
    for kind in [0, 11, 255] {
        let args = ProposeArgs { kind, ..ProposeArgs::new(Kind::Groups, NO_RESERVE, 2, &[]) };
        let propose = builder::propose(world.market, admin().pubkey(), admin().pubkey(), 0, &args);
        refuse(&mut world, &propose, &[&admin()], Error::ArgumentOutOfRange);
    }
    for kind in Kind::ALL {
        let index = kind.is_of_reserve().then_some(USDC);
        let beyond = (0..64).find(|n| *n > 0 && kind.span(*n).is_none()).expect("no kind has 64 fields");
        for mask in [0, 1 << beyond, u64::MAX] {
            refused(&mut world, kind, index, mask, &[], Error::ArgumentOutOfRange);
        }
        let (elsewhere, error) = if kind.is_of_reserve() {
            (Some(9), Error::NoSuchReserve)
        } else {
            (Some(USDC), Error::ArgumentOutOfRange)
        };
        refused(&mut world, kind, elsewhere, 2, &[], error);
    }
    refused(&mut world, Kind::Groups, None, 1, &[], Error::ArgumentOutOfRange);
    refused(&mut world, Kind::Source, Some(USDC), 3, &[], Error::ArgumentOutOfRange);
}

#[test]
fn propose_refuses_values_out_of_bounds() {
    let mut world = world();
    let config = |change: fn(&mut ReserveConfig)| {
        let mut config: ReserveConfig = bytemuck::Zeroable::zeroed();
        change(&mut config);
        config
    };
    let bad = [
        ("ltv_bps", config(|config| config.ltv_bps = [8_801; 4]), Error::LtvAboveThreshold),
        ("threshold", config(|config| config.threshold.to_bps = 8_699), Error::LtvAboveThreshold),
        ("curve", config(|config| config.curve[0].apr_bps = 1), Error::BadCurve),
        ("bonus_max_bps", config(|config| config.bonus_max_bps = 2_501), Error::ConfigOutOfBounds),
    ];
    for (name, config, error) in &bad {
        let mask = fields(&[name]);
        refused(&mut world, Kind::Reserve, Some(USDC), mask, bytemuck::bytes_of(config), *error);
    }

    let present = world.header().params();
    let error = Error::ArgumentOutOfRange;
    let bad = [
        (0, MarketParams { debt_floor: 1 << 48, ..present }, error),
        (1, MarketParams { fee_recipient: Key::NONE, ..present }, error),
        (2, MarketParams { delay_s: 30 * 86_400 + 1, ..present }, error),
        (2, MarketParams { delay_s: present.delay_s() - 1, ..present }, Error::DelayShrinks),
        (3, MarketParams { reopen_grace_s: 6 * 3_600 + 1, ..present }, error),
        (4, MarketParams { target_health_bps: 9_999, ..present }, error),
        (5, MarketParams { cool_off_s: 10, ..present }, error),
        (6, MarketParams { adapters: 16, ..present }, error),
    ];
    for (n, params, error) in &bad {
        refused(&mut world, Kind::Market, None, 1 << n, bytemuck::bytes_of(params), *error);
    }
    refused(&mut world, Kind::Calendar, None, 1, &[0xff; 512], Error::BadCalendar);
    refused(&mut world, Kind::Terminal, Some(USDC), 1, &1u64.to_le_bytes(), Error::ArgumentOutOfRange);
    refused(&mut world, Kind::Multiplier, Some(USDC), 1, &[], Error::ArgumentOutOfRange);
    refused(&mut world, Kind::Source, Some(USDC), 1, &[], Error::NoSource);
    poke_header(&mut world, "adapters", &[1]); // Pyth's receiver alone
    let scope = SourceId { key: Key::from(keys::address(1)), index: 0, adapter: 3, reserved: [0; 5] };
    refused(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&scope), Error::AdapterDisabled);
    let pyth = SourceId { adapter: 1, ..scope };
    let share_feed = bytemuck::bytes_of(&[SourceId::NONE, pyth]).to_vec();
    refused(&mut world, Kind::Source, Some(USDC), 2, &share_feed, Error::ArgumentOutOfRange);
    let [token_feed, _] = world.record(NVDAX).sources();
    let twice = bytemuck::bytes_of(&[SourceId::NONE, token_feed.id()]).to_vec();
    refused(&mut world, Kind::Source, Some(NVDAX), 2, &twice, Error::SameSource);
}

#[test]
fn propose_records_the_values_before_and_after() {
    let mut world = world();
    let propose = propose(&world, Kind::Groups, None, 1 << 3 | 1 << 5, bytemuck::bytes_of(&[9u64; 16]));
    let before = snapshot(&world, &propose, &admin());
    world.chain.send(&[propose], &[&admin()]).expect("proposed");
    before.assert_only_changed(&world.chain, &["account 0", "account 3"]);
    before.assert_only_bytes(&world.chain, "account 0", &[header_field("nonce")]);
    assert_eq!(world.header().nonce(), 1);

    let now = world.chain.clock().unix_timestamp;
    let made = proposal(&world, 0);
    assert_eq!((made.kind(), made.reserve(), made.sealed(), made.nonce()), (Kind::Groups as u8, NO_RESERVE, 1, 0));
    assert_eq!((made.created_ts(), made.eta_ts(), made.mask()), (now, now + 86_400, 40));
    assert_eq!((made.market(), made.rent_payer()), (Key::from(world.market), Key::from(admin().pubkey())));
    assert_eq!(made.before(), [0; 64]);
    let mut after = [0; 64];
    (after[3], after[5]) = (9, 9);
    assert_eq!(made.after(), after, "what is not named is not kept");
    let address = builder::proposal_address(world.market, 0).0;
    assert_eq!(world.chain.get_account(&address).expect("an account").lamports, rent(1_152));
}

/// The largest proposal, a calendar, fits a transaction, and what was before is written down whole.
#[test]
fn propose_fits_a_whole_calendar_into_a_transaction() {
    let mut world = world();
    let calendar = nyse::CALENDAR;
    let propose = propose(&world, Kind::Calendar, None, 1, bytemuck::bytes_of(&calendar));
    let receipt = world.chain.send(&[propose], &[&admin()]).expect("proposed");
    assert!(receipt.tx_bytes <= 1_232 - 52, "{} bytes leave no room for budget instructions", receipt.tx_bytes);
    let before = proposal(&world, 0).before();
    assert_eq!(bytemuck::bytes_of(&before), bytemuck::bytes_of(&world.header().calendar()));
}

/// Every span lies where the field of that name lies, inside record and values.
#[test]
fn proposal_spans_lie_where_their_fields_lie() {
    use hypothec_interface::state::{MarketHeader, Reserve};
    for kind in Kind::ALL {
        let record = if kind.is_of_reserve() { size_of::<Reserve>() } else { size_of::<MarketHeader>() };
        let spans: Vec<_> = (0..64).filter_map(|n| kind.span(n)).collect();
        assert!(!spans.is_empty(), "{kind:?}");
        for (n, span) in spans.iter().enumerate() {
            assert!(span.record + span.size <= record && span.values + span.size <= 512, "{kind:?} {n}");
            let later = &spans[n + 1..];
            assert!(
                later
                    .iter()
                    .all(|next| next.record >= span.record + span.size || next.record + next.size <= span.record),
                "{kind:?} {n} overlaps in the record"
            );
            assert!(later.iter().all(|next| next.values >= span.values + span.size), "{kind:?} {n} overlaps in values");
        }
    }
    for (n, field) in MarketParams::FIELDS.iter().enumerate().filter(|(_, field)| field.name != "reserved") {
        let own = MarketHeader::FIELDS.iter().find(|own| own.name == field.name).expect("a header field");
        let span = Kind::Market.span(n).expect("a span");
        assert_eq!((span.record, span.values, span.size), (own.offset, field.offset, own.size), "{}", field.name);
    }
    assert_eq!((0..64).filter(|n| Kind::Reserve.span(*n).is_some()).map(|n| 1 << n).sum::<u64>(), ReserveConfig::ALL);
}
