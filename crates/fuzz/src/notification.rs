//! What comes to a merchant's notify endpoint. The first byte says who wrote the rest:
//!
//! - `F`, a forger: lines of `Name: value` in place of a genuine notification's, an empty line, and the body, if any;
//! - `E`, the platform, with nonsense for an envelope;
//! - `P`, the platform, with an envelope around nonsense: the event type, a line end, the resource.

use crate::reading::{first_line, head};
use http::{HeaderMap, HeaderName, HeaderValue};
use payscore::{NotificationError, NotificationOpener, PlatformKeys};
use payscore_wire::{ApiV3Key, Envelope, Notice, PrivateKey, SCHEME, message};
use std::sync::LazyLock;

const NOW: i64 = 1_700_000_000;
const KEY_ID: &str = "PUB_KEY_ID_0119000001092024112900382800000000";
const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";

struct Scene {
    platform: PrivateKey,
    apiv3_key: ApiV3Key,
    opener: NotificationOpener,
    /// A notification that opens.
    headers: HeaderMap,
    body: Vec<u8>,
}

static SCENE: LazyLock<Scene> = LazyLock::new(Scene::new);

pub(crate) fn check(data: &[u8]) {
    match data.split_first() {
        Some((b'F', rest)) => forged(&SCENE, rest),
        Some((b'E', rest)) => signed(&SCENE, rest),
        Some((b'P', rest)) => sealed(&SCENE, rest),
        _ => {}
    }
}

/// Nothing opens but what the platform signed: the same body, with the same four headers.
fn forged(scene: &Scene, data: &[u8]) {
    let (lines, body) = head(data);
    let mut headers = scene.headers.clone();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..colon]);
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
    let body = if body.is_empty() { &scene.body } else { body };
    let signed = ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"];
    let altered = signed.iter().any(|name| headers.get(*name) != scene.headers.get(*name)) || body != scene.body;
    let opened = scene.opener.open(&headers, body);
    // Base64 of one signature can be written in one way only, or this is where it shows.
    assert!(!(altered && opened.is_ok()), "opened although altered: {headers:?} {body:?}");
    let scheme = headers.get("wechatpay-signature-type").is_none_or(|value| value == SCHEME);
    assert!(altered || !scheme || opened.is_ok(), "{opened:?}");
}

fn signed(scene: &Scene, body: &[u8]) {
    match scene.opener.open(&scene.sign(body), body) {
        Ok(notification) => {
            let envelope: Envelope = serde_json::from_slice(body).expect("what opened is an envelope");
            assert_eq!((notification.id, notification.event_type), (envelope.id, envelope.event_type));
            assert_eq!(envelope.resource.algorithm, "AEAD_AES_256_GCM");
        }
        Err(NotificationError::Probe | NotificationError::Authenticity(_)) => panic!("not believed: {body:?}"),
        Err(_) => {}
    }
}

fn sealed(scene: &Scene, data: &[u8]) {
    let (event_type, plaintext) = first_line(data);
    let Ok(event_type) = std::str::from_utf8(event_type) else { return };
    let envelope = seal(&scene.apiv3_key, event_type, plaintext);
    let body = serde_json::to_vec(&envelope).expect("JSON");
    match scene.opener.open(&scene.sign(&body), &body) {
        Ok(notification) => {
            assert_eq!((notification.event_type.as_str(), notification.plaintext.as_slice()), (event_type, plaintext));
            // What nobody reads of it may have bytes that are no text.
            let text = String::from_utf8_lossy(plaintext);
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "read what is no JSON");
        }
        Err(NotificationError::Resource { event_type: told, .. }) => assert_eq!(told, event_type),
        Err(error) => panic!("{error:?} of {event_type:?} {plaintext:?}"),
    }
}

fn seal(key: &ApiV3Key, event_type: &str, plaintext: &[u8]) -> Envelope {
    let notice = Notice {
        id: "EV-2018022511223320873",
        create_time: NOW,
        event_type,
        summary: "summary",
        original_type: "payscore",
        associated_data: "payscore",
        nonce: "fdasflkja484",
    };
    Envelope::seal(key, &notice, plaintext).expect("a nonce of 12 bytes")
}

impl Scene {
    fn new() -> Self {
        let platform = PrivateKey::generate().expect("a key");
        let apiv3_key = ApiV3Key::new(APIV3_KEY).expect("a key");
        let keys = PlatformKeys::new().with_public_key(KEY_ID, platform.public_key());
        let opener = NotificationOpener::new(keys, apiv3_key.clone()).with_clock(|| NOW);
        let body = serde_json::to_vec(&seal(&apiv3_key, "PAYSCORE.NEW", b"{}")).expect("JSON");
        let mut scene = Self { platform, apiv3_key, opener, headers: HeaderMap::new(), body };
        scene.headers = scene.sign(&scene.body);
        scene
    }

    fn sign(&self, body: &[u8]) -> HeaderMap {
        let (timestamp, nonce) = (NOW.to_string(), "593BEC0C930BF1AFEB40B4A08C8FB242");
        let signature = self.platform.sign(&message::response(&timestamp, nonce, body));
        let pairs = [
            ("wechatpay-timestamp", timestamp.as_str()),
            ("wechatpay-nonce", nonce),
            ("wechatpay-serial", KEY_ID),
            ("wechatpay-signature", signature.as_str()),
        ];
        let value = |text| HeaderValue::from_str(text).expect("a header's value");
        pairs.into_iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
    }
}
