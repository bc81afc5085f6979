//! The xStocks that have a Pyth feed.

use solana_address::Address;

/// One xStock: where its mint is, and Pyth's feeds for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XStock {
    /// Symbol of the token.
    pub symbol: &'static str,
    /// Mint on mainnet.
    pub mint: Address,
    /// Feed of the token's price, multiplier included: `Crypto.<symbol>/USD`.
    pub token_feed: [u8; 32],
    /// Feed of the share's price, to be multiplied by the mint's multiplier: `Equity.US.<share>/USD`.
    pub share_feed: Option<[u8; 32]>,
}

const fn row(symbol: &'static str, mint: &str, token_feed: &str, share_feed: &str) -> XStock {
    let share_feed = if share_feed.is_empty() { None } else { Some(feed(share_feed)) };
    XStock { symbol, mint: Address::from_str_const(mint), token_feed: feed(token_feed), share_feed }
}

/// A feed id from its 64 hexadecimal digits.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "compile time: an error stops the build"
)]
pub const fn feed(hex: &str) -> [u8; 32] {
    const fn digit(c: u8) -> u8 {
        match c {
            b'0'..=b'9' => c - b'0',
            b'a'..=b'f' => c - b'a' + 10,
            _ => panic!("a feed id is 64 lower-case hexadecimal digits"),
        }
    }
    let hex = hex.as_bytes();
    assert!(hex.len() == 64, "a feed id is 64 lower-case hexadecimal digits");
    let mut id = [0; 32];
    let mut i = 0;
    while i < 32 {
        id[i] = digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]);
        i += 1;
    }
    id
}

/// Pyth's feed of USDC in dollars.
pub const USDC_FEED: [u8; 32] = feed("eaa020c61cc479712813461ce153894a96a6c00b21ed0cfc2798d1f9a9e9c94a");
/// Pyth's feed of SOL in dollars.
pub const SOL_FEED: [u8; 32] = feed("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d");

/// The xStocks whose Pyth feed is known.
#[rustfmt::skip]
pub const XSTOCKS: &[XStock] = &[
    row("AAPLx", "XsbEhLAtcf6HdfpFZ5xEMdqW8nfAvcsP5bdudRLJzJp",
        "978e6cc68a119ce066aa830017318563a9ed04ec3a0a6439010fc11296a58675",
        "49f6b65cb1de6b10eaf75e7c03ca029c306d0357e91b5311b175084a5ad55688"),
    row("TSLAx", "XsDoVfqeBukxuZHWhdvWHBhgEHjGNst4MLodqsJHzoB",
        "47a156470288850a440df3a6ce85a55917b813a19bb5b31128a33a986566a362",
        "16dad506d7db8da01c87581c87ca897a012a153557d4d578c3b9c9e1bc0632f1"),
    row("NVDAx", "Xsc9qvGR1efVDFGLrVsmkzv3qi45LTBjeUKSPmx9qEh",
        "4244d07890e4610f46bbde67de8f43a4bf8b569eebe904f136b469f148503b7f",
        "b1073854ed24cbc755dc527418f52b7d271f6cc967bbf8d8129112b18860a593"),
    row("SPYx", "XsoCS1TfEyfFhfvj8EtZ528L3CaKBDBRqRapnBbDF2W",
        "2817b78438c769357182c04346fddaad1178c82f4048828fe0997c3c64624e14",
        "19e09bb805456ada3979a7d1cbb4b6d63babc3a0f8e8a9509f68afa5c4c11cd5"),
    row("QQQx", "Xs8S1uUs1zvS2p7iwtsG3b6fkhpvmwz4GYU3gWAmWHZ",
        "178a6f73a5aede9d0d682e86b0047c9f333ed0efe5c6537ca937565219c4054d",
        "9695e2b96ea7b3859da9ed25b7a46a920a776e2fdae19a7bcfdf2b219230452d"),
    row("MSTRx", "XsP7xzNPvEHS1m6qfanPUGjNmdnmsLKEoNAnHjdxxyZ",
        "53f95ba4e23ed15ea56083e2ee9a5eec48055d6f59033d4bb95f1ca2a2349c28",
        ""),
    row("COINx", "Xs7ZdzSHLU9ftNJsii5fCeJhoRWSC32SQGzGQtePxNu",
        "641435d5dffb5311140b480517c79986d8488d5cf08a11eec53b83ad02cab33f",
        ""),
    row("GOOGLx", "XsCPL9dNWBMvFtTmwcCA5v3xWPSMEBCszbQdiLLq6aN",
        "b911b0329028cd0283e4259c33809d62942bd2716a58084e5f31d64c00b5424e",
        "5a48c03e9b9cb337801073ed9d166817473697efff0d138874e0f6a33d6d5aa6"),
    row("METAx", "Xsa62P5mvPszXL1krVUnU5ar38bBSVcWAB6fmPCo5Zu",
        "bf3e5871be3f80ab7a4d1f1fd039145179fb58569e159aee1ccd472868ea5900",
        ""),
    row("MSFTx", "XspzcW1PRtgf6Wj92HCiZdjzKCyFekVD8P5Ueh3dRMX",
        "bb723a70af731ab56b9a650eb7e8ac22b7bc07ea77f8670bd1fa9a37bf6df3f5",
        "d0ca23c1cc005e004ccf1db5bf76aeb6a49218f43dac3d4b275e92de12ded4d1"),
    row("CRCLx", "XsueG8BtpquVJX9LVLLEGuViXUungE6WmK5YZ3p3bd1",
        "c13184461c0c80d98ffcd89be627c2220b94a96c7c67f0c4b16bc12fd3b17758",
        ""),
    row("HOODx", "XsvNBAYkrDRNhA7wPHQfX3ZUXZyZLdnCQDfHZ56bzpg",
        "dd49a9ac6df5cbfa9d8fc6371f7ae927a74d5c6763c1c01b4220d70314c647f9",
        ""),
    row("NFLXx", "XsEH7wWfJJu2ZT3UCFeVfALnVA6CP5ur7Ee11KmzVpL",
        "02a67e6184e6c9dd65e14745a2a80df8b2b3d2ca91b4b191404936003d9929ae",
        ""),
    row("MCDx", "XsqE9cRRpzxcGKDXj1BJ7Xmg4GRhZoyY1KpmGSxAWT2",
        "27cac3c00ed32285b8686611bbc4a654279c1ea11ab4dc90822c2edd20734bca",
        ""),
];

/// The row of this symbol, if it is in the catalogue.
#[must_use]
pub fn find(symbol: &str) -> Option<&'static XStock> {
    XSTOCKS.iter().find(|row| row.symbol == symbol)
}
