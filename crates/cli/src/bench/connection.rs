//! One kept-alive connection, and no more HTTP than the server's answers need: what the sender costs is not the server's.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longer than anything the server does on purpose.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const FIRST_BUFFER: usize = 8 * 1024;
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
const MOST_HEADERS: usize = 64;

/// A connection to the server; made anew after it broke.
pub(super) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Connection {
    /// Connected to there.
    pub(super) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = Some(connect(address).await?);
        Ok(Self { address, stream, buffer: vec![0; FIRST_BUFFER] })
    }

    /// Connects again where it broke; whether there is still somebody.
    pub(super) async fn mend(&mut self) -> bool {
        if self.stream.is_none() {
            self.stream = connect(self.address).await.ok();
        }
        self.stream.is_some()
    }

    /// Sends a request and reads its answer. After an error the next one goes over a new connection.
    pub(super) async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(self.address).await?,
        };
        let late = |_| Error::new(ErrorKind::TimedOut, "no answer within 30 s");
        let exchanged = timeout(ANSWER_TIMEOUT, send_and_read(&mut stream, &mut self.buffer, request)).await;
        let head = exchanged.map_err(late)??;
        if head.keeps_alive {
            self.stream = Some(stream);
        }
        Ok(Answer { status: head.status, body: &self.buffer[head.length..head.length + head.body] })
    }
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let late = |_| Error::new(ErrorKind::TimedOut, "no connection within 5 s");
    let stream = timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await.map_err(late)??;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn send_and_read(stream: &mut TcpStream, buffer: &mut Vec<u8>, request: &[u8]) -> Result<Head> {
    stream.write_all(request).await?;
    let mut got = 0;
    let mut head: Option<Head> = None;
    loop {
        if got == buffer.len() {
            buffer.resize((buffer.len() * 2).min(LARGEST_ANSWER + 1), 0);
        }
        let read = stream.read(&mut buffer[got..]).await?;
        if read == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the server closed the connection"));
        }
        got += read;
        if head.is_none() {
            head = Head::parse(&buffer[..got])?;
        }
        match head {
            Some(head) if got >= head.length + head.body => return Ok(head),
            _ if got > LARGEST_ANSWER => return Err(broken("the answer is too long")),
            _ => {}
        }
    }
}

/// What the beginning of an answer says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Head {
    status: u16,
    length: usize,
    body: usize,
    keeps_alive: bool,
}

impl Head {
    /// `None` while it is not all there.
    fn parse(bytes: &[u8]) -> Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(bytes).map_err(|_| broken("the answer is not HTTP"))?;
        let httparse::Status::Complete(length) = parsed else { return Ok(None) };
        let value = |name: &str| {
            let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(header.value).ok()
        };
        if value("Transfer-Encoding").is_some() {
            return Err(broken("the answer has no length"));
        }
        let body = value("Content-Length").map_or(Some(0), |text| text.trim().parse().ok());
        let body = body.filter(|body| *body <= LARGEST_ANSWER).ok_or_else(|| broken("the answer's length is wrong"))?;
        let keeps_alive = !value("Connection").is_some_and(|word| word.eq_ignore_ascii_case("close"));
        Ok(Some(Self { status: response.code.unwrap_or_default(), length, body, keeps_alive }))
    }
}

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn heads_are_read_once_they_are_whole() {
        let text = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 5\r\nConnection: Close\r\n\r\nhe";
        assert_eq!(Head::parse(&text[..40]).expect("HTTP"), None);
        let head = Head { status: 400, length: text.len() - 2, body: 5, keeps_alive: false };
        assert_eq!(Head::parse(text).expect("HTTP"), Some(head));
        for wrong in [
            &b"SSH-2.0-x\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        ] {
            assert!(Head::parse(wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }

    #[tokio::test]
    async fn answers_come_in_pieces_and_connections_end() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let body = "x".repeat(3 * FIRST_BUFFER);
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        tokio::spawn(async move {
            let (mut first, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 4];
            first.read_exact(&mut request).await.expect("a request");
            for piece in answer.as_bytes().chunks(5_000) {
                first.write_all(piece).await.expect("a piece");
                first.flush().await.expect("a piece");
            }
            first.read_exact(&mut request).await.expect("another request");
            drop(first);
            let (mut second, _) = listener.accept().await.expect("a new connection");
            second.read_exact(&mut request).await.expect("a third request");
            second.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.expect("an answer");
        });
        let mut connection = Connection::open(address).await.expect("connected");
        let answer = connection.exchange(b"one!").await.expect("an answer");
        assert_eq!((answer.status, answer.body.len()), (200, body.len()));
        let broken = connection.exchange(b"two!").await.expect_err("no answer");
        assert_eq!(broken.kind(), ErrorKind::UnexpectedEof);
        assert_eq!(connection.exchange(b"tri!").await.expect("an answer"), Answer { status: 204, body: b"" });
    }
}
