//! The platform certificate is replaced under a client.

mod support;

use payscore::core::AuthenticityError;
use payscore::{Client, Error, PlatformKeys, SignatureError};
use payscore_testkit::TestServer;
use support::config;

const CERTIFICATES: &str = "v3/certificates";

/// Knows what it has downloaded, as a merchant in certificate mode does.
async fn fresh(server: &TestServer) -> Client {
    let client = Client::new(config(server, "default").with_platform_keys(PlatformKeys::new())).unwrap();
    client.download_certificates().await.unwrap();
    client
}

async fn rotate(server: &TestServer, phase: &str) {
    let answer = server.rotate_platform(phase).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn a_client_that_downloads_in_each_phase_verifies_every_answer() {
    let server = TestServer::start().await;
    let client = fresh(&server).await;
    for phase in ["announce", "switch", "retire", "announce", "switch", "retire"] {
        rotate(&server, phase).await;
        client.chain(CERTIFICATES).get().await.unwrap();
        let listed = client.download_certificates().await.unwrap().value;
        assert_eq!(listed.len(), if phase == "retire" { 1 } else { 2 }, "{phase}");
        client.chain(CERTIFICATES).get().await.unwrap();
    }
    let now = server.merchant("default").platform_serial_no;
    assert!(client.config().platform_keys().serials().contains(&now));
}

#[tokio::test]
async fn a_client_that_never_downloads_is_lost_when_the_old_one_is_retired() {
    let server = TestServer::start().await;
    let client = fresh(&server).await;
    for phase in ["announce", "switch"] {
        rotate(&server, phase).await;
        client.chain(CERTIFICATES).get().await.unwrap();
    }
    rotate(&server, "retire").await;
    let lost = client.chain(CERTIFICATES).get().await.unwrap_err();
    assert!(matches!(
        lost,
        Error::Signature(untrusted)
            if matches!(untrusted.reason, AuthenticityError::Signature(SignatureError::UnknownSerial { .. }))
    ));
}
