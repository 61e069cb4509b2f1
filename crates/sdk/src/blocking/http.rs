//! The blocking client's connections: the system's sockets around [`transport`](crate::transport).

use crate::config::{BaseUrl, Config};
use crate::core::{PreparedRequest, Upload};
use crate::error::Error;
use crate::transport::{
    Failure, Head, Incoming, Pool, Pooled, Progress, Proxies, Route, Sink, Tls, Via, write_connect, write_request,
};
use crate::upload::{Reading, UploadError};
use http::Method;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use socket2::SockRef;
use std::io::{self, ErrorKind, Read, Write};
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// What makes and keeps connections.
pub(crate) struct Http {
    proxies: Proxies,
    tls: Tls,
    pool: Pool<Connection>,
    connect_timeout: Duration,
}

impl Http {
    pub(super) fn new(config: &Config) -> Self {
        Self::with(config, Proxies::from_env(), Tls::default())
    }

    pub(crate) fn with(config: &Config, proxies: Proxies, tls: Tls) -> Self {
        Self { proxies, tls, pool: Pool::new(config.pool()), connect_timeout: config.connect_timeout() }
    }

    /// Sends a request once, and hands its answer to `sink`, all within `timeout`.
    pub(crate) fn exchange(
        &self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        timeout: Duration,
        sink: &mut impl Sink,
    ) -> Result<Head, Error> {
        self.try_exchange(base, prepared, upload, timeout, sink).map_err(|failure| failure.of(prepared))
    }

    fn try_exchange(
        &self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        timeout: Duration,
        sink: &mut impl Sink,
    ) -> Result<Head, Failure> {
        let deadline = Deadline::after(timeout);
        let mut connection = match self.idle(base) {
            Some(connection) => connection,
            None => {
                let to_connect = timeout.min(self.connect_timeout);
                let connected = self.connect(base, Deadline::after(to_connect));
                connected.map_err(|failure| failure.late_if_timed_out(Failure::ConnectTimeout(to_connect)))?
            }
        };
        connection.wire.socket().deadline = deadline;
        let exchanged = connection.exchange(base, prepared, upload, sink);
        let head = exchanged.map_err(|failure| failure.late_if_timed_out(Failure::Timeout(timeout)))?;
        if connection.incoming.is_reusable() {
            self.pool.put(connection);
        }
        Ok(head)
    }

    /// A connection that waits in the pool, and lives.
    fn idle(&self, base: &BaseUrl) -> Option<Connection> {
        loop {
            let mut connection = self.pool.take(base.origin(), |_| true)?;
            if connection.is_alive() {
                return Some(connection);
            }
        }
    }

    fn connect(&self, base: &BaseUrl, deadline: Deadline) -> Result<Connection, Failure> {
        let route = self.proxies.route(base)?;
        let stream = dial(&route, deadline).map_err(Failure::connect)?;
        let mut wire = Wire::Plain(Socket::new(stream, deadline));
        if route.proxy_tls {
            wire = self.secured(wire, &route.host)?;
        }
        let mut connection = Connection {
            wire,
            incoming: Incoming::default(),
            outgoing: Vec::new(),
            origin: base.origin().to_owned(),
            via: route.via,
        };
        if route.tunnel {
            connection.tunnel(base)?;
        }
        if base.is_secure() {
            connection.wire = self.secured(connection.wire, base.host())?;
        }
        Ok(connection)
    }

    fn secured(&self, mut wire: Wire, host: &str) -> Result<Wire, Failure> {
        let name = ServerName::try_from(host.to_owned()).map_err(Failure::connect)?;
        let config = self.tls.config().map_err(Failure::connect)?;
        let mut session = ClientConnection::new(config, name).map_err(Failure::connect)?;
        while session.is_handshaking() {
            session.complete_io(&mut wire).map_err(Failure::connect)?;
        }
        Ok(Wire::Tls(Box::new(StreamOwned::new(session, wire))))
    }
}

