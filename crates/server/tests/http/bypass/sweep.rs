//! Every byte in its turn.

use super::{REFUSED, Scene};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Nobody can guess which byte it is that is not looked at: so none may be.
#[tokio::test]
async fn every_byte_of_a_body() {
    let scene = Scene::open().await;
    let before = scene.everything().await;
    let body = scene.body().into_bytes();
    for at in 0..body.len() {
        let mut altered = body.clone();
        altered[at] ^= 1;
        let request = scene.right().body(altered).signing_body(body.clone());
        assert_eq!(scene.send(&request.bytes(), false).await, REFUSED, "byte {at}");
    }
    assert!(scene.everything().await == before);
}

#[tokio::test]
async fn every_byte_of_a_signature() {
    let scene = Scene::open().await;
    let before = scene.everything().await;
    let request = scene.right().nonce("SWEEP");
    let right = STANDARD.decode(request.signature()).expect("base64");
    for at in 0..right.len() {
        let mut altered = right.clone();
        altered[at] ^= 0x80;
        let authorization = request.authorization().replace(&request.signature(), &STANDARD.encode(altered));
        let bytes = request.clone().authorized_by(&[&authorization]).bytes();
        assert_eq!(scene.send(&bytes, false).await, REFUSED, "byte {at}");
    }
    assert!(scene.everything().await == before);
}
