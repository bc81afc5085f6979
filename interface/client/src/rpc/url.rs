//! URLs of a node: as they may be shown, and where it speaks websocket.

/// A URL as it may be shown: providers put keys into user names, paths and queries. Of those an ellipsis is left.
#[must_use]
pub fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |at| at.saturating_add(3)));
    let (authority, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let more = if path.trim_matches('/').is_empty() { "" } else { "/…" };
    format!("{scheme}{host}{more}")
}

/// Where a node usually speaks websocket: the same host, and the port after that of its RPC when it names one.
pub(super) fn websocket(rpc_url: &str) -> String {
    let url = rpc_url.replacen("http", "ws", 1);
    let Some((scheme, rest)) = url.split_once("://") else { return url };
    let (host, path) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
    let next = host.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?.checked_add(1)?)));
    next.map_or(format!("{scheme}://{host}{path}"), |(name, port)| format!("{scheme}://{name}:{port}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_a_key() {
        for (url, seen) in [
            ("http://127.0.0.1:8899", "http://127.0.0.1:8899"),
            ("https://api.devnet.solana.com/", "https://api.devnet.solana.com"),
            ("https://node.example/?api-key=SECRET", "https://node.example/…"),
            ("https://node.example?api-key=SECRET", "https://node.example/…"),
            ("https://node.example:443/SECRET/", "https://node.example:443/…"),
            ("https://user:SECRET@node.example", "https://node.example"),
            ("node.example/SECRET", "node.example/…"),
        ] {
            assert_eq!(shown(url), seen);
        }
    }

    #[test]
    fn websockets_are_one_port_further_only_where_a_port_is_named() {
        assert_eq!(websocket("http://127.0.0.1:8899"), "ws://127.0.0.1:8900");
        assert_eq!(websocket("https://api.devnet.solana.com"), "wss://api.devnet.solana.com");
        assert_eq!(websocket("https://node.example:443/key"), "wss://node.example:444/key");
        assert_eq!(websocket("https://node.example:443?api-key=key"), "wss://node.example:444?api-key=key");
    }
}
