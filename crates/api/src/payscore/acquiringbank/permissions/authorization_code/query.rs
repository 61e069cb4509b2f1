//! Query an authorization by the bank's number for it.

use crate::declare::operation;
use crate::payscore::permissions::Permission;
use crate::spec::{Shape, text};

operation! {
    /// Queries an authorization of a sub-merchant's service by the bank's number for it.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在).
    QueryAcquiringBankPermissionByCode "从业机构查询与用户授权记录（授权协议号）": GET "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-institution-weixin-pay-score/acquiring-bank-service-auth/get-acquiring-bank-permissions-by-code.html";
    path {
        /// The bank's number for the authorization.
        authorization_code "授权协议号" => Shape::OutNumber;
    }
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The channel.
            channel_id "渠道商商户号": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户商户号": String => text(32);
        }
    }
}
