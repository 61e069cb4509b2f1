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
    proxy: Option<(Proxy, Trust)>,
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
        let proxy = addresses["proxy"].as_str().and_then(|url| Proxy::find(url, control.server()));
        let trusted = |proxy| Ok::<_, CliError>((proxy, Trust::write(&data.join("ca"))?));
        let proxy = proxy.map(trusted).transpose()?;
        Ok(Self { base_url: control.server().to_owned(), proxy, merchant })
    }

    fn proxy(&self) -> Result<(&Proxy, &Trust), CliError> {
        let (proxy, trust) = self.proxy.as_ref().ok_or_else(|| CliError::NoProxy { server: self.base_url.clone() })?;
        Ok((proxy, trust))
    }
}

/// Where the proxy is reached.
struct Proxy {
    /// A name or an address, without brackets.
    host: String,
    port: u16,
}

impl Proxy {
    /// From the address that the proxy listens on. Where that is all there are, it is reached as the server itself is:
    /// a container's other addresses mean nothing outside of it.
    fn find(listening: &str, server: &str) -> Option<Self> {
        let address: SocketAddr = listening.strip_prefix("http://")?.parse().ok()?;
        let server: http::Uri = server.parse().ok()?;
        let host = if address.ip().is_unspecified() { server.host()?.to_owned() } else { address.ip().to_string() };
        Some(Self { host: host.trim_matches(['[', ']']).to_owned(), port: address.port() })
    }

    fn url(&self) -> String {
        let Self { host, port } = self;
        if host.contains(':') { format!("http://[{host}]:{port}") } else { format!("http://{host}:{port}") }
    }
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
    let (_, trust) = setup.proxy()?;
    let variables = variables(setup, inherited)?;
    let variables: Map<String, Value> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    Ok(json!({
        "base_url": setup.base_url,
        "ca": trust.ca.to_string_lossy(),
        "bundle": trust.bundle.to_string_lossy(),
        "java_trust_store": trust.store.to_string_lossy(),
        "merchant": setup.merchant.to_string_lossy(),
        "variables": variables,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_on_all_addresses_is_where_the_server_is() {
        let url = |listening: &str, server: &str| Proxy::find(listening, server).map(|proxy| proxy.url());
        let on = |url: &str| Some(url.to_owned());
        assert_eq!(url("http://127.0.0.1:9090", "http://localhost:9080"), on("http://127.0.0.1:9090"));
        assert_eq!(url("http://0.0.0.0:9090", "http://payscore:9080"), on("http://payscore:9090"));
        assert_eq!(url("http://[::]:9090", "http://[::1]:9080"), on("http://[::1]:9090"));
        assert_eq!(url("nothing", "http://localhost:9080"), None);
    }
}
