//! The server's control API: the customer's phone, and what is set on the platform.

use super::http::empty;
use super::{Http, WalkthroughError};
use serde_json::{Value, json};

/// The control API of a running server.
#[derive(Debug, Clone)]
pub struct Control {
    http: Http,
    base: String,
}

impl Control {
    /// Makes sure that a server is there.
    ///
    /// # Errors
    /// [`WalkthroughError::NoServer`], [`WalkthroughError::OtherServer`].
    pub async fn connect(server: &str) -> Result<Self, WalkthroughError> {
        let server = server.trim_end_matches('/').to_owned();
        let control = Self { http: Http::new()?, base: format!("{server}/_payscore") };
        match control.http.get::<Value>(&format!("{}/health", control.base)).await {
            Ok(health) if health["status"] == "ok" => Ok(control),
            Ok(_) => Err(WalkthroughError::OtherServer { server, status: 200 }),
            Err(WalkthroughError::Call { source, .. }) if !source.is_decode() => {
                Err(WalkthroughError::NoServer { server, source })
            }
            Err(WalkthroughError::Call { .. }) => Err(WalkthroughError::OtherServer { server, status: 200 }),
            Err(WalkthroughError::Refused { status, .. }) => Err(WalkthroughError::OtherServer { server, status }),
            Err(error) => Err(error),
        }
    }

    /// The customer confirms an order on the phone.
    ///
    /// # Errors
    /// As of [`Http::post`].
    pub async fn confirm(&self, mchid: &str, out_order_no: &str) -> Result<Value, WalkthroughError> {
        self.http.post(&format!("{}/orders/{mchid}/{out_order_no}/confirm", self.base), &empty()).await
    }

    /// This customer confirms an order on the phone.
    ///
    /// # Errors
    /// As of [`Http::post`].
    pub async fn confirm_as(&self, mchid: &str, out_order_no: &str, openid: &str) -> Result<Value, WalkthroughError> {
        let who = json!({ "openid": openid });
        self.http.post(&format!("{}/orders/{mchid}/{out_order_no}/confirm", self.base), &who).await
    }

    /// The customer pays an order by hand.
    ///
    /// # Errors
    /// As of [`Http::post`].
    pub async fn pay(&self, mchid: &str, out_order_no: &str) -> Result<Value, WalkthroughError> {
        self.http.post(&format!("{}/orders/{mchid}/{out_order_no}/pay", self.base), &empty()).await
    }

    /// An order as the platform sees it.
    ///
    /// # Errors
    /// As of [`Http::get`].
    pub async fn order(&self, mchid: &str, out_order_no: &str) -> Result<Value, WalkthroughError> {
        self.http.get(&format!("{}/orders/{mchid}/{out_order_no}", self.base)).await
    }

    /// How far the service clock is ahead of the wall, in seconds.
    ///
    /// # Errors
    /// As of [`Http::get`].
    pub async fn clock_offset(&self) -> Result<i64, WalkthroughError> {
        let clock: Value = self.http.get(&format!("{}/clock", self.base)).await?;
        Ok(clock["offset_seconds"].as_i64().unwrap_or_default())
    }

    /// Sets where a merchant's notifications go; an empty text: nowhere. Says what it was before.
    ///
    /// # Errors
    /// As of [`Http::put`].
    pub async fn set_notify_url(&self, mchid: &str, url: &str) -> Result<String, WalkthroughError> {
        let known: Value = self.http.get(&format!("{}/merchants", self.base)).await?;
        let merchants = known["merchants"].as_array().map(Vec::as_slice).unwrap_or_default();
        let former = merchants.iter().find(|it| it["mchid"] == mchid).and_then(|it| it["notify_url"].as_str());
        let change = json!({ "notify_url": url });
        self.http.put::<Value>(&format!("{}/merchants/{mchid}", self.base), &change).await?;
        Ok(former.unwrap_or_default().to_owned())
    }
}
