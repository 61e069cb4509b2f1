//! Which doors are open.

use crate::shop::Shop;
use payscore_server::{Config, Server};
use payscore_testkit::{Door, TestServer};
use serde_json::Value;
use std::net::{SocketAddr, TcpListener};

#[tokio::test]
async fn a_server_on_any_port_has_all_its_doors_on_any_port() {
    let (one, other) = (TestServer::start().await, TestServer::start().await);
    let urls = [&one, &other].map(|server| [server.base_url().to_owned(), server.tls_url(), server.proxy_url()]);
    for (a, b) in urls[0].iter().zip(&urls[1]) {
        assert_ne!(a, b);
        assert!(a.contains("://127.0.0.1:") && !a.ends_with(":9443") && !a.ends_with(":9090"), "{a}");
    }
    let told = one.get("addresses").await.body;
    assert_eq!([&told["http"], &told["tls"], &told["proxy"]], [&urls[0][0], &urls[0][1], &urls[0][2]]);
    assert_eq!(told["data"].as_str().expect("a path"), one.data().to_str().expect("UTF-8"));
}

#[tokio::test]
async fn closed_doors_need_no_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::new(folder.path());
    config.listen.set_port(0);
    (config.tls, config.proxy) = (Door::Closed, Door::Closed);
    let server = Server::start(config).await.expect("a server");
    assert_eq!((server.tls_address(), server.proxy_address()), (None, None));
    server.stop().await;
    assert!(!folder.path().join("ca").exists());
}

#[tokio::test]
async fn a_door_that_was_asked_for_opens_or_the_server_does_not_start() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    for option in ["--tls-listen", "--proxy-listen"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::new(folder.path());
        config.listen.set_port(0);
        if option == "--tls-listen" {
            config.tls = Door::At(address);
        } else {
            config.proxy = Door::At(address);
        }
        let error = Server::start(config).await.err().expect("no server").to_string();
        assert!(error.contains(option) && error.contains(&address.to_string()), "{error}");
        assert!(!folder.path().join("payscore.db").exists(), "nothing was touched");
    }
}

/// The one test that uses the customary ports: whether they are free here or not, the server starts.
#[tokio::test]
async fn a_customary_port_that_is_taken_keeps_no_server_from_starting() {
    let customary = |port: u16| SocketAddr::from(([127, 0, 0, 1], port));
    // Taken by this test, or by somebody else on this machine.
    let _tls = TcpListener::bind(customary(9443));
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::new(folder.path());
    config.listen = free;
    config.proxy = Door::Closed;
    let server = Server::start(config).await.expect("a server all the same");
    assert_eq!(server.tls_address(), None);
    server.stop().await;
}

#[tokio::test]
async fn the_health_of_a_server_is_the_same_through_every_door() {
    let shop = Shop::open().await;
    let http = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([
            reqwest::Certificate::from_pem(&std::fs::read(shop.server.ca()).expect("ca.pem")).expect("one")
        ])
        .build()
        .expect("a client");
    let url = shop.server.tls_url();
    let health: Value =
        http.get(format!("{url}/_payscore/health")).send().await.expect("sent").json().await.expect("JSON");
    assert_eq!(health, shop.server.get("health").await.body);
}
