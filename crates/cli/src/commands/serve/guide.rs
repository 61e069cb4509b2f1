//! What `payscore serve` says once it is ready: how to try it.

use crate::args::{DEFAULT_DATA, DEFAULT_SERVER};
use payscore_server::Server;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, absolute};

/// How to try the server with its data in `data`.
pub(super) fn text(server: &Server, data: &Path, token_given: bool) -> String {
    let address = server.address();
    let program = program();
    let run = command(&program, "run", address, None);
    let doors = doors(server.tls_address(), server.proxy_address(), &run);
    let server = format!("http://{}", reachable(address));
    // Paths are shown whole: the other terminal is likely in another folder.
    let folder = absolute(data).unwrap_or_else(|_| data.to_owned()).join("merchants").join("default");
    let access = match (address.ip().is_loopback(), token_given) {
        (true, _) => "",
        (false, true) => "  Control API   from elsewhere with the token, from this machine without\n",
        (false, false) => "  Control API   from this machine only; --control-token opens it to others\n",
    };
    format!(
        "
  Console       {server}/_payscore/
  API           {server}/v3/…  (the base URL for your SDK)
{doors}  Credentials   {}
{access}
Try it, in another terminal and the same folder: one order, from creation to the received notification
  {}

Ctrl-c stops the server.
",
        folder.display(),
        command(&program, "demo", address, Some(data)),
    )
}

/// The other ways in, where they are open. Where one is not, a warning has said why.
fn doors(tls: Option<SocketAddr>, proxy: Option<SocketAddr>, run: &str) -> String {
    let mut text = String::new();
    if let Some(tls) = tls {
        text.push_str(&format!("  TLS           https://{}\n", reachable(tls)));
    }
    if let Some(proxy) = proxy {
        let proxy = reachable(proxy);
        text.push_str(&format!("  Proxy         http://{proxy}  (for an SDK whose host is fixed: {run} -- CMD)\n"));
    }
    text
}

/// How to call a command so that it finds this server, and its data if it needs them.
fn command(program: &str, name: &str, address: SocketAddr, data: Option<&Path>) -> String {
    let mut command = format!("{program} {name}");
    let server = format!("http://{}", reachable(address));
    if server != DEFAULT_SERVER {
        command.push_str(&format!(" --server {server}"));
    }
    if let Some(data) = data.filter(|data| *data != Path::new(DEFAULT_DATA)) {
        command.push_str(&format!(" --data {}", quoted(&data.to_string_lossy())));
    }
    command
}

/// How this program was called, to call it again.
fn program() -> String {
    // Cargo tells the programs that it runs whose they are.
    if std::env::var_os("CARGO_PKG_NAME").is_some_and(|name| name == env!("CARGO_PKG_NAME")) {
        return if cfg!(debug_assertions) { "cargo run --" } else { "cargo run --release --" }.to_owned();
    }
    std::env::args().next().map_or_else(|| "payscore".to_owned(), |name| quoted(&name))
}

/// As a shell takes it for one word.
pub(in crate::commands) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:,@%+=~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// An address to connect to, where the server listens on all there are.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_called_with_what_differs_from_the_defaults() {
        let usual = "127.0.0.1:9080".parse().unwrap();
        assert_eq!(command("payscore", "demo", usual, Some(Path::new(DEFAULT_DATA))), "payscore demo");
        assert_eq!(command("payscore", "run", usual, None), "payscore run");
        assert_eq!(
            command("payscore", "demo", "0.0.0.0:1".parse().unwrap(), Some(Path::new("/tmp/my data"))),
            "payscore demo --server http://127.0.0.1:1 --data '/tmp/my data'"
        );
    }

    #[test]
    fn an_address_of_all_interfaces_is_reached_over_loopback() {
        assert_eq!(reachable("0.0.0.0:9080".parse().unwrap()).to_string(), "127.0.0.1:9080");
        assert_eq!(reachable("[::]:9080".parse().unwrap()).to_string(), "[::1]:9080");
        assert_eq!(reachable("10.0.0.1:80".parse().unwrap()).to_string(), "10.0.0.1:80");
    }

    #[test]
    fn a_quote_stays_within_the_quotes() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
