//! A loopback HTTP proxy in front of a node, which does to calls what networks and providers do.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What is done to a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is passed on.
    Pass,
    /// It is passed on, and passed on again.
    Twice,
    /// The node's answer to it is made up: this HTTP status and body.
    Answer(u16, String),
    /// It is never answered.
    Silence,
}

type Rule = Box<dyn Fn(&str, usize) -> Fault + Send + Sync>;

/// A running proxy; it ends with the process.
pub struct Proxy {
    pub url: String,
    state: Arc<State>,
}

struct State {
    node: String,
    /// By the body of a call, and how many of its method came before.
    rule: Rule,
    calls: Mutex<Vec<String>>,
    served: AtomicUsize,
}

/// A JSON-RPC error as a body.
pub fn error(code: i64, message: &str) -> Fault {
    Fault::Answer(200, format!(r#"{{"jsonrpc":"2.0","id":0,"error":{{"code":{code},"message":"{message}"}}}}"#))
}

impl Proxy {
    /// In front of the node at this URL.
    pub fn before(node: &str, rule: impl Fn(&str, usize) -> Fault + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let node = node.trim_start_matches("http://").trim_end_matches('/').to_string();
        let calls = Mutex::new(Vec::new());
        let state = Arc::new(State { node, rule: Box::new(rule), calls, served: AtomicUsize::new(0) });
        let serving = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = serving.clone();
                thread::spawn(move || state.serve(stream));
            }
        });
        Self { url, state }
    }

    /// How many calls of a method came.
    pub fn calls(&self, method: &str) -> usize {
        self.state.calls.lock().expect("calls").iter().filter(|own| *own == method).count()
    }
}

impl State {
    fn serve(&self, stream: TcpStream) {
        let mut input = BufReader::new(stream.try_clone().expect("a stream"));
        let mut output = stream;
        while let Some(body) = read_body(&mut input) {
            let method = body.split("\"method\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let before = {
                let mut calls = self.calls.lock().expect("calls");
                let before = calls.iter().filter(|own| *own == method).count();
                calls.push(method.into());
                before
            };
            let (status, answer) = match (self.rule)(&body, before) {
                Fault::Pass => (200, self.ask(&body)),
                Fault::Twice => {
                    self.ask(&body);
                    (200, self.ask(&body))
                }
                Fault::Answer(status, answer) => (status, answer),
                Fault::Silence => {
                    thread::sleep(Duration::from_secs(600));
                    return;
                }
            };
            self.served.fetch_add(1, Ordering::Relaxed);
            let head = format!(
                "HTTP/1.1 {status} .\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                answer.len()
            );
            if output.write_all(head.as_bytes()).and_then(|()| output.write_all(answer.as_bytes())).is_err() {
                return;
            }
        }
    }

    fn ask(&self, body: &str) -> String {
        let mut node = TcpStream::connect(&self.node).expect("the node");
        let head = format!(
            "POST / HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            self.node,
            body.len()
        );
        node.write_all(head.as_bytes()).and_then(|()| node.write_all(body.as_bytes())).expect("the node takes a call");
        read_body(&mut BufReader::new(node)).unwrap_or_default()
    }
}

/// One message of HTTP/1.1 with a length, as both sides here write it.
fn read_body(input: &mut impl BufRead) -> Option<String> {
    let (mut line, mut length) = (String::new(), None);
    loop {
        line.clear();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let head = line.trim().to_ascii_lowercase();
        if let Some(number) = head.strip_prefix("content-length:") {
            length = number.trim().parse().ok();
        }
        if head.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length?];
    input.read_exact(&mut body).ok()?;
    String::from_utf8(body).ok()
}
