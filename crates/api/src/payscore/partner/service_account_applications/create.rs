//! Apply for binding a sub-merchant to a service.

use crate::declare::{operation, schema};
use crate::spec::{Shape, text};

operation! {
    /// Applies for binding a sub-merchant to one of the provider's services. WeChat Pay decides later: see `apply_state`.
    /// The same call again succeeds again, and tells what was decided meanwhile.
    ///
    /// Errors: 400 `PARAM_ERROR` (among them 订单重入参数校验失败), 403 `NO_AUTH`.
    CreateServiceAccountApplication "收付通子商户申请绑定支付分服务": POST "/v3/payscore/partner/service-account-applications" => 200 ServiceAccountApplication;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/merchant-application-payment-sub-service.html";
    in body {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider's application.
            appid "服务商公众号ID": String => text(32);
            /// The sub-merchant to bind.
            sub_mchid "子商户商户号": String => text(32);
            /// The provider's number for the application: 1–32 of `[0-9A-Za-z_\-|*]`, unique in the merchant number.
            out_apply_no "商户申请绑定单号": String => Shape::OutNumber;
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户公众号ID": String => text(32);
            /// Where PAYSCORE.BIND_SERVICE_ACCOUNT goes; without it none is sent.
            result_notify_url "绑定结果回调通知地址": String => Shape::Url { max: 255 };
        }
    }
}

schema! {
    /// An application for binding a sub-merchant to a service, as it stands: also what PAYSCORE.BIND_SERVICE_ACCOUNT
    /// shows.
    ServiceAccountApplication {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider.
            mchid "服务商商户号": String => text(32);
            /// The provider's application.
            appid "服务商公众号ID": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户商户号": String => text(32);
            /// The provider's number for the application.
            out_apply_no "商户申请绑定单号": String => Shape::OutNumber;
            /// `PROCESSING`, `APPROVED` or `REJECTED`.
            apply_state "受理状态": String => Shape::OneOf(&["PROCESSING", "APPROVED", "REJECTED"]);
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户公众号ID": String => text(32);
            /// Where the result is told.
            result_notify_url "绑定结果回调通知地址": String => text(255);
            /// Why not, where REJECTED.
            reject_reason "拒绝原因": String => text(256);
        }
    }
}
