//! An accumulator update, as Hermes serves it: one signed root, and each message asked for with its proof.

use super::cursor::Cursor;
use super::{FeedId, Malformed, Vaa, merkle};

/// One element of Hermes' `binary.data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The VAA as it goes to the receiver.
    pub vaa_bytes: Vec<u8>,
    /// What it says.
    pub vaa: Vaa,
    /// The prices under its root.
    pub messages: Vec<Message>,
}

/// A price with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message as it goes to the receiver.
    pub bytes: Vec<u8>,
    /// The siblings from its leaf to the root.
    pub proof: Vec<merkle::Node>,
    /// What it says.
    pub price: Price,
}

/// A price as Pyth signs it: mantissas at `exponent`, times in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Of which feed.
    pub feed: FeedId,
    /// Mantissa.
    pub price: i64,
    /// Half the width of the confidence interval, mantissa.
    pub conf: u64,
    /// Power of ten that the mantissas are multiplied by.
    pub exponent: i32,
    /// When it was published.
    pub publish_time: i64,
    /// When the one before was published.
    pub prev_publish_time: i64,
}

impl Price {
    /// The price in USD; for people, thresholds and logs, never for books.
    #[must_use]
    pub fn usd(&self) -> f64 {
        self.price as f64 * 10f64.powi(self.exponent)
    }
}

impl Update {
    /// Reads an update and proves every message against the root.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Update, Malformed> {
        let mut all = Cursor::new(bytes);
        all.expect("magic", b"PNAU")?;
        all.expect("major version", &[1])?;
        all.u8("minor version")?;
        let trailing = all.u8("length of the trailing header")?;
        all.take("trailing header", trailing.into())?;
        all.expect("proof type", &[0])?;
        let len = all.u16("length of the vaa")?;
        let vaa_bytes = all.take("vaa", len.into())?;
        let vaa = Vaa::parse(vaa_bytes)?;
        let count = all.u8("number of messages")?;
        let mut messages = Vec::with_capacity(count.into());
        for index in 0..usize::from(count) {
            let len = all.u16("length of a message")?;
            let bytes = all.take("message", len.into())?;
            let depth = all.u8("depth of a proof")?;
            let proof: Vec<merkle::Node> = (0..depth).map(|_| all.array("proof")).collect::<Result<_, _>>()?;
            if merkle::root(bytes, &proof) != vaa.root {
                return Err(Malformed::NotUnderRoot { index });
            }
            // other kinds of message (average prices) are under the same root; they are not asked for
            if bytes.first() == Some(&0) {
                messages.push(Message { bytes: bytes.to_vec(), proof, price: price(bytes)? });
            }
        }
        match all.rest().len() {
            0 => Ok(Update { vaa_bytes: vaa_bytes.to_vec(), vaa, messages }),
            surplus => Err(Malformed::Surplus(surplus)),
        }
    }
}

fn price(bytes: &[u8]) -> Result<Price, Malformed> {
    let mut all = Cursor::new(bytes);
    all.expect("kind of message", &[0])?;
    let price = Price {
        feed: all.array("feed")?,
        price: all.u64("price")?.cast_signed(),
        conf: all.u64("confidence")?,
        exponent: all.u32("exponent")?.cast_signed(),
        publish_time: all.u64("publish time")?.cast_signed(),
        prev_publish_time: all.u64("previous publish time")?.cast_signed(),
    };
    all.take("averages", 16)?;
    Ok(price)
}
