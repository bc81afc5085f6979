//! A Hermes on loopback, signed by our own routers, that can be told to fail.

use super::routers::{Routers, price};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hypothec_keeper::pyth::{FeedId, Price, hex};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tiny_http::{Header, Response, Server};

/// How it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Well,
    Unauthorized,
    RateLimited,
    Down,
    Garbage,
    /// A message that is not under the signed root.
    Forged,
}

#[derive(Default)]
pub struct State {
    pub mood: Mood,
    pub prices: HashMap<FeedId, Price>,
    pub requests: u64,
    slot: u64,
}

/// The server; it ends with this value.
pub struct FakeHermes {
    pub url: String,
    pub state: Arc<Mutex<State>>,
    pub routers: Routers,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl FakeHermes {
    pub fn start() -> FakeHermes {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a port"));
        let url = format!("http://{}", server.server_addr().to_ip().expect("an address"));
        let (state, routers) = (Arc::new(Mutex::new(State::default())), Routers::default());
        let (theirs, shared, signers) = (server.clone(), state.clone(), routers.clone());
        let thread = std::thread::spawn(move || {
            for request in theirs.incoming_requests() {
                let (status, body) = answer(&mut shared.lock().expect("state"), &signers, request.url());
                let header = Header::from_bytes("Retry-After", "7").expect("a header");
                // a client that has gone away is no failure of this server
                let _ = request.respond(Response::from_string(body).with_status_code(status).with_header(header));
            }
        });
        FakeHermes { url, state, routers, server, thread: Some(thread) }
    }

    /// Has a feed say this price, in 10^-8 USD, as of this time.
    pub fn set(&self, feed: FeedId, mantissa: i64, publish_time: i64) {
        self.state.lock().expect("state").prices.insert(feed, price(feed, mantissa, publish_time));
    }

    pub fn mood(&self, mood: Mood) {
        self.state.lock().expect("state").mood = mood;
    }

    pub fn requests(&self) -> u64 {
        self.state.lock().expect("state").requests
    }
}

impl Drop for FakeHermes {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn asked(url: &str) -> usize {
    url.matches("ids[]=").count()
}

fn known(state: &State, url: &str) -> usize {
    state.prices.keys().filter(|feed| url.contains(&hex(*feed))).count()
}

fn answer(state: &mut State, routers: &Routers, url: &str) -> (u16, String) {
    state.requests += 1;
    state.slot += 1;
    match state.mood {
        Mood::Unauthorized => return (403, String::new()),
        Mood::RateLimited => return (429, String::new()),
        Mood::Down => return (503, String::new()),
        Mood::Garbage => return (200, "{\"binary\":{\"encoding\":\"base64\",\"data\":[\"UE5BVQEAAAA=\"]}}".into()),
        Mood::Well | Mood::Forged => {}
    }
    let (unknown, is_lenient) = (asked(url) - known(state, url), url.contains("ignore_invalid_price_ids=true"));
    if unknown != 0 && !is_lenient {
        return (404, format!("{unknown} price ids not found"));
    }
    let mut prices: Vec<Price> =
        state.prices.values().filter(|price| url.contains(&hex(&price.feed))).copied().collect();
    prices.sort_by_key(|price| price.feed);
    let mut update = routers.update(state.slot, &prices);
    if state.mood == Mood::Forged
        && let Some(last) = update.last_mut()
    {
        *last ^= 1;
    }
    let data = STANDARD.encode(update);
    (200, format!("{{\"binary\":{{\"encoding\":\"base64\",\"data\":[\"{data}\"]}},\"parsed\":null}}"))
}
