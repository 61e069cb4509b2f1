//! What several test files need.

use std::sync::LazyLock;

use payscore_wire::PrivateKey;

/// The fixtures' RSA key.
pub(crate) static KEY: LazyLock<PrivateKey> =
    LazyLock::new(|| PrivateKey::from_pem(&fixture("rsa_pkcs8.pem")).expect("the fixture is a key"));

/// A file from `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
