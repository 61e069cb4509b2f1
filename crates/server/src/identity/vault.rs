//! Secrets at rest: private keys, and the files with APIv2 and APIv3 keys, encrypted with a key that is not in the data
//! folder. Without such a key they are text, as teams put them there.

use super::files::{IdentityError, read, read_secret, replace_secret, write_secret};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// The first line of a sealed file. The second one is, in base64, nonce, ciphertext and tag; what it is bound to is
/// the file's name. Not its folder, which is renamed while a merchant's keys are replaced.
const HEADER: &str = "payscore-sealed-1\n";
const KEY_BYTES: usize = 32;
/// Which files are secret, in the folders below.
const SECRETS: [&str; 5] = ["apiclient_key.pem", "ca_key.pem", "key.pem", "merchant.json", "server_key.pem"];
/// Where an identity is, below a data folder: keys, certificates, and the merchants that have them.
pub(crate) const FOLDERS: [&str; 3] = ["ca", "merchants", "platform"];

/// The key that secrets are encrypted with.
#[derive(Clone)]
pub struct SecretKey(Arc<RandomizedNonceKey>);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    /// A new one, as it is given to [`str::parse`].
    ///
    /// # Errors
    /// [`IdentityError::Make`] where the system has no randomness.
    pub fn generate() -> Result<String, IdentityError> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| IdentityError::Make(error.to_string()))?;
        Ok(STANDARD.encode(bytes))
    }

    /// Whether the text of a file has to be opened with a key.
    pub fn is_needed_for(text: &str) -> bool {
        text.starts_with(HEADER)
    }

    /// The text of a file that was sealed with it, or is plain.
    ///
    /// # Errors
    /// [`IdentityError`] names the file.
    pub fn open_file(&self, path: &Path) -> Result<String, IdentityError> {
        Vault(Some(self.clone())).open(path, read(path)?)
    }
}

impl FromStr for SecretKey {
    type Err = &'static str;

    /// 32 bytes in base64 or hexadecimal.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "32 bytes in base64 or hexadecimal are wanted: `payscore secret new` makes some";
        let text = text.trim();
        let bytes = if text.len() == 2 * KEY_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            (0..KEY_BYTES).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap_or_default()).collect()
        } else {
            STANDARD.decode(text).map_err(|_| WANTED)?
        };
        RandomizedNonceKey::new(&AES_256_GCM, &bytes).map(|key| Self(Arc::new(key))).map_err(|_| WANTED)
    }
}

/// Reads and writes secret files.
#[derive(Clone, Default)]
pub(crate) struct Vault(Option<SecretKey>);

impl Vault {
    pub(crate) fn new(key: Option<SecretKey>) -> Self {
        Self(key)
    }

    /// Tries all secrets in a data folder, and seals those that are plain, where there is a key. Nothing is changed where one
    /// cannot be opened.
    pub(crate) fn prepare(&self, data: &Path) -> Result<(), IdentityError> {
        let mut plain = Vec::new();
        for path in FOLDERS.iter().flat_map(|folder| secrets(&data.join(folder))) {
            let text = read(&path)?;
            let sealed = text.starts_with(HEADER);
            let opened = self.open(&path, text)?;
            if !sealed {
                plain.push((path, opened));
            }
        }
        if self.0.is_none() || plain.is_empty() {
            return Ok(());
        }
        tracing::info!(files = plain.len(), "secrets that were plain are sealed");
        plain.iter().try_for_each(|(path, text)| self.replace(path, text))
    }

    /// Reads what only its owner should be able to.
    pub(super) fn read(&self, path: &Path) -> Result<String, IdentityError> {
        self.open(path, read_secret(path)?)
    }

    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), IdentityError> {
        write_secret(path, &self.seal(path, text)?)
    }

    pub(super) fn replace(&self, path: &Path, text: &str) -> Result<(), IdentityError> {
        replace_secret(path, &self.seal(path, text)?)
    }

    fn seal(&self, path: &Path, text: &str) -> Result<String, IdentityError> {
        let Some(SecretKey(key)) = &self.0 else { return Ok(text.to_owned()) };
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(name(path)), &mut sealed)
            .map_err(|_| IdentityError::Make(format!("{} cannot be sealed", path.display())))?;
        let bytes = [nonce.as_ref().as_slice(), &sealed].concat();
        Ok(format!("{HEADER}{}\n", STANDARD.encode(bytes)))
    }

    fn open(&self, path: &Path, text: String) -> Result<String, IdentityError> {
        let Some(sealed) = text.strip_prefix(HEADER) else { return Ok(text) };
        let Some(SecretKey(key)) = &self.0 else {
            let path = path.to_owned();
            return Err(IdentityError::Sealed { path, reason: "give the key that it was sealed with" });
        };
        open_with(key, path, sealed).ok_or_else(|| IdentityError::Sealed {
            path: path.to_owned(),
            reason: "it was sealed with another key than the one given, or changed since",
        })
    }
}

