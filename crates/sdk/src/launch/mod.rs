//! What a back end hands to its front end, so that that can open pages: PayScore's ([`Launch`]), and the cashier of an
//! ordinary payment ([`Payment`], [`AppPayment`]).

mod payment;

pub use payment::{AppPayment, Payment};

use crate::config::Config;
use crate::error::Error;
use payscore_wire::launch::{ApiV2Key, BusinessType, SIGN, SIGN_TYPE};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// Unreserved characters stay, all others are encoded.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What opens a page of PayScore. The signed ones are good for five minutes: make one each time the page is opened.
///
/// The signature is HMAC-SHA256 under the **APIv2 key**, a provider's own for its sub-merchants: the one place where
/// PayScore needs it. `payscore launch check` says what the local server makes of the result.
///
/// ```
/// use payscore::launch::Launch;
///
/// // From the answer to the order's creation.
/// let launch = Launch::confirm("AAQTnZoAAAABAAAAAA");
/// assert_eq!(launch.mini_program()["extraData"]["package"], "AAQTnZoAAAABAAAAAA");
/// assert_eq!(launch.web_page()["queryString"], "package=AAQTnZoAAAABAAAAAA");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    business: BusinessType,
    parameters: Vec<(&'static str, String)>,
}

impl Launch {
    /// The user confirms an order: `package` is what its creation answered, good for an hour, once.
    /// Source: docs/merchant/apis/weixin-pay-score/applets-confirm.html.
    #[must_use]
    pub fn confirm(package: impl Into<String>) -> Self {
        Self { business: BusinessType::Use, parameters: vec![("package", package.into())] }
    }

    /// The same, signed, as orders abroad need it, and older documents of all others had it.
    /// Source: doc/global/v3/zh/4014096508.
    ///
    /// # Errors
    /// [`Error::Randomness`] where the system has none for the nonce.
    pub fn confirm_signed(config: &Config, key: &ApiV2Key, package: impl Into<String>) -> Result<Self, Error> {
        Self::signed(BusinessType::Use, config, key, vec![("package", package.into())])
    }

    /// The user authorizes a service: the token is what a pre-authorization answered, good for an hour, once.
    /// Source: docs/merchant/apis/weixin-pay-score/applets-auth.html.
    #[must_use]
    pub fn authorize(apply_permissions_token: impl Into<String>) -> Self {
        let parameters = vec![("apply_permissions_token", apply_permissions_token.into())];
        Self { business: BusinessType::Enable, parameters }
    }

    /// The user looks at an order. Source: docs/merchant/apis/weixin-pay-score/applets-order.html.
    ///
    /// # Errors
    /// [`Error::Randomness`] where the system has none for the nonce.
    pub fn detail(
        config: &Config,
        key: &ApiV2Key,
        service_id: impl Into<String>,
        out_order_no: impl Into<String>,
    ) -> Result<Self, Error> {
        let own = vec![("service_id", service_id.into()), ("out_order_no", out_order_no.into())];
        Self::signed(BusinessType::Detail, config, key, own)
    }

    /// The user signs a plan: `package` is what the sign plan's creation answered.
    /// Source: doc/v3/partner/4012855944.
    #[must_use]
    pub fn sign_plan(package: impl Into<String>) -> Self {
        Self { business: BusinessType::Plan, parameters: vec![("package", package.into())] }
    }

    fn signed(
        business: BusinessType,
        config: &Config,
        key: &ApiV2Key,
        own: Vec<(&'static str, String)>,
    ) -> Result<Self, Error> {
        let mut parameters = vec![("mch_id", config.mchid().to_owned())];
        parameters.extend(own);
        parameters.extend([
            ("timestamp", config.now().to_string()),
            ("nonce_str", config.nonce()?),
            ("sign_type", SIGN_TYPE.to_owned()),
        ]);
        let sign = key.sign(parameters.iter().map(|(name, value)| (*name, value.as_str())));
        parameters.push((SIGN, sign));
        Ok(Self { business, parameters })
    }

    /// `businessType`.
    #[must_use]
    pub fn business_type(&self) -> BusinessType {
        self.business
    }

    /// The parameters, `sign` last where there is one.
    #[must_use]
    pub fn parameters(&self) -> &[(&'static str, String)] {
        &self.parameters
    }

    /// The parameters as a query: `name=value`, joined by `&`, values URL-encoded.
    #[must_use]
    pub fn query(&self) -> String {
        let pair = |(name, value): &(&str, String)| format!("{name}={}", utf8_percent_encode(value, VALUE));
        let pairs: Vec<String> = self.parameters.iter().map(pair).collect();
        pairs.join("&")
    }

    /// For `wx.openBusinessView` of a mini program: `businessType` and `extraData`. The three callbacks are yours.
    #[must_use]
    pub fn mini_program(&self) -> Value {
        let data: Map<String, Value> =
            self.parameters.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        json!({ "businessType": self.business.as_str(), "extraData": data })
    }

    /// For `wx.invoke('openBusinessView', …)` of a web page: `businessType` and `queryString`.
    #[must_use]
    pub fn web_page(&self) -> Value {
        json!({ "businessType": self.business.as_str(), "queryString": self.query() })
    }

    /// For an app's `WXOpenBusinessView.Req`: `businessType`, `query`, and `extInfo`, which asks for the released version.
    #[must_use]
    pub fn app(&self) -> Value {
        json!({
            "businessType": self.business.as_str(),
            "query": self.query(),
            "extInfo": "{\"miniProgramType\": 0}",
        })
    }
}

#[cfg(test)]
mod tests;
