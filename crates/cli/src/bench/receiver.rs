//! A notify endpoint that keeps up: one thread, kept-alive connections, everything verified and opened.

use super::inbox::Inbox;
use super::plan::Event;
use super::shop::Shop;
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::{NotificationError, NotificationOpener};
use serde_json::Value;
use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Notifications have a few kilobytes.
const LARGEST_REQUEST: usize = 1024 * 1024;
const FIRST_BUFFER: usize = 8 * 1024;
const MOST_HEADERS: usize = 64;
const TAKEN: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";
const REFUSED: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

/// An endpoint before anybody knows whose notifications come.
pub(super) struct Endpoint {
    listener: std::net::TcpListener,
    address: SocketAddr,
}

impl Endpoint {
    /// On a free port, at the address of this machine that this server sees: loopback, where it is here.
    pub(super) fn bind(server: SocketAddr) -> Result<Self> {
        let any = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let towards = UdpSocket::bind(any)?;
        // Sends nothing: the system only says by which address it would.
        towards.connect(server)?;
        let listener = std::net::TcpListener::bind((towards.local_addr()?.ip(), 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address to give as `notify_url`.
    pub(super) fn url(&self) -> String {
        format!("http://{}/notify", self.address)
    }

    /// Takes what comes for this shop. The thread ends with the process.
    pub(super) fn serve(self, opener: NotificationOpener, shop: Arc<Shop>, inbox: Arc<Inbox>) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _entered = runtime.enter();
            TcpListener::from_std(self.listener)?
        };
        let desk = Arc::new(Desk { opener, shop, inbox });
        std::thread::spawn(move || {
            runtime.block_on(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let desk = Arc::clone(&desk);
                    // A connection that breaks off is the server's to make again.
                    tokio::spawn(async move { desk.attend(stream).await });
                }
            });
        });
        Ok(())
    }
}

/// Who opens them, and where they are noted.
struct Desk {
    opener: NotificationOpener,
    shop: Arc<Shop>,
    inbox: Arc<Inbox>,
}

impl Desk {
    async fn attend(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let mut buffer = Vec::with_capacity(FIRST_BUFFER);
        loop {
            let Some((headers, start, end)) = request(&mut stream, &mut buffer).await? else { return Ok(()) };
            // As a merchant's back end does it: answered only once it is verified.
            let taken = self.take(&headers, &buffer[start..end], Instant::now());
            stream.write_all(if taken { TAKEN } else { REFUSED }).await?;
            buffer.drain(..end);
        }
    }

    fn take(&self, headers: &HeaderMap, body: &[u8], at: Instant) -> bool {
        match self.opener.open(headers, body) {
            Ok(notification) => {
                let plaintext: Value = serde_json::from_slice(&notification.plaintext).unwrap_or_default();
                let order = plaintext["out_order_no"].as_str().and_then(|number| self.shop.index(number));
                if let (Some(order), Some(event)) = (order, Event::named(&notification.event_type)) {
                    self.inbox.delivered(&notification.id, order, event, at);
                }
                true
            }
            // It only wants to see that it is refused.
            Err(NotificationError::Probe) => false,
            Err(_) => {
                self.inbox.invalid();
                false
            }
        }
    }
}

/// Reads up to the end of a request; where its body begins and ends. `None` where the connection has ended.
async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<Option<(HeaderMap, usize, usize)>> {
    loop {
        if let Some((headers, start)) = head(buffer)? {
            let length =
                headers.get(http::header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
            let length: usize =
                length.filter(|length| *length <= LARGEST_REQUEST).ok_or_else(|| broken("no length"))?;
            while buffer.len() < start + length {
                if stream.read_buf(buffer).await? == 0 {
                    return Ok(None);
                }
            }
            return Ok(Some((headers, start, start + length)));
        }
        if buffer.len() > LARGEST_REQUEST {
            return Err(broken("too long"));
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

fn head(bytes: &[u8]) -> Result<Option<(HeaderMap, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let parsed = request.parse(bytes).map_err(|_| broken("not HTTP"))?;
    let httparse::Status::Complete(length) = parsed else { return Ok(None) };
    let mut map = HeaderMap::with_capacity(request.headers.len());
    for header in request.headers.iter() {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| broken("not a header's name"))?;
        map.append(name, HeaderValue::from_bytes(header.value).map_err(|_| broken("not a header's value"))?);
    }
    Ok(Some((map, length)))
}

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_the_server_can_reach_it() {
        let server: SocketAddr = "127.0.0.1:9080".parse().expect("an address");
        let endpoint = Endpoint::bind(server).expect("an endpoint");
        assert!(endpoint.url().starts_with("http://127.0.0.1:"), "{}", endpoint.url());
    }

    #[test]
    fn heads_are_read_once_they_are_whole() {
        let text = b"POST /notify HTTP/1.1\r\nContent-Length: 2\r\nWechatpay-Serial: PUB\r\n\r\n{}";
        assert!(head(&text[..50]).expect("HTTP").is_none());
        let (headers, length) = head(text).expect("HTTP").expect("whole");
        assert_eq!((length, &headers["wechatpay-serial"]), (text.len() - 2, &HeaderValue::from_static("PUB")));
        assert!(head(b"\0\r\n\r\n").is_err());
    }
}
