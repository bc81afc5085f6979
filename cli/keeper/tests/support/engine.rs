//! A block engine on loopback that takes bundles, or refuses them.

use super::meddler::Act;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hypothec_client::Cluster;
use solana_transaction::versioned::VersionedTransaction;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tiny_http::{Response, Server};

pub struct BlockEngine {
    pub url: String,
    bundles: Arc<Mutex<Vec<Vec<VersionedTransaction>>>>,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl BlockEngine {
    /// One that takes bundles, or answers each with an error.
    pub fn start(takes: bool) -> BlockEngine {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a port"));
        let url = format!("http://{}", server.server_addr().to_ip().expect("an address"));
        let bundles = Arc::new(Mutex::new(Vec::new()));
        let (theirs, shared) = (server.clone(), bundles.clone());
        let thread = std::thread::spawn(move || {
            for mut request in theirs.incoming_requests() {
                assert_eq!(request.url(), "/api/v1/bundles");
                let body: serde_json::Value = serde_json::from_reader(request.as_reader()).expect("JSON");
                assert_eq!((&body["method"], &body["params"][1]["encoding"]), (&"sendBundle".into(), &"base64".into()));
                let texts = body["params"][0].as_array().expect("transactions").clone();
                let bytes = texts.iter().map(|text| STANDARD.decode(text.as_str().expect("text")).expect("base 64"));
                let bundle = bytes.map(|bytes| wincode::deserialize(&bytes).expect("a transaction")).collect();
                shared.lock().expect("bundles").push(bundle);
                let answer =
                    if takes { "\"result\":\"bundle\"" } else { "\"error\":{\"code\":-32602,\"message\":\"no\"}" };
                let _ = request.respond(Response::from_string(format!("{{\"jsonrpc\":\"2.0\",\"id\":1,{answer}}}")));
            }
        });
        BlockEngine { url, bundles, server, thread: Some(thread) }
    }

    /// The bundles that arrived since this was asked last.
    pub fn taken(&self) -> Vec<Vec<VersionedTransaction>> {
        std::mem::take(&mut self.bundles.lock().expect("bundles"))
    }

    /// What lands on a chain the bundles that have arrived.
    pub fn landing(&self) -> Act<'static> {
        let bundles = self.bundles.clone();
        Box::new(move |chain| {
            for transaction in std::mem::take(&mut *bundles.lock().expect("bundles")).iter().flatten() {
                Cluster::send(chain, transaction).expect("the bundle lands");
            }
        })
    }
}

impl Drop for BlockEngine {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
