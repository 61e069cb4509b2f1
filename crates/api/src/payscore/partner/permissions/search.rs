//! Query a user's authorization of a sub-merchant's service.

use crate::declare::operation;
use crate::payscore::permissions::Permission;
use crate::spec::text;

operation! {
    /// Queries a user's authorization of a sub-merchant's service, the latest one, by exactly one of `openid`
    /// and `sub_openid`.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在: never authorized).
    SearchPartnerPermission "查询与用户授权记录（openid）": GET "/v3/payscore/partner/permissions/search" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/get-partner-permissions-by-open-id.html";
    in query {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "公众账号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户号": String => text(32);
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
