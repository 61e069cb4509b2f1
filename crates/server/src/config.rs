//! How a server is started.

use crate::clock::{SystemWall, Wall};
use crate::entropy::{Entropy, SystemEntropy};
use crate::identity::{SecretKey, Vault};
use futures_util::future::BoxFuture;
use payscore_store::Store;
use std::io;
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::DuplexStream;

/// More than tests and benchmarks open; what so many that wait for a body take is some tens of MiB.
const MAX_CONNECTIONS: NonZeroUsize = NonZeroUsize::new(10_000).expect("not zero");

/// As long as a head may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether, and where, a server listens besides plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nowhere.
    Closed,
    /// On 127.0.0.1 at the customary port (9443 for TLS, 9090 for the proxy), if that is free. At any free port where
    /// plain HTTP listens at any free port, so that many servers run side by side.
    Customary,
    /// Here, or the server does not start.
    At(SocketAddr),
}

/// Connects to whoever is notified; injected, so that a simulation needs no network.
pub trait Dial: Send + Sync + 'static {
    /// Connects to an origin: `http://127.0.0.1:8080`.
    fn dial(&self, origin: &str) -> BoxFuture<'static, io::Result<DuplexStream>>;
}

/// What a server is started with; [`Config::new`] has the defaults.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// Where to listen for TLS.
    pub tls: Door,
    /// Where to listen as a forward proxy for WeChat Pay's hosts. It ends TLS, too, with the same certificate.
    pub proxy: Door,
    /// Whether the proxy lets TLS connections to other hosts through, rather than refusing them.
    pub proxy_tunnel: bool,
    /// The data folder: database, keys, merchants.
    pub data: PathBuf,
    /// Where orders are kept, if not in a SQLite file in the data folder. The server closes it when it stops.
    pub store: Option<Arc<dyn Store>>,
    /// Encrypts private keys and merchants' API keys in the data folder; `None` leaves them as text.
    pub secret_key: Option<SecretKey>,
    /// Opens the control API and the console to callers who are not on this machine.
    pub control_token: Option<String>,
    /// Seconds of service time from a deduction's start to the bank's answer; 0 settles it at once.
    pub deduction_seconds: i64,
    /// Whether `notify_url` must be public HTTPS without a query, as upstream demands.
    pub strict_notify_url: bool,
    /// Whether a start time before the call is refused, as upstream does.
    pub strict_start_time: bool,
    /// Whether every user may have 3 orders in progress at most; otherwise one who pays at once may have any number.
    pub strict_user_limits: bool,
    /// The most calls a second that a merchant may make of one operation; `None` lets any number through.
    pub calls_per_second: Option<NonZeroU32>,
    /// How long the next bytes of a request's body may take, and all of it but for a second each KiB. Of these seconds
    /// no more are kept in stock than make it twice as long.
    pub body_timeout: Duration,
    /// How long an answer may wait for the client to read.
    pub answer_timeout: Duration,
    /// How many connections may be open at once, at all doors together; further ones wait to be accepted.
    pub max_connections: NonZeroUsize,
    /// How many of the latest API requests are kept in memory, to be looked at; 0 keeps none.
    pub journal: usize,
    /// How long the server goes on answering once it is told to stop, with a health that says so: the time that a load
    /// balancer takes to notice.
    pub drain_delay: Duration,
    /// How long requests and deliveries under way may then take to come to their end.
    pub drain_timeout: Duration,
    /// The wall clock.
    pub wall: Arc<dyn Wall>,
    /// What connects to whoever is notified; `None` is the network.
    pub dial: Option<Arc<dyn Dial>>,
    /// The source of randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Config {
    /// A server on 127.0.0.1:9080, with TLS and proxy at their customary ports, and its data in `data`.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 9080)),
            tls: Door::Customary,
            proxy: Door::Customary,
            proxy_tunnel: false,
            data: data.into(),
            store: None,
            secret_key: None,
            control_token: None,
            deduction_seconds: 0,
            strict_notify_url: false,
            strict_start_time: false,
            strict_user_limits: false,
            calls_per_second: None,
            body_timeout: BODY_TIMEOUT,
            answer_timeout: ANSWER_TIMEOUT,
            max_connections: MAX_CONNECTIONS,
            journal: 1000,
            drain_delay: Duration::ZERO,
            drain_timeout: Duration::from_secs(30),
            wall: Arc::new(SystemWall),
            dial: None,
            entropy: Arc::new(SystemEntropy),
        }
    }

    /// What opens and seals the secrets of the data folder.
    pub(crate) fn vault(&self) -> Vault {
        Vault::new(self.secret_key.clone())
    }
}
