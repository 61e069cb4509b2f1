//! `--proxy-tunnel`: TLS connections to other hosts, let through untouched, so that a program whose every HTTPS call
//! goes to the proxy can still reach the rest of the internet. The internet, not this machine or its network.

use super::{Stop, stopped};
use http::uri::Authority;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::TcpStream;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Anything else is not what the tunnel is for.
const HTTPS_PORT: u16 = 443;

/// Why there is no tunnel, in words.
#[derive(Debug)]
pub(super) enum NoWay {
    /// It is not to be.
    Forbidden(String),
    /// It cannot be.
    Failed(String),
}

/// Connects to a public host, for somebody on this machine.
pub(super) async fn open(authority: &Authority, peer: SocketAddr) -> Result<TcpStream, NoWay> {
    // An address that others reach would make this an open proxy.
    if !peer.ip().to_canonical().is_loopback() {
        return Err(NoWay::Forbidden("tunnels are for programs on the server's own machine\n".to_owned()));
    }
    if authority.port_u16() != Some(HTTPS_PORT) {
        return Err(NoWay::Forbidden(format!("tunnels lead to port {HTTPS_PORT} only, not to {authority}\n")));
    }
    connect(authority.host().trim_matches(['[', ']']), HTTPS_PORT, is_public).await
}

/// Connects where every address of the host may be connected to: a name that is partly private is up to something.
/// The addresses looked at are the ones connected to.
async fn connect(host: &str, port: u16, allowed: fn(IpAddr) -> bool) -> Result<TcpStream, NoWay> {
    let failed = |why: &dyn std::fmt::Display| NoWay::Failed(format!("cannot connect to {host}:{port}: {why}\n"));
    let addresses: Vec<SocketAddr> =
        tokio::net::lookup_host((host, port)).await.map_err(|error| failed(&error))?.collect();
    if let Some(private) = addresses.iter().find(|address| !allowed(address.ip())) {
        let ip = private.ip();
        let why = format!("{host} is {ip}, not on the internet: name it in NO_PROXY to reach it without the proxy\n");
        return Err(NoWay::Forbidden(why));
    }
    match tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(failed(&error)),
        Err(_) => Err(failed(&"nobody answers")),
    }
}

/// Both directions, until either side has had enough or the server stops.
pub(super) async fn join(mut near: impl AsyncRead + AsyncWrite + Unpin, mut far: TcpStream, mut stop: Stop) {
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        () = stopped(&mut stop) => {}
    }
}

/// Whether an address is on the internet: not this machine, not its network, not reserved for anything.
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || ip.is_broadcast();
    let reserved = match ip.octets() {
        // This network, carriers' own, protocols, benchmarks, the future.
        [0, ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18..=19, ..] | [240..=255, ..] => true,
        _ => false,
    };
    !special && !reserved
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // Of what is assigned, all but what carries an IPv4 address (Teredo, 6to4) and documentation.
    match ip.segments() {
        [0x2001, 0, ..] | [0x2001, 0xDB8, ..] | [0x2002, ..] => false,
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::sync::watch;

    #[test]
    fn only_the_internet_is_public() {
        for public in ["1.1.1.1", "183.3.226.35", "100.128.0.1", "2402:4e00::1", "::ffff:1.1.1.1"] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for other in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(other.parse().expect("an address")), "{other}");
        }
    }

    #[tokio::test]
    async fn this_machine_is_not_tunnelled_to_whatever_its_name() {
        let here: SocketAddr = "127.0.0.1:1".parse().expect("an address");
        for host in ["localhost:443", "127.0.0.1:443", "[::1]:443"] {
            let refused = open(&host.parse().expect("an authority"), here).await;
            assert!(matches!(refused, Err(NoWay::Forbidden(_))), "{host}");
        }
        let elsewhere: SocketAddr = "10.0.0.1:1".parse().expect("an address");
        for (host, peer) in [("1.1.1.1:25", here), ("1.1.1.1:443", elsewhere)] {
            let refused = open(&host.parse().expect("an authority"), peer).await;
            assert!(matches!(refused, Err(NoWay::Forbidden(_))), "{host} for {peer}");
        }
    }

    #[tokio::test]
    async fn a_tunnel_carries_bytes_both_ways_until_the_server_stops() {
        let far = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = far.local_addr().expect("an address").port();
        let onward = connect("127.0.0.1", port, |_| true).await.expect("a connection");
        let (mut far, _) = far.accept().await.expect("a connection");
        let (near, mut client) = tokio::io::duplex(64);
        let (stop, stopped) = watch::channel(false);
        let joined = tokio::spawn(join(near, onward, stopped));
        client.write_all(b"ping").await.expect("written");
        let mut bytes = [0; 4];
        far.read_exact(&mut bytes).await.expect("read");
        assert_eq!(&bytes, b"ping");
        far.write_all(b"pong").await.expect("written");
        client.read_exact(&mut bytes).await.expect("read");
        assert_eq!(&bytes, b"pong");
        stop.send_replace(true);
        joined.await.expect("an end");
    }
}
