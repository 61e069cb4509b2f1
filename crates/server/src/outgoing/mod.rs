//! The HTTP client that carries notifications out: HTTP/1.1, one POST at a time on a connection, connections kept.
//!
//! Redirects are not followed, because upstream takes only the address's own answer; proxies of the environment are
//! not asked. Whoever posts drives the connection, too: there is no task beside it to wake.

mod address;
mod connection;
mod failure;
mod pool;
mod tls;

use crate::config::Dial;
use address::Address;
pub(crate) use address::shown;
use bytes::Bytes;
use connection::Connection;
pub(crate) use failure::Failure;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, Method, Request};
use http_body_util::Full;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use pool::Pool;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tls::Tls;
use tower_service::Service as _;

/// An idle connection is asked for a sign of life after so long, lest something on the way forgets it.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// An answer's status and the beginning of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// The client.
pub(crate) struct Outgoing {
    connector: HttpConnector,
    /// What connects in the network's stead.
    dial: Option<Arc<dyn Dial>>,
    tls: Tls,
    pool: Pool<Connection>,
    /// How long an attempt may take, from connecting to the end of the answer.
    patience: Duration,
    /// How much of an answer's body is read.
    kept_body: usize,
}

impl Outgoing {
    pub(crate) fn new(patience: Duration, kept_body: usize) -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_keepalive(Some(KEEPALIVE));
        connector.set_keepalive_interval(Some(KEEPALIVE));
        connector.set_keepalive_retries(Some(3));
        Self { connector, dial: None, tls: Tls::default(), pool: Pool::default(), patience, kept_body }
    }

    /// The same, by other connections than the network's, if any are given.
    pub(crate) fn dialling(self, dial: Option<Arc<dyn Dial>>) -> Self {
        Self { dial, ..self }
    }

    /// Sends one request. What is told of a failure names the address, without what may be secret in it.
    pub(crate) async fn post(&self, url: &str, headers: HeaderMap, body: Bytes) -> Result<Answer, String> {
        let within = tokio::time::timeout(self.patience, self.exchange(url, headers, body));
        let done = within.await.unwrap_or(Err(Failure::Patience));
        done.map_err(|failure| failure.told(&shown(url)))
    }

    /// Closes what nobody has used for a while, and what others have closed.
    pub(crate) fn tidy(&self) {
        self.pool.tidy(Connection::is_alive);
    }

    async fn exchange(&self, url: &str, headers: HeaderMap, body: Bytes) -> Result<Answer, Failure> {
        let address = Address::parse(url)?;
        let request = request(&address, headers, body)?;
        let mut connection = match self.pool.take(&address.origin, Connection::is_alive) {
            Some(connection) => connection,
            // Boxed, lest every attempt carries the room that it takes.
            None => Box::pin(self.connect(&address)).await?,
        };
        let answer = connection.exchange(request, self.kept_body).await?;
        if connection.is_alive() {
            self.pool.put(address.origin, connection);
        }
        Ok(answer)
    }

    async fn connect(&self, address: &Address) -> Result<Connection, Failure> {
        if let Some(dial) = &self.dial {
            let stream = dial.dial(&address.origin).await.map_err(Failure::connect)?;
            return Connection::open(TokioIo::new(stream)).await;
        }
        let mut connector = self.connector.clone();
        poll_fn(|cx| connector.poll_ready(cx)).await.map_err(Failure::connect)?;
        let stream = connector.call(address.uri.clone()).await.map_err(Failure::connect)?;
        if address.is_secure {
            let stream = self.tls.connect(address.host(), stream.into_inner()).await?;
            return Connection::open(TokioIo::new(stream)).await;
        }
        Connection::open(stream).await
    }
}

fn request(address: &Address, mut headers: HeaderMap, body: Bytes) -> Result<Request<Full<Bytes>>, Failure> {
    if let Some(authorization) = &address.authorization {
        headers.insert(AUTHORIZATION, authorization.clone());
    }
    headers.insert(HOST, address.host_header()?);
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address.target.clone();
    *request.headers_mut() = headers;
    Ok(request)
}

#[cfg(test)]
mod tests;
