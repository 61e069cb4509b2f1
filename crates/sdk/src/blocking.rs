//! The blocking client: a shell of ureq around the [core](crate::core). It needs no runtime, and does not mind one.

mod renewal;
mod transfer;

use crate::chain::{Caller, Chain, V3};
use crate::config::Config;
use crate::core::{
    Answer, Call, MAX_ANSWER_BYTES, PreparedRequest, Refresh, TemplateError, Traffic, Trial, Verdict, conclude, decode,
    decode_value, prepare_to, verify, wanted_certificate,
};
use crate::error::{EncodeError, Error, TransportError, TransportKind};
use crate::notification::{self, Notification, NotificationError};
use crate::response::Response;
use crate::templates::Templates;
use bytes::Bytes;
use http::HeaderMap;
use payscore_api::Operation;
use payscore_wire::Certificate;
use renewal::Renewal;
use serde_json::Value;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

/// The blocking client. Cloning is cheap; clones share connections, keys and templates.
///
/// Everything happens on the calling thread. Calls that fail are tried again where that is safe
/// ([`RetryPolicy`](crate::RetryPolicy)); platform certificates are renewed by the call for which they are due. Proxies
/// are taken from the environment (`HTTPS_PROXY`), roots of trust from the system.
///
/// ```no_run
/// use payscore::{Config, blocking::Client};
///
/// # fn example() -> Result<(), payscore::Error> {
/// let client = Client::new(Config::from_merchant_dir("payscore-data/merchants/default")?);
/// let query = [("appid", "wxd678efh567hg6787"), ("service_id", "500001"), ("out_order_no", "1234323JKHDFE1243252")];
/// let order = client["v3/payscore/serviceorder"].query(&query).get()?;
/// println!("{}", order.value["state"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    handle: Handle,
    templates: Arc<Templates<Handle>>,
}

/// What chains of the blocking client hold of it.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    http: ureq::Agent,
    traffic: Traffic,
    refresh: Refresh,
    renewal: Renewal,
}

