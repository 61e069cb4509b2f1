//! Query a user's authorization.

use crate::declare::operation;
use crate::payscore::permissions::Permission;
use crate::spec::text;

operation! {
    /// Queries a user's authorization of a service: the latest one.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在: never authorized).
    QueryPermissionByOpenid "查询与用户授权记录（openid）": GET "/v3/payscore/permissions/openid/{openid}" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-auth/get-permissions-by-open-id.html";
    path {
        /// The user.
        openid "用户标识" => text(128);
    }
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
        }
    }
}
