//! Query what users of each risk level should be allowed.

use crate::declare::{operation, schema};
use crate::spec::{fen, integer, list, text};
use payscore_domain::Fen;

operation! {
    /// Queries how much a service should let users of each risk level have before they pay.
    ///
    /// Errors: 400 `PARAM_ERROR`, 403 `NO_AUTH`.
    QueryServiceQuotas "查询用户分层对应建议先享金额": GET "/v3/payscore/partner/servicequotas/service-id/{service_id}" => 200 ServiceQuotas;
    source "https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/service-quota/get-partner-user-risk-level-quota.html";
    path {
        /// The service.
        service_id "服务ID" => text(32);
    }
    in query {
        required {
            /// The sub-merchant.
            sub_mchid "子商户商户号": String => text(32);
            /// The provider's application.
            appid "服务商的公众号ID": String => text(32);
            /// The version of the levels, as an assessment gave it.
            risk_level_version "分层版本": i64 => integer(0, i64::MAX);
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户的公众号ID": String => text(32);
        }
    }
}

schema! {
    /// What a service should allow.
    ServiceQuotas {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The provider.
            mchid "商户号": String => text(32);
            /// The sub-merchant.
            sub_mchid "子商户商户号": String => text(32);
            /// The provider's application.
            appid "公众号ID": String => text(32);
            /// As asked for.
            risk_level_version "分层版本": i64 => integer(0, i64::MAX);
            /// Level by level.
            quotas "分层建议先享金额列表": Vec<Quota> => list::<Quota>(100);
        }
        optional {
            /// The sub-merchant's application.
            sub_appid "子商户的公众号ID": String => text(32);
        }
    }
}

schema! {
    /// What users of one risk level should be allowed.
    Quota {
        required {
            /// The level.
            risk_level "用户分层": i64 => integer(0, i64::MAX);
            /// How much, in fen.
            suggested_quota "建议先享金额": Fen => fen(0);
        }
    }
}
