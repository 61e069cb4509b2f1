//! End an authorization of a sub-merchant's service, by the provider's number for it.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::{Shape, text};

operation! {
    /// Ends an authorization of a sub-merchant's service. Not while the user has an order of the service under way.
    /// The same call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (存在未完成订单), 400 `INVALID_ORDER_STATE` (nobody has authorized
    /// yet), 400 `ORDER_CANCELED` (taken back already), 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    TerminatePartnerPermissionByCode "解除用户授权关系（授权协议号）": POST "/v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate" => 204 NoContent;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/terminate-partner-permissions-by-code.html";
    path {
        /// The provider's number for the authorization.
        authorization_code "授权协议号" => Shape::OutNumber;
    }
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// Why: at most 50 characters.
            reason "撤销原因": String => text(50);
        }
    }
}