impl Client {
    /// A client of this configuration. No request is made yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            // Said here, so that no process-wide default has to be installed, and none gets in the way.
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let mut http = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(config.connect_timeout()))
            .timeout_global(Some(config.timeout()))
            // WeChat Pay never redirects, and a signature is for one path only.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(config.pool().max_idle)
            .max_idle_connections_per_host(config.pool().max_idle)
            .max_idle_age(config.pool().idle_timeout);
        if config.base().is_loopback() {
            http = http.proxy(None);
        }
        let http = http.build().new_agent();
        let (traffic, refresh) = (Traffic::new(&config), Refresh::new(&config));
        let shared = Shared { config, http, traffic, refresh, renewal: Renewal::default() };
        let handle = Handle { shared: Arc::new(shared) };
        Self { handle, templates: Arc::new(Templates::new()) }
    }

    /// Sends a typed request, and reads the answer that belongs to it.
    ///
    /// # Errors
    /// [`Error`]: of its variants, `Config` and `Notification` do not occur here.
    pub fn send<O: Operation>(&self, request: &O) -> Result<Response<O::Response>, Error> {
        decode(self.handle.exchange(&Call::of(request, self.config())?)?)
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
    pub fn download_certificates(&self) -> Result<Response<Vec<Certificate>>, Error> {
        self.handle.download()
    }

    /// Verifies a notification, then decrypts and reads it. `body` has to be what came over the wire, byte for byte.
    /// The certificates are downloaded if it is signed with an unknown one.
    ///
    /// # Errors
    /// [`NotificationError`]: answer the notification with a status outside 2xx then.
    pub fn notification(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notification, NotificationError> {
        let config = self.config();
        let open = || notification::open(config.platform_keys(), config.apiv3_key(), config.now(), headers, body);
        let begun = self.handle.shared.refresh.begun();
        let opened = open();
        if let Err(NotificationError::Authenticity(reason)) = &opened
            && let Some(serial) = wanted_certificate(reason)
        {
            self.handle.renew_for(serial, begun);
            return open();
        }
        opened
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
    type Output = Result<Response<Value>, Error>;

    fn call(&self, call: Result<Call, Error>) -> Result<Response<Value>, Error> {
        decode_value(self.exchange(&call?)?)
    }
}

impl Handle {
    /// Makes a call, as often as the policy allows, until it has an answer that is accepted.
    fn exchange(&self, call: &Call) -> Result<Answer, Error> {
        self.tend();
        let config = &self.shared.config;
        let mut trial = Trial::new(config, &self.shared.traffic, call);
        loop {
            let outcome = trial.span().in_scope(|| self.attempt(call, &trial));
            match trial.judge(call, outcome) {
                Verdict::Done(result) => return result,
                Verdict::Again(wait) => config.timer().pause(wait),
            }
        }
    }

    fn attempt(&self, call: &Call, trial: &Trial<'_>) -> Result<Answer, Error> {
        let shared = &self.shared;
        let answer = self.send_once(call, trial)?;
        let renewals = shared.refresh.begun();
        let mut verified = verify(&shared.config, &answer);
        if let Err(reason) = &verified
            && let Some(serial) = wanted_certificate(reason)
        {
            self.renew_for(serial, renewals);
            verified = verify(&shared.config, &answer);
        }
        conclude(answer, verified)
    }

    fn send_once(&self, call: &Call, trial: &Trial<'_>) -> Result<Answer, Error> {
        let turn = trial.turn()?;
        if !turn.is_zero() {
            self.shared.config.timer().pause(turn);
        }
        let prepared = prepare_to(&self.shared.config, trial.base(), call)?;
        let response = self.run(&prepared, trial.shorter_timeout())?;
        let (parts, body) = response.into_parts();
        let limit = u64::try_from(MAX_ANSWER_BYTES).unwrap_or(u64::MAX);
        let body = body.into_with_config().limit(limit).read_to_vec().map_err(|e| transport(&prepared, e))?;
        Ok(Answer { status: parts.status, headers: parts.headers, body: Bytes::from(body) })
    }

    fn run(&self, prepared: &PreparedRequest, timeout: Option<Duration>) -> Result<http::Response<ureq::Body>, Error> {
        let refuse = |source: Box<dyn std::error::Error + Send + Sync>| {
            Error::from(EncodeError::Url { url: prepared.url.clone(), source })
        };
        let uri: http::Uri = prepared.url.parse().map_err(|source: http::uri::InvalidUri| refuse(source.into()))?;
        let sent = uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str);
        if sent != prepared.target() {
            return Err(TemplateError::Altered { signed: prepared.target().to_owned(), sent: sent.to_owned() }.into());
        }
        let mut request = http::Request::new(());
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = prepared.headers.clone();
        let http = &self.shared.http;
        if let Some(timeout) = timeout {
            request = http.configure_request(request).timeout_global(Some(timeout)).build();
        }
        // ureq refuses a GET with a body, even an empty one.
        let answered = if prepared.body.is_empty() {
            http.run(request)
        } else {
            http.run(request.map(|()| prepared.body.as_ref()))
        };
        answered.map_err(|error| transport(prepared, error))
    }
}

fn transport(prepared: &PreparedRequest, error: ureq::Error) -> Error {
    use std::io::ErrorKind;
    use ureq::{Error as Cause, Timeout};
    let timeout = matches!(error, Cause::Timeout(_));
    let kind = match &error {
        Cause::Timeout(Timeout::Resolve | Timeout::Connect)
        | Cause::HostNotFound
        | Cause::ConnectionFailed
        | Cause::ConnectProxyFailed(_)
        | Cause::Tls(_)
        | Cause::Rustls(_) => TransportKind::Connect,
        Cause::Io(io) if io.kind() == ErrorKind::ConnectionRefused || is_mistrust(io) => TransportKind::Connect,
        Cause::Timeout(_) => TransportKind::Timeout,
        Cause::BodyExceedsLimit(_) => TransportKind::TooLong,
        _ => TransportKind::Broken,
    };
    TransportError::new(kind, timeout, prepared, error).into()
}

/// Certificates are looked at before a request is sent. Other errors of TLS may come later, and do not say when.
fn is_mistrust(error: &std::io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
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
    fn a_path_that_would_be_sent_otherwise_than_signed_is_not_sent() {
        let call = Call::new(http::Method::GET, "/v3/x#y".to_owned());
        let error = Client::new(config()).handle.exchange(&call).unwrap_err();
        assert!(matches!(error, Error::Template(TemplateError::Altered { sent, .. }) if sent == "/v3/x"));
    }

    #[test]
    fn templates_do_not_keep_a_client_alive() {
        let client = Client::new(config());
        let chain = client["v3/certificates"].clone();
        let shared = Arc::downgrade(&client.handle.shared);
        drop(client);
        assert!(shared.upgrade().is_some(), "a chain of its own does");
        drop(chain);
        assert!(shared.upgrade().is_none());
    }
}
