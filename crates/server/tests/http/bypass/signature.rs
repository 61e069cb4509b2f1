//! Something else stands where the signature should, or it was made in another way.

use super::{Attempt, Scene};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use payscore_wire::PrivateKey;
use std::fs;

/// Of an RSA key with 2048 bits.
const LENGTH: usize = 256;

pub(super) fn attempts(scene: &Scene) -> Vec<Attempt> {
    let with = |name, signature: &str| instead(scene, name, signature);
    let encoded = |name, bytes: &[u8]| with(name, &STANDARD.encode(bytes));
    let right = STANDARD.decode(scene.right().nonce("S").signature()).expect("base64");
    let mut attempts = vec![
        with("none", ""),
        with("a space", " "),
        with("no base64", "***"),
        with("base64 without its padding", &STANDARD_NO_PAD.encode(&right)),
        with("base64 with more padding", &format!("{}==", STANDARD.encode(&right))),
        with("base64 for addresses", &differing(&right)),
        with("base64 of base64", &STANDARD.encode(STANDARD.encode(&right))),
        with("hexadecimal", &right.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        encoded("zeros", &[0; LENGTH]),
        encoded("the number one", &one()),
        encoded("ones in every bit", &[0xff; LENGTH]),
        encoded("a byte too few", &right[1..]),
        encoded("a byte too many, a zero before", &[&[0], &right[..]].concat()),
        encoded("a byte too many after", &[&right[..], &[0]].concat()),
        encoded("twice in a row", &[&right[..], &right[..]].concat()),
        encoded("backwards", &right.iter().rev().copied().collect::<Vec<_>>()),
        encoded("padding of its own making", &forged_padding()),
        with("of an empty message", &scene.client().sign(b"")),
        with("of the body alone", &scene.client().sign(scene.body().as_bytes())),
        with("of another request", &scene.client().request("GET", "/v3/certificates").nonce("S").signature()),
        with("of a second ago", &scene.right().nonce("S").stamped(scene.now() - 1).signature()),
    ];
    attempts.extend(messages(scene));
    attempts.extend(keys(scene));
    attempts
}

/// The right request with another signature.
fn instead(scene: &Scene, name: &'static str, signature: &str) -> Attempt {
    let request = scene.right().nonce("S");
    let authorization = request.authorization().replace(&request.signature(), signature);
    Attempt::refused(name, &request.authorized_by(&[&authorization]))
}

/// The message put together otherwise.
fn messages(scene: &Scene) -> Vec<Attempt> {
    let (path, body, now) = (scene.path(), scene.body(), scene.now());
    let signed = |name, message: String| instead(scene, name, &scene.client().sign(message.as_bytes()));
    vec![
        signed("over a message without its last newline", format!("POST\n{path}\n{now}\nS\n{body}")),
        signed("over a message with CR LF", format!("POST\r\n{path}\r\n{now}\r\nS\r\n{body}\r\n")),
        signed("over the nonce before the timestamp", format!("POST\n{path}\nS\n{now}\n{body}\n")),
        signed("over the message of an answer", format!("{now}\nS\n{body}\n")),
        signed("over the body without the line of the method", format!("{path}\n{now}\nS\n{body}\n")),
    ]
}

/// By other keys and other algorithms.
fn keys(scene: &Scene) -> Vec<Attempt> {
    let request = scene.right().nonce("S");
    let message = format!("POST\n{}\n{}\nS\n{}\n", scene.path(), scene.now(), scene.body());
    let signed = |name, signature: String| instead(scene, name, &signature);
    let by = |encoding: &'static dyn RsaEncoding| STANDARD.encode(sign(scene, encoding, message.as_bytes()));
    let platform = scene.shop.server.data().join("platform/certificates");
    let platform = platform.join(&scene.shop.file.platform_serial_no).join("key.pem");
    let platform = fs::read_to_string(platform).expect("the platform's key");
    let platform = PrivateKey::from_pem(&platform).expect("a private key");
    assert_eq!(
        STANDARD.encode(pkcs1_sha256(scene, message.as_bytes())),
        request.signature(),
        "made like the right one"
    );
    vec![
        signed("by another merchant's key", scene.other.sign(message.as_bytes())),
        signed("by the platform's key", platform.sign(message.as_bytes())),
        signed("with SHA-512", by(&RSA_PKCS1_SHA512)),
        signed("with PSS", by(&RSA_PSS_SHA256)),
    ]
}

fn pkcs1_sha256(scene: &Scene, message: &[u8]) -> Vec<u8> {
    sign(scene, &aws_lc_rs::signature::RSA_PKCS1_SHA256, message)
}

fn sign(scene: &Scene, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let pem = fs::read_to_string(scene.shop.server.merchant_dir("default").join("apiclient_key.pem")).expect("a key");
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = KeyPair::from_pkcs8(&STANDARD.decode(base64).expect("base64")).expect("an RSA key");
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(encoding, &SystemRandom::new(), message, &mut signature).expect("a signature");
    signature
}

/// Its alphabet has two other letters; a signature without either of them would be the right one.
fn differing(signature: &[u8]) -> String {
    let safe = URL_SAFE.encode(signature);
    if safe == STANDARD.encode(signature) { format!("-{}", &safe[1..]) } else { safe }
}

/// One to any power is one.
fn one() -> [u8; LENGTH] {
    let mut one = [0; LENGTH];
    one[LENGTH - 1] = 1;
    one
}

/// What a verifier that only looks at the beginning would take for a hash in its padding.
fn forged_padding() -> Vec<u8> {
    let mut bytes = vec![0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
    bytes.resize(LENGTH, b'x');
    bytes
}
