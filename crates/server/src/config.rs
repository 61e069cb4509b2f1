//! How a server is started.

use crate::clock::{SystemWall, Wall};
use crate::entropy::{Entropy, SystemEntropy};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// How many of the latest API requests are kept in memory, to be looked at; 0 keeps none.
    pub journal: usize,
    /// The wall clock.
    pub wall: Arc<dyn Wall>,
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
            control_token: None,
            deduction_seconds: 0,
            strict_notify_url: false,
            strict_start_time: false,
            strict_user_limits: false,
            calls_per_second: None,
            journal: 1000,
            wall: Arc::new(SystemWall),
            entropy: Arc::new(SystemEntropy),
        }
    }
}
