//! One websocket whose every wait has an end: a peer that says nothing holds nobody.

use std::io::ErrorKind;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;
use tungstenite::client::{IntoClientRequest, uri_mode};
use tungstenite::stream::{MaybeTlsStream, Mode};
use tungstenite::{HandshakeError, Message, WebSocket};

pub(super) type Socket = WebSocket<MaybeTlsStream<TcpStream>>;

/// Connects; every step takes at most this long.
pub(super) fn connect(url: &str, patience: Duration) -> Result<Socket, String> {
    let request = url.into_client_request().map_err(|why| why.to_string())?;
    let mode = uri_mode(request.uri()).map_err(|why| why.to_string())?;
    let host = request.uri().host().unwrap_or_default().trim_matches(['[', ']']);
    let usual = if matches!(mode, Mode::Tls) { 443 } else { 80 };
    let port = request.uri().port_u16().unwrap_or(usual);
    let stream = tcp(host, port, patience)?;
    let (socket, _) = tungstenite::client_tls(request, stream).map_err(|why| match why {
        HandshakeError::Interrupted(_) => "no answer came in time".into(),
        HandshakeError::Failure(why) => why.to_string(),
    })?;
    Ok(socket)
}

fn tcp(host: &str, port: u16, patience: Duration) -> Result<TcpStream, String> {
    let mut why = String::from("the name has no address");
    for at in (host, port).to_socket_addrs().map_err(|why| why.to_string())? {
        match TcpStream::connect_timeout(&at, patience) {
            Ok(stream) => {
                let limited = stream.set_read_timeout(Some(patience));
                limited.and_then(|()| stream.set_write_timeout(Some(patience))).map_err(|why| why.to_string())?;
                return Ok(stream);
            }
            Err(error) => why = error.to_string(),
        }
    }
    Err(why)
}

/// Sends a text.
pub(super) fn say(socket: &mut Socket, text: &str) -> Result<(), String> {
    socket.send(Message::text(text)).map_err(|why| why.to_string())
}

/// The next text, empty for what is none; nothing when none comes within this time. Pings are answered on the way.
pub(super) fn hear(socket: &mut Socket, time: Duration) -> Result<Option<String>, String> {
    let stream = match socket.get_ref() {
        MaybeTlsStream::Plain(stream) => Some(stream),
        MaybeTlsStream::Rustls(stream) => Some(&stream.sock),
        _ => None,
    };
    if let Some(stream) = stream {
        // a time of nothing would have no end
        stream.set_read_timeout(Some(time.max(Duration::from_millis(1)))).map_err(|why| why.to_string())?;
    }
    match socket.read() {
        Ok(Message::Text(text)) => Ok(Some(text.as_str().to_owned())),
        Ok(Message::Binary(_)) => Ok(Some(String::new())),
        Ok(_) => Ok(None),
        Err(tungstenite::Error::Io(why)) if matches!(why.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Ok(None)
        }
        Err(why) => Err(why.to_string()),
    }
}
