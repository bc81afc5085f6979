//! What neither types nor documentation say: which numbers are enums, booleans or flags, and in which unit the rest are.

use serde_json::{Value, json};

/// A number that is one of a few names: the type's name, its fields (record and field, or any record), and its variants'
/// source: an enum of the interface, or constants with a prefix.
pub struct Enumeration {
    /// Name in the IDL.
    pub name: &'static str,
    /// What it is.
    pub docs: &'static str,
    /// Fields of this type: record, field.
    pub fields: &'static [(&'static str, &'static str)],
    /// The Rust enum, or a prefix of constants that ends in `_`.
    pub source: &'static str,
    /// The name of zero where that is no variant but can be met in an account.
    pub zero: Option<&'static str>,
}

/// Every enumeration.
pub const ENUMERATIONS: &[Enumeration] = &[
    Enumeration {
        name: "session",
        docs: "What the underlying's exchange is doing.",
        fields: &[("MarketHeader", "session"), ("Segment", "session")],
        source: "Session",
        zero: None,
    },
    Enumeration {
        name: "reserveClass",
        docs: "What kind of asset a reserve holds.",
        fields: &[("AddReserveArgs", "class"), ("Reserve", "class")],
        source: "CLASS_",
        zero: Some("unlisted"),
    },
    Enumeration {
        name: "adapter",
        docs: "The oracle program that a price source is read by.",
        fields: &[("SourceId", "adapter")],
        source: "Adapter",
        zero: Some("none"),
    },
    Enumeration {
        name: "orderKind",
        docs: "What an order waits for.",
        fields: &[("Order", "kind")],
        source: "ORDER_KIND_",
        zero: None,
    },
    Enumeration {
        name: "proposalKind",
        docs: "What a proposal changes. Its mask names fields of that thing.",
        fields: &[("ProposeArgs", "kind"), ("Proposal", "kind")],
        source: "Kind",
        zero: None,
    },
    Enumeration {
        name: "batchAction",
        docs: "An action of a batch, by the tag of its instruction.",
        fields: &[("BatchStep", "kind")],
        source: "Instruction:Deposit,Withdraw,Borrow,Repay",
        zero: Some("unused"),
    },
];

/// Fields that are 0 or 1.
pub const BOOLEANS: &[&str] = &["sealed", "listed", "closing", "on", "is_debt"];

/// Constants of the IDL by the prefix of their Rust names, with the type of the field they are for.
pub const CONSTANTS: &[(&str, &str)] = &[
    ("EVENT_", "u8"),
    ("TIGHTEN_", "u8"),
    ("SWITCH_", "u16"),
    ("SLOT_", "u8"),
    ("ORDER_REGULAR_ONLY", "u8"),
    ("ORDER_TARGET_ALL", "u16"),
    ("BOARD_", "u8"),
    ("RESERVE_", "u8"),
    ("SOURCE_", "u16"),
    ("NO_RESERVE", "u8"),
    ("MAX_SLOTS", "u8"),
    ("MAX_RESERVES", "u8"),
    ("HEADER_SIZE", "u16"),
    ("BATCH_STEPS", "u8"),
    ("YEAR_S", "u32"),
];

/// A number type.
#[must_use]
pub fn number(format: &str) -> Value {
    json!({"kind": "numberTypeNode", "format": format, "endian": "le"})
}

/// The unit that a field's name carries.
#[must_use]
pub fn unit(name: &str) -> Option<&'static str> {
    const SUFFIXES: &[(&str, &str)] = &[
        ("_bps_per_hour", "basis points per hour"),
        ("_bps", "basis points"),
        ("_log2", "binary logarithm of a count of seconds"),
        ("_ts", "unix seconds"),
        ("_from", "unix seconds"),
        ("_until", "unix seconds"),
        ("_age_s", "seconds"),
        ("_s", "seconds"),
        ("_q64", "Q64 fraction per second: the number divided by 2^64"),
        ("_q32", "Q32.32: the number divided by 2^32"),
        ("_min", "minutes"),
        ("_minute", "minutes after local midnight"),
        ("_shares", "shares"),
        ("_cash", "atoms"),
    ];
    const NAMES: &[(&str, &str)] = &[
        ("minute", "minutes after local midnight"),
        ("from_bps", "basis points"),
        ("day", "days since 1970-01-01"),
        ("amount", "atoms"),
        ("cash", "atoms"),
        ("flash_out", "atoms"),
        ("shares", "shares"),
        ("index", "index"),
        ("exposure", "Value: 2^-16 USD"),
        ("cap", "Value: 2^-16 USD"),
        ("debt_floor", "Value: 2^-16 USD"),
        ("borrow_cap", "Value: 2^-16 USD"),
        ("supply_exposure", "Value: 2^-16 USD"),
        ("supply_cap", "share-equivalents: atoms times the multiplier"),
        ("limiter_cap", "atoms"),
        ("order", "basis points"),
    ];
    let named = NAMES.iter().find(|(of, _)| *of == name);
    let ends = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix));
    named.or(ends).map(|(_, unit)| *unit)
}

/// Words of documentation that say what a number without a unit in its name counts or codes.
pub const SAYS_UNIT: &[&str] = &[
    "atoms",
    "shares",
    "value",
    "seconds",
    "bps",
    "basis points",
    "bit ",
    "bits",
    "index",
    "number",
    "tag of",
    "version",
    "bump",
    "how many",
    "decimals",
    "exponent",
    "bytes",
    "slots in use",
    "reserves listed",
    "reserves there is room for",
    "usd",
    "proposals made",
    "extension",
    "same unit",
    "q64",
    "q32",
    "debts written off",
    "1 once",
    "1 wiped",
    "1 deposit",
    "1 its last",
    "1 diverged",
    "0 regular",
    "0; kept",
    "scaledui",
    "pausable",
    "transferhook",
    "defaultaccount",
    "transferfee",
    "standing order",
    "entry within",
    "minshares",
    "event",
    "tighten",
];
