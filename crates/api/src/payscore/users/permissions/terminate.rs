//! End a user's authorization, the older way.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::text;

operation! {
    /// Ends a user's authorization of a service, as
    /// [`TerminatePermissionByOpenid`](crate::payscore::permissions::openid::TerminatePermissionByOpenid) does.
    ///
    /// The catalogues repeat openid and service in the query; there they are ignored, as any unknown parameter.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (存在未完成订单), 400 `ORDER_CANCELED` (taken back already),
    /// 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    TerminateUserPermission "商户解除用户授权关系": POST "/v3/payscore/users/{openid}/permissions/{service_id}/terminate" => 204 NoContent;
    source "https://pay.weixin.qq.com/wiki/doc/apiv3/wxpay/payscore/chapter9_1.shtml";
    path {
        /// The user.
        openid "用户标识" => text(128);
        /// The service.
        service_id "服务ID" => text(32);
    }
    in body {
        required {
            /// The application.
            appid "公众账号ID": String => text(32);
            /// Why: at most 50 characters.
            reason "撤销原因": String => text(50);
        }
    }
}
