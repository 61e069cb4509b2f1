//! A merchant's folder with a file that is no good: the error names the file, its causes say what is wrong.

use payscore::{Config, PrivateKey};
use std::error::Error;
use std::fs;

const APIV3_KEY: &str = "0123456789abcdef0123456789abcdef";

/// The error and its causes in one line, as logs have them.
fn line(error: &dyn Error) -> String {
    let cause = error.source().map(|source| format!(": {}", line(source)));
    format!("{error}{}", cause.unwrap_or_default())
}

#[test]
fn each_mistake_names_its_file() {
    let key = PrivateKey::generate().unwrap();
    let (pem, public) = (key.to_pkcs8_pem().to_string(), key.public_key().to_pem());
    let json = format!(r#"{{"mchid":"1","serial_no":"AB","apiv3_key":"{APIV3_KEY}"}}"#);
    let encrypted = pem.replace("PRIVATE", "ENCRYPTED PRIVATE");
    for (file, contents, words) in [
        ("apiclient_key.pem", None, "cannot read"),
        ("apiclient_key.pem", Some(""), "it is empty"),
        ("apiclient_key.pem", Some(public.as_str()), "but this is a public key"),
        ("apiclient_key.pem", Some(encrypted.as_str()), "is encrypted; remove its passphrase"),
        ("apiclient_key.pem", Some(&pem[..pem.len() / 2]), "as if the text were cut off"),
        ("merchant.json", None, "cannot read"),
        ("merchant.json", Some("{"), "EOF while parsing"),
        ("merchant.json", Some(&json.replace(APIV3_KEY, &APIV3_KEY[1..])), "32 characters, this one has 31"),
        ("wechatpay_public_key.pem", Some(pem.as_str()), "expected a public key"),
        ("platform_cert.pem", Some(public.as_str()), "expected a certificate"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::write(folder.path().join("apiclient_key.pem"), &pem).unwrap();
        fs::write(folder.path().join("merchant.json"), &json).unwrap();
        match contents {
            Some(contents) => fs::write(&path, contents).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let said = line(&Config::from_merchant_dir(folder.path()).unwrap_err());
        assert!(said.contains(path.to_str().unwrap()) && said.contains(words), "{file}, {words}: {said}");
        assert!(!said.contains('\n') && !said.contains(&APIV3_KEY[1..]), "{said}");
    }
}
