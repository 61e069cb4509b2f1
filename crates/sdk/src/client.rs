//! The async client: a shell of sockets around the [core](crate::core).

pub(crate) mod http;
mod renewal;
mod transfer;

use crate::chain::{Caller, Chain, V3};
use crate::config::Config;
use crate::core::{
    Answer, Call, Refresh, Traffic, Trial, Upload, Verdict, conclude, decode, decode_value, prepare_to, verify,
    wanted_certificate,
};
use crate::error::Error;
use crate::notification::{self, Notification, NotificationError};
use crate::response::Response;
use crate::templates::Templates;
use crate::transport::InMemory;
use ::http::HeaderMap;
use http::Http;
use payscore_api::Operation;
use payscore_wire::Certificate;
use renewal::Renewal;
use serde_json::Value;
use std::fmt;
use std::ops::Index;
use std::pin::Pin;
use std::sync::Arc;
use tracing::Instrument;

/// What the path styles of the async client give: await it. Nothing is sent before.
pub type PendingResponse = Pin<Box<dyn Future<Output = Result<Response<Value>, Error>> + Send>>;

/// The async client. Cloning is cheap; clones share connections, keys and templates.
///
/// It needs a tokio runtime with timers. Calls that fail are tried again where that is safe
/// ([`RetryPolicy`](crate::RetryPolicy)); platform certificates are renewed in the background. Proxies are taken from the environment (`HTTPS_PROXY`), roots
/// of trust from the system.
///
/// ```no_run
/// use payscore::{Client, Config, serviceorder::QueryServiceOrder};
///
/// # async fn example() -> Result<(), payscore::Error> {
/// let client = Client::new(Config::from_merchant_dir("payscore-data/merchants/default")?)?;
/// let query = QueryServiceOrder::builder()
///     .appid("wxd678efh567hg6787")
///     .service_id("500001")
///     .out_order_no("1234323JKHDFE1243252")
///     .build();
/// let order = client.send(&query).await?.into_value();
/// println!("{} {:?}", order.state, order.total_amount);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    handle: Handle,
    templates: Arc<Templates<Handle>>,
}

/// What chains of the async client hold of it.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    http: Http,
    traffic: Traffic,
    refresh: Refresh,
    renewal: Renewal,
}

impl Client {
    /// A client of this configuration. No request is made yet.
    ///
    /// # Errors
    /// [`ConfigError::HttpClient`](crate::ConfigError::HttpClient) if the system's roots of trust cannot be used.
    pub fn new(config: Config) -> Result<Self, Error> {
        let http = Http::new(&config)?;
        let (traffic, refresh) = (Traffic::new(&config), Refresh::new(&config));
        let shared = Shared { config, http, traffic, refresh, renewal: Renewal::default() };
        let handle = Handle { shared: Arc::new(shared) };
        Ok(Self { handle, templates: Arc::new(Templates::new()) })
    }

    /// Sends a typed request, and reads the answer that belongs to it.
    ///
    /// # Errors
    /// [`Error`]: of its variants, `Config` and `Notification` do not occur here.
    pub async fn send<O: Operation>(&self, request: &O) -> Result<Response<O::Response>, Error> {
        // Described before the first await: the future need not hold the request.
        decode(self.handle.exchange(&Call::of(request, self.config())?).await?)
    }

    /// The pure chain: `client.v3().payscore()…`, one method a path segment.
    pub fn v3(&self) -> V3<Handle> {
        V3::new(self.handle.clone())
    }

    /// The declarative style: any path, variables in braces. The property style `client["…"]` is the same without the
    /// method's name.
    pub fn chain(&self, template: &str) -> Chain<Handle> {
        Chain::new(self.handle.clone(), template.to_owned())
    }

    /// Downloads the platform certificates, verifies them, and adds them to the configuration's platform keys.
    ///
    /// # Errors
    /// [`Error::Api`] with code `RESOURCE_NOT_EXISTS` where the merchant uses the WeChat Pay public key only;
    /// [`Error::Certificates`] if the APIv3 key does not open them; others as with any call.
    pub async fn download_certificates(&self) -> Result<Response<Vec<Certificate>>, Error> {
        self.handle.download().await
    }

