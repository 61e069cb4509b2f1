//! How requests travel: hosts, timeouts, retries, pace, connections, and the renewal of platform certificates.

use super::base_url::BaseUrl;
use super::timer::{SystemTimer, Timer};
use super::{Config, ConfigError};
use crate::core::{RateLimit, RetryPolicy};
use std::sync::Arc;
use std::time::Duration;

/// How long to wait for a connection: 5 s.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one try may take, from connecting to the last byte: 15 s.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a call may take, with all its tries and waits: 45 s.
pub const DEFAULT_TOTAL_TIMEOUT: Duration = Duration::from_secs(45);
/// How often platform certificates are downloaded: every 6 h. Upstream wants it to be under 12.
pub const DEFAULT_CERTIFICATE_REFRESH: Duration = Duration::from_secs(6 * 60 * 60);

/// WeChat Pay's hosts, each with the one that stands in for it.
const BACKUPS: [(&str, &str); 2] = [
    ("https://api.mch.weixin.qq.com", "https://api2.mch.weixin.qq.com"),
    ("https://api.wechatpay.cn", "https://api2.wechatpay.cn"),
];

/// Idle connections that are kept for the next request: `Pool::default().max_idle(16)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pool {
    /// At most so many a host. 64: a server's worker threads are many.
    pub max_idle: usize,
    /// For so long. 30 s: a connection that the other side has closed meanwhile costs a try.
    pub idle_timeout: Duration,
}

impl Default for Pool {
    fn default() -> Self {
        Self { max_idle: 64, idle_timeout: Duration::from_secs(30) }
    }
}

impl Pool {
    /// The same, with at most so many a host.
    #[must_use]
    pub fn max_idle(self, max_idle: usize) -> Self {
        Self { max_idle, ..self }
    }

    /// The same, kept for so long.
    #[must_use]
    pub fn idle_timeout(self, idle_timeout: Duration) -> Self {
        Self { idle_timeout, ..self }
    }
}

/// Everything about the way there.
#[derive(Clone)]
pub(super) struct Network {
    pub(super) base_url: BaseUrl,
    backup: Backup,
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) total_timeout: Duration,
    pub(super) retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    pool: Pool,
    certificate_refresh: Option<Duration>,
    timer: Arc<dyn Timer>,
}

#[derive(Clone)]
enum Backup {
    /// The one that belongs to the base URL, if any.
    Customary(Option<BaseUrl>),
    Given(Option<BaseUrl>),
}

impl Network {
    pub(super) fn new(base_url: &str, connect_timeout: Duration, timeout: Duration) -> Result<Self, ConfigError> {
        let base_url = BaseUrl::parse(base_url)?;
        Ok(Self {
            backup: Backup::Customary(customary_backup(&base_url)),
            base_url,
            connect_timeout,
            timeout,
            total_timeout: DEFAULT_TOTAL_TIMEOUT,
            retry: RetryPolicy::default(),
            rate_limit: None,
            pool: Pool::default(),
            certificate_refresh: Some(DEFAULT_CERTIFICATE_REFRESH),
            timer: Arc::new(SystemTimer),
        })
    }
}

fn customary_backup(base: &BaseUrl) -> Option<BaseUrl> {
    let (_, backup) = BACKUPS.iter().find(|(main, _)| *main == base.origin() && base.prefix().is_empty())?;
    BaseUrl::parse(backup).ok()
}

impl Config {
    /// The same, for another server.
    ///
    /// # Errors
    /// [`ConfigError::BaseUrl`].
    pub fn with_base_url(mut self, base_url: &str) -> Result<Self, ConfigError> {
        self.network.base_url = BaseUrl::parse(base_url)?;
        if let Backup::Customary(backup) = &mut self.network.backup {
            *backup = customary_backup(&self.network.base_url);
        }
        Ok(self)
    }

    /// The same, with another host for when the first cannot be connected to, or with none. WeChat Pay's own
    /// (`api2.mch.weixin.qq.com`, `api2.wechatpay.cn`) need not be named.
    ///
    /// # Errors
    /// [`ConfigError::BaseUrl`].
    pub fn with_backup_url(mut self, base_url: Option<&str>) -> Result<Self, ConfigError> {
        self.network.backup = Backup::Given(base_url.map(BaseUrl::parse).transpose()?);
        Ok(self)
    }

    /// The same, with other timeouts: for the connection, and for one try, from connecting to the last byte.
    #[must_use]
    pub fn with_timeouts(mut self, connect: Duration, request: Duration) -> Self {
        self.network.connect_timeout = connect;
        self.network.timeout = request;
        self
    }

    /// The same, with another time for a call with all its tries and waits. [`DEFAULT_TOTAL_TIMEOUT`] at first.
    #[must_use]
    pub fn with_total_timeout(mut self, total: Duration) -> Self {
        self.network.total_timeout = total;
        self
    }

    /// The same, trying again by another policy.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.network.retry = policy;
        self
    }

    /// The same, sending no faster than this. No limit at first.
    #[must_use]
    pub fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.network.rate_limit = Some(limit);
        self
    }

    /// The same, keeping other connections.
    #[must_use]
    pub fn with_pool(mut self, pool: Pool) -> Self {
        self.network.pool = pool;
        self
    }

    /// The same, downloading platform certificates as often as this, and when an answer is signed with an unknown one.
    /// With `None`, only when [`download_certificates`](crate::Client::download_certificates) is called.
    #[must_use]
    pub fn with_certificate_refresh(mut self, every: Option<Duration>) -> Self {
        self.network.certificate_refresh = every;
        self
    }

    /// The same, with other time and chance: for tests that do not wait.
    #[must_use]
    pub fn with_timer(mut self, timer: impl Timer) -> Self {
        self.network.timer = Arc::new(timer);
        self
    }

    /// Where requests go.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.network.base_url.to_string()
    }

    /// Where requests go when the base URL's host cannot be connected to.
    #[must_use]
    pub fn backup_url(&self) -> Option<String> {
        self.backup().map(ToString::to_string)
    }

    /// How long to wait for a connection.
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        self.network.connect_timeout
    }

    /// How long one try may take, from connecting to the last byte.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.network.timeout
    }

    /// How long a call may take, with all its tries and waits.
    #[must_use]
    pub fn total_timeout(&self) -> Duration {
        self.network.total_timeout
    }

    /// When a failed call is tried again.
    #[must_use]
    pub fn retry(&self) -> &RetryPolicy {
        &self.network.retry
    }

    /// How fast calls may go out.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.network.rate_limit
    }

    /// Which connections are kept.
    #[must_use]
    pub fn pool(&self) -> Pool {
        self.network.pool
    }

    /// How often platform certificates are downloaded.
    #[must_use]
    pub fn certificate_refresh(&self) -> Option<Duration> {
        self.network.certificate_refresh
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.network.base_url
    }

    pub(crate) fn backup(&self) -> Option<&BaseUrl> {
        match &self.network.backup {
            Backup::Customary(backup) | Backup::Given(backup) => backup.as_ref(),
        }
    }

    pub(crate) fn timer(&self) -> &dyn Timer {
        &*self.network.timer
    }
}
