//! Starting and stopping.

use crate::app::{Addresses, Alarms, App};
use crate::call::FrontDoor;
use crate::clock::Clock;
use crate::config::{Config, Door};
use crate::control;
use crate::faults::Faults;
use crate::figures::Figures;
use crate::gateway::{Frequency, Nonces};
use crate::holding::Holding;
use crate::identity::{AddMerchantError, IdentityError, Merchants, NewMerchant, Platform, TlsIdentity};
use crate::journal::{self, Journal, SentNotifications};
use crate::listener::{self, Desk, Half, Proxy, Stop, Tls};
use crate::listening::Listening;
use crate::live::Live;
use crate::media::MediaFolder;
use crate::order_counts::OrderCounts;
use crate::provided::authorize_users;
use crate::routes;
use crate::workers;
use payscore_store::{SqliteStore, Store, StoreError};
use payscore_wire::ApiV3Key;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
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
    store: Arc<SqliteStore>,
}

impl Server {
    /// Opens the data folder, provides it on the first start, and listens.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let doors = Doors::open(&config).await?;
        let addresses = doors.addresses()?;
        let store = open_store(&config)?;
        let tls = if doors.need_tls() { Some(open_tls(&config)?) } else { None };
        let tunnel = config.proxy_tunnel;
        let (stop, stopped) = watch::channel(false);
        let app = Arc::new(open(config, store.clone(), addresses, stopped.clone()).await?);
        let api = routes::router().layer(axum::middleware::from_fn_with_state(app.clone(), journal::note));
        let front = FrontDoor::new(api.clone().with_state(app.clone()));
        let desk = Desk::new(api.clone().merge(control::router(&app, front)), app.clone()).await;
        let mut tasks = Vec::new();
        if let (Some(listener), Some(tls)) = (doors.tls, &tls) {
            tasks.push(tokio::spawn(tls.clone().serve(listener, desk.clone(), stopped.clone())));
        }
        if let (Some(listener), Some(tls)) = (doors.proxy, tls) {
            // The API alone: what comes through the proxy never meets the control API.
            let desk = desk.with(api, app.clone());
            let proxy = Proxy { desk, tls, server: addresses.http, tunnel };
            tasks.push(tokio::spawn(proxy.serve(listener, stopped.clone())));
        }
        tasks.extend([
            tokio::spawn(listener::serve(doors.http, desk, stopped.clone())),
            tokio::spawn(workers::records::run(app.clone(), stopped.clone())),
            tokio::spawn(workers::platform::run(app.clone(), stopped.clone())),
            tokio::spawn(workers::notifications::run(app, stopped)),
        ]);
        tracing::info!(?addresses, "listening");
        Ok(Self { addresses, stop, tasks, store })
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
        let app = Arc::new(open(config, store.clone(), addresses, stopped).await?);
        let added = control::add_merchant(&app, new).await;
        store.close()?;
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

fn open_tls(config: &Config) -> Result<Tls, StartError> {
    let folder = config.data.join("ca");
    let identity = TlsIdentity::open(&folder, config.wall.now(), &*config.entropy)?;
    Tls::new(&identity, folder.join("ca.pem")).map_err(|(half, reason)| {
        let path = folder.join(match half {
            Half::Certificate => "server.pem",
            Half::Key => "server_key.pem",
        });
        IdentityError::Unusable { path, reason }.into()
    })
}

/// First of all: whoever holds the database's lock owns the data folder.
fn open_store(config: &Config) -> Result<Arc<SqliteStore>, StartError> {
    std::fs::create_dir_all(&config.data).map_err(|source| StartError::Data { path: config.data.clone(), source })?;
    Ok(Arc::new(SqliteStore::open(&config.data.join("payscore.db"))?))
}

async fn open(config: Config, store: Arc<dyn Store>, addresses: Addresses, stopped: Stop) -> Result<App, StartError> {
    let now = config.wall.now();
    let clock = Clock::open(config.wall.clone(), &*store).await?;
    let platform = Platform::open(&config.data.join("platform"), now, &*config.entropy)?;
    // What fell due while no server ran.
    platform.catch_up(clock.now(), &*config.entropy)?;
    let merchants = Merchants::open(&config.data.join("merchants"), &platform, now, &*config.entropy)?;
    let media_path = config.data.join("media");
    let media =
        MediaFolder::open(media_path.clone()).map_err(|source| StartError::Data { path: media_path, source })?;
    control::restore_merchant_settings(&merchants, &*store).await?;
    authorize_users(&merchants.all(), &*store, clock.service()).await?;
    let bill_tokens =
        ApiV3Key::new(&config.entropy.alphanumeric(32)).map_err(|error| IdentityError::Make(error.to_string()))?;
    Ok(App {
        addresses,
        bill_tokens,
        clock,
        entropy: config.entropy.clone(),
        frequency: Frequency::new(config.calls_per_second),
        holding: Holding::restore(&*store).await?,
        journal: Journal::new(config.journal),
        outgoing: workers::notifications::outgoing(),
        sent: SentNotifications::new(config.journal),
        config,
        platform,
        merchants,
        store,
        media: Arc::new(media),
        nonces: Nonces::new(),
        faults: Faults::default(),
        alarms: Arc::new(Alarms::new()),
        listening: Listening::default(),
        live: Arc::new(Live::new(stopped)),
        figures: Arc::new(Figures::new()),
        order_counts: OrderCounts::default(),
    })
}
