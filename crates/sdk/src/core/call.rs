//! What is to be asked, before it is signed.

use crate::config::Config;
use crate::core::sensitive;
use crate::core::template::expand;
use crate::error::{EncodeError, Error, LimitsError};
use bytes::Bytes;
use http::Method;
use payscore_api::Operation;
use serde::Serialize;

/// A request that is not signed yet. Each attempt to send it is signed anew: a signature is good for one time only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The encoded path, from `/v3`, without query.
    pub path: String,
    /// The encoded query, without its question mark.
    pub query: Option<String>,
    /// The JSON body; empty where there is none.
    pub body: Bytes,
    /// The platform key that parts of the body are encrypted for: its `Wechatpay-Serial`.
    pub platform_serial: Option<String>,
    /// Where the body is an upload's form and no JSON: what of it is signed, and what stands between its parts.
    pub form: Option<Form>,
}

/// What makes a body a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The field `meta`: all that is signed.
    pub meta: Bytes,
    /// What stands between the parts.
    pub boundary: String,
}

impl Call {
    /// A call without query or body.
    #[must_use]
    pub fn new(method: Method, path: String) -> Self {
        Self { method, path, query: None, body: Bytes::new(), platform_serial: None, form: None }
    }

    /// The call of a typed request. One that breaks its own declared limits is refused, unless the config says
    /// otherwise; its sensitive fields are encrypted for the preferred platform key.
    ///
    /// # Errors
    /// [`Error::Limits`], [`Error::Template`] (an empty path value), [`Error::Encode`]; [`Error::Sensitive`] where there
    /// is something to encrypt and no key for it.
    pub fn of<O: Operation>(request: &O, config: &Config) -> Result<Self, Error> {
        if config.checks_limits()
            && let Err(violation) = request.check_limits()
        {
            return Err(LimitsError { operation: O::SPEC.name, violation }.into());
        }
        let path = expand(O::SPEC.path, &request.path_values())?;
        let method = Method::from_bytes(O::SPEC.method.as_bytes()).map_err(|_| EncodeError::Method(O::SPEC.method))?;
        let mut call = Self::new(method, path);
        if call.method == Method::GET {
            call.query = Some(encode_query(request).map_err(EncodeError::Query)?).filter(|query| !query.is_empty());
        } else {
            if O::SPEC.encrypts() {
                (call.body, call.platform_serial) = sensitive::encrypt(request, config)?;
            } else {
                call.body = encode_body(request)?;
            }
            let beside = encode_query(&request.beside_values()).map_err(EncodeError::Query)?;
            call.query = Some(beside).filter(|query| !query.is_empty());
        }
        Ok(call)
    }

    /// Path and query: what follows the base URL.
    #[must_use]
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

/// Encodes a query. A space becomes `%20`, not `+`: each server reads the former alike.
pub(crate) fn encode_query<Q: Serialize + ?Sized>(query: &Q) -> Result<String, serde_urlencoded::ser::Error> {
    let form = serde_urlencoded::to_string(query)?;
    // A plus sign of the value's own is already `%2B` here.
    Ok(if form.contains('+') { form.replace('+', "%20") } else { form })
}

pub(crate) fn encode_body<B: Serialize + ?Sized>(body: &B) -> Result<Bytes, EncodeError> {
    serde_json::to_vec(body).map(Bytes::from).map_err(EncodeError::Body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::config;
    use payscore_api::certificates::ListCertificates;
    use payscore_api::payscore::partner::permissions::AssessPartnerUserRiskLevel;
    use payscore_api::payscore::serviceorder::{CancelServiceOrder, QueryServiceOrder};

    fn cancel(out_order_no: &str) -> CancelServiceOrder {
        CancelServiceOrder::builder()
            .out_order_no(out_order_no)
            .appid("wxd678efh567hg6787")
            .service_id("500001")
            .reason("用户投诉")
            .build()
    }

    #[test]
    fn a_post_carries_its_path_value_in_the_path_only() {
        let call = Call::of(&cancel("A|1"), &config()).unwrap();
        assert_eq!((&call.method, call.target().as_str()), (&Method::POST, "/v3/payscore/serviceorder/A%7C1/cancel"));
        assert_eq!(call.body, r#"{"appid":"wxd678efh567hg6787","service_id":"500001","reason":"用户投诉"}"#);
    }

    #[test]
    fn a_get_carries_its_fields_in_the_query() {
        let query = QueryServiceOrder::builder().service_id("5 0+1").appid("wx1").out_order_no("A|*1").build();
        let call = Call::of(&query, &config()).unwrap();
        assert_eq!(call.target(), "/v3/payscore/serviceorder?service_id=5%200%2B1&appid=wx1&out_order_no=A%7C*1");
        assert!(call.body.is_empty());
    }

    #[test]
    fn a_query_of_nothing_leaves_no_question_mark() {
        let call = Call::of(&ListCertificates::builder().build(), &config()).unwrap();
        assert_eq!(call.target(), "/v3/certificates");
    }

    #[test]
    fn a_query_that_goes_with_a_body_is_sent_beside_it() {
        let assess = AssessPartnerUserRiskLevel::builder().sub_mchid("1 2").service_id("5").appid("wx1").build();
        let call = Call::of(&assess, &config()).unwrap();
        assert_eq!(call.target(), "/v3/payscore/partner/permissions/assess-user-risk-level?sub_mchid=1%202");
        assert_eq!(call.body, r#"{"service_id":"5","appid":"wx1"}"#);
    }

    #[test]
    fn limits_are_checked_on_demand_and_name_the_field() {
        let error = Call::of(&cancel("号"), &config()).unwrap_err();
        let Error::Limits(limits) = error else { panic!("{error:?}") };
        assert_eq!((limits.operation, limits.violation.field().as_str()), ("CancelServiceOrder", "/out_order_no"));
        assert_eq!(
            limits.to_string(),
            r"CancelServiceOrder: out_order_no breaks its limits: value does not match ^[0-9a-zA-Z_\-|\*]{1,32}$"
        );
        assert!(Call::of(&cancel("号"), &config().with_check_limits(false)).is_ok());
    }
}
