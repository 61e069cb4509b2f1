use super::*;
use crate::testing::{APIV3_KEY, MCHID, PUBLIC_KEY_ID, SERIAL_NO, certificate, config, merchant_key, platform_key};

const YEAR_3000: i64 = 32_503_680_000;

#[test]
fn debug_shows_no_secrets() {
    let shown = format!("{:?}", config());
    assert!(shown.contains(MCHID) && shown.contains(PUBLIC_KEY_ID), "{shown}");
    assert!(!shown.contains(APIV3_KEY) && !shown.contains("PRIVATE"), "{shown}");
}

#[test]
fn each_wrong_value_is_named() {
    let build = |mchid: &str, serial: &str, key: &str, apiv3: &str| {
        Config::builder().mchid(mchid).serial_no(serial).private_key(key).apiv3_key(apiv3).build().unwrap_err()
    };
    let pem = merchant_key().to_pkcs8_pem();
    assert!(matches!(build("19\"1", SERIAL_NO, &pem, APIV3_KEY), ConfigError::Mchid { .. }));
    assert!(matches!(build(MCHID, "1D:F0", &pem, APIV3_KEY), ConfigError::SerialNo { .. }));
    assert!(matches!(build(MCHID, SERIAL_NO, "x", APIV3_KEY), ConfigError::PrivateKey(_)));
    assert!(matches!(build(MCHID, SERIAL_NO, &pem, "short"), ConfigError::ApiV3Key(_)));
}

#[test]
fn a_lower_case_serial_number_becomes_what_wechat_pay_prints() {
    let config = Config::builder()
        .mchid(MCHID)
        .serial_no(SERIAL_NO.to_lowercase())
        .private_key(merchant_key().clone())
        .apiv3_key(APIV3_KEY)
        .build()
        .unwrap();
    assert_eq!(config.serial_no(), SERIAL_NO);
    assert_eq!(config.base_url(), DEFAULT_BASE_URL);
}

#[test]
fn a_merchant_folder_is_read_with_both_platform_identities() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let read = || Config::from_merchant_dir(folder.path());
    assert!(matches!(read(), Err(ConfigError::File { path, .. }) if path.ends_with("merchant.json")));
    write("merchant.json", "{}");
    assert!(matches!(read(), Err(ConfigError::MerchantJson { .. })));
    write("merchant.json", "payscore-sealed-1\nbm9uY2U=\n");
    assert!(matches!(read(), Err(ConfigError::Sealed { path }) if path.ends_with("merchant.json")));
    let json = |id: &str| {
        format!(r#"{{"mchid":"{MCHID}","serial_no":"{SERIAL_NO}","apiv3_key":"{APIV3_KEY}","appid":"wx1"{id}}}"#)
    };
    write("merchant.json", &json(""));
    assert!(matches!(read(), Err(ConfigError::File { path, .. }) if path.ends_with("apiclient_key.pem")));
    write("apiclient_key.pem", &merchant_key().to_pkcs8_pem());
    assert!(read().unwrap().platform_keys().is_empty());
    write("wechatpay_public_key.pem", &platform_key().public_key().to_pem());
    assert!(matches!(read(), Err(ConfigError::PlatformPublicKeyId { .. })));
    write("merchant.json", &json(&format!(r#","wechatpay_public_key_id":"{PUBLIC_KEY_ID}""#)));
    let certificate = certificate(1, YEAR_3000);
    write("platform_cert.pem", certificate.pem());
    let config = read().unwrap().with_base_url("http://127.0.0.1:1").unwrap();
    let mut expected = [certificate.serial_no().to_owned(), PUBLIC_KEY_ID.to_owned()];
    expected.sort();
    assert_eq!(config.platform_keys().serials(), expected);
    assert_eq!(config.base_url(), "http://127.0.0.1:1");
}
