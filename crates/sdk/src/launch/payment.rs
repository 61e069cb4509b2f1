//! What opens the cashier of an ordinary payment, signed with the merchant's private key.

use crate::config::Config;
use crate::error::Error;
use payscore_wire::message;
use serde::Serialize;

/// For `wx.requestPayment` of a mini program and `getBrandWCPayRequest` of a web page (JSAPI): pass it on as JSON.
/// Source: docs/partner/apis/combine-payment/orders/jsapi-transfer-payment.html, wiki chapter5_1_8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Payment {
    /// The application that pays; mini programs need not pass it on.
    pub app_id: String,
    /// Seconds since 1970.
    pub time_stamp: String,
    /// Used once.
    pub nonce_str: String,
    /// `prepay_id=…`
    pub package: String,
    /// `RSA`
    pub sign_type: &'static str,
    /// RSA-SHA256 over application, time, nonce and package, in base64.
    pub pay_sign: String,
}

impl Payment {
    /// For the `prepay_id` that an order's creation answered. `appid` is the one that the order was created with.
    ///
    /// # Errors
    /// [`Error::Randomness`] where the system has none for the nonce.
    pub fn new(config: &Config, appid: impl Into<String>, prepay_id: &str) -> Result<Self, Error> {
        let (app_id, time_stamp, nonce_str) = (appid.into(), config.now().to_string(), config.nonce()?);
        let package = format!("prepay_id={prepay_id}");
        let pay_sign = config.private_key().sign(&message::payment(&app_id, &time_stamp, &nonce_str, &package));
        Ok(Self { app_id, time_stamp, nonce_str, package, sign_type: "RSA", pay_sign })
    }
}

/// For an app's `PayReq`. Source: wiki/doc/api_external/ch/apis/chapter4_1_29.shtml, 2025.01.07.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AppPayment {
    /// The application that pays.
    pub appid: String,
    /// The merchant number that the order was created for.
    pub partnerid: String,
    /// What the order's creation answered.
    pub prepayid: String,
    /// `Sign=WXPay`
    pub package: &'static str,
    /// Used once.
    pub noncestr: String,
    /// Seconds since 1970.
    pub timestamp: String,
    /// RSA-SHA256 over application, time, nonce and `prepayid`, in base64.
    pub sign: String,
}

impl AppPayment {
    /// For the `prepay_id` that an order's creation answered. `partnerid` is the configured merchant number; a provider
    /// names its sub-merchant with [`for_sub_merchant`](Self::for_sub_merchant).
    ///
    /// # Errors
    /// [`Error::Randomness`] where the system has none for the nonce.
    pub fn new(config: &Config, appid: impl Into<String>, prepay_id: impl Into<String>) -> Result<Self, Error> {
        let (appid, prepayid) = (appid.into(), prepay_id.into());
        let (timestamp, noncestr) = (config.now().to_string(), config.nonce()?);
        let sign = config.private_key().sign(&message::payment(&appid, &timestamp, &noncestr, &prepayid));
        let partnerid = config.mchid().to_owned();
        Ok(Self { appid, partnerid, prepayid, package: "Sign=WXPay", noncestr, timestamp, sign })
    }

    /// The same for a sub-merchant's order. The signature does not cover the number.
    #[must_use]
    pub fn for_sub_merchant(self, sub_mchid: impl Into<String>) -> Self {
        Self { partnerid: sub_mchid.into(), ..self }
    }
}