fn open_with(key: &RandomizedNonceKey, path: &Path, sealed: &str) -> Option<String> {
    let mut bytes = STANDARD.decode(sealed.trim_end()).ok()?;
    let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let text = key.open_in_place(nonce, Aad::from(name(path)), sealed).ok()?;
    String::from_utf8(text.to_vec()).ok()
}

fn name(path: &Path) -> &[u8] {
    path.file_name().map(std::ffi::OsStr::as_encoded_bytes).unwrap_or_default()
}

/// The secret files of a folder, which need not exist. What is written or removed just then is passed over.
fn secrets(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(secrets(&path)),
            Ok(kind) if kind.is_file() && SECRETS.iter().any(|secret| name == *secret) => found.push(path),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Vault {
        Vault::new(Some(text.parse().expect("a key")))
    }

    #[test]
    fn keys_are_32_bytes_in_base64_or_hexadecimal() {
        let generated = SecretKey::generate().expect("a key");
        for good in [&generated, &"0f".repeat(32), &format!("{generated}\n")] {
            assert!(good.parse::<SecretKey>().is_ok(), "{good}");
        }
        for bad in ["", "secret", &"0g".repeat(32), &"0f".repeat(31), &generated[..40]] {
            assert!(bad.parse::<SecretKey>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_sealed_is_read_by_its_key_under_its_name_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key.pem");
        let (ours, other) = (key(&"0f".repeat(32)), key(&"1f".repeat(32)));
        ours.write(&path, "geheim").expect("writes");
        let first = read(&path).expect("a file");
        assert!(first.starts_with(HEADER) && !first.contains("geheim"), "{first}");
        assert_eq!(ours.read(&path).expect("opens"), "geheim");
        ours.replace(&path, "geheim").expect("replaces");
        assert_ne!(read(&path).expect("a file"), first, "no nonce twice");

        for wrong in [other.read(&path), Vault::default().read(&path)] {
            let said = wrong.expect_err("a refusal").to_string();
            assert!(said.contains("key.pem") && said.contains("--secret-key-file"), "{said}");
        }
        let renamed = folder.path().join("ca_key.pem");
        fs::copy(&path, &renamed).expect("copies");
        assert!(ours.read(&renamed).is_err());
        let mut bent = read(&path).expect("a file").into_bytes();
        let middle = bent.len() / 2;
        bent[middle] = if bent[middle] == b'A' { b'B' } else { b'A' };
        fs::write(&path, bent).expect("writes");
        assert!(ours.read(&path).is_err());
    }

    #[test]
    fn plain_secrets_are_sealed_unless_one_cannot_be_opened() {
        let data = tempfile::tempdir().expect("a folder");
        let place = |name: &str| data.path().join(name);
        for folder in ["ca", "merchants/1", "platform/certificates/A"] {
            fs::create_dir_all(place(folder)).expect("a folder");
        }
        let plain = ["ca/ca_key.pem", "merchants/1/merchant.json", "platform/certificates/A/key.pem"];
        for name in plain.iter().chain(&["merchants/1/apiclient_cert.pem"]) {
            fs::write(place(name), "plain").expect("writes");
        }
        key(&"1f".repeat(32)).write(&place("platform/ca_key.pem"), "another's").expect("writes");
        let ours = key(&"0f".repeat(32));
        assert!(ours.prepare(data.path()).is_err());
        assert_eq!(read(&place(plain[0])).expect("a file"), "plain");

        ours.write(&place("platform/ca_key.pem"), "ours").expect("writes");
        ours.prepare(data.path()).expect("seals");
        for name in plain {
            assert!(read(&place(name)).expect("a file").starts_with(HEADER), "{name}");
            assert_eq!(ours.read(&place(name)).expect("opens"), "plain");
        }
        assert_eq!(read(&place("merchants/1/apiclient_cert.pem")).expect("a file"), "plain");
    }
}
