//! Starting and stopping.

use crate::app::{Addresses, Alarms, App};
use crate::backup::{self, BackupError};
use crate::bills;
use crate::call::FrontDoor;
use crate::clock::Clock;
use crate::config::{Config, Door};
use crate::control;
use crate::faults::Faults;
use crate::figures::Figures;
use crate::gateway::{Api, Frequency, Nonces};
use crate::holding::Holding;
use crate::identity::{AddMerchantError, IdentityError, Merchants, NewMerchant, Platform, TlsIdentity};
use crate::journal::{Journal, SentNotifications};
use crate::listener::{self, Desk, Half, Places, Proxy, Stop, Tls};
use crate::listening::Listening;
use crate::live::Live;
use crate::media::MediaFolder;
use crate::nodes::{self, Nodes};
use crate::order_counts::OrderCounts;
use crate::provided::authorize_users;
use crate::routes;
use crate::workers;
use payscore_store::{PostgresStore, SqliteStore, Store, StoreError};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where TLS and proxy are when nobody says otherwise.
const CUSTOMARY_TLS_PORT: u16 = 9443;
const CUSTOMARY_PROXY_PORT: u16 = 9090;

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
    /// A backup was being put there, and cannot be.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A merchant cannot be added.
    #[error(transparent)]
    AddMerchant(#[from] AddMerchantError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}. Is another server running? Choose another address with {option}")]
    Listen {
        /// The option that says so.
        option: &'static str,
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// A running server.
pub struct Server {
    addresses: Addresses,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    app: Arc<App>,
}

impl Server {
    /// Opens the data folder, provides it on the first start, and listens.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let doors = Doors::open(&config).await?;
        let addresses = doors.addresses()?;
        let store = open_store(&config)?;
        let seen = join(&config, &*store, doors.need_tls()).await?;
        let tls = if doors.need_tls() { Some(open_tls(&config)?) } else { None };
        let tunnel = config.proxy_tunnel;
        let (stop, stopped) = watch::channel(false);
        let app = Arc::new(open(config, store, seen, addresses, stopped.clone()).await?);
        let desk = desk(&app).await;
        let places = Places::new(app.config.max_connections, app.config.answer_timeout);
        let mut tasks = start_workers(&app, &stopped);
        if let (Some(listener), Some(tls)) = (doors.tls, &tls) {
            tasks.push(tokio::spawn(tls.clone().serve(listener, desk.clone(), places.clone(), stopped.clone())));
        }
        if let (Some(listener), Some(tls)) = (doors.proxy, tls) {
            // The API alone: what comes through the proxy never meets the control API.
            let desk = desk.of_the_api();
            let proxy = Proxy { desk, tls, server: addresses.http, tunnel };
            tasks.push(tokio::spawn(proxy.serve(listener, places.clone(), stopped.clone())));
        }
        tasks.push(tokio::spawn(listener::serve(doors.http, desk, places, stopped)));
        tracing::info!(?addresses, "listening");
        Ok(Self { addresses, stop, tasks, app })
    }

    /// Adds a merchant to the data folder of a server that is not running; answers what the control API would.
    ///
    /// # Errors
    /// [`StartError`] where a server runs on the folder, or none could; [`StartError::AddMerchant`] where the merchant
    /// cannot be as described.
    pub async fn add_merchant_offline(config: Config, new: NewMerchant) -> Result<serde_json::Value, StartError> {
        let store = open_store(&config)?;
        let addresses = Addresses { http: config.listen, tls: None, proxy: None };
        let (_stop, stopped) = watch::channel(false);
        let seen = join(&config, &*store, false).await?;
        let app = Arc::new(open(config, store.clone(), seen, addresses, stopped).await?);
        let added = control::add_merchant(&app, new).await;
        store.close().await?;
        Ok(added?)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.addresses.http
    }

    /// Where it listens for TLS, if it does.
    pub fn tls_address(&self) -> Option<SocketAddr> {
        self.addresses.tls
    }

    /// Where it listens as a forward proxy, if it does.
    pub fn proxy_address(&self) -> Option<SocketAddr> {
        self.addresses.proxy
    }

    /// Stops: running answers and deliveries are finished first, where that takes no longer than the `drain_timeout` of
    /// the [`Config`]. A delivery that is cut off is made again after the next start.
    pub async fn stop(self) {
        wind_up(&self.app, &self.stop, self.tasks).await;
    }
}

/// Tells a server's tasks to stop, sees them to their end, and closes the store.
pub(crate) async fn wind_up(app: &App, stop: &watch::Sender<bool>, mut tasks: Vec<JoinHandle<()>>) {
    let Config { drain_delay, drain_timeout, .. } = app.config;
    app.draining.store(true, Ordering::Relaxed);
    if !drain_delay.is_zero() {
        tracing::info!(seconds = drain_delay.as_secs(), "draining: still answering, with a health of 503");
        tokio::time::sleep(drain_delay).await;
    }
    stop.send_replace(true);
    let finished = tokio::time::timeout(drain_timeout, finish(&mut tasks)).await;
    if finished.is_err() {
        tracing::warn!(seconds = drain_timeout.as_secs(), "not all came to its end in time: cut off");
        tasks.iter().for_each(JoinHandle::abort);
        finish(&mut tasks).await;
    }
    // Whatever connection still lingers gets an error from here on; the data folder is free again.
    if let Err(error) = app.store.close().await {
        tracing::error!(error = &error as &dyn std::error::Error, "the database could not be closed");
    }
}

/// Where all that is WeChat Pay's is answered, and what is ours.
pub(crate) async fn desk(app: &Arc<App>) -> Desk {
    let api = Arc::new(Api::new(app.clone(), routes::all()));
    let ours = control::router(app, FrontDoor::new(api.clone())).with_state(app.clone());
    Desk::new(api, ours, app).await
}

/// Starts what the server does by itself.
pub(crate) fn start_workers(app: &Arc<App>, stopped: &Stop) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(workers::records::run(app.clone(), stopped.clone())),
        tokio::spawn(workers::platform::run(app.clone(), stopped.clone())),
        tokio::spawn(workers::nonces::run(app.clone(), stopped.clone())),
        tokio::spawn(nodes::run(app.clone(), stopped.clone())),
        tokio::spawn(workers::notifications::run(app.clone(), stopped.clone())),
    ]
}

