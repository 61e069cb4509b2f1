//! What an acquiring institution is told when a user wants to pay by hand.

use payscore_api::notification::{MchPrepay, PrepayRequest};
use payscore_domain::{Moment, ServiceOrder};

/// How long the user's page stays open, in seconds.
const OPEN_SECONDS: i64 = 15 * 60;

/// As PAYSCORE.MCH_PREPAY tells of it.
pub(crate) fn notice(order: &ServiceOrder, nonce: String, now: Moment) -> MchPrepay {
    let terms = &order.terms;
    let sub_appid = terms.party.sub_appid();
    let openid = order.openid.as_ref().map(ToString::to_string);
    let (openid, sub_openid) = if sub_appid.is_some() { (None, openid) } else { (openid, None) };
    MchPrepay {
        service_id: terms.service_id.to_string(),
        appid: terms.appid.to_string(),
        mchid: terms.key.mchid.to_string(),
        sub_mchid: terms.party.sub_mchid().map(ToString::to_string).unwrap_or_default(),
        out_order_no: terms.key.out_order_no.to_string(),
        total_amount: order.total_amount().unwrap_or_default(),
        prepay_req_body: PrepayRequest {
            device_info: "WEB".to_owned(),
            nonce_str: nonce,
            body: terms.service_introduction.clone(),
            fee_type: "CNY".to_owned(),
            time_start: now.compact(),
            time_expire: now.plus(OPEN_SECONDS).compact(),
            notify_url: terms.notify_url.clone(),
            trade_type: "JSAPI".to_owned(),
            limit_pay: String::new(),
            need_receipt: false,
            attach: terms.attach.clone(),
            goods_tag: order.completion.as_ref().and_then(|completion| completion.goods_tag.clone()),
        },
        sub_appid: sub_appid.map(ToString::to_string),
        channel_id: terms.party.channel_id().map(ToString::to_string),
        openid,
        sub_openid,
        prepay_req_header_base64: None,
        prepay_req_body_base64: None,
        prepay_resp_http_code: None,
        prepay_resp_header_base64: None,
        prepay_resp_body_base64: None,
    }
}
