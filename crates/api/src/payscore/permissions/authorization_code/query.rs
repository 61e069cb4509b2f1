//! Query an authorization by the merchant's number for it.

use crate::declare::operation;
use crate::payscore::permissions::Permission;
use crate::spec::{Shape, text};

operation! {
    /// Queries an authorization by the merchant's number for it.
    ///
    /// Errors: 400 `PARAM_ERROR`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在).
    QueryPermissionByCode "查询与用户授权记录（授权协议号）": GET "/v3/payscore/permissions/authorization-code/{authorization_code}" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score-no-confirm/get-permissions-by-authorization-code.html";
    path {
        /// The merchant's number for the authorization.
        authorization_code "授权协议号" => Shape::OutNumber;
    }
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
        }
    }
}