/// Waits for all of them; whoever stops waiting can go on later.
async fn finish(tasks: &mut Vec<JoinHandle<()>>) {
    while let Some(task) = tasks.last_mut() {
        match task.await {
            Err(error) if !error.is_cancelled() => tracing::error!(%error, "a part of the server ended badly"),
            _ => {}
        }
        tasks.pop();
    }
}

/// Opens the PostgreSQL database at `url`, for [`Config::store`]: several servers can share it. Has to be called in the
/// runtime that the server runs in.
///
/// # Errors
/// [`StartError::Store`] if the URL cannot be read, nobody answers, or the database is of another version. The error
/// does not show the URL's password.
pub async fn connect(url: &str) -> Result<Arc<dyn Store>, StartError> {
    Ok(Arc::new(PostgresStore::connect(url).await?))
}

/// The ports that the server listens on.
struct Doors {
    http: TcpListener,
    tls: Option<TcpListener>,
    proxy: Option<TcpListener>,
}

impl Doors {
    async fn open(config: &Config) -> Result<Self, StartError> {
        let any = config.listen.port() == 0;
        Ok(Self {
            http: bind(config.listen, "--listen").await?,
            tls: open_door(config.tls, if any { 0 } else { CUSTOMARY_TLS_PORT }, "--tls-listen").await?,
            proxy: open_door(config.proxy, if any { 0 } else { CUSTOMARY_PROXY_PORT }, "--proxy-listen").await?,
        })
    }

    /// Where they really are.
    fn addresses(&self) -> Result<Addresses, StartError> {
        let of = |listener: &TcpListener| {
            let address = SocketAddr::from(([0, 0, 0, 0], 0));
            listener.local_addr().map_err(|source| StartError::Listen { option: "--listen", address, source })
        };
        Ok(Addresses {
            http: of(&self.http)?,
            tls: self.tls.as_ref().map(of).transpose()?,
            proxy: self.proxy.as_ref().map(of).transpose()?,
        })
    }

    fn need_tls(&self) -> bool {
        self.tls.is_some() || self.proxy.is_some()
    }
}

