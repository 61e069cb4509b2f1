//! The async client's connections: tokio's sockets around [`transport`](crate::transport). A call does its reading and
//! writing itself; there are no tasks to wake.

use super::transfer::aside;
use crate::config::{BaseUrl, Config, ConfigError};
use crate::core::{PreparedRequest, Upload};
use crate::error::Error;
use crate::transport::{
    Failure, Head, Incoming, Pool, Pooled, Progress, Proxies, Route, Sink, Tls, Via, write_connect, write_request,
};
use crate::upload::{Reading, UploadError};
use http::{Method, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use socket2::SockRef;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service as _;

/// An idle connection is asked for a sign of life after so long, lest something on the way forgets it.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// Thirty years.
const FOR_EVER: Duration = Duration::from_secs(30 * 365 * 86_400);

/// What makes and keeps connections.
pub(crate) struct Http {
    connector: HttpConnector,
    proxies: Proxies,
    tls: Tls,
    pool: Pool<Connection>,
    connect_timeout: Duration,
}

impl Http {
    pub(super) fn new(config: &Config) -> Result<Self, ConfigError> {
        Self::with(config, Proxies::from_env(), Tls::default())
    }

    pub(crate) fn with(config: &Config, proxies: Proxies, tls: Tls) -> Result<Self, ConfigError> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_keepalive(Some(KEEPALIVE));
        connector.set_connect_timeout(Some(config.connect_timeout()));
        if [Some(config.base()), config.backup()].into_iter().flatten().any(BaseUrl::is_secure) {
            tls.config().map_err(|source| ConfigError::HttpClient(source.into()))?;
        }
        let (pool, connect_timeout) = (Pool::new(config.pool()), config.connect_timeout());
        Ok(Self { connector, proxies, tls, pool, connect_timeout })
    }

    /// Sends a request once, and hands its answer to `sink`, all within `timeout`.
    pub(crate) async fn exchange(
        &self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        timeout: Duration,
        sink: &mut impl Sink,
    ) -> Result<Head, Error> {
        let done = self.try_exchange(base, prepared, upload, timeout, sink).await;
        done.map_err(|failure| failure.of(prepared))
    }

    async fn try_exchange(
        &self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        timeout: Duration,
        sink: &mut impl Sink,
    ) -> Result<Head, Failure> {
        let begun = Instant::now();
        let to_connect = timeout.min(self.connect_timeout);
        let mut connection = match self.idle(base).await {
            Some(connection) => connection,
            // Boxed, lest every call carries the room that it takes.
            None => match Box::pin(timeout_at(after(begun, to_connect), self.connect(base))).await {
                Ok(connected) => connected?,
                Err(_) => return Err(Failure::ConnectTimeout(to_connect)),
            },
        };
        let exchanged = timeout_at(after(begun, timeout), connection.exchange(base, prepared, upload, sink)).await;
        let head = exchanged.unwrap_or(Err(Failure::Timeout(timeout)))?;
        if connection.incoming.is_reusable() {
            self.pool.put(connection);
        }
        Ok(head)
    }

    /// A connection that waits in the pool, and lives. One that another runtime drives is of no use to this one.
    async fn idle(&self, base: &BaseUrl) -> Option<Connection> {
        let here = runtime::Handle::current().id();
        loop {
            let mut connection = self.pool.take(base.origin(), |it| it.runtime == here)?;
            if connection.is_alive().await {
                return Some(connection);
            }
        }
    }

    async fn connect(&self, base: &BaseUrl) -> Result<Connection, Failure> {
        let route = self.proxies.route(base)?;
        let mut wire = Wire::Plain(self.dial(&route).await?);
        if route.proxy_tls {
            wire = self.secured(wire, &route.host).await?;
        }
        let mut connection = Connection {
            wire,
            incoming: Incoming::default(),
            outgoing: Vec::new(),
            origin: base.origin().to_owned(),
            via: route.via,
            runtime: runtime::Handle::current().id(),
        };
        if route.tunnel {
            connection.tunnel(base).await?;
        }
        if base.is_secure() {
            connection.wire = self.secured(connection.wire, base.host()).await?;
        }
        Ok(connection)
    }

    async fn dial(&self, route: &Route) -> Result<TcpStream, Failure> {
        let uri = Uri::try_from(route.address()).map_err(Failure::connect)?;
        let mut connector = self.connector.clone();
        poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Failure::connect)?;
        connector.call(uri).await.map(TokioIo::into_inner).map_err(Failure::connect)
    }

    async fn secured(&self, wire: Wire, host: &str) -> Result<Wire, Failure> {
        let name = ServerName::try_from(host.to_owned()).map_err(Failure::connect)?;
        let connector = TlsConnector::from(self.tls.config().map_err(Failure::connect)?);
        let stream = connector.connect(name, wire).await.map_err(Failure::connect)?;
        Ok(Wire::Tls(Box::new(stream)))
    }
}

