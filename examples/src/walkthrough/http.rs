//! Calls of plain HTTP APIs: the merchant's own, and the server's control API.

use super::WalkthroughError;
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// A client that goes to this machine, whatever proxies the environment names.
#[derive(Debug, Clone)]
pub struct Http(Client);

impl Http {
    /// No call is made yet.
    ///
    /// # Errors
    /// [`WalkthroughError::Call`] if the system's TLS cannot be used.
    pub fn new() -> Result<Self, WalkthroughError> {
        let client = Client::builder().no_proxy().build();
        client.map(Self).map_err(|source| WalkthroughError::Call { call: "setting up HTTP".to_owned(), source })
    }

    /// `GET`
    ///
    /// # Errors
    /// [`WalkthroughError::Call`], [`WalkthroughError::Refused`].
    pub async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, WalkthroughError> {
        self.call(format!("GET {url}"), self.0.get(url)).await
    }

    /// `POST`
    ///
    /// # Errors
    /// [`WalkthroughError::Call`], [`WalkthroughError::Refused`].
    pub async fn post<T: DeserializeOwned>(&self, url: &str, body: &impl Serialize) -> Result<T, WalkthroughError> {
        self.call(format!("POST {url}"), self.0.request(Method::POST, url).json(body)).await
    }

    /// `PUT`
    ///
    /// # Errors
    /// [`WalkthroughError::Call`], [`WalkthroughError::Refused`].
    pub async fn put<T: DeserializeOwned>(&self, url: &str, body: &impl Serialize) -> Result<T, WalkthroughError> {
        self.call(format!("PUT {url}"), self.0.put(url).json(body)).await
    }

    async fn call<T: DeserializeOwned>(&self, call: String, request: RequestBuilder) -> Result<T, WalkthroughError> {
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(source) => return Err(WalkthroughError::Call { call, source }),
        };
        let status = answer.status();
        if !status.is_success() {
            let body = answer.text().await.unwrap_or_default();
            return Err(WalkthroughError::Refused { call, status: status.as_u16(), body });
        }
        answer.json().await.map_err(|source| WalkthroughError::Call { call, source })
    }
}

/// A body for calls that need none.
pub(super) fn empty() -> serde_json::Value {
    json!({})
}
