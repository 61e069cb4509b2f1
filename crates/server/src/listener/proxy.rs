//! A forward proxy for SDKs whose host is fixed: what they send to WeChat Pay's hosts is answered here.
//!
//! Nothing else is, and nothing is passed on: not to other hosts, not to this machine's own services. The control
//! API is not behind WeChat Pay's names either: the proxy's desk does not have it at all. Only with `--proxy-tunnel`
//! are TLS connections to other, public hosts let through, untouched (`tunnel.rs`).

use super::broken::Reset;
use super::tunnel::{self, NoWay};
use super::wire::Scissors;
use super::{Arrival, Desk, Places, Request, Stop, Tls, accept, http, stopped};
use crate::gateway::drain;
use crate::identity::WECHAT_PAY_HOSTS;
use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, HOST};
use http::uri::Authority;
use http::{HeaderValue, Method, StatusCode, Uri};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
#[cfg(feature = "fuzzing")]
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::server::graceful::Watcher;
use parking_lot::Mutex;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

/// What TLS is spoken on.
const HTTPS_PORT: u16 = 443;

/// The proxy. Its desk must not have the control API.
pub(crate) struct Proxy {
    pub(crate) desk: Desk,
    pub(crate) tls: Tls,
    /// Where the API is reached without the proxy, to name it to those who took the wrong port.
    pub(crate) server: SocketAddr,
    /// Whether TLS connections to other hosts are let through.
    pub(crate) tunnel: bool,
}

/// One connection to the proxy.
struct Visit {
    proxy: Arc<Proxy>,
    peer: SocketAddr,
    stop: Stop,
    /// For what a CONNECT begins: after one that succeeds there is no other.
    watcher: Mutex<Option<Watcher>>,
    scissors: Scissors,
}

impl Proxy {
    /// Serves until told to stop, then lets running answers finish.
    pub(crate) async fn serve(self, listener: TcpListener, places: Places, stop: Stop) {
        let proxy = Arc::new(self);
        let stopped = stop.clone();
        accept(listener, places, stop, |stream, peer, connections| {
            let watcher = Mutex::new(Some(connections.watcher()));
            let (proxy, stop, scissors) = (proxy.clone(), stopped.clone(), stream.scissors());
            let visit = Visit { proxy, peer, stop, watcher, scissors };
            tokio::spawn(Arc::new(visit).run(stream, connections.watcher()));
        })
        .await;
    }

    /// Serves one connection that nobody accepted.
    #[cfg(feature = "fuzzing")]
    pub(crate) async fn converse_unwatched<S>(self: Arc<Self>, stream: S, peer: SocketAddr, stop: Stop)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let connections = GracefulShutdown::new();
        let (watcher, scissors) = (Mutex::new(Some(connections.watcher())), Scissors::default());
        let visit = Visit { proxy: self, peer, stop, watcher, scissors };
        Arc::new(visit).run(stream, connections.watcher()).await;
    }
}

