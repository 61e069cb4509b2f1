//! Where requests go: `https://host:port`, and perhaps a path in front of `/v3`.

use super::ConfigError;
use crate::core::{forbidden_in_path, has_dot_segment};
use http::Uri;
use std::fmt;
use std::net::IpAddr;

/// A base URL in two parts, because only the second one is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    origin: String,
    prefix: String,
    authority_at: usize,
    host: String,
    port: u16,
    secure: bool,
    loopback: bool,
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

impl BaseUrl {
    pub(super) fn parse(text: &str) -> Result<Self, ConfigError> {
        let refuse = |reason| Err(ConfigError::BaseUrl { got: text.to_owned(), reason });
        let Ok(uri) = text.parse::<Uri>() else { return refuse("expected something like https://host:port") };
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return refuse("it has to start with http:// or https://, and a host");
        };
        if !matches!(scheme, "http" | "https") || authority.host().is_empty() {
            return refuse("it has to start with http:// or https://, and a host");
        }
        if authority.as_str().contains('@') {
            return refuse("user names and passwords do not belong there");
        }
        // http::Uri drops a fragment silently.
        if uri.query().is_some() || text.contains('#') {
            return refuse("it must not have a query or a fragment");
        }
        let prefix = uri.path().trim_end_matches('/');
        if forbidden_in_path(prefix).is_some() || has_dot_segment(prefix) {
            return refuse("its path has characters or segments that could not be sent as they are");
        }
        let (secure, host) = (scheme == "https", authority.host().trim_matches(['[', ']']));
        Ok(Self {
            origin: format!("{scheme}://{authority}"),
            prefix: prefix.to_owned(),
            authority_at: scheme.len() + "://".len(),
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            secure,
            loopback: is_loopback(host),
            host: host.to_owned(),
        })
    }

    /// Whether it is this machine, to which no proxy leads.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Scheme and authority.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Host and, where it was given, port: what `Host` says.
    pub(crate) fn authority(&self) -> &str {
        &self.origin[self.authority_at..]
    }

    /// A name or an address, without brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The port, given or not.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Host and port, as a proxy is asked for them.
    pub(crate) fn host_and_port(&self) -> String {
        let (host, port) = (&self.host, self.port);
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// Whether it is spoken to through TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    /// What stands in front of `/v3`; empty, or with a leading slash and no trailing one.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prefix_is_kept_without_its_last_slash() {
        for (text, origin, prefix) in [
            ("https://api.mch.weixin.qq.com", "https://api.mch.weixin.qq.com", ""),
            ("http://127.0.0.1:9080/", "http://127.0.0.1:9080", ""),
            ("http://[::1]:9080/a/b/", "http://[::1]:9080", "/a/b"),
        ] {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!((url.origin(), url.prefix()), (origin, prefix));
        }
    }

    #[test]
    fn a_base_url_says_what_to_connect_to() {
        for (text, authority, to, secure) in [
            ("https://api.mch.weixin.qq.com", "api.mch.weixin.qq.com", "api.mch.weixin.qq.com:443", true),
            ("http://pay.example/a", "pay.example", "pay.example:80", false),
            ("https://[::1]:9443", "[::1]:9443", "[::1]:9443", true),
        ] {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!((url.authority(), url.host_and_port().as_str(), url.is_secure()), (authority, to, secure));
        }
        assert_eq!(BaseUrl::parse("https://[::1]:9443").unwrap().host(), "::1");
    }

    #[test]
    fn whatever_could_not_be_sent_as_written_is_refused() {
        for text in [
            "",
            "api.mch.weixin.qq.com",
            "/v3",
            "ftp://host",
            "http://",
            "http://user:password@host",
            "http://host?a=b",
            "http://host/#a",
            "http://host/a/../b",
            "http://host/a|b",
            "http://host/a b",
        ] {
            assert!(matches!(BaseUrl::parse(text), Err(ConfigError::BaseUrl { .. })), "{text}");
        }
    }
}
