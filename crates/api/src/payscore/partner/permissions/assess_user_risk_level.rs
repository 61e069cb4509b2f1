//! Ask how great a risk a sub-merchant's user is.

use crate::declare::operation;
use crate::payscore::permissions::{AssessedShopping, Permission};
use crate::spec::{Shape, object, text};

operation! {
    /// Assesses how great a risk a user is who has authorized a sub-merchant's service, named by the authorization, by
    /// openid or by sub_openid: exactly one of the three.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`, 404 `ORDER_NOT_EXIST` (请求操作的授权记录不存在).
    AssessPartnerUserRiskLevel "服务商评估用户分层": POST "/v3/payscore/partner/permissions/assess-user-risk-level" => 200 Permission;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/assess-partner-user-risk-level.html";
    beside query {
        /// The sub-merchant.
        sub_mchid "子商户商户号" => text(32);
    }
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商的公众号ID": String => text(32);
        }
        optional {
            /// The sub-merchant's application; required with `sub_openid`.
            sub_appid "子商户的公众号ID": String => text(32);
            /// The provider's number for the authorization.
            authorization_code "授权协议号": String => Shape::OutNumber;
            /// The user, as the provider's application sees it.
            openid "服务商的用户标识": String => text(128);
            /// The user, as the sub-merchant's application sees it.
            sub_openid "子商户的用户标识": String => text(128);
            /// What the user wants.
            shopping_info "先用后付商品信息": AssessedShopping => object::<AssessedShopping>();
        }
    }
}
