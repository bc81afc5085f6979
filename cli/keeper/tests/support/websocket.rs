//! A node's websocket on loopback that can be told what to say, or to say nothing.

use serde_json::{Value, json};
use solana_address::Address;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tungstenite::{Message, WebSocket};

/// How it behaves to who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes subscriptions, tells slots, and whatever it is told to say.
    Well,
    /// Takes subscriptions and says nothing more, as a connection does whose other end is gone.
    Silent,
    /// Never answers the handshake.
    Deaf,
    /// Closes at once.
    Closing,
}

struct State {
    manner: Mutex<Manner>,
    to_say: Mutex<Vec<Message>>,
    connected: Mutex<Vec<Instant>>,
    stop: AtomicBool,
}

pub struct NodeSocket {
    pub url: String,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

impl NodeSocket {
    pub fn start(manner: Manner) -> NodeSocket {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        let url = format!("ws://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(State {
            manner: Mutex::new(manner),
            to_say: Mutex::default(),
            connected: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let theirs = state.clone();
        let thread = std::thread::spawn(move || {
            while !theirs.stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        theirs.connected.lock().expect("connected").push(Instant::now());
                        serve(&theirs, stream);
                    }
                    Err(_) => std::thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        NodeSocket { url, state, thread: Some(thread) }
    }

    pub fn manner(&self, manner: Manner) {
        *self.state.manner.lock().expect("manner") = manner;
    }

    /// Says it on the present connection, or the next.
    pub fn say(&self, message: Message) {
        self.state.to_say.lock().expect("messages").push(message);
    }

    /// Tells of a change of a program's account.
    pub fn tell(&self, slot: u64, address: Address) {
        let value = json!({ "pubkey": address.to_string(), "account": {} });
        let result = json!({ "context": { "slot": slot }, "value": value });
        let params = json!({ "result": result, "subscription": 1 });
        self.say(Message::text(
            json!({ "jsonrpc": "2.0", "method": "programNotification", "params": params }).to_string(),
        ));
    }

    /// When somebody connected.
    pub fn connected(&self) -> Vec<Instant> {
        self.state.connected.lock().expect("connected").clone()
    }
}

impl Drop for NodeSocket {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One connection, until it ends or the manner changes.
fn serve(state: &State, stream: TcpStream) {
    let manner = *state.manner.lock().expect("manner");
    let stays = || !state.stop.load(Ordering::Relaxed) && *state.manner.lock().expect("manner") == manner;
    stream.set_nonblocking(false).expect("set");
    if manner == Manner::Closing {
        return;
    }
    if manner == Manner::Deaf {
        // until whoever connected has given up
        stream.set_read_timeout(Some(Duration::from_millis(20))).expect("set");
        let mut byte = [0];
        while stays() && !matches!(std::io::Read::read(&mut &stream, &mut byte), Ok(0)) {}
        return;
    }
    let Ok(mut socket) = tungstenite::accept(stream) else { return };
    socket.get_ref().set_read_timeout(Some(Duration::from_millis(20))).expect("set");
    let mut slot = 0u64;
    while stays() {
        match socket.read() {
            Ok(Message::Text(text)) => answer(&mut socket, text.as_str()),
            Err(tungstenite::Error::Io(why)) if why.kind() == std::io::ErrorKind::WouldBlock => {}
            Ok(_) => {}
            Err(_) => return,
        }
        if manner == Manner::Silent {
            continue;
        }
        slot += 1;
        let mut all = std::mem::take(&mut *state.to_say.lock().expect("messages"));
        let result = json!({ "parent": 0, "root": 0, "slot": slot });
        let params = json!({ "result": result, "subscription": 2 });
        all.push(Message::text(json!({ "method": "slotNotification", "params": params }).to_string()));
        if all.into_iter().any(|message| socket.send(message).is_err()) {
            return;
        }
    }
}

fn answer(socket: &mut WebSocket<TcpStream>, text: &str) {
    let asked: Value = serde_json::from_str(text).expect("JSON");
    let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": asked["id"] }).to_string();
    // who asked may have gone
    let _ = socket.send(Message::text(answer));
}
