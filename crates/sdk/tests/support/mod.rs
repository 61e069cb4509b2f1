//! A running server, and a merchant of it with both clients.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod faulty;
pub(crate) mod timer;

use payscore::{Client, Config, blocking};
use payscore_testkit::TestServer;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) struct Merchant {
    pub(crate) server: TestServer,
    pub(crate) client: Client,
    pub(crate) blocking: blocking::Client,
    /// `merchant.json`.
    pub(crate) file: Value,
}

impl Merchant {
    /// `default` or `partner`, at a server of its own.
    pub(crate) async fn of(name: &str) -> Self {
        let server = TestServer::start().await;
        let json = std::fs::read_to_string(server.merchant_dir(name).join("merchant.json")).unwrap();
        let config = config(&server, name);
        Self {
            client: Client::new(config.clone()).unwrap(),
            blocking: blocking::Client::new(config),
            file: serde_json::from_str(&json).unwrap(),
            server,
        }
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.file[field].as_str().unwrap()
    }

    pub(crate) fn service(&self, kind: &str, needs_user_confirm: bool) -> &str {
        let services = self.file["services"].as_array().unwrap();
        let fits = |service: &&Value| service["kind"] == kind && service["needs_user_confirm"] == needs_user_confirm;
        services.iter().find(fits).unwrap()["service_id"].as_str().unwrap()
    }

    pub(crate) fn user(&self, behaviour: &str) -> &str {
        let users = self.file["users"].as_array().unwrap();
        users.iter().find(|user| user["behaviour"] == behaviour).unwrap()["openid"].as_str().unwrap()
    }

    pub(crate) async fn confirm(&self, out_order_no: &str, behaviour: &str) {
        let user = self.user(behaviour);
        let answer = self.server.confirm_as(self.text("mchid"), out_order_no, user).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

pub(crate) fn config(server: &TestServer, name: &str) -> Config {
    Config::from_merchant_dir(server.merchant_dir(name)).unwrap().with_base_url(server.base_url()).unwrap()
}

/// Now as WeChat Pay writes times in orders: `yyyyMMddHHmmss` in Beijing.
pub(crate) fn now() -> String {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let rfc3339 = payscore::wire::rfc3339::format(unix.try_into().unwrap());
    rfc3339[..19].chars().filter(char::is_ascii_digit).collect()
}
