//! Where the database is: `postgres://user:password@host:port/name?…`, as libpq writes it.
//!
//! Several hosts may be named; with `target_session_attrs=read-write` the one that takes writes is used, which is what
//! finds the new primary after a failover. `sslmode` is `disable` (the default here), `require` or `verify-full`; both of
//! the latter check the certificate and the name. `sslrootcert` is a PEM file to believe instead of the system's roots.

use super::tls::Tls;
use crate::StoreError;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

/// A host that does not answer is given up after this long.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A connection on which nothing arrives any more is found out after about this long.
const SILENCE: Duration = Duration::from_secs(5);

/// How connections are made.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: Tls,
    /// For people: without password and parameters.
    pub(super) shown: String,
}

impl Address {
    /// Reads a URL.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let shown = shown(url);
        let unusable = |reason: String| StoreError::Open { path: shown.clone(), reason };
        let (url, security) = Security::take_from(url).map_err(unusable)?;
        let mut config: Config = url.parse().map_err(|error| unusable(reason(&error)))?;
        if config.get_hosts().is_empty() {
            return Err(unusable("it names no host".to_owned()));
        }
        let mode = if security.is_wanted { SslMode::Require } else { SslMode::Disable };
        config.ssl_mode(mode).tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("payscore");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let tls = if security.is_wanted { Tls::new(security.root.as_deref()).map_err(unusable)? } else { Tls::none() };
        Ok(Self { config, tls, shown })
    }
}

/// The parameters that decide on TLS, which tokio-postgres does not read as they are meant.
#[derive(Debug, Default, PartialEq, Eq)]
struct Security {
    is_wanted: bool,
    root: Option<PathBuf>,
}

impl Security {
    /// The URL without them, and what they say.
    fn take_from(url: &str) -> Result<(String, Self), String> {
        let mut security = Self::default();
        let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), security)) };
        let mut others = Vec::new();
        for parameter in query.split('&') {
            match parameter.split_once('=') {
                Some(("sslmode", "disable" | "allow" | "prefer")) => security.is_wanted = false,
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => security.is_wanted = true,
                Some(("sslmode", other)) => {
                    return Err(format!("sslmode={other} is none of disable, require, verify-full"));
                }
                Some(("sslrootcert", path)) => security.root = Some(PathBuf::from(unescaped(path)?)),
                _ => others.push(parameter),
            }
        }
        let url = if others.is_empty() { base.to_owned() } else { format!("{base}?{}", others.join("&")) };
        Ok((url, security))
    }
}

fn unescaped(text: &str) -> Result<String, String> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| format!("sslrootcert={text} is no path"))
}

/// An error with what caused it: tokio-postgres says "invalid configuration", its source says which.
pub(super) fn reason(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// A URL that may be shown: no password, no parameters.
fn shown(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return "postgres".to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(shown("postgres://me:p@ss@db:5432/orders?password=x"), "postgres://me@db:5432/orders");
        assert_eq!(shown("postgres://db/orders"), "postgres://db/orders");
        assert_eq!(shown("host=db password=secret"), "postgres");
        for url in [
            "postgres://me:secret@db/x?sslmode=perhaps",
            "postgres://me:secret@db:port/x",
            "postgres://me:secret@/x?what=1",
        ] {
            let error = Address::parse(url).expect_err("it cannot be read").to_string();
            assert!(!error.contains("secret") && error.contains("me"), "{error}");
        }
    }

    #[test]
    fn tls_is_used_when_it_is_asked_for() {
        let mode = |url: &str| Address::parse(url).expect("an address").config.get_ssl_mode();
        assert_eq!(mode("postgres://db/x"), SslMode::Disable);
        assert_eq!(mode("postgres://db/x?sslmode=prefer&application_name=a"), SslMode::Disable);
        assert_eq!(mode("postgres://db/x?application_name=a&sslmode=verify-full"), SslMode::Require);
        let error =
            Address::parse("postgres://db/x?sslmode=require&sslrootcert=/not/there%20.pem").expect_err("no file");
        assert!(error.to_string().contains("/not/there .pem"), "{error}");
    }

    #[test]
    fn several_hosts_are_tried() {
        let address = Address::parse("postgres://a,b:5433/x?target_session_attrs=read-write").expect("an address");
        assert_eq!(address.config.get_hosts().len(), 2);
        assert_eq!(address.config.get_application_name(), Some("payscore"));
    }
}
