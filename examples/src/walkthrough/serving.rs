//! A merchant's HTTP API on a free port of this machine.

use super::WalkthroughError;
use axum::Router;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A free port: its address is known before the API that needs it, for a `notify_url`, is there.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

/// An API that is served until it is stopped, or dropped.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Bound {
    /// `http://127.0.0.1:PORT` with `path`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Serves an API there.
    #[must_use]
    pub fn serve(self, router: Router) -> Serving {
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(self.listener, router).with_graceful_shutdown(async {
            // Stopped, or dropped: both are the end.
            let _ = stopped.await;
        });
        // An error while serving shows as a call without an answer.
        let task = tokio::spawn(async { drop(server.await) });
        Serving { address: self.address, stop, task }
    }
}

impl Serving {
    /// Takes a free port.
    ///
    /// # Errors
    /// [`WalkthroughError::Listen`].
    pub async fn bind() -> Result<Bound, WalkthroughError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(WalkthroughError::Listen)?;
        let address = listener.local_addr().map_err(WalkthroughError::Listen)?;
        Ok(Bound { listener, address })
    }

    /// `http://127.0.0.1:PORT` with `path`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Stops once every call under way is answered: the last notification, too, wants its 204.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}
