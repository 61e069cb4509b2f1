//! End a user's authorization of a sub-merchant's service.

use crate::NoContent;
use crate::declare::operation;
use crate::spec::text;

operation! {
    /// Ends a user's authorization of a sub-merchant's service; the user is named by exactly one of `openid` and
    /// `sub_openid`.
    /// Not while the user has an order of the service under way. The same call again, same reason,
    /// succeeds again.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `INVALID_REQUEST` (存在未完成订单), 400 `ORDER_CANCELED` (taken back already),
    /// 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST`.
    TerminatePartnerPermission "解除用户授权关系（openid）": POST "/v3/payscore/partner/permissions/terminate" => 204 NoContent;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/terminate-partner-permissions-by-open-id.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "公众账号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// Why: at most 50 characters.
            reason "撤销原因": String => text(50);
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户公众账号ID": String => text(32);
            /// The user, as the provider's application sees it.
            openid "用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees it.
            sub_openid "子商户用户标识": String => text(128);
        }
    }
}
