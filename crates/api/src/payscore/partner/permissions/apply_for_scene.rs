//! Ask for a user's authorization within a payment.

use crate::declare::{operation, schema};
use crate::spec::{Shape, object, text};

operation! {
    /// Pre-authorizes for a sub-merchant within a payment: the token goes into the payment's order, and whoever pays
    /// that may authorize in passing.
    ///
    /// Errors: 400 `PARAM_ERROR` (also 订单重入参数校验失败), 403 `NO_AUTH`.
    ApplyPartnerPermissionForScene "服务商场景中预授权": POST "/v3/payscore/partner/permissions/apply-for-scene" => 200 TransactionPermissionApplied;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/scene-apply-partner-permissions.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商的公众号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户的商户号": String => text(32);
            /// The provider's number for the authorization: 1–32 of `[0-9A-Za-z_\-|*]`, unique in its merchant number.
            authorization_code "授权协议号": String => Shape::OutNumber;
            /// `TRANSACTION`: within a payment.
            scene "授权场景": String => Shape::OneOf(&["TRANSACTION"]);
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户的公众号ID": String => text(32);
            /// Where it is told that the user authorized, or took it back.
            notify_url "通知地址": String => Shape::Url { max: 255 };
            /// Which payment.
            transaction_scene_info "微信支付交易中授权附带的参数": SceneTransaction => object::<SceneTransaction>();
        }
    }
}

schema! {
    /// Who is paid in the payment that asks for the authorization.
    SceneTransaction {
        required {
            /// The provider that places the payment's order.
            mchid "支付下单的商户号": String => text(32);
            /// The sub-merchant that is paid.
            sub_mchid "支付下单的子商户号": String => text(32);
        }
    }
}

schema! {
    /// An authorization just asked for, to be given within a payment.
    TransactionPermissionApplied {
        required {
            /// As given.
            scene "授权场景": String => Shape::OneOf(&["TRANSACTION"]);
        }
        optional {
            /// Goes into the payment's order: for an hour.
            transaction_permissions_token "微信支付交易中授权token": String => text(300);
        }
    }
}
