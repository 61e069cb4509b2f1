//! Server, clock, client and receiver of one merchant, in one.

use crate::{ManualWall, MerchantFile, NotificationReceiver, TestServer};
use payscore::Client;
use payscore_server::{Config, Wall};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A server in this process with a clock that stands still until told, one of its merchants with a client, and the
/// receiver of that merchant's notifications. All of it ends when dropped.
pub struct TestKit {
    /// The server: its control API, its data, restarts.
    pub server: TestServer,
    /// Where the merchant's notifications arrive.
    pub receiver: NotificationReceiver,
    /// The wall clock of server and client. It is for signatures; what orders live by moves with
    /// [`advance`](Self::advance).
    pub wall: ManualWall,
    merchant: MerchantFile,
    folder: String,
}

impl TestKit {
    /// With the direct merchant.
    pub async fn start() -> Self {
        Self::start_as("default").await
    }

    /// With the direct merchant (`default`) or the service provider (`partner`).
    pub async fn start_as(merchant: &str) -> Self {
        Self::start_with(merchant, |_| {}).await
    }

    /// The same, with changes to the server's defaults.
    ///
    /// # Panics
    /// When the system lets no server start.
    pub async fn start_with(merchant: &str, change: impl FnOnce(&mut Config)) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
        let wall = ManualWall::new(i64::try_from(now).expect("a clock before the year 292 billion"));
        let server = TestServer::start_with(|config| {
            config.wall = Arc::new(wall.clone());
            change(config);
        })
        .await;
        let file = server.merchant(merchant);
        let receiver = NotificationReceiver::start((&config(&server, merchant, &wall)).into()).await;
        server.set_notify_url(&file.mchid, receiver.url()).await;
        Self { server, receiver, wall, merchant: file, folder: merchant.to_owned() }
    }

    /// A client of the merchant, at this server.
    ///
    /// # Panics
    /// When the system's roots of trust cannot be used.
    pub fn client(&self) -> Client {
        Client::new(self.config()).expect("a client")
    }

    /// The same configuration, to change it first, or for the blocking client.
    pub fn config(&self) -> payscore::Config {
        config(&self.server, &self.folder, &self.wall)
    }

    /// The merchant.
    pub fn merchant(&self) -> &MerchantFile {
        &self.merchant
    }

    /// A service of the merchant: of this kind (`serviceorder`, `smartretail`, `payafter`, …), confirmed by the user or not.
    ///
    /// # Panics
    /// When there is none.
    pub fn service(&self, kind: &str, needs_user_confirm: bool) -> &str {
        let mut services = self.merchant.services.iter();
        let service = services
            .find(|it| it.needs_user_confirm == needs_user_confirm && is_named(serde_json::to_value(it.kind), kind));
        service.unwrap_or_else(|| panic!("no service of kind {kind}")).service_id.as_str()
    }

    /// The test user with this behaviour: `pays_at_once`, `pays_on_third_attempt`, `never_has_balance`, `declines`, ….
    ///
    /// # Panics
    /// When there is none.
    pub fn user(&self, behaviour: &str) -> &str {
        let user = self.merchant.users.iter().find(|it| is_named(serde_json::to_value(it.behaviour), behaviour));
        user.unwrap_or_else(|| panic!("no user {behaviour}")).openid.as_str()
    }

    /// The user confirms the order: the order's, or else the one who pays at once.
    ///
    /// # Panics
    /// When the order cannot be confirmed.
    pub async fn confirm(&self, out_order_no: &str) {
        expect_done(self.server.confirm(&self.merchant.mchid, out_order_no).await);
    }

    /// The test user with this behaviour confirms it.
    ///
    /// # Panics
    /// When the order cannot be confirmed, or there is no such user.
    pub async fn confirm_as(&self, out_order_no: &str, behaviour: &str) {
        let user = self.user(behaviour);
        expect_done(self.server.confirm_as(&self.merchant.mchid, out_order_no, user).await);
    }

    /// The user turns the order down.
    ///
    /// # Panics
    /// When it cannot be turned down.
    pub async fn decline(&self, out_order_no: &str) {
        expect_done(self.server.decline(&self.merchant.mchid, out_order_no).await);
    }

    /// The user pays the order on the phone.
    ///
    /// # Panics
    /// When there is nothing to pay.
    pub async fn pay(&self, out_order_no: &str) {
        expect_done(self.server.pay(&self.merchant.mchid, out_order_no).await);
    }

    /// Moves the clock that orders, deductions and retries live by; returns once every order has lived through it.
    ///
    /// # Panics
    /// Above 136 years at once.
    pub async fn advance(&self, by: Duration) {
        self.server.advance(u32::try_from(by.as_secs()).expect("at most 136 years")).await;
    }

    /// Sets that clock to a time like `2026-12-21T12:00:00+08:00`: to any while nothing is stored, later only forward.
    ///
    /// # Panics
    /// When it cannot be set there.
    pub async fn set_clock(&self, now: &str) {
        self.server.set_clock(now).await;
    }

    /// Now on that clock, as orders write times: `yyyyMMddHHmmss` in Beijing.
    ///
    /// # Panics
    /// When the server is stopped.
    pub async fn now(&self) -> String {
        let clock = self.server.get("clock").await.body;
        let rfc3339 = clock["now"].as_str().expect("a clock");
        rfc3339[..19].chars().filter(char::is_ascii_digit).collect()
    }
}

fn config(server: &TestServer, merchant: &str, wall: &ManualWall) -> payscore::Config {
    let wall = wall.clone();
    let config = payscore::Config::from_merchant_dir(server.merchant_dir(merchant)).expect("a readable merchant");
    config.with_base_url(server.base_url()).expect("a base URL").with_clock(move || wall.now())
}

/// Whether a kind or behaviour has this name on the wire.
fn is_named(value: serde_json::Result<Value>, name: &str) -> bool {
    value.is_ok_and(|value| value == name)
}

fn expect_done(answer: crate::ControlAnswer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
}
