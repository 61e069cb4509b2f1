//! `payscore env`: what an SDK needs to reach the server.

mod sdks;
mod trust;
mod trust_store;
mod variables;

use super::serve::guide::quoted;
use crate::args::{Env, Target};
use crate::control::Control;
use crate::error::CliError;
use crate::output::{Screen, print};
use payscore_server::setup::{Access, Proxy};
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use trust::Trust;
pub(super) use trust::read_authority;
pub(super) use variables::variables;

/// Prints the variables that a shell evaluates; whatever is none is a comment.
pub(super) fn run(args: &Env, screen: Screen) -> Result<(), CliError> {
    let setup = Setup::gather(&args.target)?;
    if screen.json {
        return screen.show(&as_json(&setup)?, |_, _| String::new());
    }
    print(&match args.sdk {
        Some(sdk) => sdks::text(&setup, sdk)?,
        None => exports(&variables(&setup, inherited)?),
    })
}

/// A running server as its clients have to see it.
pub(super) struct Setup {
    /// `http://127.0.0.1:9080`
    pub(super) base_url: String,
    /// The proxy, and what to trust to go through it, where there is one.
    proxy: Option<Proxy>,
    /// The merchant's folder.
    pub(super) merchant: PathBuf,
}

impl Setup {
    /// Asks the server where it is, and writes the files of trusted certificates.
    pub(super) fn gather(target: &Target) -> Result<Self, CliError> {
        let control = Control::new(&target.connection)?;
        let addresses = control.get(&["addresses"], &[])?;
        let data = data_folder(target.data.as_deref(), &addresses)?;
        let merchants = data.join("merchants");
        let merchant = merchants.join(&target.merchant);
        if !merchant.join("merchant.json").is_file() {
            return Err(CliError::UnknownMerchant { name: target.merchant.clone(), folder: merchants });
        }
        let place = addresses["proxy"].as_str().and_then(|url| find_proxy(url, control.server()));
        let trusted = |(host, port)| {
            let Trust { ca, bundle, store } = Trust::write(&data.join("ca"))?;
            Ok::<_, CliError>(Proxy { host, port, ca, bundle, store })
        };
        let proxy = place.map(trusted).transpose()?;
        Ok(Self { base_url: control.server().to_owned(), proxy, merchant })
    }

    fn proxy(&self) -> Result<&Proxy, CliError> {
        self.proxy.as_ref().ok_or_else(|| CliError::NoProxy { server: self.base_url.clone() })
    }

    fn access(&self) -> Access {
        Access { base_url: self.base_url.clone(), proxy: self.proxy.clone(), merchant: self.merchant.clone() }
    }
}

/// Name or address, and port of the proxy, from the address that it listens on. Where that is all there are, it is
/// reached as the server itself is: a container's other addresses mean nothing outside of it.
fn find_proxy(listening: &str, server: &str) -> Option<(String, u16)> {
    let address: SocketAddr = listening.strip_prefix("http://")?.parse().ok()?;
    let server: http::Uri = server.parse().ok()?;
    let host = if address.ip().is_unspecified() { server.host()?.to_owned() } else { address.ip().to_string() };
    Some((host.trim_matches(['[', ']']).to_owned(), address.port()))
}

/// Where the server's data are, as seen from here.
fn data_folder(given: Option<&Path>, addresses: &Value) -> Result<PathBuf, CliError> {
    if let Some(given) = given {
        return Ok(std::path::absolute(given).unwrap_or_else(|_| given.to_owned()));
    }
    let path = PathBuf::from(addresses["data"].as_str().unwrap_or_default());
    if path.is_dir() { Ok(path) } else { Err(CliError::DataElsewhere { path }) }
}

/// What this process was itself given.
pub(super) fn inherited(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn exports(variables: &[(&'static str, String)]) -> String {
    variables.iter().map(|(name, value)| format!("export {name}={}\n", quoted(value))).collect()
}

fn as_json(setup: &Setup) -> Result<Value, CliError> {
    let proxy = setup.proxy()?;
    let variables = variables(setup, inherited)?;
    let variables: Map<String, Value> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    Ok(json!({
        "base_url": setup.base_url,
        "ca": proxy.ca.to_string_lossy(),
        "bundle": proxy.bundle.to_string_lossy(),
        "java_trust_store": proxy.store.to_string_lossy(),
        "merchant": setup.merchant.to_string_lossy(),
        "variables": variables,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_on_all_addresses_is_where_the_server_is() {
        let find =
            |listening: &str, server: &str| find_proxy(listening, server).map(|(host, port)| format!("{host} {port}"));
        let at = |place: &str| Some(place.to_owned());
        assert_eq!(find("http://127.0.0.1:9090", "http://localhost:9080"), at("127.0.0.1 9090"));
        assert_eq!(find("http://0.0.0.0:9090", "http://payscore:9080"), at("payscore 9090"));
        assert_eq!(find("http://[::]:9090", "http://[::1]:9080"), at("::1 9090"));
        assert_eq!(find("nothing", "http://localhost:9080"), None);
    }
}
