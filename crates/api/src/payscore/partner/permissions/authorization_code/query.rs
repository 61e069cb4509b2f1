//! Query an authorization of a sub-merchant's service by the provider's number for it.

use crate::declare::operation;
use crate::payscore::permissions::Permission;
use crate::spec::{Shape, text};

operation! {
    /// Queries an authorization of a sub-merchant's service by the provider's number for it.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在).
    QueryPartnerPermissionByCode "查询与用户授权记录（授权协议号）": GET "/v3/payscore/partner/permissions/authorization-code/{authorization_code}" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/get-partner-permissions-by-code.html";
    path {
        /// The provider's number for the authorization.
        authorization_code "授权协议号" => Shape::OutNumber;
    }
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
        }
    }
}