    /// Verifies a notification, then decrypts and reads it. `body` has to be what came over the wire, byte for byte.
    ///
    /// One that is signed with an unknown platform certificate is refused, and the certificates are downloaded
    /// meanwhile: WeChat Pay sends it again after 15 s.
    ///
    /// # Errors
    /// [`NotificationError`]: answer the notification with a status outside 2xx then.
    pub fn notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        let config = self.config();
        let opened = notification::open(config.platform_keys(), config.apiv3_key(), config.now(), headers, body);
        if let Err(NotificationError::Authenticity(reason)) = &opened
            && let Some(serial) = wanted_certificate(reason)
        {
            self.handle.renew_soon(serial.to_owned());
        }
        opened
    }

    #[cfg(feature = "tower")]
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.handle.shared.config
    }
}

impl Index<&str> for Client {
    type Output = Chain<Handle>;

    /// The property style. Each text indexed with is kept for as long as the client lives: index with templates, and
    /// give values with [`Chain::with`].
    fn index(&self, template: &str) -> &Chain<Handle> {
        self.templates.intern(&self.handle, template)
    }
}

impl Caller for Handle {
    type Output = PendingResponse;

    fn call(&self, call: Result<Call, Error>) -> PendingResponse {
        let handle = self.clone();
        Box::pin(async move { decode_value(handle.exchange(&call?).await?) })
    }
}

impl Handle {
    /// Makes a call, as often as the policy allows, until it has an answer that is accepted.
    async fn exchange(&self, call: &Call) -> Result<Answer, Error> {
        self.exchange_with(call, None).await
    }

    async fn exchange_with(&self, call: &Call, upload: Option<&Upload>) -> Result<Answer, Error> {
        self.tend();
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let outcome = self.attempt(call, upload, &trial).instrument(trial.span()).await;
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result,
                Verdict::Again(wait) => config.timer().sleep(wait).await,
            }
        }
    }

    async fn attempt(&self, call: &Call, upload: Option<&Upload>, trial: &Trial<'_>) -> Result<Answer, Error> {
        let shared = &self.shared;
        let answer = self.send_once(call, upload, trial).await?;
        let renewals = shared.refresh.begun();
        let mut verified = verify(&shared.config, &answer);
        if let Err(reason) = &verified
            && let Some(serial) = wanted_certificate(reason)
        {
            Box::pin(self.renew_for(serial, renewals)).await;
            verified = verify(&shared.config, &answer);
        }
        conclude(answer, verified)
    }

    async fn send_once(&self, call: &Call, upload: Option<&Upload>, trial: &Trial<'_>) -> Result<Answer, Error> {
        let turn = trial.turn()?;
        if !turn.is_zero() {
            self.shared.config.timer().sleep(turn).await;
        }
        let prepared = prepare_to(&self.shared.config, trial.base(), call)?;
        let (mut body, timeout) = (InMemory::default(), trial.timeout());
        let head = self.shared.http.exchange(trial.base(), &prepared, upload, timeout, &mut body).await?;
        Ok(Answer { status: head.status, headers: head.headers, body: body.into_bytes() })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(self.config()).finish()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.shared.config).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::config;

    #[test]
    fn templates_do_not_keep_a_client_alive() {
        let client = Client::new(config()).unwrap();
        let chain = client["v3/certificates"].clone();
        let shared = Arc::downgrade(&client.handle.shared);
        drop(client);
        assert!(shared.upgrade().is_some(), "a chain of its own does");
        drop(chain);
        assert!(shared.upgrade().is_none());
    }

    #[test]
    fn clients_calls_and_errors_go_between_threads() {
        fn send_sync<T: Send + Sync + 'static>() {}
        fn send<T: Send>(_: &T) {}
        send_sync::<Client>();
        send_sync::<crate::blocking::Client>();
        send_sync::<Error>();
        let client = Client::new(config()).unwrap();
        send(&client["v3/certificates"].get());
        send(&client.download_certificates());
        send(&client.send(&payscore_api::certificates::ListCertificates::builder().build()));
    }
}
