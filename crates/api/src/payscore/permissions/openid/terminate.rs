//! End a user's authorization.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::text;

operation! {
    /// Ends a user's authorization of a service. Not while the user has an order of the service under way. The same
    /// call again, same reason, succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (存在未完成订单), 400 `ORDER_CANCELED` (taken back already),
    /// 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    TerminatePermissionByOpenid "解除用户授权关系（openid）": POST "/v3/payscore/permissions/openid/{openid}/terminate" => 204 NoContent;
    source "https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-auth/terminate-permissions-by-open-id.html";
    path {
        /// The user.
        openid "用户标识" => text(128);
    }
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// Why: at most 50 characters.
            reason "撤销原因": String => text(50);
        }
    }
}
