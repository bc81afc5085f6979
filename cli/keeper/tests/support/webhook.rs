//! A webhook on loopback that remembers what it was told.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tiny_http::{Response, Server};

pub struct Webhook {
    pub url: String,
    told: Arc<Mutex<Vec<serde_json::Value>>>,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Webhook {
    pub fn start() -> Webhook {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a port"));
        let url = format!("http://{}/alert", server.server_addr().to_ip().expect("an address"));
        let told = Arc::new(Mutex::new(Vec::new()));
        let (theirs, shared) = (server.clone(), told.clone());
        let thread = std::thread::spawn(move || {
            for mut request in theirs.incoming_requests() {
                let body = serde_json::from_reader(request.as_reader()).unwrap_or(serde_json::Value::Null);
                shared.lock().expect("told").push(body);
                let _ = request.respond(Response::empty(204));
            }
        });
        Webhook { url, told, server, thread: Some(thread) }
    }

    /// The alerts that arrived, in order.
    pub fn told(&self) -> Vec<serde_json::Value> {
        self.told.lock().expect("told").clone()
    }

    /// Subjects of the alerts that arrived.
    pub fn subjects(&self) -> Vec<String> {
        self.told().iter().map(|alert| alert["subject"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Drop for Webhook {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
