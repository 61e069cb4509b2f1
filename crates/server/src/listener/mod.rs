//! Accepting connections: HTTP/1.1 only, with upstream's header casing, and an end without broken answers.

mod casing;

use crate::app::App;
use crate::gateway::strip_prefix;
use axum::Router;
use axum::extract::ConnectInfo;
use casing::Casing;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower_service::Service;

/// How long a connection may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long running answers may take once the server is told to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves until told to stop, then lets running answers finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router<Arc<App>>,
    app: Arc<App>,
    mut stop: watch::Receiver<bool>,
) {
    let router: Router = router.with_state(app);
    let casing = Casing::learn().await;
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => spawn_connection(stream, peer, router.clone(), casing.clone(), &connections),
            // Out of file descriptors, most likely: those that close make room.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIMEOUT, connections.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

fn spawn_connection(stream: TcpStream, peer: SocketAddr, router: Router, casing: Casing, all: &GracefulShutdown) {
    // An answer is one small write: waiting to fill a packet would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = strip_prefix(request.map(axum::body::Body::new));
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut router = router.clone();
        let casing = casing.clone();
        async move {
            let mut response = router.call(request).await?;
            casing.apply(&mut response);
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service);
    let connection = all.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, %peer, "a connection ended badly");
        }
    });
}