/// Tries the addresses of a host one after another; each may take its share of the time that is left.
fn dial(route: &Route, deadline: Deadline) -> io::Result<TcpStream> {
    let addresses = resolve(route, deadline)?;
    let mut last = io::Error::new(ErrorKind::NotFound, "the host has no address");
    for (at, address) in addresses.iter().enumerate() {
        let others = u32::try_from(addresses.len() - at).unwrap_or(u32::MAX);
        let connected = match deadline.left()? {
            Some(left) => TcpStream::connect_timeout(address, left / others),
            None => TcpStream::connect(address),
        };
        match connected {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The system's resolver knows no timeout, so a thread waits for it.
fn resolve(route: &Route, deadline: Deadline) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = route.host.parse() {
        return Ok(vec![SocketAddr::new(address, route.port)]);
    }
    let (sender, receiver) = sync_channel(1);
    let name = (route.host.clone(), route.port);
    thread::Builder::new().name("resolver".to_owned()).spawn(move || {
        // Nobody waits any more if it cannot be sent.
        let _ = sender.send(name.to_socket_addrs().map(Iterator::collect));
    })?;
    match receiver.recv_timeout(deadline.left()?.unwrap_or(Duration::MAX)) {
        Ok(resolved) => resolved,
        Err(RecvTimeoutError::Timeout) => Err(ErrorKind::TimedOut.into()),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the resolver came to nothing")),
    }
}

/// A connection to a server, perhaps through a proxy.
struct Connection {
    wire: Wire,
    incoming: Incoming,
    outgoing: Vec<u8>,
    origin: String,
    via: Via,
}

impl Pooled for Connection {
    fn origin(&self) -> &str {
        &self.origin
    }
}

impl Connection {
    fn exchange(
        &mut self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        sink: &mut impl Sink,
    ) -> Result<Head, Failure> {
        let body = write_request(&mut self.outgoing, base, prepared, upload, &self.via);
        self.incoming.expect(&prepared.method);
        let mut written = self.write(body);
        if let (Ok(()), Some(upload)) = (&written, upload) {
            written = self.write_file(upload).map_err(Failure::Unsendable)?;
        }
        let head = match (self.head(), written) {
            // Servers that take no more of a request say why, and hang up.
            (head, Ok(())) | (head @ Ok(_), Err(_)) => head?,
            (Err(_), Err(error)) => return Err(Failure::broken(error)),
        };
        loop {
            match self.incoming.body().map_err(Failure::broken)? {
                Progress::Piece(piece) => sink.take(&head, piece).map_err(Failure::Unwanted)?,
                Progress::More => self.read()?,
                Progress::End => return Ok(head),
            }
        }
    }

    fn write(&mut self, body: &[u8]) -> io::Result<()> {
        self.wire.write_all(&self.outgoing)?;
        if !body.is_empty() {
            self.wire.write_all(body)?;
        }
        self.wire.flush()
    }

    /// Writes an upload from its file on, piece by piece.
    fn write_file(&mut self, upload: &Upload) -> Result<io::Result<()>, UploadError> {
        if let Some(bytes) = upload.content().in_memory() {
            return Ok(self.wire.write_all(bytes).and_then(|()| self.finish(upload)));
        }
        let mut reading = Reading::new(upload.content());
        loop {
            reading = reading.next()?;
            match reading.piece() {
                [] => return Ok(self.finish(upload)),
                piece => {
                    if let Err(error) = self.wire.write_all(piece) {
                        return Ok(Err(error));
                    }
                }
            }
        }
    }

    fn finish(&mut self, upload: &Upload) -> io::Result<()> {
        self.wire.write_all(upload.closing())?;
        self.wire.flush()
    }

    fn head(&mut self) -> Result<Head, Failure> {
        loop {
            self.read()?;
            if let Some(head) = self.incoming.head().map_err(Failure::broken)? {
                return Ok(head);
            }
        }
    }

    fn read(&mut self) -> Result<(), Failure> {
        loop {
            match self.wire.read(self.incoming.room()) {
                Ok(length) => {
                    self.incoming.read(length);
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::broken(error)),
            }
        }
    }

    /// Asks the proxy at the other end for a tunnel.
    fn tunnel(&mut self, base: &BaseUrl) -> Result<(), Failure> {
        write_connect(&mut self.outgoing, base, &self.via);
        self.incoming.expect(&Method::CONNECT);
        self.write(&[]).map_err(Failure::connect)?;
        let head = self.head().map_err(Failure::connecting)?;
        self.incoming.check_tunnel(&head)
    }

    /// Whether an idle connection has neither ended nor brought anything that was not asked for. Does not wait.
    fn is_alive(&mut self) -> bool {
        match peek(&self.wire.socket().stream) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
            Ok(_) if matches!(self.wire, Wire::Tls(_)) => {}
            _ => return false,
        }
        // TLS has things to say of its own.
        if self.wire.socket().set_waiting(false).is_err() {
            return false;
        }
        let silent = matches!(self.wire.read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
        silent && self.wire.socket().set_waiting(true).is_ok()
    }
}

/// Looks at what a socket has to give, without taking it, and without waiting.
#[cfg(unix)]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    SockRef::from(stream).recv_with_flags(&mut [MaybeUninit::uninit()], libc::MSG_PEEK | libc::MSG_DONTWAIT)
}

/// The same where a call cannot be told not to wait.
#[cfg(not(unix))]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    stream.set_nonblocking(true)?;
    let seen = SockRef::from(stream).peek(&mut [MaybeUninit::uninit()]);
    stream.set_nonblocking(false)?;
    seen
}

