//! Accepting connections: HTTP/1.1 only, with upstream's header casing, and an end without broken answers. In the
//! clear (here), over TLS (`tls.rs`), and as a forward proxy for WeChat Pay's hosts (`proxy.rs`).

mod broken;
mod casing;
mod places;
mod proxy;
mod tls;
mod tunnel;
mod wire;

use crate::app::App;
use crate::gateway::{API_ROOT, Api, Secure, Timely, strip_prefix};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use broken::{Reset, broken};
use casing::Casing;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
pub(crate) use places::Places;
pub(crate) use proxy::Proxy;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
pub(crate) use tls::{Half, Tls};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_service::Service;
use wire::{Scissors, Wire};

/// How long a connection may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// A deadline that is always before that of the next head: tokio wakes itself, by a system call, for each one that is
/// before all those that it knows, and every request sets one.
const TICK: Duration = Duration::from_secs(15);

/// Says when to stop, to whoever asks.
pub(crate) type Stop = watch::Receiver<bool>;

async fn stopped(stop: &mut Stop) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Serves in the clear until told to stop, then lets running answers finish.
pub(crate) async fn serve(listener: TcpListener, desk: Desk, places: Places, stop: Stop) {
    accept(listener, places, stop, |stream, peer, connections| {
        let arrival = Arrival { peer, secure: false, scissors: stream.scissors() };
        tokio::spawn(desk.clone().converse(stream, arrival, connections.watcher()));
    })
    .await;
}

/// Hands on each connection until told to stop; then waits until those that are watched have come to their end.
async fn accept(
    listener: TcpListener,
    places: Places,
    mut stop: Stop,
    open: impl Fn(Wire, SocketAddr, &GracefulShutdown),
) {
    let connections = GracefulShutdown::new();
    let mut tick = tokio::time::interval(TICK);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
            _ = tick.tick() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                // An answer is one small write: waiting to fill a packet would only delay it.
                let _ = stream.set_nodelay(true);
                let place = tokio::select! {
                    place = places.take() => place,
                    () = stopped(&mut stop) => break,
                };
                open(Wire::new(stream, places.patience, place), peer, &connections);
            }
            // Out of file descriptors, most likely: those that close make room.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    // Whoever told to stop says how long that may take.
    connections.shutdown().await;
}

/// Where nothing listens: connections are brought.
pub(crate) struct Reception {
    desk: Desk,
    connections: GracefulShutdown,
}

impl Reception {
    /// Answered at `desk`.
    pub(crate) fn new(desk: Desk) -> Self {
        Self { desk, connections: GracefulShutdown::new() }
    }

    /// Takes a connection as one from this machine.
    pub(crate) fn admit(&self, stream: DuplexStream) {
        let peer = SocketAddr::from(([127, 0, 0, 1], 0));
        let arrival = Arrival { peer, secure: false, scissors: Scissors::default() };
        tokio::spawn(self.desk.clone().converse(stream, arrival, self.connections.watcher()));
    }

    /// Lets running answers finish.
    pub(crate) async fn close(self) {
        self.connections.shutdown().await;
    }
}

/// How a connection came in.
#[derive(Clone)]
struct Arrival {
    peer: SocketAddr,
    /// Over TLS.
    secure: bool,
    /// Cuts it.
    scissors: Scissors,
}

/// Where requests are answered, however they came in.
#[derive(Clone)]
pub(crate) struct Desk {
    api: Arc<Api>,
    /// What is not WeChat Pay's but ours; nothing where only the API is offered.
    ours: Option<Router>,
    casing: Casing,
    /// How long a body may take.
    patience: Duration,
}

impl Desk {
    /// Answers what `api` has, what `ours` has, and by the API's rules what neither has.
    pub(crate) async fn new(api: Arc<Api>, ours: Router, app: &App) -> Self {
        let api_for_the_rest = api.clone();
        let rest = move |request: axum::extract::Request| {
            let api = api_for_the_rest.clone();
            async move { api.answer(request).await.map(Body::from) }
        };
        let ours = Some(ours.fallback(rest));
        Self { api, ours, casing: Casing::learn().await, patience: app.config.body_timeout }
    }

    /// The same desk, and nothing but the API.
    pub(crate) fn of_the_api(&self) -> Self {
        Self { ours: None, ..self.clone() }
    }

    /// Answers requests one after another until the client goes, or the server stops.
    fn converse<S>(self, stream: S, arrival: Arrival, watcher: Watcher) -> impl Future<Output = ()>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let peer = arrival.peer;
        let shared = Arc::new((self, arrival));
        let service = service_fn(move |request| {
            let shared = shared.clone();
            async move {
                let (desk, arrival) = &*shared;
                desk.answer(desk.timely(request), arrival).await
            }
        });
        let connection = http().serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection);
        async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %peer, "a connection ended badly");
            }
        }
    }

    /// Serves one connection that nobody accepted.
    #[cfg(feature = "fuzzing")]
    pub(crate) async fn converse_unwatched<S>(self, stream: S, peer: SocketAddr)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let arrival = Arrival { peer, secure: false, scissors: Scissors::default() };
        let connections = GracefulShutdown::new();
        self.converse(stream, arrival, connections.watcher()).await;
    }

    /// A request whose body is not waited for for ever.
    fn timely(&self, request: hyper::Request<Incoming>) -> Request {
        request.map(|body| Timely::new(body, self.patience))
    }

    async fn answer(&self, request: Request, arrival: &Arrival) -> Result<Response, Reset> {
        let mut request = strip_prefix(request);
        if arrival.secure {
            request.extensions_mut().insert(Secure);
        }
        let response = match &self.ours {
            Some(ours) if !request.uri().path().starts_with(API_ROOT) => {
                request.extensions_mut().insert(ConnectInfo(arrival.peer));
                let Ok(response) = ours.clone().call(request.map(Body::new)).await;
                response
            }
            _ => self.api.answer(request).await.map(Body::from),
        };
        let mut response = broken(response, &arrival.scissors).await?;
        self.casing.apply(&mut response);
        Ok(response)
    }
}

fn http() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).title_case_headers(true);
    builder
}

/// A request as it is read from a connection.
type Request = hyper::Request<Timely<Incoming>>;
