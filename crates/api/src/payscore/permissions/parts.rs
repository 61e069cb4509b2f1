//! What the operations about authorizations share.

use crate::declare::schema;
use crate::payscore::shopping::ShoppingGoods;
use crate::spec::{Shape, integer, list, text};

schema! {
    /// An authorization as it stands, and how great a risk its user is.
    Permission {
        required {
            /// The service.
            service_id "服务ID": String => text(32);
            /// The application.
            appid "公众账号ID": String => text(32);
            /// The merchant number.
            mchid "商户号": String => text(32);
            /// `UNBINDUSER`: asked for, no user has authorized yet; `AVAILABLE`: in force; `UNAVAILABLE`: taken back.
            authorization_state "授权状态": String => Shape::OneOf(&["UNBINDUSER", "AVAILABLE", "UNAVAILABLE"]);
        }
        optional {
            /// The user, once one has authorized.
            openid "用户标识": String => text(128);
            /// The merchant's number for it; none where it was not asked for with one.
            authorization_code "授权协议号": String => Shape::OutNumber;
            /// Where its changes are told.
            notify_url "授权通知地址": String => text(255);
            /// When it was last taken back: RFC 3339.
            cancel_authorization_time "最近一次解除授权时间": String => text(64);
            /// When the user last authorized: RFC 3339.
            authorization_success_time "最近一次授权成功时间": String => text(64);
            /// On a provider's: the sub-merchant.
            sub_mchid "子商户号": String => text(32);
            /// On a provider's: the sub-merchant's application.
            sub_appid "子商户公众账号ID": String => text(32);
            /// On a provider's: the user, as the sub-merchant's application sees it.
            sub_openid "子商户用户标识": String => text(128);
            /// On an acquiring bank's: the channel.
            channel_id "渠道商商户号": String => text(32);
            /// What else is known of the user.
            user_label "用户标签": String => text(64);
            /// How great a risk the user is; the higher, the greater.
            user_risk_level "用户分层": i64 => integer(0, i64::MAX);
            /// The version of the levels.
            risk_level_version "分层版本": i64 => integer(0, i64::MAX);
        }
    }
}

schema! {
    /// What is to be bought now and paid for later.
    AssessedShopping {
        required {
            /// The goods: at most 100.
            goods "商品列表": Vec<ShoppingGoods> => list::<ShoppingGoods>(100);
        }
    }
}