/// Until when something has to be done.
#[derive(Clone, Copy)]
struct Deadline(Option<Instant>);

impl Deadline {
    /// There is none if it would be after the end of all time.
    fn after(timeout: Duration) -> Self {
        Self(Instant::now().checked_add(timeout))
    }

    /// What is left, in whole milliseconds, rounded up.
    fn left(self) -> io::Result<Option<Duration>> {
        let Some(at) = self.0 else { return Ok(None) };
        let left = at.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        let millis = left.as_nanos().div_ceil(1_000_000);
        Ok(Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))))
    }
}

/// Whether a socket that waits so long need not be told that so much is left: an exchange's end may come late by a
/// hundredth, and most exchanges begin with the same.
fn suffices(waits: Option<Duration>, left: Option<Duration>) -> bool {
    match (waits, left) {
        (Some(waits), Some(left)) => waits >= left && waits - left <= left / 100,
        (waits, left) => waits == left,
    }
}

/// A socket that waits no longer than it may.
struct Socket {
    stream: TcpStream,
    deadline: Deadline,
    waits: bool,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl Socket {
    fn new(stream: TcpStream, deadline: Deadline) -> Self {
        Self { stream, deadline, waits: true, read_timeout: None, write_timeout: None }
    }

    fn set_waiting(&mut self, waits: bool) -> io::Result<()> {
        self.waits = waits;
        self.stream.set_nonblocking(!waits)
    }
}

impl Read for Socket {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.waits {
            let left = self.deadline.left()?;
            if !suffices(self.read_timeout, left) {
                self.stream.set_read_timeout(left)?;
                self.read_timeout = left;
            }
        }
        self.stream.read(buf)
    }
}

impl Write for Socket {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.waits {
            let left = self.deadline.left()?;
            if !suffices(self.write_timeout, left) {
                self.stream.set_write_timeout(left)?;
                self.write_timeout = left;
            }
        }
        self.stream.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What bytes go over. Through a proxy with TLS of its own there is TLS within TLS.
enum Wire {
    Plain(Socket),
    Tls(Box<StreamOwned<ClientConnection, Wire>>),
}

impl Wire {
    /// The socket at its end.
    fn socket(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream.sock.socket(),
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buf),
            Self::Tls(stream) => stream.read(buf),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(buf),
            Self::Tls(stream) => stream.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_is_told_anew_where_it_would_wait_too_short_or_noticeably_too_long() {
        let millis = |millis| Some(Duration::from_millis(millis));
        assert!(suffices(millis(5000), millis(5000)) && suffices(millis(5000), millis(4999)));
        assert!(!suffices(millis(4999), millis(5000)) && !suffices(millis(5000), millis(4900)));
        assert!(suffices(None, None) && !suffices(None, millis(1)) && !suffices(millis(1), None));
    }
}