impl Visit {
    async fn run<S>(self: Arc<Self>, stream: S, until_done: Watcher)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (peer, mut stop) = (self.peer, self.stop.clone());
        let service = service_fn(move |request| self.clone().answer(self.proxy.desk.timely(request)));
        // hyper-util cannot watch a connection that may become something else: it is stopped by hand.
        let connection = http().serve_connection(TokioIo::new(stream), service).with_upgrades();
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stopped(&mut stop) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, %peer, "a connection to the proxy ended badly");
        }
        drop(until_done);
    }

    async fn answer(self: Arc<Self>, request: Request) -> Result<Response, Reset> {
        if request.method() == Method::CONNECT {
            return Ok(self.connect(request).await);
        }
        match request.uri().authority().cloned() {
            Some(authority) => self.forward(request, &authority).await,
            None => {
                drain(request.into_body()).await;
                let server = self.proxy.server;
                let why = format!("this is payscore's forward proxy; the server itself is at http://{server}\n");
                Ok(refuse(StatusCode::BAD_REQUEST, why))
            }
        }
    }

    /// `GET https://api.mch.weixin.qq.com/v3/…`: answered as if it had come to that host.
    async fn forward(&self, mut request: Request, authority: &Authority) -> Result<Response, Reset> {
        let uri = request.uri();
        let (secure, port) = match uri.scheme_str() {
            Some("https") => (true, HTTPS_PORT),
            Some("http") => (false, 80),
            _ => {
                drain(request.into_body()).await;
                return Ok(refuse(
                    StatusCode::BAD_REQUEST,
                    "https:// and http:// are all this proxy knows\n".to_owned(),
                ));
            }
        };
        if !is_wechat_pay(authority, port) {
            drain(request.into_body()).await;
            return Ok(self.refuse_host(authority));
        }
        let target = uri.path_and_query().cloned();
        // What the address says goes before what `Host` says (RFC 9112, 3.2.2). A name and password in it are nobody's.
        let host = authority.as_str().rsplit('@').next().unwrap_or_default();
        if let Ok(host) = HeaderValue::from_str(host) {
            request.headers_mut().insert(HOST, host);
        }
        *request.uri_mut() = target.map_or_else(|| Uri::from_static("/"), Uri::from);
        self.proxy.desk.answer(request, &self.arrival(secure)).await
    }

    /// `CONNECT api.mch.weixin.qq.com:443`: TLS ends here.
    async fn connect(&self, mut request: Request) -> Response {
        // A host and a port, and nothing before them (RFC 9110, 9.3.6).
        let named = request.uri().authority().filter(|authority| !authority.as_str().contains('@'));
        let Some(authority) = named.cloned() else {
            return refuse(StatusCode::BAD_REQUEST, "CONNECT wants HOST:443\n".to_owned());
        };
        let upgrade = hyper::upgrade::on(&mut request);
        let (peer, stop) = (self.peer, self.stop.clone());
        let watcher = || self.watcher.lock().take();
        if is_wechat_pay(&authority, HTTPS_PORT) && authority.port_u16() == Some(HTTPS_PORT) {
            let (tls, desk, watcher) = (self.proxy.tls.clone(), self.proxy.desk.clone(), watcher());
            let arrival = self.arrival(true);
            tokio::spawn(async move {
                if let (Ok(stream), Some(watcher)) = (upgrade.await, watcher) {
                    tls.converse(TokioIo::new(stream), desk, arrival, watcher, stop).await;
                }
            });
            return Response::new(Body::empty());
        }
        if !self.proxy.tunnel || names_wechat_pay(authority.host()) {
            return self.refuse_host(&authority);
        }
        match tunnel::open(&authority, peer).await {
            Ok(onward) => {
                let watcher = watcher();
                self.scissors.spare();
                tokio::spawn(async move {
                    if let Ok(stream) = upgrade.await {
                        tunnel::join(TokioIo::new(stream), onward, stop).await;
                    }
                    drop(watcher);
                });
                Response::new(Body::empty())
            }
            Err(NoWay::Forbidden(why)) => refuse(StatusCode::FORBIDDEN, why),
            Err(NoWay::Failed(why)) => refuse(StatusCode::BAD_GATEWAY, why),
        }
    }

    fn arrival(&self, secure: bool) -> Arrival {
        Arrival { peer: self.peer, secure, scissors: self.scissors.clone() }
    }

    fn refuse_host(&self, authority: &Authority) -> Response {
        // As it was written; a password before it is nobody's.
        let named = authority.as_str().rsplit('@').next().unwrap_or_default();
        tracing::warn!(host = named, "the proxy was asked for a host that is not WeChat Pay's");
        let hosts = WECHAT_PAY_HOSTS.join(", ");
        let why = format!(
            "payscore's proxy answers for {hosts} on their usual ports, and connects to nothing else: not to \
             {named}. Name other hosts in NO_PROXY, or start the server with --proxy-tunnel\n"
        );
        refuse(StatusCode::FORBIDDEN, why)
    }
}

fn names_wechat_pay(host: &str) -> bool {
    WECHAT_PAY_HOSTS.iter().any(|known| known.eq_ignore_ascii_case(host))
}

fn is_wechat_pay(authority: &Authority, usual_port: u16) -> bool {
    // A port that cannot be read is not none: `host:99999` names no host of WeChat Pay's, nor does `host:+443`, which
    // `port_u16` would read.
    let read = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()).then(|| authority.port_u16()).flatten();
    let port = authority.as_str().rsplit_once(':').map_or(Some(usual_port), |(_, port)| read(port));
    names_wechat_pay(authority.host()) && port == Some(usual_port)
}

fn refuse(status: StatusCode, why: String) -> Response {
    let mut response = Response::new(Body::from(why));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_wechat_pays_hosts_on_their_usual_port() {
        let at = |authority: &str, port| is_wechat_pay(&authority.parse().expect("an authority"), port);
        for host in WECHAT_PAY_HOSTS {
            assert!(at(host, 80) && at(&format!("{}:443", host.to_uppercase()), 443), "{host}");
        }
        for other in [
            "api.mch.weixin.qq.com:8443",
            "api.mch.weixin.qq.com:99999",
            "api.mch.weixin.qq.com.",
            "api.mch.weixin.qq.comv3",
            "mch.weixin.qq.com",
            "xapi.mch.weixin.qq.com",
            "api.mch.weixin.qq.com@localhost",
            "localhost",
            "127.0.0.1:443",
            "[::1]:443",
        ] {
            assert!(!at(other, 443), "{other}");
        }
    }
}
