//! Starting and stopping.

use crate::app::{Alarms, App};
use crate::clock::Clock;
use crate::config::Config;
use crate::control;
use crate::faults::Faults;
use crate::gateway::{Frequency, Nonces};
use crate::identity::{IdentityError, Merchants, Platform};
use crate::listener;
use crate::routes;
use crate::workers;
use payscore_domain::{Moment, Record};
use payscore_store::{Change, CommitError, SqliteStore, Store, StoreError, TimelineEntry, Write};
use payscore_wire::ApiV3Key;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data folder cannot be used.
    #[error("cannot use the data folder {path}: {source}. Choose another one with --data")]
    Data {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Keys or merchants cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}. Is another server running? Choose another address with --listen")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The client that delivers notifications cannot be made.
    #[error("cannot make the HTTP client that delivers notifications")]
    Http(#[source] reqwest::Error),
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    store: Arc<SqliteStore>,
}

impl Server {
    /// Opens the data folder, provides it on the first start, and listens.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listen = config.listen;
        let listener =
            TcpListener::bind(listen).await.map_err(|source| StartError::Listen { address: listen, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen { address: listen, source })?;
        let store = open_store(&config)?;
        let app = Arc::new(open(config, store.clone()).await?);
        // Redirects are not followed: upstream takes only the address's own answer.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .http1_title_case_headers()
            .user_agent("Mozilla/4.0")
            .build()
            .map_err(StartError::Http)?;
        let (stop, stopped) = watch::channel(false);
        let router = routes::router().merge(control::router(&app));
        let tasks = vec![
            tokio::spawn(listener::serve(listener, router, app.clone(), stopped.clone())),
            tokio::spawn(workers::records::run(app.clone(), stopped.clone())),
            tokio::spawn(workers::notifications::run(app, http, stopped)),
        ];
        tracing::info!(%address, "listening");
        Ok(Self { address, stop, tasks, store })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: running answers and deliveries are finished first.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server ended badly");
            }
        }
        // Whatever connection still lingers gets an error from here on; the data folder is free again.
        let closed = tokio::task::spawn_blocking(move || self.store.close()).await;
        if let Ok(Err(error)) = closed {
            tracing::error!(error = &error as &dyn std::error::Error, "the database could not be closed");
        }
    }
}

/// First of all: whoever holds the database's lock owns the data folder.
fn open_store(config: &Config) -> Result<Arc<SqliteStore>, StartError> {
    std::fs::create_dir_all(&config.data).map_err(|source| StartError::Data { path: config.data.clone(), source })?;
    Ok(Arc::new(SqliteStore::open(&config.data.join("payscore.db"))?))
}

async fn open(config: Config, store: Arc<dyn Store>) -> Result<App, StartError> {
    let now = config.wall.now();
    let platform = Platform::open(&config.data.join("platform"), now, &*config.entropy)?;
    let merchants = Merchants::open(&config.data.join("merchants"), &platform, now, &*config.entropy)?;
    let offset = store.setting(control::CLOCK_OFFSET).await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    control::restore_merchant_settings(&merchants, &*store).await?;
    let clock = Clock::new(config.wall.clone(), offset);
    authorize_provided_users(&merchants, &*store, clock.service()).await?;
    let bill_tokens =
        ApiV3Key::new(&config.entropy.alphanumeric(32)).map_err(|error| IdentityError::Make(error.to_string()))?;
    Ok(App {
        bill_tokens,
        clock,
        entropy: config.entropy.clone(),
        frequency: Frequency::new(config.calls_per_second),
        config,
        platform,
        merchants,
        store,
        nonces: Nonces::new(),
        faults: Faults::default(),
        alarms: Arc::new(Alarms::new()),
    })
}

/// Test users have authorized the services that need no confirmation, but for the one whose behaviour it is not to have.
async fn authorize_provided_users(merchants: &Merchants, store: &dyn Store, now: Moment) -> Result<(), StartError> {
    let mut commits = Vec::new();
    for account in merchants.all() {
        for permission in account.merchant.provided_permissions(now) {
            // Whatever became of it since stands.
            if store.record(&permission.key()).await?.is_none() {
                let new_handles = permission.handles();
                let record = Record::from(permission);
                let events = vec![TimelineEntry { at: now, event: record.created() }];
                let write = Write { record, read_version: None, events, new_handles };
                commits.push(store.commit(Change { writes: vec![write], ..Change::default() }));
            }
        }
    }
    // Queued together, they share a flush.
    for commit in commits {
        match commit.await {
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(CommitError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(())
}
