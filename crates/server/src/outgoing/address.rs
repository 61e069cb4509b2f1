//! Where a notification goes, read from what a merchant wrote.

use super::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// An address to be written down: a name and a password in it, and its query, can be secrets.
pub(crate) fn shown(url: &str) -> Cow<'_, str> {
    let (start, rest) = url.split_once("://").map_or((0, url), |(scheme, rest)| (scheme.len() + 3, rest));
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].split('/').next().unwrap_or_default();
    let secret = authority.rfind('@').map_or(0, |at| at + 1);
    if secret == 0 && end == rest.len() {
        return url.into();
    }
    let query = if end < rest.len() { "?…" } else { "" };
    format!("{}{}{query}", &url[..start], &rest[secret..end]).into()
}

/// What a browser would write as `%..` in a path, and everything beyond ASCII.
const UNFIT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// An address, taken apart.
#[derive(Debug)]
pub(super) struct Address {
    /// Scheme, host and port: what connections are kept by.
    pub(super) origin: String,
    pub(super) is_secure: bool,
    /// What the request line says.
    pub(super) target: Uri,
    /// What is connected to.
    pub(super) uri: Uri,
    /// Of a name and a password in the address.
    pub(super) authorization: Option<HeaderValue>,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, Failure> {
        let url = url.trim();
        let url = url.split_once('#').map_or(url, |(before, _)| before);
        let authority = url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next());
        if authority.is_some_and(|authority| !authority.is_ascii()) {
            return Err(Failure::address("a host beyond ASCII has to be written in Punycode, as xn--…"));
        }
        let uri: Uri = Cow::from(utf8_percent_encode(url, UNFIT)).parse().map_err(Failure::address)?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(Failure::address("relative URL without a base"));
        };
        let is_secure = *scheme == Scheme::HTTPS;
        if !is_secure && *scheme != Scheme::HTTP {
            return Err(Failure::address("URL scheme is not allowed"));
        }
        let target = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        let target = if target.starts_with('/') { Cow::from(target) } else { Cow::from(format!("/{target}")) };
        Ok(Self {
            origin: format!("{scheme}://{}:{}", authority.host().to_ascii_lowercase(), port(authority, is_secure)),
            is_secure,
            target: target.parse().map_err(Failure::address)?,
            authorization: authorization(authority)?,
            uri,
        })
    }

    /// The name that a certificate has to be for.
    pub(super) fn host(&self) -> &str {
        self.uri.host().unwrap_or_default().trim_matches(['[', ']'])
    }

    /// Without a port where it is the usual one.
    pub(super) fn host_header(&self) -> Result<HeaderValue, Failure> {
        let host = self.uri.host().unwrap_or_default();
        let usual = if self.is_secure { 443 } else { 80 };
        match self.uri.port_u16().filter(|port| *port != usual) {
            Some(port) => HeaderValue::try_from(format!("{host}:{port}")).map_err(Failure::address),
            None => HeaderValue::from_str(host).map_err(Failure::address),
        }
    }
}

fn port(authority: &Authority, is_secure: bool) -> u16 {
    authority.port_u16().unwrap_or(if is_secure { 443 } else { 80 })
}

/// `name:password@` before a host, as browsers send it.
fn authorization(authority: &Authority) -> Result<Option<HeaderValue>, Failure> {
    let Some((user, _)) = authority.as_str().rsplit_once('@') else { return Ok(None) };
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut plain: Vec<u8> = percent_decode_str(name).collect();
    plain.push(b':');
    plain.extend(percent_decode_str(password));
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(plain))).map_err(Failure::address)?;
    value.set_sensitive(true);
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> (String, String, String) {
        let address = Address::parse(url).expect("an address");
        let host = address.host_header().expect("a header");
        (address.origin, address.target.to_string(), host.to_str().expect("text").to_owned())
    }

    #[test]
    fn are_taken_apart() {
        for (url, origin, target, host) in [
            ("http://127.0.0.1:8080/notify", "http://127.0.0.1:8080", "/notify", "127.0.0.1:8080"),
            (" https://Shop.example.com/a?b=c#d ", "https://shop.example.com:443", "/a?b=c", "Shop.example.com"),
            ("http://[::1]:81", "http://[::1]:81", "/", "[::1]:81"),
            ("http://localhost:80?x", "http://localhost:80", "/?x", "localhost"),
            ("http://a/订单 1", "http://a:80", "/%E8%AE%A2%E5%8D%95%201", "a"),
        ] {
            assert_eq!(of(url), (origin.to_owned(), target.to_owned(), host.to_owned()), "{url}");
        }
        assert_eq!(Address::parse("https://[::1]/").expect("an address").host(), "::1");
    }

    #[test]
    fn a_name_and_a_password_are_sent_as_browsers_do() {
        let address = Address::parse("http://Aladdin:open%20sesame@a.example/x").expect("an address");
        let sent = address.authorization.expect("a header");
        assert_eq!(sent, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(address.uri.host(), Some("a.example"));
    }

    #[test]
    fn secrets_are_not_shown() {
        for (url, expected) in [
            ("https://shop.example.com/notify", "https://shop.example.com/notify"),
            ("https://me:secret@shop.example.com/a?token=secret#x", "https://shop.example.com/a?…"),
            ("http://a@b@shop.example.com", "http://shop.example.com"),
            ("http://shop.example.com?token=secret", "http://shop.example.com?…"),
            ("http://shop.example.com/@b", "http://shop.example.com/@b"),
            ("me:secret@shop.example.com/a", "shop.example.com/a"),
            ("", ""),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn others_are_refused_with_a_reason() {
        for (url, reason) in [
            ("", "builder error"),
            ("/notify", "builder error: relative URL without a base"),
            ("ftp://a/", "builder error: URL scheme is not allowed"),
            ("http://商店.example/", "Punycode"),
        ] {
            let told = Address::parse(url).expect_err(url).told(url);
            assert!(told.contains(reason), "{url}: {told}");
        }
    }
}