/// A timeout may be longer than clocks can count.
fn after(begun: Instant, timeout: Duration) -> Instant {
    begun.checked_add(timeout).unwrap_or_else(|| begun + FOR_EVER)
}

/// A connection to a server, perhaps through a proxy.
struct Connection {
    wire: Wire,
    incoming: Incoming,
    outgoing: Vec<u8>,
    origin: String,
    via: Via,
    runtime: runtime::Id,
}

impl Pooled for Connection {
    fn origin(&self) -> &str {
        &self.origin
    }
}

impl Connection {
    async fn exchange(
        &mut self,
        base: &BaseUrl,
        prepared: &PreparedRequest,
        upload: Option<&Upload>,
        sink: &mut impl Sink,
    ) -> Result<Head, Failure> {
        let body = write_request(&mut self.outgoing, base, prepared, upload, &self.via);
        self.incoming.expect(&prepared.method);
        let mut written = self.write(body).await;
        if let (Ok(()), Some(upload)) = (&written, upload) {
            // Boxed: most calls upload nothing.
            written = Box::pin(self.write_file(upload)).await.map_err(Failure::Unsendable)?;
        }
        let head = match (self.head().await, written) {
            // Servers that take no more of a request say why, and hang up.
            (head, Ok(())) | (head @ Ok(_), Err(_)) => head?,
            (Err(_), Err(error)) => return Err(Failure::broken(error)),
        };
        loop {
            match self.incoming.body().map_err(Failure::broken)? {
                Progress::Piece(piece) => sink.take(&head, piece).map_err(Failure::Unwanted)?,
                Progress::More => self.read().await?,
                Progress::End => return Ok(head),
            }
        }
    }

    async fn write(&mut self, body: &[u8]) -> io::Result<()> {
        self.wire.write_all(&self.outgoing).await?;
        if !body.is_empty() {
            self.wire.write_all(body).await?;
        }
        self.wire.flush().await
    }

    /// Writes an upload from its file on, piece by piece.
    async fn write_file(&mut self, upload: &Upload) -> Result<io::Result<()>, UploadError> {
        if let Some(bytes) = upload.content().in_memory() {
            return Ok(match self.wire.write_all(bytes).await {
                Ok(()) => self.finish(upload).await,
                Err(error) => Err(error),
            });
        }
        let mut reading = Reading::new(upload.content());
        loop {
            reading = aside(move || reading.next()).await?;
            match reading.piece() {
                [] => return Ok(self.finish(upload).await),
                piece => {
                    if let Err(error) = self.wire.write_all(piece).await {
                        return Ok(Err(error));
                    }
                }
            }
        }
    }

    async fn finish(&mut self, upload: &Upload) -> io::Result<()> {
        self.wire.write_all(upload.closing()).await?;
        self.wire.flush().await
    }

    async fn head(&mut self) -> Result<Head, Failure> {
        loop {
            self.read().await?;
            if let Some(head) = self.incoming.head().map_err(Failure::broken)? {
                return Ok(head);
            }
        }
    }

    async fn read(&mut self) -> Result<(), Failure> {
        let length = self.wire.read(self.incoming.room()).await.map_err(Failure::broken)?;
        self.incoming.read(length);
        Ok(())
    }

    /// Asks the proxy at the other end for a tunnel.
    async fn tunnel(&mut self, base: &BaseUrl) -> Result<(), Failure> {
        write_connect(&mut self.outgoing, base, &self.via);
        self.incoming.expect(&Method::CONNECT);
        self.write(&[]).await.map_err(Failure::connect)?;
        let head = self.head().await.map_err(Failure::connecting)?;
        self.incoming.check_tunnel(&head)
    }

    /// Whether an idle connection has neither ended nor brought anything that was not asked for.
    async fn is_alive(&mut self) -> bool {
        // The runtime may not have looked at the socket for a while.
        let socket = self.wire.socket();
        let seen = SockRef::from(socket).peek(&mut [MaybeUninit::uninit()]);
        if matches!(&seen, Err(error) if error.kind() == ErrorKind::WouldBlock) {
            return true;
        }
        if seen.is_err() || matches!(self.wire, Wire::Plain(_)) || socket.readable().await.is_err() {
            return false;
        }
        // TLS has things to say of its own.
        let mut byte = [0];
        let mut byte = ReadBuf::new(&mut byte);
        poll_fn(|cx| Poll::Ready(Pin::new(&mut self.wire).poll_read(cx, &mut byte).is_pending())).await
    }
}

/// What bytes go over. Through a proxy with TLS of its own there is TLS within TLS.
enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<Wire>>),
}

impl Wire {
    /// The socket at its end.
    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => stream.get_ref().0.socket(),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
