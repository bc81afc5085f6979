//! Hermes: asks for the latest update of feeds over HTTP.

use super::cursor::hex;
use super::{FeedId, Malformed, Update};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::time::Duration;

/// Why Hermes gave no price. Each kind asks for something else of the keeper: another key, patience, another server.
#[derive(Debug, thiserror::Error)]
pub enum HermesError {
    /// 401 or 403.
    #[error("Hermes refuses the API key (HTTP {0}): equity feeds need a key with that entitlement")]
    Unauthorized(u16),
    /// 429.
    #[error("Hermes limits the rate of requests (HTTP 429): wait {} s", .retry_after.as_secs())]
    RateLimited {
        /// How long to wait, by the server's word or else 10 s.
        retry_after: Duration,
    },
    /// Any other status that is not 200.
    #[error("Hermes answers HTTP {0}")]
    Status(u16),
    /// No answer.
    #[error("Hermes does not answer: {0}")]
    Unreachable(String),
    /// The answer is not what Hermes answers.
    #[error("Hermes answers something else than updates: {0}")]
    Garbage(String),
    /// An update is not well formed.
    #[error("Hermes' update is not well formed: {0}")]
    Malformed(#[from] Malformed),
}

/// Feeds asked for in one call: their ids make a URL of 4 KiB, which every server takes.
const FEEDS_A_CALL: usize = 50;

/// A server of Hermes' interface.
#[derive(Clone)]
pub struct Hermes {
    url: String,
    key: Option<String>,
    http: reqwest::blocking::Client,
}

#[derive(Deserialize)]
struct Latest {
    binary: Binary,
}

#[derive(Deserialize)]
struct Binary {
    encoding: String,
    data: Vec<String>,
}

impl Hermes {
    /// A client of the server at `url`, such as `https://hermes.pyth.network`, with an API key if it needs one.
    ///
    /// # Errors
    /// [`HermesError::Unreachable`] when there is no TLS to be had.
    pub fn new(url: &str, key: Option<String>, timeout: Duration) -> Result<Hermes, HermesError> {
        let http = reqwest::blocking::Client::builder().timeout(timeout).build().map_err(unreachable)?;
        Ok(Hermes { url: url.trim_end_matches('/').to_owned(), key, http })
    }

    /// The latest updates of these feeds, except those that Hermes does not know. Every message is proven against its
    /// root.
    ///
    /// # Errors
    /// [`HermesError`].
    pub fn latest(&self, feeds: &[FeedId]) -> Result<Vec<Update>, HermesError> {
        let mut all = Vec::new();
        for some in feeds.chunks(FEEDS_A_CALL) {
            all.extend(self.some(some)?);
        }
        Ok(all)
    }

    fn some(&self, feeds: &[FeedId]) -> Result<Vec<Update>, HermesError> {
        let ids: String = feeds.iter().map(|feed| format!("&ids[]={}", hex(feed))).collect();
        // a feed that is delisted must not hold back the others
        let how = "encoding=base64&ignore_invalid_price_ids=true";
        let url = format!("{}/v2/updates/price/latest?{how}{ids}", self.url);
        let mut request = self.http.get(url);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let answer = request.send().map_err(unreachable)?;
        match answer.status().as_u16() {
            200 => {}
            status @ (401 | 403) => return Err(HermesError::Unauthorized(status)),
            429 => {
                let seconds = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
                return Err(HermesError::RateLimited { retry_after: Duration::from_secs(seconds.unwrap_or(10)) });
            }
            status => return Err(HermesError::Status(status)),
        }
        parse(&answer.bytes().map_err(unreachable)?)
    }
}

fn unreachable(why: reqwest::Error) -> HermesError {
    // without the URL: it can hold a key
    HermesError::Unreachable(why.without_url().to_string())
}

/// Reads the body of an answer.
///
/// # Errors
/// [`HermesError::Garbage`], [`HermesError::Malformed`].
pub fn parse(body: &[u8]) -> Result<Vec<Update>, HermesError> {
    let garbage = |why: String| HermesError::Garbage(why);
    let latest: Latest = serde_json::from_slice(body).map_err(|why| garbage(why.to_string()))?;
    if latest.binary.encoding != "base64" {
        return Err(garbage(format!("encoding {:?} where base64 was asked for", latest.binary.encoding)));
    }
    let bytes = |text: &String| STANDARD.decode(text).map_err(|why| garbage(why.to_string()));
    latest.binary.data.iter().map(|text| Ok(Update::parse(&bytes(text)?)?)).collect()
}
