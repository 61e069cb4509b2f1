//! A server without sockets: connections are brought to it. What a simulation runs.

use crate::app::{Addresses, App};
use crate::config::Config;
use crate::listener::Reception;
use crate::server::{StartError, desk, join, open, open_store, start_workers, wind_up};
use std::sync::Arc;
use tokio::io::DuplexStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// So many bytes are on the way before whoever writes has to wait.
const IN_FLIGHT: usize = 64 << 10;

/// A running server that listens nowhere, and is a [`Server`](crate::Server) in all else.
///
/// Dropped with its runtime, it ends as a process that is killed.
pub struct Unbound {
    reception: Reception,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    app: Arc<App>,
}

impl Unbound {
    /// Opens the data folder, and provides it on the first start.
    ///
    /// # Errors
    /// [`StartError`], as [`Server::start`](crate::Server::start), but for addresses that are taken.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let store = open_store(&config)?;
        let addresses = Addresses { http: config.listen, tls: None, proxy: None };
        let (stop, stopped) = watch::channel(false);
        let seen = join(&config, &*store, false).await?;
        let app = Arc::new(open(config, store, seen, addresses, stopped.clone()).await?);
        let reception = Reception::new(desk(&app).await);
        Ok(Self { reception, stop, tasks: start_workers(&app, &stopped), app })
    }

    /// A connection to it, as one from this machine in the clear.
    pub fn connect(&self) -> DuplexStream {
        let (theirs, ours) = tokio::io::duplex(IN_FLIGHT);
        self.reception.admit(ours);
        theirs
    }

    /// Stops, as [`Server::stop`](crate::Server::stop).
    pub async fn stop(mut self) {
        self.tasks.push(tokio::spawn(self.reception.close()));
        wind_up(&self.app, &self.stop, self.tasks).await;
    }
}