async fn open_door(door: Door, customary: u16, option: &'static str) -> Result<Option<TcpListener>, StartError> {
    match door {
        Door::Closed => Ok(None),
        Door::At(address) => Ok(Some(bind(address, option).await?)),
        Door::Customary => match bind(SocketAddr::from(([127, 0, 0, 1], customary)), option).await {
            Ok(listener) => Ok(Some(listener)),
            // Another server has it, most likely. Nobody asked for it by name: the server starts without.
            Err(error) => {
                tracing::warn!("starting without it: {error}");
                Ok(None)
            }
        },
    }
}

async fn bind(address: SocketAddr, option: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { option, address, source })
}

pub(crate) fn open_tls(config: &Config) -> Result<Tls, StartError> {
    let folder = config.data.join("ca");
    let identity = TlsIdentity::open(&folder, &config.vault(), config.wall.now(), &*config.entropy)?;
    Tls::new(&identity, folder.join("ca.pem")).map_err(|(half, reason)| {
        let path = folder.join(match half {
            Half::Certificate => "server.pem",
            Half::Key => "server_key.pem",
        });
        IdentityError::Unusable { path, reason }.into()
    })
}

/// First of all: whoever holds the database's lock owns the data folder.
pub(crate) fn open_store(config: &Config) -> Result<Arc<dyn Store>, StartError> {
    std::fs::create_dir_all(&config.data).map_err(|source| StartError::Data { path: config.data.clone(), source })?;
    backup::settle(&config.data)?;
    let store = match &config.store {
        Some(store) => store.clone(),
        None => Arc::new(SqliteStore::open(&config.data.join("payscore.db"))?),
    };
    config.vault().prepare(&config.data)?;
    Ok(store)
}

/// Where several servers share the database, the data folder gets their identity; up to which version of the state.
pub(crate) async fn join(config: &Config, store: &dyn Store, with_tls: bool) -> Result<i64, StartError> {
    let Some(shared) = store.shared() else { return Ok(0) };
    let clock = Clock::open(config.wall.clone(), store).await?;
    Ok(nodes::identity::join(config, shared, clock.now(), with_tls).await?)
}

/// All that a server works with. The data folder is as new as the state's version `seen`.
pub(crate) async fn open(
    config: Config,
    store: Arc<dyn Store>,
    seen: i64,
    addresses: Addresses,
    stopped: Stop,
) -> Result<App, StartError> {
    let now = config.wall.now();
    let clock = Clock::open(config.wall.clone(), &*store).await?;
    let platform = Platform::open(&config.data.join("platform"), &config.vault(), now, &*config.entropy)?;
    if store.shared().is_none() {
        // What fell due while no server ran.
        platform.catch_up(clock.now(), &*config.entropy)?;
    }
    let merchants = Merchants::open(&config.data.join("merchants"), &platform, now, &*config.entropy)?;
    let media_path = config.data.join("media");
    let media =
        MediaFolder::open(media_path.clone()).map_err(|source| StartError::Data { path: media_path, source })?;
    control::restore_merchant_settings(&merchants, &*store).await?;
    authorize_users(&merchants.all(), &*store, clock.service()).await?;
    let audit = control::AuditLog::new(&config.data);
    // Servers that share a database ask it instead.
    let nonces = if store.shared().is_some() { Nonces::in_memory() } else { Nonces::open(&config.data, now) };
    let bill_tokens = bills::token_key(&*store, &*config.entropy).await?;
    let faults = Faults::default();
    if let Some(shared) = store.shared() {
        faults.take_over(&shared.settings().await?.into_iter().collect())?;
        media.take_over(shared, 0).await?;
    }
    Ok(App {
        addresses,
        bill_tokens,
        clock,
        draining: AtomicBool::new(false),
        entropy: config.entropy.clone(),
        frequency: Frequency::new(config.calls_per_second),
        holding: Holding::restore(&*store).await?,
        authorizing: tokio::sync::Mutex::default(),
        journal: Journal::new(config.journal),
        outgoing: workers::notifications::outgoing(&config),
        sent: SentNotifications::new(config.journal),
        config,
        platform,
        merchants,
        store,
        media: Arc::new(media),
        nonces,
        attempts: control::Attempts::default(),
        audit,
        faults,
        nodes: Nodes::new(seen),
        alarms: Arc::new(Alarms::new()),
        listening: Listening::default(),
        live: Arc::new(Live::new(stopped)),
        figures: Arc::new(Figures::new()),
        order_counts: OrderCounts::default(),
    })
}
