//! Where hosts are. ureq asks before every call, also if it then takes a connection that is open already, and starts a
//! thread for it where there is a timeout.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How long an answer is taken again: less than it takes anybody to notice that a host has moved.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// ureq's own resolver, asked at most every 30 s, and not at all where the address is in the URL.
#[derive(Debug, Default)]
pub(super) struct CachingResolver {
    system: DefaultResolver,
    /// By scheme and authority.
    known: Mutex<HashMap<String, (Instant, Vec<SocketAddr>)>>,
}

impl CachingResolver {
    fn recall(&self, name: &str) -> Option<Vec<SocketAddr>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, addresses) = known.get(name)?;
        (since.elapsed() < KEPT_FOR).then(|| addresses.clone())
    }
}

impl Resolver for CachingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        if let Some(address) = literal(uri) {
            return Ok(collect(self.empty(), &[address]));
        }
        let name =
            format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().map_or("", |it| it.as_str()));
        if let Some(addresses) = self.recall(&name) {
            return Ok(collect(self.empty(), &addresses));
        }
        let found = self.system.resolve(uri, config, timeout)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(name, (Instant::now(), found.iter().copied().collect()));
        Ok(found)
    }
}

fn collect(mut into: ResolvedSocketAddrs, addresses: &[SocketAddr]) -> ResolvedSocketAddrs {
    for address in addresses {
        into.push(*address);
    }
    into
}

/// An address that needs no resolver.
fn literal(uri: &Uri) -> Option<SocketAddr> {
    let ip: IpAddr = uri.host()?.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
    let port = match (uri.port_u16(), uri.scheme_str()) {
        (Some(port), _) => port,
        (None, Some("https")) => 443,
        (None, Some("http")) => 80,
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_the_url_needs_no_resolver() {
        let read = |text: &str| literal(&text.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(read("http://127.0.0.1:9080/v3/x").as_deref(), Some("127.0.0.1:9080"));
        assert_eq!(read("https://[::1]/v3/x").as_deref(), Some("[::1]:443"));
        assert_eq!(read("https://api.mch.weixin.qq.com/v3/x"), None);
    }

    #[test]
    fn an_answer_is_taken_again_for_a_while_and_no_longer() {
        let resolver = CachingResolver::default();
        let address = SocketAddr::from(([127, 0, 0, 1], 443));
        let keep = |since: Instant| {
            resolver.known.lock().unwrap().insert("https://host".to_owned(), (since, vec![address]));
        };
        keep(Instant::now());
        assert_eq!(resolver.recall("https://host"), Some(vec![address]));
        assert_eq!(resolver.recall("http://host"), None);
        if let Some(long_ago) = Instant::now().checked_sub(KEPT_FOR) {
            keep(long_ago);
            assert_eq!(resolver.recall("https://host"), None);
        }
    }
}
